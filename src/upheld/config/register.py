"""Settings of everything that works on the register. The command needs no more; the desk and the portal add theirs.

``UPHELD_DATABASE`` is the one setting that chooses the register: a path to a SQLite file, or
``postgresql://user:password@host:port/name``.
"""

import os

from upheld.config.database import database
from upheld.config.shared import *  # noqa: F403

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "upheld.access",
    "upheld.register",
    "upheld.casework.remedies",
    "upheld.casework.statements",
    "upheld.editions",
    "upheld.letters",
    "upheld.editions.check_round",
    "upheld.casework.scrutiny",
    "upheld.delivery",
    "upheld.publication.release",
    "upheld.casework.training",
    "upheld.casework.code",
    "upheld.casework.watching",
]
AUTH_USER_MODEL = "access.Account"
DATABASES = {"default": database(os.environ.get("UPHELD_DATABASE", "register.sqlite3"))}
UPHELD_MAIL = os.environ.get("UPHELD_MAIL", "")
"""How messages travel: ``smtps://user:password@host``, ``smtp+starttls://…``, ``smtp://…``, or ``notify``."""
UPHELD_MAIL_FROM = os.environ.get("UPHELD_MAIL_FROM", "")
"""Who they come from: ``Name <address>``."""
UPHELD_MAIL_RETURNS = os.environ.get("UPHELD_MAIL_RETURNS", "")
"""The address that what cannot arrive comes back to; the sender's own where it is not set."""
UPHELD_NOTIFY_KEY = os.environ.get("UPHELD_NOTIFY_KEY", "")
UPHELD_NOTIFY_TEMPLATE = os.environ.get("UPHELD_NOTIFY_TEMPLATE", "")
UPHELD_NOTIFY_ADDRESS = os.environ.get("UPHELD_NOTIFY_ADDRESS", "")
"""Where GOV.UK Notify answers, if not at its own address."""
UPHELD_NOTIFY_TOKEN = os.environ.get("UPHELD_NOTIFY_TOKEN", "")
"""What GOV.UK Notify says in its callbacks, so that they are believed; without it none is."""
