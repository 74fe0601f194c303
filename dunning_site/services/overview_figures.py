"""Every figure of the page Übersicht: euros as Decimal, days as date, nothing left to add up.

What is open, overdue and due for dunning is counted when the page is asked for. What came in
after reminders is kept (reminders.services.evaluation_refresh) and as new as DataState says.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse

from common.rules.money import ZERO


def evaluation_url(first: date, last: date) -> str:
    """The evaluation of the days from first to last, both inclusive."""
    days = urlencode({"von": first.isoformat(), "bis": last.isoformat()})
    return f"{reverse('evaluation-recovery')}?{days}"


@dataclass(frozen=True, slots=True)
class Figure:
    """How many, how much in euros, and where the list of them is ("" where there is none)."""

    count: int = 0
    amount: Decimal = ZERO
    url: str = ""


@dataclass(frozen=True, slots=True)
class DueLevel:
    """Orders in one tab of the order list today; also those that a block or a stop holds back.

    level: 0 for payment reminders, else the Mahnstufe. count, amount: exactly what the list
    under url says, the amount being all that is open on these orders. ready: how many of them
    nothing holds back.
    """

    level: int
    label: str
    count: int
    amount: Decimal
    url: str
    ready: int = 0


@dataclass(frozen=True, slots=True)
class AgeBand:
    """What is overdue by so many days, both ends included; to_days None: and more.

    amount: what is unpaid of installments that were due so many days ago, in euros, with costs
    and interest counted at the order's oldest unpaid installment. All bands make Overview.overdue.
    orders: whose oldest unpaid installment is that old, as the list under url counts them.
    """

    from_days: int
    to_days: int | None
    label: str
    amount: Decimal
    orders: int
    url: str


@dataclass(frozen=True, slots=True)
class LevelSuccess:
    """What the reminders of one level brought that were sent from one day to another, inclusive.

    Those days are the 90 that end 14 days ago, so that every reminder had two weeks to work.
    claimed: all that these reminders asked for. recovered: what came until today by payments
    that follow one of them (Recovery), in euros.
    """

    level: int
    label: str
    sent: int
    claimed: Decimal
    recovered: Decimal

    @property
    def rate(self) -> Decimal | None:
        """The recovered share of what was claimed, 0 to 1, to four places; None without a claim."""
        if not self.claimed:
            return None
        return (self.recovered / self.claimed).quantize(Decimal("0.0001"))


@dataclass(frozen=True, slots=True)
class MonthRecovery:
    """What came in after reminders in one calendar month, by the day of payment, in euros."""

    month: date
    payments: int
    amount: Decimal

    @property
    def url(self) -> str:
        """Where the month is told in full."""
        next_month = (self.month + timedelta(days=31)).replace(day=1)
        return evaluation_url(self.month, next_month - timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Task:
    """Something that a hand is needed for, never 0; label: what is counted, after the number.

    is_urgent: it is wrong or late already, not only waiting.
    """

    label: str
    count: int
    url: str
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class LastRun:
    """One of the newest runs; sent and failed count its reminders."""

    number: int
    run_on: date
    state: str
    is_automatic: bool
    created_at: datetime
    who: str
    sent: int
    failed: int
    url: str


@dataclass(frozen=True, slots=True)
class StatementState:
    """How far the bank statements of a creditor reach; to_on None: none was taken over."""

    creditor: str
    to_on: date | None


@dataclass(frozen=True, slots=True)
class DataState:
    """How new the data is; None where nothing was read or counted yet."""

    statements: tuple[StatementState, ...]
    imported_at: datetime | None
    imported_file: str
    refreshed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Overview:
    """All figures of the page.

    open: orders on which money is owed, and all that is owed. overdue: orders with something
    unpaid that was due before today; the amount is only what was due before today. received: what
    came after reminders from the day 29 days ago until today, inclusive. success: a row for each
    level that was sent in its period, from success_from to success_to. recovered_by_month: the 13
    months up to this one, oldest first, none missing.
    """

    day: date
    open: Figure
    overdue: Figure
    due_levels: tuple[DueLevel, ...]
    received: Figure
    success_from: date
    success_to: date
    success: tuple[LevelSuccess, ...]
    ageing: tuple[AgeBand, ...]
    recovered_by_month: tuple[MonthRecovery, ...]
    tasks: tuple[Task, ...]
    last_runs: tuple[LastRun, ...]
    data: DataState

    @property
    def ready(self) -> int:
        """How many of the due orders nothing holds back."""
        return sum(one.ready for one in self.due_levels)

    @property
    def due(self) -> Figure:
        """All orders that a reminder of some level is due for today."""
        return Figure(
            sum(one.count for one in self.due_levels),
            sum((one.amount for one in self.due_levels), ZERO),
        )
