"""The portal."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Pages for authorities' people, each their own authority's alone."""

    name = "upheld.portal"
    label = "portal"
    default_auto_field = "django.db.models.BigAutoField"
