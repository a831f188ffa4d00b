"""The check round."""

from django.apps import AppConfig


class CheckRoundConfig(AppConfig):
    """Rounds, queries with their files and decisions, sign-offs."""

    name = "upheld.editions.check_round"
    label = "check_round"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let queries say what must hold before an edition moves."""
        from upheld.editions.check_round import blocking  # noqa: F401
