"""Settings of the desk and the portal: one process for people who sign in, apart from the public site.

Beside those of the register (`upheld.config.register`):

- ``UPHELD_OUT``: the folder of reviews: letters, snapshots, bundles
- ``UPHELD_SCHEME``: the scheme, by name or folder; may be left out where there is only one
- ``UPHELD_FILES``: where files that people hand in are kept; beside the register without it
- ``UPHELD_SCANNER``: a virus scanner, as a command that is given a path; its exit code 0 lets the file through
- ``UPHELD_DESK_HOSTS``: the names that the desk answers to, with commas between them
- ``UPHELD_DESK_SCHEME=http``: only on this machine; without it cookies travel encrypted or not at all
- ``UPHELD_SECRET_KEY``: signs sessions and invitations; everybody is signed out when it changes
"""

import os
from pathlib import Path

from upheld.config.register import *  # noqa: F403
from upheld.config.register import INSTALLED_APPS as OF_THE_REGISTER

DEBUG = False
INSTALLED_APPS = [
    *OF_THE_REGISTER,
    "django.contrib.sessions",
    "django.contrib.messages",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "upheld.desk",
    "upheld.portal",
]
ROOT_URLCONF = "upheld.config.desk_urls"
ALLOWED_HOSTS = os.environ.get("UPHELD_DESK_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
ENCRYPTED = os.environ.get("UPHELD_DESK_SCHEME", "https") == "https"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "upheld.access.middleware.headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "upheld.config.desk_jinja.environment",
            "context_processors": ["django.contrib.messages.context_processors.messages"],
        },
    },
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "OPTIONS": {}},
]
UPHELD_OUT = Path(os.environ.get("UPHELD_OUT", "out"))
UPHELD_SCHEME = os.environ.get("UPHELD_SCHEME", "")
UPHELD_FILES = Path(os.environ.get("UPHELD_FILES", UPHELD_OUT / "files"))
UPHELD_SCANNER = os.environ.get("UPHELD_SCANNER", "")

SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = ("__Host-session", "__Host-csrf") if ENCRYPTED else ("session", "csrf")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENCRYPTED
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 60 * 60  # a working day
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SECURE_HSTS_SECONDS = 31_536_000 if ENCRYPTED else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENCRYPTED else None

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL, LOGIN_REDIRECT_URL = "account_login", "/"
ACCOUNT_ADAPTER = "upheld.access.signing_in.OnlyInvited"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation went to the address, and came back
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not ENCRYPTED
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 0  # never in memory: straight to a file
FILE_UPLOAD_HANDLERS = ["upheld.access.upload_limit.LimitedUploads"]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 10
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "loggers": {
        "upheld": {"handlers": ["stderr"], "level": "WARNING"},
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "django.security": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
    },
}
