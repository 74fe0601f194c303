"""Auswertungen in words: what became of the amounts that fell due in a month."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from common.rules.german import euro, month, percent
from common.rules.money import ZERO
from common.web.chart_parts import Point
from common.web.row_charts import Stack, legend, row_chart, stack_chart
from common.web.value_tables import Column, Kind, Linked, Panel, ValueTable, shown
from reminders.rules.evaluation_figures import Cohort, CohortPart

NOTHING_DUE = "In diesem Zeitraum blieb kein fälliger Betrag unbezahlt."
_WHAT_IS_COUNTED = (
    "Gezählt sind Beträge, die in dem Monat fällig wurden und am Ende ihres Tages nicht bezahlt "
    "waren, ohne Kosten und Zinsen. Raten eines Ratenplans zählen in dem Monat, in dem sie fällig "
    "werden. Nach Zahlungsart und Produktart sind sie nicht unterschieden."
)
_NOT_PAID = ("given_up", "open")
_OPEN = "open"


def cohort_panels(cohorts: tuple[Cohort, ...], month_url: Callable[[date], str]) -> list[Panel]:
    """A stacked bar for each month, newest first; month_url: the page of one month."""
    newest_first = sorted(cohorts, key=lambda one: one.month, reverse=True)
    filled = [one for one in newest_first if one.amount]
    message = _all_message(filled)
    stacks = [
        Stack(month(one.month), tuple(part.amount for part in one.parts), euro(one.amount))
        for one in filled
    ]
    labels = [part.label for part in filled[0].parts] if filled else []
    return [
        Panel(
            key="kohorten",
            heading="Was wurde aus den offenen Beträgen?",
            message=message,
            chart=stack_chart(message, stacks),
            legend=legend(labels),
            table=ValueTable(
                (
                    Column("Fällig im"),
                    Column("Betrag", Kind.EUROS),
                    *(Column(label, Kind.EUROS) for label in labels),
                ),
                tuple(
                    (
                        Linked(month(one.month), month_url(one.month)),
                        one.amount,
                        *(part.amount for part in one.parts),
                    )
                    for one in filled
                ),
            ),
            explanation=_WHAT_IS_COUNTED,
        )
    ]


def _all_message(cohorts: list[Cohort]) -> str:
    total = sum((one.amount for one in cohorts), ZERO)
    if not total:
        return NOTHING_DUE
    still_open = sum(
        (part.amount for one in cohorts for part in one.parts if part.outcome == _OPEN), ZERO
    )
    return (
        f"{euro(total)} wurden fällig und nicht bezahlt; davon sind heute noch {euro(still_open)} "
        f"offen ({percent(still_open / total)})."
    )


def cohort_month_panel(first: date, cohort: Cohort | None) -> Panel:
    """What became of one month, outcome by outcome."""
    parts = cohort.parts if cohort else ()
    message = _month_message(first, cohort)
    drawn = [part for part in parts if part.amount]
    return Panel(
        key="kohorte",
        heading=f"Was wurde aus den offenen Beträgen vom {month(first)}?",
        message=message,
        chart=row_chart(
            message,
            [Point(part.label, part.amount, tone=_tone(part)) for part in drawn],
            [f"{euro(part.amount)} ({shown(part.share, Kind.SHARE)})" for part in drawn],
        ),
        table=ValueTable(
            (
                Column("Was daraus wurde"),
                Column("Betrag", Kind.EUROS),
                Column("Anteil", Kind.SHARE),
                Column("Raten", Kind.COUNT),
            ),
            tuple((part.label, part.amount, part.share, part.installments) for part in parts),
        ),
        explanation=f"{_WHAT_IS_COUNTED} Eine Rate, die teils bezahlt und teils offen ist, zählt "
        "bei beidem.",
    )


def _tone(part: CohortPart) -> str:
    return {"open": "bad", "given_up": "warning"}.get(part.outcome, "")


def _month_message(first: date, cohort: Cohort | None) -> str:
    if cohort is None or not cohort.amount:
        return f"Im {month(first)} blieb kein fälliger Betrag unbezahlt."
    paid = sum((part.amount for part in cohort.parts if part.outcome not in _NOT_PAID), ZERO)
    return (
        f"Von {euro(cohort.amount)} sind {percent(paid / cohort.amount)} bezahlt, "
        f"{percent(_share_of(cohort, 'given_up'))} storniert oder ausgebucht und "
        f"{percent(_share_of(cohort, _OPEN))} noch offen."
    )


def _share_of(cohort: Cohort, outcome: str) -> Decimal:
    return sum((part.share for part in cohort.parts if part.outcome == outcome), ZERO)
