"""The desk."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Pages for the ombudsman's staff, and the work that they ask of the machine."""

    name = "upheld.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to what the library of signing in does, and say what must hold before an edition moves."""
        from upheld.access import sessions, watching  # noqa: F401
        from upheld.desk import blocking, training_mails  # noqa: F401
