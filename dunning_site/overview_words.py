"""The page Übersicht in words: tiles, charts and sentences from its figures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from common.rules.german import day, euro, month, percent, plural, short_month, whole
from common.web.chart_parts import Point
from common.web.charts import column_chart, line_chart
from common.web.value_tables import NOTHING, Column, Kind, Linked, Panel, ValueTable
from dunning_site.services.overview_figures import (
    AgeBand,
    DataState,
    LastRun,
    LevelSuccess,
    MonthRecovery,
    Overview,
    evaluation_url,
)

# Gives back an address that the person may open, and "" for the others.
Opens = Callable[[str], str]
_LATE_DAYS, _VERY_LATE_DAYS = 61, 91


@dataclass(frozen=True)
class Part:
    """A few words of a tile; url: where they lead, if anywhere."""

    words: str
    url: str = ""


@dataclass(frozen=True)
class Tile:
    """One number of the day with what belongs to it."""

    label: str
    value: Part
    notes: tuple[Part, ...] = ()


@dataclass(frozen=True)
class RunLine:
    """One of the last runs; failed is empty where nothing failed."""

    moment: str
    kind: str
    state: str
    sent: str
    failed: str
    url: str


def run_lines(runs: Sequence[LastRun], opens: Opens) -> list[RunLine]:
    """The last runs, the newest first."""
    return [
        RunLine(
            moment=f"{timezone.localtime(one.created_at):%d.%m.%Y %H:%M}",
            kind="automatisch" if one.is_automatic else f"manuell ({one.who})",
            state=one.state,
            sent=whole(one.sent),
            failed=whole(one.failed) if one.failed else "",
            url=opens(one.url),
        )
        for one in runs
    ]


def tiles(figures: Overview, opens: Opens) -> list[Tile]:
    """The four numbers on top."""
    return [
        Tile(
            "Offene Forderungen",
            Part(euro(figures.open.amount), opens(figures.open.url)),
            (
                Part(plural(figures.open.count, "Auftrag", "Aufträge")),
                Part(f"überfällig {euro(figures.overdue.amount)}", opens(figures.overdue.url)),
            ),
        ),
        _due_tile(figures, opens),
        Tile(
            "Eingang nach Mahnung (30 Tage)",
            Part(euro(figures.received.amount), opens(figures.received.url)),
            (Part(plural(figures.received.count, "Zahlung", "Zahlungen")),),
        ),
        _success_tile(figures, opens(evaluation_url(figures.success_from, figures.success_to))),
    ]


def _due_tile(figures: Overview, opens: Opens) -> Tile:
    parts = tuple(
        Part(f"{_short_level(one.level)}: {whole(one.count)}", opens(one.url))
        for one in figures.due_levels
    )
    # The tabs show them too; the number must be that of the list behind it.
    count = figures.due.count - figures.ready
    held = (Part(f"davon {whole(count)} angehalten"),) if count else ()
    return Tile("Zur Mahnung fällig", Part(whole(figures.due.count)), (*parts, *held))


def _short_level(level: int) -> str:
    return f"Stufe {level}" if level else "Erinnerung"


def _success_tile(figures: Overview, url: str) -> Tile:
    """The rate of the first Mahnstufe; the others stand below it."""
    first = next((one for one in figures.success if one.level == 1), None)
    shown = first or next(iter(figures.success), None)
    if shown is None:
        return Tile("Erfolgsquote", Part(NOTHING), (Part("noch keine Mahnung alt genug"),))
    others = tuple(
        Part(f"{_short_level(one.level)}: {_rate(one)}")
        for one in figures.success
        if one is not shown
    )
    period = f"versendet {day(figures.success_from)[:6]}–{day(figures.success_to)}"
    return Tile(
        f"Erfolgsquote {_short_level(shown.level)}",
        Part(_rate(shown), url),
        (*others, Part(period)),
    )


def _rate(success: LevelSuccess) -> str:
    return NOTHING if success.rate is None else percent(success.rate)


def ageing_panel(figures: Overview, opens: Opens) -> Panel:
    """What is overdue, by how long."""
    points = [
        Point(_age(band), band.amount, f"{_age(band)} Tage", _age_tone(band))
        for band in figures.ageing
    ]
    message = _ageing_message(figures)
    return Panel(
        key="alter",
        heading="Überfällige Beträge nach Tagen",
        message=message,
        chart=column_chart(message, points if figures.overdue.amount else []),
        table=ValueTable(
            columns=(
                Column("Tage überfällig"),
                Column("Aufträge", Kind.COUNT),
                Column("Betrag", Kind.EUROS),
            ),
            rows=tuple(
                (_age(band), Linked(band.orders, opens(band.url)), band.amount)
                for band in figures.ageing
            ),
            total=("Summe", figures.overdue.count, figures.overdue.amount),
        ),
    )


def _age(band: AgeBand) -> str:
    return f"{band.from_days}–{band.to_days}" if band.to_days else f"über {band.from_days - 1}"


def _age_tone(band: AgeBand) -> str:
    if band.from_days >= _VERY_LATE_DAYS:
        return "bad"
    return "warning" if band.from_days >= _LATE_DAYS else ""


def _ageing_message(figures: Overview) -> str:
    largest = max(figures.ageing, key=lambda band: band.amount, default=None)
    if largest is None or not figures.overdue.amount:
        return "Kein Betrag ist überfällig."
    return (
        f"{euro(figures.overdue.amount)} sind überfällig, am meisten seit "
        f"{_age(largest)} Tagen: {euro(largest.amount)}."
    )


def months_panel(figures: Overview, opens: Opens) -> Panel:
    """What came in after reminders, month by month."""
    months = figures.recovered_by_month
    points = [Point(short_month(one.month), one.amount, month(one.month)) for one in months]
    message = _months_message(months)
    has_any = any(one.amount for one in months)
    return Panel(
        key="monate",
        heading="Eingang nach Mahnung je Monat",
        message=message,
        chart=line_chart(message, points if has_any else []),
        table=ValueTable(
            columns=(
                Column("Monat"),
                Column("Zahlungen", Kind.COUNT),
                Column("Eingang", Kind.EUROS),
            ),
            rows=tuple(
                (month(one.month), Linked(one.payments, opens(one.url)), one.amount)
                for one in reversed(months)
            ),
        ),
    )


def _months_message(months: tuple[MonthRecovery, ...]) -> str:
    if not any(one.amount for one in months):
        return "Nach einer Mahnung ist noch keine Zahlung eingegangen."
    this, *earlier = reversed(months)
    words = f"Im {_month_name(this)} kamen bisher {euro(this.amount)} nach einer Mahnung"
    if not earlier:
        return f"{words}."
    last = earlier[0]
    return f"{words}; im {_month_name(last)} waren es {euro(last.amount)}."


def _month_name(recovery: MonthRecovery) -> str:
    return month(recovery.month).split()[0]


def standing_words(now: datetime, data: DataState) -> str:
    """How new the page is: "Stand 21.11.2026, 08:15 Uhr · Kontoauszug vom 20.11.2026"."""
    return f"Stand {moment(now)} · {_statement_words(data)}"


def _statement_words(data: DataState) -> str:
    """Where creditors differ, the oldest: what is missing there matters."""
    ends = [one.to_on for one in data.statements]
    known = [end for end in ends if end is not None]
    if not known:
        return "noch kein Kontoauszug"
    oldest = f"Kontoauszug vom {day(min(known))}"
    return oldest if len(known) == len(ends) else f"{oldest}, für einen Gläubiger keiner"


def data_facts(data: DataState) -> list[tuple[str, str]]:
    """Where each part of the data ends."""
    facts = [
        (
            f"Kontoauszug {one.creditor}",
            f"vom {day(one.to_on)}" if one.to_on else "noch keiner eingelesen",
        )
        for one in data.statements
    ]
    imported = (
        f"{moment(data.imported_at)}, {data.imported_file}" if data.imported_at else "noch keiner"
    )
    refreshed = moment(data.refreshed_at) if data.refreshed_at else "noch nicht gezählt"
    return [*facts, ("Letzter Import", imported), ("Eingänge nach Mahnung gezählt", refreshed)]


def moment(instant: datetime) -> str:
    """The instant on the clocks here: "21.11.2026, 08:15 Uhr"."""
    local = timezone.localtime(instant)
    return f"{day(local)}, {local:%H:%M} Uhr"
