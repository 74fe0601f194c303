"""Configuration of the dunning: procedures, texts, the installation's switch."""

from reminders.admin import debtor_page, evaluations, procedures, settings, switch

__all__ = ["debtor_page", "evaluations", "procedures", "settings", "switch"]
