"""Procedures, templates, blocks, standings, runs and reminders."""

from reminders.models.base_rates import BaseRate
from reminders.models.blocks import DunningBlock
from reminders.models.channels import Channel
from reminders.models.debtor_page import (
    BalanceStatement,
    DebtorPageSettings,
    DebtorProof,
    DebtorRequest,
)
from reminders.models.delivery import (
    Beat,
    DeliveryEvent,
    DispatchRecord,
    MailChannel,
    SendingStop,
    UncertainDecision,
    UnrecordedDispatch,
)
from reminders.models.evaluations import (
    CohortFigure,
    EvaluationSettings,
    Recovery,
    SentCount,
)
from reminders.models.plans import InstalmentPlan
from reminders.models.printing import PrintBatch
from reminders.models.procedures import (
    AutomaticDunning,
    DunningLevel,
    DunningPreference,
    DunningProcedure,
    DunningSettings,
    ProcedureVersion,
)
from reminders.models.reminders import (
    STATE_LABELS,
    STATE_TONES,
    Reminder,
    ReminderBooking,
    ReminderDocument,
    ReminderItem,
    ReminderNumber,
)
from reminders.models.runs import DunningRun, SkippedOrder
from reminders.models.standings import Standing, Tab, tab_condition, tab_counts
from reminders.models.templates import ReminderTemplate, TemplateVersion

__all__ = [
    "STATE_LABELS",
    "STATE_TONES",
    "AutomaticDunning",
    "BalanceStatement",
    "BaseRate",
    "Beat",
    "Channel",
    "CohortFigure",
    "DebtorPageSettings",
    "DebtorProof",
    "DebtorRequest",
    "DeliveryEvent",
    "DispatchRecord",
    "DunningBlock",
    "DunningLevel",
    "DunningPreference",
    "DunningProcedure",
    "DunningRun",
    "DunningSettings",
    "EvaluationSettings",
    "InstalmentPlan",
    "MailChannel",
    "PrintBatch",
    "ProcedureVersion",
    "Recovery",
    "Reminder",
    "ReminderBooking",
    "ReminderDocument",
    "ReminderItem",
    "ReminderNumber",
    "ReminderTemplate",
    "SendingStop",
    "SentCount",
    "SkippedOrder",
    "Standing",
    "Tab",
    "TemplateVersion",
    "UncertainDecision",
    "UnrecordedDispatch",
    "tab_condition",
    "tab_counts",
]
