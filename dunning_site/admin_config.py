"""Puts our admin site in the place of Django's own."""

from django.contrib.admin.apps import AdminConfig


class MahnwerkAdminConfig(AdminConfig):
    """Named in INSTALLED_APPS instead of django.contrib.admin."""

    default_site = "dunning_site.admin_site.MahnwerkAdminSite"
