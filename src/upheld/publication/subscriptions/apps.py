"""Subscriptions."""

from django.apps import AppConfig


class SubscriptionsConfig(AppConfig):
    """Who follows what, and what they were told."""

    name = "upheld.publication.subscriptions"
    label = "subscriptions"
    default_auto_field = "django.db.models.BigAutoField"
