"""Auswertungen in words: what did not arrive, what the dunning cost, what agencies brought."""

from collections.abc import Sequence
from decimal import Decimal

from common.rules.german import euro, percent, plural, whole
from common.rules.money import ZERO
from common.web.chart_parts import Point
from common.web.row_charts import row_chart
from common.web.value_tables import Column, Kind, Panel, ValueTable, shown
from reminders.rules.evaluation_figures import AgencyResult, Bounces, Costs, Evaluation, share

_HUNDRED = Decimal(100)


def delivery_panels(figures: Evaluation) -> list[Panel]:
    """How many reminders by mail did not arrive."""
    bounces = figures.bounces
    tried = sum(one.tried for one in bounces)
    bounced = sum(one.bounced for one in bounces)
    message = "In diesem Zeitraum wurde keine Mahnung per E-Mail versendet."
    if tried:
        message = (
            f"Von {plural(tried, 'E-Mail', 'E-Mails')} kamen {whole(bounced)} nicht an "
            f"({percent(share(bounced, tried) or ZERO)})."
        )
    return [
        Panel(
            key="zustellung",
            heading="Unzustellbare E-Mails",
            message=message,
            chart=row_chart(
                message,
                [Point(_sender(one), (one.rate or ZERO) * _HUNDRED, tone="bad") for one in bounces],
                [shown(one.rate, Kind.SHARE) for one in bounces],
                full=_HUNDRED,
            ),
            table=_bounce_table(bounces),
            explanation="Abgelehnt: Der Mailserver nahm die E-Mail wegen der Adresse nicht an. "
            "Zurückgekommen: Er nahm sie an, meldete später aber, dass sie unzustellbar ist. Das "
            "erfährt Mahnwerk nur, wenn Rückläufer eingerichtet sind.",
        )
    ]


def _sender(bounces: Bounces) -> str:
    return f"{bounces.account}, {bounces.channel}"


def _bounce_table(bounces: Sequence[Bounces]) -> ValueTable:
    return ValueTable(
        (
            Column("Verkaufsaccount"),
            Column("Versandweg"),
            Column("Übergeben", Kind.COUNT),
            Column("Abgelehnt", Kind.COUNT),
            Column("Zurückgekommen", Kind.COUNT),
            Column("Nicht angekommen", Kind.COUNT),
            Column("Quote", Kind.SHARE),
        ),
        tuple(
            (
                one.account,
                one.channel,
                one.tried,
                one.refused,
                one.came_back,
                one.bounced,
                one.rate,
            )
            for one in bounces
        ),
    )


def cost_panels(figures: Evaluation) -> list[Panel]:
    """What the dunning cost against what it brought in."""
    costs = figures.costs
    message = _cost_message(costs)
    parts = [
        (f"{plural(costs.letters, 'Brief', 'Briefe')}", costs.letter_costs),
        (f"{plural(costs.mails, 'E-Mail', 'E-Mails')}", costs.mail_costs),
        ("Rücklastschriften", costs.returned_debits),
    ]
    beside = [
        ("Inkasso (nicht eingerechnet)", costs.collection),
        ("Gericht (nicht eingerechnet)", costs.court),
    ]
    points = [Point(label, amount) for label, amount in (*parts, *beside) if amount]
    return [
        Panel(
            key="kosten",
            heading="Kosten und Ertrag",
            message=message,
            chart=row_chart(message, points, [euro(point.value) for point in points]),
            table=ValueTable(
                (Column("Was"), Column("Betrag", Kind.EUROS)),
                (
                    *parts,
                    ("Kosten des Mahnens zusammen", costs.total),
                    *beside,
                    ("Eingang nach Mahnung", costs.recovered),
                    ("Eingang abzüglich Kosten", costs.recovered - costs.total),
                ),
            ),
            explanation="Briefe und E-Mails zum Preis aus „Kosten des Mahnens“. "
            "Rücklastschriften, Inkasso und Gericht wie auf den Aufträgen gebucht, auch soweit "
            "Kunden sie erstatten. Inkasso und Gericht sind nicht eingerechnet, denn was sie "
            "einbringen, ist kein Eingang nach Mahnung.",
        )
    ]


def _cost_message(costs: Costs) -> str:
    if not costs.total and not costs.recovered:
        return "In diesem Zeitraum entstanden keine Kosten, und nach Mahnungen ging nichts ein."
    words = f"Das Mahnen kostete {euro(costs.total)} und brachte {euro(costs.recovered)}"
    if costs.per_euro is None:
        return f"{words}."
    cents_each = shown(costs.per_euro * _HUNDRED, Kind.DAYS)
    return f"{words}: {cents_each} Cent je eingegangenem Euro."


def agency_panels(results: Sequence[AgencyResult]) -> list[Panel]:
    """What agencies made of the cases handed over in the period."""
    claimed = sum((one.claimed for one in results), ZERO)
    paid = sum((one.paid for one in results), ZERO)
    message = "In diesem Zeitraum wurde kein Fall an ein Inkassobüro übergeben."
    if claimed:
        message = (
            f"Von {euro(claimed)}, die im Zeitraum übergeben wurden, zahlten die Schuldner "
            f"bisher {euro(paid)} ({percent(share(paid, claimed) or ZERO)})."
        )
    drawn = [one for one in results if one.rate is not None]
    return [
        Panel(
            key="inkassobueros",
            heading="Ergebnis der Inkassobüros",
            message=message,
            chart=row_chart(
                message,
                [Point(one.agency, (one.rate or ZERO) * _HUNDRED) for one in drawn],
                [f"{euro(one.paid)} ({shown(one.rate, Kind.SHARE)})" for one in drawn],
                full=_HUNDRED,
            ),
            table=_agency_table(results),
            explanation="Bezahlt: was Schuldner auf diese Fälle bis heute an das Büro zahlten. "
            "Einbehalten: seine Kosten daraus. Weitere Abzüge und Ausgezahlt: aus den "
            "Abrechnungen des Zeitraums; sie gelten für alle Verkaufsaccounts und fehlen, wenn "
            "einer gewählt ist.",
        )
    ]


def _agency_table(results: Sequence[AgencyResult]) -> ValueTable:
    return ValueTable(
        (
            Column("Inkassobüro"),
            Column("Übergeben", Kind.COUNT),
            Column("Noch offen", Kind.COUNT),
            Column("Gefordert", Kind.EUROS),
            Column("Bezahlt", Kind.EUROS),
            Column("Quote", Kind.SHARE),
            Column("Einbehalten", Kind.EUROS),
            Column("Weitere Abzüge", Kind.EUROS),
            Column("Ausgezahlt", Kind.EUROS),
        ),
        tuple(
            (
                one.agency,
                one.handed_over,
                one.still_open,
                one.claimed,
                one.paid,
                one.rate,
                one.kept,
                one.deductions,
                one.remitted,
            )
            for one in results
        ),
    )
