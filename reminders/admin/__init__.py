"""Configuration of the dunning: procedures, texts, the installation's switch."""

from reminders.admin import procedures, settings, switch

__all__ = ["procedures", "settings", "switch"]
