"""Accounts, permissions and the audit trail."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """The stage below all others that keep data: who did what."""

    name = "upheld.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"
