"""The register of record."""

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    """Cases and what hangs on them, as the ombudsman's casework has them."""

    name = "upheld.register"
    label = "register"
    default_auto_field = "django.db.models.BigAutoField"
