"""Settings of everything that works on the register: the command, the desk and the portal.

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
    "upheld.editions",
]
AUTH_USER_MODEL = "access.Account"
DATABASES = {"default": database(os.environ.get("UPHELD_DATABASE", "register.sqlite3"))}
