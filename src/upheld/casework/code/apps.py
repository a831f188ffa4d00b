"""The complaint handling code."""

from django.apps import AppConfig


class CodeConfig(AppConfig):
    """Self-assessments on their way, with their documents."""

    name = "upheld.casework.code"
    label = "handling_code"
    default_auto_field = "django.db.models.BigAutoField"
