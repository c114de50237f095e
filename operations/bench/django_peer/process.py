"""The process that serves the peer: Django by Waitress, one process with threads, as ours is one."""

from __future__ import annotations

import os
from typing import Final

import django
import waitress
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connection

THREADS: Final = 4


def main() -> None:
    """Make Django's own tables and its one reviewer, and serve until the end."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "operations.bench.django_peer.settings"
    django.setup()
    _prepare(os.environ["PEER_USER"], os.environ["PEER_PASSWORD"])
    waitress.serve(
        get_wsgi_application(), host="127.0.0.1", port=int(os.environ["PORT"]), threads=THREADS, _quiet=True
    )


def _prepare(username: str, password: str) -> None:
    from django.conf import settings  # noqa: PLC0415 - it waits for Django to be set up.
    from django.contrib.auth.models import User  # noqa: PLC0415 - Django must be set up before.

    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {settings.OWN_TABLES}")
    call_command("migrate", verbosity=0)
    User.objects.filter(username=username).delete()
    User.objects.create_superuser(username, password=password)


if __name__ == "__main__":
    main()
