"""Django's description of this app."""

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class DunningSiteConfig(AppConfig):
    """The site itself: its commands, checks and templates."""

    name = "dunning_site"
    verbose_name = "Mahnwerk"

    def ready(self) -> None:
        """Register the system checks, and the timetable that follows every migrate."""
        from dunning_site import checks  # noqa: F401
        from dunning_site.schedules import ensure_schedules

        # Sent for apps with models only, and after all migrations: the queue's own app will do.
        post_migrate.connect(ensure_schedules, sender=apps.get_app_config("django_q"))
