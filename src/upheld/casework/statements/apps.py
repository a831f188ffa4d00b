"""Decisions that are published, and public reports."""

from django.apps import AppConfig


class StatementsConfig(AppConfig):
    """Checks of decisions' texts, what was accepted in them, and exceptions from the day they become public."""

    name = "upheld.casework.statements"
    label = "statements"
    default_auto_field = "django.db.models.BigAutoField"
