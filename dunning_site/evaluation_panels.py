"""Auswertungen in words: what came in after reminders, and how fast."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.safestring import SafeString

from common.rules.german import euro, percent, plural
from common.rules.money import ZERO
from common.web.chart_parts import Point
from common.web.charts import column_chart, line_chart
from common.web.row_charts import row_chart
from common.web.value_tables import Column, Kind, Panel, Value, ValueTable, shown
from reminders.rules.evaluation_figures import DaysBand, DaysToPayment, Evaluation, Row, share

NOTHING_CAME = "In diesem Zeitraum ging nach keiner Mahnung eine Zahlung ein."
# More rows than this make a chart nobody reads; the table has all.
MOST_BARS = 12
_WHAT_IS_COUNTED = (
    "Eingang: Zahlungen des Zeitraums, jede bei der letzten Mahnung, die vor ihr versendet wurde. "
)
_WHAT_THE_RATE_IS = (
    "Quote: was auf die im Zeitraum versendeten Mahnungen bis heute einging, von dem, was sie "
    "forderten. Wer dreimal gemahnt wurde, ist dreimal gezählt."
)
_NOT_COUNTED = (
    "Wie viele Mahnungen versendet wurden, ist nach Zahlungsart und Produktart nicht gezählt."
)


def recovery_panels(figures: Evaluation) -> list[Panel]:
    """What came in, by everything that it can be told apart by."""
    return [
        _level_panel(figures),
        _month_panel(figures.by_month),
        _rows_panel("text", "Nach Text", "Text", figures.by_template),
        _rows_panel("versandweg", "Nach Versandweg", "Versandweg", figures.by_channel),
        _rows_panel("account", "Nach Verkaufsaccount", "Verkaufsaccount", figures.by_account),
        _rows_panel("zahlungsart", "Nach Zahlungsart", "Zahlungsart", figures.by_payment_method),
        _rows_panel("produktart", "Nach Produktart", "Produktart", figures.by_product_kind),
    ]


def _level_panel(figures: Evaluation) -> Panel:
    """By Mahnstufe, with the sum of all and what is counted."""
    total = figures.total
    message = NOTHING_CAME
    if total.payments:
        message = (
            f"Nach Mahnungen gingen {euro(total.recovered)} mit "
            f"{plural(total.payments, 'Zahlung', 'Zahlungen')} ein. {_largest(figures.by_level)}"
        )
    counts = figures.filters.counts_reminders
    return _panel(
        "mahnstufe",
        "Nach Mahnstufe",
        message,
        _row_chart(message, figures.by_level),
        _row_table("Mahnstufe", figures.by_level, total),
        _WHAT_IS_COUNTED + (_WHAT_THE_RATE_IS if counts else _NOT_COUNTED),
    )


def _rows_panel(key: str, heading: str, name: str, rows: Sequence[Row]) -> Panel:
    message = _largest(rows) or NOTHING_CAME
    return _panel(key, heading, message, _row_chart(message, rows), _row_table(name, rows, None))


def _month_panel(months: Sequence[Row]) -> Panel:
    message = NOTHING_CAME
    if any(one.recovered for one in months):
        best = max(months, key=lambda one: one.recovered)
        message = f"Am meisten ging im {best.label} ein: {euro(best.recovered)}."
    points = [Point(_short(one), one.recovered, one.label) for one in months]
    has_any = any(one.recovered for one in months)
    return _panel(
        "monat",
        "Nach Monat",
        message,
        line_chart(message, points if has_any else []),
        _row_table("Monat", list(reversed(months)), None),
    )


def _short(row: Row) -> str:
    """The first letters of the month."""
    return row.label[:3]


def _largest(rows: Sequence[Row]) -> str:
    """The row that brought most, "" if none brought anything."""
    total = sum((row.recovered for row in rows), ZERO)
    if not total:
        return ""
    best = max(rows, key=lambda row: row.recovered)
    part = share(best.recovered, total) or ZERO
    return f"Am meisten brachte „{best.label}“: {euro(best.recovered)} ({percent(part)})."


def _row_chart(message: str, rows: Sequence[Row]) -> SafeString:
    """A bar for each row; of many only the largest."""
    if not any(row.recovered for row in rows):
        return SafeString("")
    drawn = list(rows)
    if len(drawn) > MOST_BARS:
        drawn = sorted(drawn, key=lambda row: row.recovered, reverse=True)[:MOST_BARS]
    points = [Point(row.label, row.recovered) for row in drawn]
    return row_chart(message, points, [_bar_words(row) for row in drawn])


def _bar_words(row: Row) -> str:
    return euro(row.recovered)


def _row_table(name: str, rows: Sequence[Row], total: Row | None) -> ValueTable:
    """The rows with what is known of them: columns without any value are left out."""
    counts_sent = any(row.sent is not None for row in rows)
    has_rate = any(row.answered is not None for row in rows)
    columns = [Column(name), Column("Zahlungen", Kind.COUNT), Column("Eingang", Kind.EUROS)]
    if counts_sent:
        columns += [Column("Versendet", Kind.COUNT), Column("Gefordert", Kind.EUROS)]
    if has_rate:
        columns += [Column("Darauf eingegangen", Kind.EUROS), Column("Quote", Kind.SHARE)]

    def cells(row: Row, label: str) -> tuple[Value, ...]:
        known: list[Value] = [label, row.payments, row.recovered]
        if counts_sent:
            known += [row.sent, row.claimed]
        if has_rate:
            known += [row.answered, row.rate]
        return tuple(known)

    return ValueTable(
        tuple(columns),
        tuple(cells(row, row.label) for row in rows),
        cells(total, "Summe") if total and rows else (),
    )


def days_panels(figures: Evaluation) -> list[Panel]:
    """How many days after a reminder the money came: all levels, then each."""
    levels = [one for one in figures.days_to_payment if one.payments]
    return [_speed_panel(figures.days_to_payment), *(_level_days_panel(one) for one in levels)]


def _speed_panel(levels: Sequence[DaysToPayment]) -> Panel:
    paid = [one for one in levels if one.average is not None]
    message = NOTHING_CAME
    if paid:
        fastest = min(paid, key=lambda one: one.average or Decimal(0))
        message = (
            f"Am schnellsten wird nach „{fastest.label}“ gezahlt: "
            f"im Schnitt nach {shown(fastest.average, Kind.DAYS)} Tagen."
        )
    points = [Point(one.label, one.average or Decimal(0)) for one in paid]
    words = [f"{shown(one.average, Kind.DAYS)} Tage" for one in paid]
    return _panel(
        "dauer",
        "Dauer bis zur Zahlung nach Mahnstufe",
        message,
        row_chart(message, points, words),
        ValueTable(
            (
                Column("Mahnstufe"),
                Column("Zahlungen", Kind.COUNT),
                Column("Tage im Schnitt", Kind.DAYS),
                Column("Die Hälfte bis"),
            ),
            tuple((one.label, one.payments, one.average, one.median_band) for one in levels),
        ),
        "Tage vom Versand der Mahnung bis zur Zahlung; eine Zahlung zählt bei der letzten Mahnung "
        "vor ihr.",
    )


def _after(band: str | None) -> str:
    """The band in a sentence: "am selben Tag", "nach 4–7 Tagen"."""
    label = band or ""
    return f"nach {label}n" if label.endswith("Tage") else label


def _level_days_panel(level: DaysToPayment) -> Panel:
    message = (
        f"{plural(level.payments, 'Zahlung', 'Zahlungen')} nach „{level.label}“, "
        f"die Hälfte davon {_after(level.median_band)}."
    )
    points = [
        Point(
            _days(one),
            Decimal(one.payments),
            one.label,
        )
        for one in level.bands
    ]
    return _panel(
        f"dauer-{level.level}",
        f"Tage bis zur Zahlung: {level.label}",
        message,
        column_chart(message, points, unit="Zahlungen"),
        ValueTable(
            (
                Column("Tage nach der Mahnung"),
                Column("Zahlungen", Kind.COUNT),
                Column("Eingang", Kind.EUROS),
            ),
            tuple((one.label, one.payments, one.amount) for one in level.bands),
        ),
    )


def _days(band: DaysBand) -> str:
    if band.to_days is None:
        return f"über {band.from_days - 1}"
    if band.from_days == band.to_days:
        return str(band.to_days)
    return f"{band.from_days}–{band.to_days}"


def _panel(
    key: str,
    heading: str,
    message: str,
    chart: SafeString,
    table: ValueTable,
    explanation: str = "",
) -> Panel:
    return Panel(
        key=key,
        heading=heading,
        message=message,
        table=table,
        chart=chart,
        explanation=explanation,
    )
