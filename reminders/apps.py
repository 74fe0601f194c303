"""Django's description of this app."""

from django.apps import AppConfig


class RemindersConfig(AppConfig):
    """Procedures, levels, runs, reminders, delivery."""

    name = "reminders"
    verbose_name = "Mahnwesen"

    def ready(self) -> None:
        """Connect the one signal of the app below."""
        from reminders import receivers  # noqa: F401
