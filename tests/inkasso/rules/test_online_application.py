"""The data sheet: the fields of the Online-Mahnantrag in their order."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from inkasso.rules.court_application import CounterPerformance, RunningInterest
from inkasso.rules.online_application import NOTHING, SheetSection, data_sheet, total_words
from tests.inkasso.court_applications import FIRM, application


def sections(**changes: object) -> dict[str, SheetSection]:
    return {one.title: one for one in data_sheet(application(**changes), "HH")}


def values(section: SheetSection) -> dict[str, str]:
    return {field.label: field.value for field in section.fields}


def test_the_pages_come_in_the_order_of_the_form():
    assert list(sections()) == [
        "Einstieg",
        "Prozessbevollmächtigter",
        "Antragsteller",
        "Antragsgegner",
        "Hauptforderung (katalogisierter Anspruch)",
        "Laufende Zinsen",
        "Ausgerechnete Zinsen",
        "Abtretung",
        "Auslagen und Nebenforderungen",
        "Allgemeine Angaben",
        "Datenübersicht und Abschluss",
    ]


def test_the_form_begins_with_the_land_of_the_applicant():
    start = sections()["Einstieg"].fields[0]

    assert (start.label, start.value) == ("Bundesland", "Hamburg")
    assert "Amtsgericht Hamburg-Altona" in start.hint


def test_a_company_is_entered_with_form_and_representative():
    assert values(sections()["Antragsteller"]) == {
        "Reiter": "Firma",
        "Rechtsform": "GmbH",
        "Name 1": "Lindgrün Fotohaus GmbH",
        "Straße und Hausnummer": "Hafenweg 4",
        "Postleitzahl": "20457",
        "Ort": "Hamburg",
        "Land": "Deutschland",
        "Gesetzlicher Vertreter: Funktion": "Geschäftsführerin",
        "Gesetzlicher Vertreter: Name": "Ina Lindgrün",
        "Kennziffer": NOTHING,
    }


def test_a_long_company_takes_several_names():
    firm = replace(FIRM, company="Gesellschaft für angewandte Fotografie und Rahmenbau GmbH")

    shown = values(sections(defendant=firm)["Antragsgegner"])

    assert shown["Name 1"] == "Gesellschaft für angewandte"
    assert shown["Name 2"] == "Fotografie und Rahmenbau GmbH"


def test_a_person_is_entered_with_first_and_last_name():
    shown = values(sections()["Antragsgegner"])

    assert (shown["Reiter"], shown["Vorname"], shown["Name"]) == (
        "Natürliche Person",
        "Zoë",
        "Winter",
    )


def test_the_claim_is_told_with_its_number_in_the_catalogue():
    claim = values(sections()["Hauptforderung (katalogisierter Anspruch)"])

    assert claim["Katalogart"] == "Warenlieferung(en) (43)"
    assert (claim["vom"], claim["Betrag"]) == ("01.09.2026", "250,00")


def test_interest_stands_above_the_base_rate():
    shown = values(sections()["Laufende Zinsen"])

    assert shown == {
        "Zeile 1: Zinssatz": "5,000",
        "Zeile 1: über Basiszinssatz": "Haken setzen",
        "Zeile 1: von": "01.10.2026",
        "Zeile 1: bis": NOTHING,
        "Zeile 1: aus Betrag": "250,00",
    }


def test_more_than_three_lines_need_a_supplement():
    line = RunningInterest(Decimal("5.00"), date(2026, 1, 1), None, Decimal("1.00"))

    assert "Ergänzungsblatt" in sections(running=(line,) * 4)["Laufende Zinsen"].note
    assert sections(running=(line,) * 3)["Laufende Zinsen"].note == ""


def test_every_kind_of_side_claim_has_its_field():
    assert values(sections()["Auslagen und Nebenforderungen"]) == {
        "Porto und Auslagen": NOTHING,
        "Mahnkosten": "2,40",
        "Auskunftskosten": NOTHING,
        "Bankrücklastkosten": "4,50",
        "Inkassokosten": NOTHING,
        "Vorgerichtliche Anwaltsvergütung": NOTHING,
        "Andere Nebenforderung": NOTHING,
    }


def test_the_declaration_is_told_or_said_to_be_missing():
    told = sections()["Allgemeine Angaben"]
    missing = sections(counter_performance=CounterPerformance.UNDECLARED)["Allgemeine Angaben"]

    assert "bereits erbracht" in values(told)["Gegenleistung"]
    assert values(missing)["Gegenleistung"] == "noch nicht erklärt"


def test_only_what_is_typed_can_be_copied():
    fields = [field for one in sections().values() for field in one.fields]

    assert all(field.value not in (NOTHING, "fehlt") for field in fields if field.is_copyable)
    assert "Haken setzen" not in {field.value for field in fields if field.is_copyable}


def test_without_interest_the_pages_say_to_enter_nothing():
    empty = sections(running=(), computed=None)

    assert values(empty["Laufende Zinsen"]) == {"Zinsangaben zum Anspruch": NOTHING}
    assert values(empty["Ausgerechnete Zinsen"]) == {"Ausgerechnete Zinsen": NOTHING}


def test_it_adds_up_what_is_asked_for():
    assert total_words(application()).startswith("Zusammen 258,13\u00a0€, dazu")
