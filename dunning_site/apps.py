"""Django's description of this app."""

from django.apps import AppConfig


class DunningSiteConfig(AppConfig):
    """The site itself: its commands, checks and templates."""

    name = "dunning_site"
    verbose_name = "Mahnwerk"

    def ready(self) -> None:
        """Register the system checks."""
        from dunning_site import checks  # noqa: F401
