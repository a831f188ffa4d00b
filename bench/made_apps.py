"""Importing this makes the register's apps known, as letters need them; where that is done already it does nothing."""

import os

import django
from django.apps import apps

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "upheld.config.desk")
if not apps.ready:
    django.setup()
