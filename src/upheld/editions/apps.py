"""Editions: a year's figures, frozen."""

from django.apps import AppConfig


class EditionsConfig(AppConfig):
    """Snapshots, figures and the states of an edition."""

    name = "upheld.editions"
    label = "editions"
    default_auto_field = "django.db.models.BigAutoField"
