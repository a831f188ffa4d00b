"""Early warning."""

from django.apps import AppConfig


class WatchingConfig(AppConfig):
    """What drifts, worked out month by month, and what analysts found out about it."""

    name = "upheld.casework.watching"
    label = "watching"
    default_auto_field = "django.db.models.BigAutoField"
