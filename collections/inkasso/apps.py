"""Django's description of this app."""

from django.apps import AppConfig


class InkassoConfig(AppConfig):
    """Collection agencies and their cases; everything of it is named collections."""

    name = "inkasso"
    label = "collections"
    verbose_name = "Inkasso"

    def ready(self) -> None:
        """Connect the one signal of the app below."""
        from inkasso import receivers  # noqa: F401
