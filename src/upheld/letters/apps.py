"""Letters."""

from django.apps import AppConfig


class LettersConfig(AppConfig):
    """The letters of a year: as they are drawn, changed by hand and approved."""

    name = "upheld.letters"
    label = "letters"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let letters say what must hold before an edition moves."""
        from upheld.letters import blocking  # noqa: F401
