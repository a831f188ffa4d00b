"""Delivery."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    """What was sent to whom, and what became of it."""

    name = "upheld.delivery"
    label = "delivery"
    default_auto_field = "django.db.models.BigAutoField"
