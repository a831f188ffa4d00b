"""Scrutiny."""

from django.apps import AppConfig


class ScrutinyConfig(AppConfig):
    """What authorities say of their committees."""

    name = "upheld.casework.scrutiny"
    label = "scrutiny"
    default_auto_field = "django.db.models.BigAutoField"
