"""Settings of the desk and the portal: one process for people who sign in, apart from the public site.

Beside those of the register (`upheld.config.register`):

- ``UPHELD_OUT``: the folder of reviews: letters, snapshots, bundles
- ``UPHELD_SCHEME``: the scheme, by name or folder; may be left out where there is only one
- ``UPHELD_FILES``: where files that people hand in are kept; beside the register without it
- ``UPHELD_SCANNER``: a virus scanner, as a command that is given a path; its exit code 0 lets the file through
- ``UPHELD_DESK_HOSTS``: the names that the desk answers to, with commas between them
- ``UPHELD_DESK_SCHEME=http``: only on this machine; without it cookies travel encrypted or not at all
- ``UPHELD_SECRET_KEY``: signs sessions and invitations; everybody is signed out when it changes
- ``UPHELD_IDLE_MINUTES``: after how long without a page staff sign in again (30)
- ``UPHELD_PROXIES``: how many servers stand before the desk, so that the address of who asks is the right one (0)
- ``UPHELD_OIDC_ISSUER``, ``_CLIENT``, ``_SECRET``: single sign-on by OpenID Connect; ``_NAME`` is what its button says
- ``UPHELD_OIDC_SECOND_FACTOR=1``: that provider asks everybody for a second factor, so the desk need not
"""

import os
from pathlib import Path

from upheld.config.oidc import single_sign_on
from upheld.config.register import *  # noqa: F403
from upheld.config.register import INSTALLED_APPS as OF_THE_REGISTER
from upheld.operations.logs import configured

DEBUG = False
INSTALLED_APPS = [
    *OF_THE_REGISTER,
    "django.contrib.sessions",
    "django.contrib.messages",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
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
    "upheld.access.sessions.limits",
    "allauth.account.middleware.AccountMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "upheld.config.desk_jinja.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "upheld.access.pages.on_every_page",
                "upheld.desk.place.on_every_page",
            ],
        },
    },
]  # no other engine: a page of ours that is missing is an error, never a page of somebody else's
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
UPHELD_IDLE_MINUTES = int(os.environ.get("UPHELD_IDLE_MINUTES", "30"))
CSRF_FAILURE_VIEW = "upheld.access.pages.too_old"
SECURE_HSTS_SECONDS = 31_536_000 if ENCRYPTED else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENCRYPTED else None

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL, LOGIN_REDIRECT_URL = "account_login", "/"
ACCOUNT_ADAPTER = "upheld.access.signing_in.OnlyInvited"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation went to the address, and came back
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # here one stays signed in; everywhere else one is not
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("UPHELD_PROXIES", "0"))
EMAIL_BACKEND = "upheld.desk.mail.ByOurTransport"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1  # clocks differ, and people type slowly
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not ENCRYPTED
MFA_ADAPTER = "upheld.access.signing_in.SecondFactors"
SOCIALACCOUNT_ADAPTER = "upheld.access.signing_in.OnlyKnown"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = single_sign_on(os.environ)
UPHELD_OIDC_SECOND_FACTOR = os.environ.get("UPHELD_OIDC_SECOND_FACTOR") == "1"
CACHES = {  # in the register, where one of two at the same moment waits; never so few that some push others out
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "access_counter",
        "KEY_FUNCTION": "upheld.access.counters.key",
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 0  # never in memory: straight to a file
FILE_UPLOAD_HANDLERS = ["upheld.access.upload_limit.LimitedUploads"]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 10
LOGGING = configured(errors=("allauth",))
