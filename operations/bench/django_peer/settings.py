"""Django's settings for the peer: what a careful operator of its admin would set."""

from __future__ import annotations

import os
from typing import Final
from urllib.parse import urlsplit

_DATABASE = urlsplit(os.environ["PEER_DATABASE"])

OWN_TABLES: Final = "django_peer"
"""The schema of Django's own tables, beside the office's, so that they can be dropped in one go."""

DEBUG = False
SECRET_KEY = os.environ["PEER_SECRET"]
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "operations.bench.django_peer.addresses"
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "operations.bench.django_peer",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
# Without DEBUG the templates are compiled once and kept.
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": _DATABASE.hostname,
        "PORT": _DATABASE.port or 5432,
        "USER": _DATABASE.username,
        "PASSWORD": _DATABASE.password or "",
        "NAME": _DATABASE.path.lstrip("/"),
        # A connection is kept by its thread for good.
        "CONN_MAX_AGE": None,
        "OPTIONS": {"options": f"-c search_path={OWN_TABLES},public"},
    }
}
# Who is signed in stands in the cookie: no statement for it.
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "ar"
USE_TZ = True
STATIC_URL = "/static/"
