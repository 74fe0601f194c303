"""Figures of the evaluations made by hand."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from dunning_site.services.evaluation_report import Report
from reminders.models import CohortFigure
from reminders.rules.evaluation_figures import (
    AgencyResult,
    Bounces,
    Cohort,
    CohortPart,
    Costs,
    DaysBand,
    DaysToPayment,
    Evaluation,
    EvaluationFilters,
    Row,
)

ZERO = Decimal("0.00")
YEAR = EvaluationFilters(date(2025, 12, 1), date(2026, 11, 21))
NOTHING = Evaluation(
    filters=YEAR,
    total=Row("", "Summe", 0, ZERO, 0, ZERO, ZERO),
    by_level=(),
    by_template=(),
    by_channel=(),
    by_account=(),
    by_payment_method=(),
    by_product_kind=(),
    by_month=(),
    days_to_payment=(),
    bounces=(),
    costs=Costs(0, 0, ZERO, ZERO, ZERO, ZERO, ZERO, ZERO),
    cohorts=(),
    refreshed_at=None,
)


def row(label, recovered, *, payments=1, sent=None, claimed=None, answered=None):
    """One row; amounts as text."""
    return Row(
        label,
        label,
        payments,
        Decimal(recovered),
        sent,
        None if claimed is None else Decimal(claimed),
        None if answered is None else Decimal(answered),
    )


def cohort(month, **amounts):
    """A month of which these amounts ended so; the other outcomes are zero."""
    whole = sum((Decimal(amount) for amount in amounts.values()), ZERO)
    parts = tuple(
        CohortPart(
            outcome.value,
            outcome.label,
            amount := Decimal(amounts.get(outcome.value, ZERO)),
            2 if amount else 0,
            amount / whole if whole else ZERO,
        )
        for outcome in CohortFigure.Outcome
    )
    return Cohort(month, whole, parts)


def levels():
    """Two Mahnstufen that brought something."""
    return (
        row("Mahnstufe 1", "300.00", payments=3, sent=10, claimed="800.00", answered="400.00"),
        row("Mahnstufe 2", "100.00", sent=4, claimed="400.00", answered="100.00"),
    )


def months(count=12):
    """The months up to November 2026, each with ten times its number."""
    names = "Dezember Januar Februar März April Mai Juni Juli August September Oktober November"
    years = [2025, *[2026] * 11]
    labels = [f"{name} {year}" for name, year in zip(names.split(), years, strict=True)]
    return tuple(row(label, str(10 * index)) for index, label in enumerate(labels[-count:]))


def busy():
    """A report in which everything happened."""
    return Report(_dunning(), _agencies())


def _dunning():
    return replace(
        NOTHING,
        total=row("Summe", "400.00", payments=4, sent=14, claimed="1200.00", answered="500.00"),
        by_level=levels(),
        by_template=(row("Freundliche Erinnerung & <Gruß>", "400.00"),),
        by_channel=(row("E-Mail", "400.00"),),
        by_account=(row("Foto-Shop", "400.00"),),
        by_payment_method=(row("Rechnung", "400.00"),),
        by_product_kind=(row("Ware", "400.00"),),
        by_month=months(),
        days_to_payment=_days(),
        bounces=(Bounces("Foto-Shop", "E-Mail", 95, 5, 2),),
        costs=Costs(3, 100, Decimal("3.60"), ZERO, Decimal("8.40"), ZERO, ZERO, Decimal("400.00")),
        cohorts=(
            cohort(date(2026, 10, 1), before_reminder="50.00", open="50.00"),
            cohort(date(2026, 11, 1), open="200.00"),
        ),
        refreshed_at=datetime(2026, 11, 21, 4, 30, tzinfo=UTC),
    )


def _days():
    bands = (
        DaysBand(0, 3, "0–3 Tage", 1, Decimal("100.00")),
        DaysBand(4, None, "ab 4 Tagen", 3, Decimal("300.00")),
    )
    return (
        DaysToPayment(1, "Mahnstufe 1", 4, Decimal("5.3"), "4–7 Tage", bands),
        DaysToPayment(2, "Mahnstufe 2", 0, None, None, ()),
    )


def _agencies():
    amounts = [Decimal(text) for text in ("1000.00", "250.00", "50.00", "10.00", "190.00")]
    return (AgencyResult("Nordinkasso", 4, *amounts, 2),)
