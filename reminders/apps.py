"""Django's description of this app."""

from django.apps import AppConfig


class RemindersConfig(AppConfig):
    """Procedures, levels, runs, reminders, delivery."""

    name = "reminders"
    verbose_name = "Mahnwesen"
