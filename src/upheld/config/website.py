"""Settings of the public site. It knows one thing: where the bundle is. No database, no sessions, no cookies.

- ``UPHELD_BUNDLE``: the bundle, or the link that always points at the newest
- ``UPHELD_PREVIEW=1``: serve a bundle that is not yet published
- ``UPHELD_HOSTS``: the names that the site answers to, with commas between them
- ``UPHELD_SCHEME=https``: how readers reach it, where a server before it does the encryption
- ``UPHELD_CACHE_SECONDS``: how long a shared cache may keep a page before it asks again
- ``UPHELD_FOLLOW``: where readers follow by e-mail what the site shows (`upheld.config.subscriptions`); no link without
"""

import os

from upheld.config.shared import *  # noqa: F403
from upheld.operations.logs import configured
from upheld.publication.website.serving import cache_seconds

DEBUG = False
ALLOWED_HOSTS = os.environ.get("UPHELD_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
ROOT_URLCONF = "upheld.publication.website.urls"
INSTALLED_APPS: list[str] = []
DATABASES: dict[str, object] = {}
MIDDLEWARE = [
    "upheld.publication.website.middleware.headers",
    "upheld.publication.website.middleware.on_one_bundle",
    "django.middleware.common.CommonMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "upheld.publication.website.jinja.environment"},
    }
]
UPHELD_BUNDLE = os.environ.get("UPHELD_BUNDLE", "bundle")
UPHELD_SCHEME = os.environ.get("UPHELD_SCHEME", "")
UPHELD_CACHE_SECONDS = cache_seconds(os.environ.get("UPHELD_CACHE_SECONDS", ""))
UPHELD_FOLLOW = os.environ.get("UPHELD_FOLLOW", "").rstrip("/")
UPHELD_PREVIEW = os.environ.get("UPHELD_PREVIEW") == "1"
LOGGING = configured()
