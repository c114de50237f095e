"""What the peer serves: the admin, and the admin's own styles and scripts, kept by the browser."""

from __future__ import annotations

from pathlib import Path

import django.contrib.admin
from django.contrib import admin
from django.http import FileResponse, HttpRequest, HttpResponseNotModified
from django.urls import path
from django.views.static import serve

_ROOT = Path(django.contrib.admin.__file__).parent / "static"


def kept(request: HttpRequest, name: str) -> FileResponse | HttpResponseNotModified:
    """A static file that is asked for once."""
    answer = serve(request, name, document_root=str(_ROOT))
    answer["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer


urlpatterns = [path("admin/", admin.site.urls), path("static/<path:name>", kept)]
