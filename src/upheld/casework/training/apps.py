"""Training."""

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """Courses, sessions, bookings with the addresses of those who come, feedback."""

    name = "upheld.casework.training"
    label = "training"
    default_auto_field = "django.db.models.BigAutoField"
