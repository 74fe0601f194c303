"""Puts our admin site in the place of Django's own."""

from django.contrib.admin.apps import AdminConfig


class MahnwerkAdminConfig(AdminConfig):
    """Named in INSTALLED_APPS instead of django.contrib.admin."""

    default_site = "dunning_site.admin_site.MahnwerkAdminSite"

    def ready(self) -> None:
        """Find all admin pages, then replace those we make differently."""
        super().ready()
        # Models can be imported only now that all apps are loaded.
        from django.contrib import admin

        from dunning_site.admin_icons import speak_german
        from dunning_site.schedule_admin import register_schedules
        from dunning_site.user_admin import register_people

        speak_german()
        register_people(admin.site)
        register_schedules(admin.site)
