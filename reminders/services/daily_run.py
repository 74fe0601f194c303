"""When the installation duns by itself."""

from dataclasses import dataclass
from datetime import date

from orders.models import Creditor
from reminders.models import AutomaticDunning, DunningRun
from reminders.rules.intervals import is_run_day, next_run_day
from reminders.services.procedures import automatic_dunning


def runs_today(today: date) -> bool:
    """Whether the switch is on and the day is one of its days."""
    switch = AutomaticDunning.objects.filter(is_enabled=True).first()
    return switch is not None and is_run_day(switch.interval, today, house_state())


def house_state() -> str:
    """The federal state whose holidays the house keeps; "" where its creditors sit in several."""
    states = set(Creditor.objects.values_list("federal_state", flat=True))
    return states.pop() if len(states) == 1 else ""


@dataclass(frozen=True, slots=True)
class DailyRuns:
    """The next day with a run, None while the switch is off, and the last run there was."""

    next_on: date | None
    last: DunningRun | None


def daily_runs(*, from_on: date) -> DailyRuns:
    """When the switch duns next; from_on: the first day that is not over for it."""
    switch = automatic_dunning()
    runs = DunningRun.objects.filter(is_automatic=True).order_by("-pk")
    next_on = next_run_day(switch.interval, from_on, house_state()) if switch.is_enabled else None
    return DailyRuns(next_on, runs.first())
