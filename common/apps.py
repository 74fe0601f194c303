"""Django's description of this app."""

from django.apps import AppConfig


class CommonConfig(AppConfig):
    """Amounts, German dates, list pages: knows nothing of dunning."""

    name = "common"
    verbose_name = "Allgemeines"
