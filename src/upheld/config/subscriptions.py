"""Settings of following by e-mail: a process of its own with a database of its own, beside the public site.

- ``UPHELD_SUBSCRIPTIONS_DATABASE``: a path to a SQLite file, or ``postgresql://user:password@host:port/name``
- ``UPHELD_BUNDLE``, ``UPHELD_PREVIEW``: as for the site (`upheld.config.website`)
- ``UPHELD_FOLLOW``: how readers reach these pages, such as ``https://follow.ombudsman.example``
- ``UPHELD_SITE``: how they reach the site
- ``UPHELD_FOLLOW_HOSTS``: the names that these pages answer to, with commas between them
- ``UPHELD_SECRET_KEY``: signs the links in mails; old links lead nowhere when it changes
- ``UPHELD_PROXIES``: how many servers stand before these pages
- ``UPHELD_MAIL``, ``UPHELD_MAIL_FROM``, ``UPHELD_MAIL_RETURNS``, ``UPHELD_NOTIFY_…``: as for letters
"""

import os

from upheld.config.database import database
from upheld.config.shared import *  # noqa: F403
from upheld.operations.logs import configured

DEBUG = False
INSTALLED_APPS = ["upheld.publication.subscriptions"]
ROOT_URLCONF = "upheld.publication.subscriptions.urls"
DATABASES = {"default": database(os.environ.get("UPHELD_SUBSCRIPTIONS_DATABASE", "subscriptions.sqlite3"))}
if "OPTIONS" in DATABASES["default"]:
    # An intention to send must outlive the machine, so every commit waits for the disk; there are few.
    DATABASES["default"]["OPTIONS"]["init_command"] = (  # type: ignore[index]
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
    )
MIDDLEWARE = [
    "upheld.publication.subscriptions.middleware.headers",
    "upheld.publication.subscriptions.middleware.on_one_bundle",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "upheld.publication.subscriptions.jinja.environment"},
    }
]
UPHELD_BUNDLE = os.environ.get("UPHELD_BUNDLE", "bundle")
UPHELD_PREVIEW = os.environ.get("UPHELD_PREVIEW") == "1"
UPHELD_FOLLOW = os.environ.get("UPHELD_FOLLOW", "http://localhost:8002").rstrip("/")
UPHELD_SITE = os.environ.get("UPHELD_SITE", "http://localhost:8000").rstrip("/")
UPHELD_PROXIES = int(os.environ.get("UPHELD_PROXIES", "0"))
ALLOWED_HOSTS = os.environ.get("UPHELD_FOLLOW_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
ENCRYPTED = UPHELD_FOLLOW.startswith("https://")
CSRF_COOKIE_NAME = "__Host-csrf" if ENCRYPTED else "csrf"
CSRF_COOKIE_SECURE, CSRF_COOKIE_HTTPONLY, CSRF_COOKIE_SAMESITE = ENCRYPTED, True, "Lax"
CSRF_COOKIE_AGE = None  # gone when the browser closes
CSRF_FAILURE_VIEW = "upheld.publication.subscriptions.views.too_old"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENCRYPTED else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS, DATA_UPLOAD_MAX_NUMBER_FILES = 50, 0
UPHELD_MAIL = os.environ.get("UPHELD_MAIL", "")
UPHELD_MAIL_FROM = os.environ.get("UPHELD_MAIL_FROM", "")
UPHELD_MAIL_RETURNS = os.environ.get("UPHELD_MAIL_RETURNS", "")
UPHELD_NOTIFY_KEY = os.environ.get("UPHELD_NOTIFY_KEY", "")
UPHELD_NOTIFY_TEMPLATE = os.environ.get("UPHELD_NOTIFY_TEMPLATE", "")
UPHELD_NOTIFY_ADDRESS = os.environ.get("UPHELD_NOTIFY_ADDRESS", "")
LOGGING = configured()
