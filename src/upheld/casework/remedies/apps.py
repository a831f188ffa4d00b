"""Remedies followed until they are done."""

from django.apps import AppConfig


class RemediesConfig(AppConfig):
    """Evidence, extensions, messages, steps of escalation, checks of public texts, calendar addresses."""

    name = "upheld.casework.remedies"
    label = "remedies"
    default_auto_field = "django.db.models.BigAutoField"
