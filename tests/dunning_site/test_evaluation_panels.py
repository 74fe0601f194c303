"""The words, charts and tables of the Auswertungen, from figures made by hand."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from common.web.charts import column_chart
from dunning_site.evaluation_cohorts import cohort_month_panel
from dunning_site.evaluation_sections import SECTIONS, panel_of
from dunning_site.services.evaluation_report import Report
from reminders.rules.evaluation_figures import EvaluationFilters
from tests.dunning_site import evaluation_samples as samples

ALL_KEYS = [
    "mahnstufe",
    "monat",
    "text",
    "versandweg",
    "account",
    "zahlungsart",
    "produktart",
    "dauer",
    "dauer-1",
    "kohorten",
    "zustellung",
    "kosten",
    "inkassobueros",
]


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


def panels(report):
    return [panel for section in SECTIONS for panel in section.panels(report, "")]


def test_every_section_has_its_panels():
    assert [panel.key for panel in panels(samples.busy())] == ALL_KEYS


@pytest.mark.parametrize("key", ALL_KEYS)
def test_the_message_of_a_panel_is_the_label_of_its_chart(key):
    panel = panel_of(samples.busy(), key)

    assert ElementTree.fromstring(panel.chart).attrib["aria-label"] == panel.message


def test_where_nothing_happened_each_panel_says_so_without_a_chart():
    shown = panels(Report(samples.NOTHING, ()))

    assert not any(panel.chart for panel in shown)
    assert all(panel.message.endswith(".") for panel in shown)


@pytest.mark.parametrize(
    ("key", "message"),
    [
        (
            "mahnstufe",
            "Nach Mahnungen gingen 400,00 € mit 4 Zahlungen ein. "
            "Am meisten brachte „Mahnstufe 1“: 300,00 € (75,0 %).",
        ),
        ("monat", "Am meisten ging im November 2026 ein: 110,00 €."),
        (
            "dauer",
            "Am schnellsten wird nach „Mahnstufe 1“ gezahlt: im Schnitt nach 5,3 Tagen.",
        ),
        (
            "kohorten",
            "300,00 € wurden fällig und nicht bezahlt; davon sind heute noch 250,00 € offen "
            "(83,3 %).",
        ),
        ("zustellung", "Von 100 E-Mails kamen 7 nicht an (7,0 %)."),
        (
            "kosten",
            "Das Mahnen kostete 12,00 € und brachte 400,00 €: 3,0 Cent je eingegangenem Euro.",
        ),
        (
            "inkassobueros",
            "Von 1.000,00 €, die im Zeitraum übergeben wurden, zahlten die Schuldner bisher "
            "250,00 € (25,0 %).",
        ),
    ],
)
def test_the_message_comes_first_and_says_what_matters(key, message):
    assert plain(panel_of(samples.busy(), key).message) == message


def test_the_table_of_levels_has_the_rate_and_the_sum():
    table = panel_of(samples.busy(), "mahnstufe").table

    assert table.headings == [
        "Mahnstufe",
        "Zahlungen",
        "Eingang",
        "Versendet",
        "Gefordert",
        "Darauf eingegangen",
        "Quote",
    ]
    assert [plain(cell.words) for cell in table.shown_total] == [
        "Summe",
        "4",
        "400,00 €",
        "14",
        "1.200,00 €",
        "500,00 €",
        "41,7 %",
    ]


def test_what_is_not_counted_has_no_column():
    filters = EvaluationFilters(samples.YEAR.from_on, samples.YEAR.to_on, payment_method_id=1)
    dunning = replace(
        samples.NOTHING,
        filters=filters,
        total=samples.row("Summe", "5.00"),
        by_level=(samples.row("Mahnstufe 1", "5.00"),),
    )

    panel = panel_of(Report(dunning, ()), "mahnstufe")

    assert panel.table.headings == ["Mahnstufe", "Zahlungen", "Eingang"]
    assert "nicht gezählt" in panel.explanation


def test_a_chart_of_many_rows_has_only_the_largest_and_the_table_all():
    many = tuple(samples.row(f"Text {index}", str(index)) for index in range(1, 31))
    report = Report(replace(samples.NOTHING, by_template=many), ())

    panel = panel_of(report, "text")

    assert len(list(ElementTree.fromstring(panel.chart).iter("g"))) == 12
    assert "Text 19" in panel.chart
    assert "Text 18<" not in panel.chart
    assert len(panel.table.rows) == 30


def test_each_month_of_the_cohorts_leads_to_its_page_with_the_filter():
    section = next(one for one in SECTIONS if one.url_name == "evaluation-cohorts")

    [panel] = section.panels(samples.busy(), "von=2026-01-01")

    assert [row[0].url for row in panel.table.shown_rows] == [
        "/auswertungen/kohorten/2026-11/?von=2026-01-01",
        "/auswertungen/kohorten/2026-10/?von=2026-01-01",
    ]


def test_one_month_says_what_became_of_its_money():
    month = samples.cohort(
        date(2026, 5, 1), before_reminder="60.00", collection="20.00", given_up="5.00", open="15.00"
    )

    panel = cohort_month_panel(month.month, month)

    assert plain(panel.message) == (
        "Von 100,00 € sind 80,0 % bezahlt, 5,0 % storniert oder ausgebucht und 15,0 % noch offen."
    )
    assert len(panel.table.rows) == 8


def test_a_month_in_which_everybody_paid_says_so():
    panel = cohort_month_panel(date(2026, 5, 1), None)

    assert panel.message == "Im Mai 2026 blieb kein fälliger Betrag unbezahlt."


def test_the_table_of_costs_ends_with_what_is_left():
    *_, last = panel_of(samples.busy(), "kosten").table.shown_rows

    assert [plain(cell.words) for cell in last] == ["Eingang abzüglich Kosten", "388,00 €"]


def test_what_agencies_and_courts_cost_stands_beside_the_sum():
    report = samples.busy()
    costs = replace(report.dunning.costs, collection=Decimal("25.00"), court=Decimal("38.00"))
    panel = panel_of(replace(report, dunning=replace(report.dunning, costs=costs)), "kosten")

    assert "Das Mahnen kostete 12,00 €" in plain(panel.message)
    assert [[plain(cell.words) for cell in row] for row in panel.table.shown_rows[3:6]] == [
        ["Kosten des Mahnens zusammen", "12,00 €"],
        ["Inkasso (nicht eingerechnet)", "25,00 €"],
        ["Gericht (nicht eingerechnet)", "38,00 €"],
    ]


def test_half_of_the_payments_stands_in_a_sentence():
    assert plain(panel_of(samples.busy(), "dauer-1").message).endswith(
        "die Hälfte davon nach 4–7 Tagen."
    )


def test_a_key_that_no_panel_has_finds_none():
    assert panel_of(samples.busy(), "gibt-es-nicht") is None


def test_the_scale_of_counts_has_no_euro():
    assert "€" not in column_chart("Bild", [], unit="Zahlungen") + str(
        panel_of(samples.busy(), "dauer-1").chart
    )
