"""Procedures, templates, blocks, standings, runs and reminders."""

from reminders.models.blocks import DunningBlock
from reminders.models.procedures import AutomaticDunning, DunningLevel, DunningProcedure
from reminders.models.reminders import (
    STATE_LABELS,
    STATE_TONES,
    Reminder,
    ReminderDocument,
    ReminderItem,
    ReminderNumber,
)
from reminders.models.runs import DunningRun, SkippedOrder
from reminders.models.standings import Standing, Tab, tab_condition, tab_counts
from reminders.models.templates import ReminderTemplate

__all__ = [
    "STATE_LABELS",
    "STATE_TONES",
    "AutomaticDunning",
    "DunningBlock",
    "DunningLevel",
    "DunningProcedure",
    "DunningRun",
    "Reminder",
    "ReminderDocument",
    "ReminderItem",
    "ReminderNumber",
    "ReminderTemplate",
    "SkippedOrder",
    "Standing",
    "Tab",
    "tab_condition",
    "tab_counts",
]
