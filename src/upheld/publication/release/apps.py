"""Releases."""

from django.apps import AppConfig


class ReleaseConfig(AppConfig):
    """The release calendar, what is prepared, who had letters before, and corrections."""

    name = "upheld.publication.release"
    label = "release"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the calendar say what must hold before an edition is published."""
        from upheld.publication.release import blocking  # noqa: F401
