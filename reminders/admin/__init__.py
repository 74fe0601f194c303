"""Configuration of the dunning: procedures, texts, the installation's switch."""

from reminders.admin import procedures, switch, templates

__all__ = ["procedures", "switch", "templates"]
