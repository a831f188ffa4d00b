"""Delivery."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    """What was sent to whom, and what became of it."""

    name = "upheld.delivery"
    label = "delivery"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let delivery say what must hold before an edition moves."""
        from upheld.delivery import blocking  # noqa: F401
