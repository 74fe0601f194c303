"""Textvorlagen have pages of their own: reminders.views.templates."""
