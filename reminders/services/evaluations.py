"""The figures of the pages Auswertungen, from what is kept; a fixed number of queries."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from operator import attrgetter
from typing import Any, Self

from common.rules import german
from common.rules.money import ZERO
from orders.models import OrderLine, PaymentMethod, SalesAccount
from reminders.models import Channel, CohortFigure, ReminderTemplate
from reminders.rules.evaluation_figures import (
    Cohort,
    CohortPart,
    DaysBand,
    DaysToPayment,
    Evaluation,
    EvaluationFilters,
    Row,
    share,
)
from reminders.rules.payment_days import BANDS, average_days, median_band
from reminders.rules.reasons import step_name
from reminders.services.evaluation_costs import bounces_of, costs_of
from reminders.services.evaluation_cubes import Cubes, Paid, Sums, cubes
from reminders.services.evaluation_settings import evaluation_settings

NOT_KNOWN = "nicht bekannt"
_LONGER_THAN_A_MONTH = timedelta(days=32)
_NO_SHARE = Decimal("0.0000")


def evaluation(filters: EvaluationFilters) -> Evaluation:
    """All figures of the period; ten queries, however many orders there are."""
    found, counts = cubes(filters), filters.counts_reminders
    settings = evaluation_settings()
    names = _Names.read()
    table = partial(_rows, found, counts=counts)
    paid_table = partial(_rows, replace(found, answered={}, dunned=[]), counts=False)
    total = _row("", "Gesamt", found.by(lambda marks: "").get("", Sums()), counts=counts)
    return Evaluation(
        filters=filters,
        total=total,
        by_level=table("level", step_name),
        by_template=table("template", names.templates.__getitem__),
        by_channel=table("channel", channel_label),
        by_account=table("account", names.accounts.__getitem__),
        by_payment_method=paid_table("payment_method", names.methods.__getitem__),
        by_product_kind=paid_table("product_kind", kind_label),
        by_month=tuple(_months(found, filters)),
        days_to_payment=tuple(_days(found.paid)),
        bounces=bounces_of(filters, found.dunned, names.accounts) if counts else (),
        costs=costs_of(filters, found.dunned, settings, total.recovered) if counts else None,
        cohorts=tuple(_cohorts(filters)),
        refreshed_at=settings.refreshed_at,
    )


def channel_label(channel: str) -> str:
    """The way as pages name it."""
    return str(Channel(channel).label)


def kind_label(kind: str) -> str:
    """The kind of product as pages name it."""
    return str(OrderLine.Kind(kind).label) if kind else NOT_KNOWN


@dataclass(frozen=True, slots=True)
class _Names:
    """What rows are called, by their keys."""

    accounts: dict[int, str]
    methods: dict[int, str]
    templates: dict[int, str]

    @classmethod
    def read(cls) -> Self:
        """Three queries."""
        models = (SalesAccount, PaymentMethod, ReminderTemplate)
        return cls(*(dict(model.objects.values_list("pk", "name")) for model in models))


def _rows(found: Cubes, mark: str, label: Callable[[Any], str], *, counts: bool) -> tuple[Row, ...]:
    """One row for each value of a mark, sorted by it; what has a name of its own, by the name."""
    sums = found.by(attrgetter(mark))
    rows = [_row(str(key), label(key), line, counts=counts) for key, line in sums.items()]
    by_name = mark in ("template", "account", "payment_method")
    return tuple(sorted(rows, key=lambda row: row.label if by_name else row.key))


def _row(key: str, label: str, sums: Sums, *, counts: bool) -> Row:
    return Row(
        key=key,
        label=label,
        payments=sums.payments,
        recovered=sums.recovered,
        sent=sums.sent if counts else None,
        claimed=sums.claimed if counts else None,
        answered=sums.answered if counts else None,
    )


def _months(found: Cubes, filters: EvaluationFilters) -> Iterator[Row]:
    """Every month of the period, oldest first."""
    sums = found.by(attrgetter("month"))
    month = filters.from_on.replace(day=1)
    while month <= filters.to_on:
        line = sums.get(month, Sums())
        label = german.month(month)
        yield _row(month.isoformat(), label, line, counts=filters.counts_reminders)
        month = (month + _LONGER_THAN_A_MONTH).replace(day=1)


def _days(paid: Sequence[Paid]) -> Iterator[DaysToPayment]:
    """How fast payments came, for each level that any followed."""
    for level in sorted({one.marks.level for one in paid}):
        of_level = [one for one in paid if one.marks.level == level]
        by_band = [[one for one in of_level if one.band == place] for place in range(len(BANDS))]
        counts = [sum(one.payments for one in ones) for ones in by_band]
        median = median_band(counts)
        yield DaysToPayment(
            level=level,
            label=step_name(level),
            payments=sum(counts),
            average=average_days(sum(one.days for one in of_level), sum(counts)),
            median_band=median.label if median else None,
            bands=tuple(
                DaysBand(
                    band.from_days,
                    band.to_days,
                    band.label,
                    count,
                    sum((one.amount for one in ones), ZERO),
                )
                for band, count, ones in zip(BANDS, counts, by_band, strict=True)
            ),
        )


def _cohorts(filters: EvaluationFilters) -> Iterator[Cohort]:
    """Every month of the period with overdue amounts, oldest first; one query."""
    figures = CohortFigure.objects.filter(
        month__gte=filters.from_on.replace(day=1), month__lte=filters.to_on
    )
    if filters.account_id is not None:
        figures = figures.filter(sales_account=filters.account_id)
    by_month: dict[date, list[CohortFigure]] = defaultdict(list)
    for figure in figures.order_by("month"):
        by_month[figure.month].append(figure)
    for month, of_month in by_month.items():
        amount = sum((one.amount for one in of_month), ZERO)
        yield Cohort(month, amount, tuple(_parts(of_month, amount)))


def _parts(figures: Sequence[CohortFigure], whole: Decimal) -> Iterator[CohortPart]:
    for outcome in CohortFigure.Outcome:
        of_it = [one for one in figures if one.outcome == outcome]
        amount = sum((one.amount for one in of_it), ZERO)
        yield CohortPart(
            outcome=outcome.value,
            label=str(outcome.label),
            amount=amount,
            installments=sum(one.installments for one in of_it),
            share=share(amount, whole) or _NO_SHARE,
        )
