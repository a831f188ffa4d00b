"""Editions: a year's figures, frozen."""

from django.apps import AppConfig


class EditionsConfig(AppConfig):
    """Snapshots, figures and the states of an edition."""

    name = "upheld.editions"
    label = "editions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let approvals say what must hold before an edition moves."""
        from upheld.editions import approvals  # noqa: F401
