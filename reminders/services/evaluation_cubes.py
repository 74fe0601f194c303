"""What is kept, added up by every mark at once, so that each table is a sum over a few rows."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Case, Count, QuerySet, Sum, Value, When
from django.db.models.functions import TruncMonth

from common.rules.money import ZERO
from common.sums import cents, euros
from reminders.models import Recovery, SentCount
from reminders.rules.evaluation_figures import EvaluationFilters
from reminders.rules.payment_days import BANDS

MARKS = ("level", "template", "channel", "sales_account")


@dataclass(frozen=True, slots=True)
class Marks:
    """By what is added up; None where the kind of rows does not know it. month: its first day."""

    level: int
    template: int
    channel: str
    account: int
    month: date
    payment_method: int | None = None
    product_kind: str | None = None


@dataclass(frozen=True, slots=True)
class Paid:
    """Payments with the same marks that came so fast; days: theirs added up."""

    marks: Marks
    band: int
    payments: int
    amount: Decimal
    days: int


@dataclass(frozen=True, slots=True)
class Dunned:
    """Reminders with the same marks."""

    marks: Marks
    sent: int
    bounced: int
    claimed: Decimal


@dataclass(slots=True)
class Sums:
    """What one line of a table adds up to, in euros."""

    payments: int = 0
    recovered: Decimal = ZERO
    sent: int = 0
    claimed: Decimal = ZERO
    answered: Decimal = ZERO


def paid_in(filters: EvaluationFilters) -> list[Paid]:
    """The payments of the period; one query."""
    slowest_first = reversed(list(enumerate(BANDS)))
    band = Case(*(When(days__gte=one.from_days, then=Value(place)) for place, one in slowest_first))
    rows = _of(Recovery.objects.all(), filters).filter(
        paid_on__gte=filters.from_on, paid_on__lte=filters.to_on
    )
    names = (*MARKS, "month", "payment_method", "product_kind")
    counted = rows.annotate(month=TruncMonth("paid_on"), band=band).order_by()
    sums = counted.values_list(*names, "band").annotate(
        count=Count("pk"), cent_sum=cents("amount"), day_sum=Sum("days")
    )
    return [
        Paid(Marks(*marks), band, payments, euros(amount), days)
        for *marks, band, payments, amount, days in sums
    ]


def answered_in(filters: EvaluationFilters) -> dict[Marks, Decimal]:
    """What came until now after reminders sent in the period, in euros; one query."""
    rows = _of(Recovery.objects.all(), filters).filter(
        reminder__sent_on__gte=filters.from_on, reminder__sent_on__lte=filters.to_on
    )
    counted = rows.annotate(month=TruncMonth("reminder__sent_on")).order_by()
    sums = counted.values_list(*MARKS, "month").annotate(cent_sum=cents("amount"))
    return {Marks(*marks): euros(amount) for *marks, amount in sums}


def dunned_in(filters: EvaluationFilters) -> list[Dunned]:
    """The reminders sent in the period; one query."""
    rows = SentCount.objects.filter(sent_on__gte=filters.from_on, sent_on__lte=filters.to_on)
    if filters.account_id is not None:
        rows = rows.filter(sales_account=filters.account_id)
    counted = rows.annotate(month=TruncMonth("sent_on")).order_by()
    sums = counted.values_list(*MARKS, "month").annotate(
        Sum("sent"), Sum("bounced"), cent_sum=cents("claimed")
    )
    return [
        Dunned(Marks(*marks), sent, bounced, euros(claimed))
        for *marks, sent, bounced, claimed in sums
    ]


@dataclass(frozen=True, slots=True)
class Cubes:
    """All three, read once."""

    paid: list[Paid]
    answered: dict[Marks, Decimal]
    dunned: list[Dunned]

    def by(self, key: Callable[[Marks], object]) -> dict[object, Sums]:
        """What each value of a mark adds up to."""
        sums: dict[object, Sums] = defaultdict(Sums)
        for paid in self.paid:
            line = sums[key(paid.marks)]
            line.payments += paid.payments
            line.recovered += paid.amount
        for dunned in self.dunned:
            if dunned.sent:
                line = sums[key(dunned.marks)]
                line.sent += dunned.sent
                line.claimed += dunned.claimed
        for marks, amount in self.answered.items():
            sums[key(marks)].answered += amount
        return sums


def cubes(filters: EvaluationFilters) -> Cubes:
    """Three queries, one where reminders are not counted."""
    if not filters.counts_reminders:
        return Cubes(paid_in(filters), {}, [])
    return Cubes(paid_in(filters), answered_in(filters), dunned_in(filters))


def _of(rows: QuerySet[Recovery], filters: EvaluationFilters) -> QuerySet[Recovery]:
    """The rows that the filters let through, whatever their day."""
    asked = {
        "sales_account": filters.account_id,
        "payment_method": filters.payment_method_id,
        "product_kind": filters.product_kind,
    }
    return rows.filter(**{name: value for name, value in asked.items() if value is not None})
