"""The draft of an application: its records in order, its marks, its trailer, its warnings."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inkasso.rules.court_application import CounterPerformance, SideClaim, SideClaimKind
from inkasso.rules.eda import EdaRefused, check_records, read_records, write_record
from inkasso.rules.eda_application import draft_warnings, eda_draft
from inkasso.rules.eda_layouts import RECORD_LENGTH
from tests.inkasso.court_applications import FIRM, PERSON, application

TODAY = date(2026, 11, 21)


def draft(**changes: object) -> str:
    return eda_draft(application(**changes), written_on=TODAY)


def records(letters: str) -> dict[str, dict]:
    return {one.layout.code: dict(one.values) for one in read_records(letters)}


def test_the_records_stand_in_the_order_of_the_courts():
    codes = [one.layout.code for one in read_records(draft())]

    assert codes == [
        "AA", "C01", "C02-1", "C02-3", "C05-1", "C12-1", "C12-3", "C16", "C19", "C20", "C26",
        "C29", "C31", "BB",
    ]  # fmt: skip


def test_every_field_says_what_the_application_says():
    told = records(draft())

    assert told["C01"] == {
        "own_reference": "IK-000017 ENTWURF",
        "court_postcode": "22765",
        "court_city": "Hamburg",
        "is_counter_performance_rendered": True,
        "is_contested_wanted": True,
    }
    assert told["C02-1"] == {"legal_form": "GmbH", "name_1": "Lindgrün Fotohaus GmbH"}
    assert told["C02-3"] == {"street": "Hafenweg 4", "postcode": "20457", "city": "Hamburg"}
    assert told["C05-1"] == {"role": "Geschäftsführerin", "name": "Ina Lindgrün"}
    assert told["C12-1"] == {"name_1": "Zoë", "name_2": "Winter"}
    assert told["C19"] == {
        "from_on": date(2026, 9, 16),
        "to_on": date(2026, 9, 30),
        "amount": Decimal("1.23"),
    }
    assert told["C20"] == {
        "catalogue_number": 43,
        "ground": "Rechnung",
        "number": "RE-2026-0815",
        "from_on": date(2026, 9, 1),
        "amount": Decimal("250.00"),
    }
    assert told["C26"] == {
        "rate": Decimal("5.000"),
        "rate_mark": "B",
        "kind": "1",
        "from_on": date(2026, 10, 1),
        "amount": Decimal("250.00"),
    }
    assert told["C29"] == {"amount": Decimal("2.40")}
    assert told["C31"] == {"amount": Decimal("4.50")}


def test_it_is_marked_as_a_draft_without_breaking_the_layout():
    letters = draft()
    header = records(letters)["AA"]

    assert header["version"] == "ENTWURF"
    assert header["file_id"] == "ENTWRF"
    assert header["sender"] == "00000000"
    assert check_records(letters) == ()


def test_what_is_read_is_written_again_byte_for_byte():
    content = draft().encode("cp850")

    again = "".join(
        write_record(one.layout.code, **one.values) for one in read_records(content.decode("cp850"))
    )

    assert again.encode("cp850") == content
    assert len(content) % RECORD_LENGTH == 0
    assert b"\n" not in content


def test_one_of_the_two_declarations_is_marked():
    told = records(draft(counter_performance=CounterPerformance.NONE_OWED))["C01"]

    assert told["is_no_counter_performance_owed"] is True
    assert "is_counter_performance_rendered" not in told


def test_a_gmbh_and_co_kg_has_a_key_instead_of_its_form():
    firm = replace(FIRM, company="Muster Transport GmbH & Co. KG", legal_form="GmbH & Co KG")

    told = records(draft(defendant=firm))["C12-1"]

    assert told == {"salutation": "4", "name_1": "Muster Transport GmbH & Co. KG"}


def test_a_long_name_takes_further_fields():
    firm = replace(
        FIRM, company="Gesellschaft für angewandte Fotografie und Rahmenbau Hamburg GmbH"
    )

    told = records(draft(applicant=firm))

    assert told["C02-1"]["name_1"] == "Gesellschaft für angewandte"
    assert told["C02-2"] == {"name_3": "GmbH"}


def test_a_court_number_stands_in_header_key_record_and_trailer():
    told = records(draft(applicant=replace(FIRM, court_number="774512")))

    assert told["AA"]["sender"] == told["BB"]["sender"] == "00774512"
    assert told["C01"]["applicant_number"] == 774512


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"court": None}, "Mahngericht"),
        ({"applicant": replace(FIRM, court_number="A-12")}, "nicht nur aus Ziffern"),
        ({"defendant": replace(PERSON, last_name="W" * 36)}, "Der Nachname .* zu lang"),
        ({"defendant": replace(PERSON, city="Ort " * 9)}, "Der Ort .* zu lang"),
        ({"defendant": replace(PERSON, street="Straße " * 6)}, "Die Straße .* zu lang"),
        ({"defendant": replace(PERSON, first_name="Иван")}, "lateinischen Buchstaben"),
        ({"defendant": replace(PERSON, postcode="123456")}, "zu lang"),
    ],
)
def test_what_cannot_be_written_is_refused_in_german(changes, words):
    with pytest.raises(EdaRefused, match=words):
        draft(**changes)


def test_it_warns_of_changed_letters_missing_numbers_and_unproven_records():
    told = application(defendant=replace(PERSON, last_name="Dvořák"))

    warnings = " ".join(draft_warnings(told, eda_draft(told, written_on=TODAY)))

    assert "„Dvořák“ steht in der Datei mit anderen Buchstaben" in warnings
    assert "keine Kennziffer" in warnings
    assert "Anrede" in warnings
    assert "Bankrücklastkosten" in warnings
    assert "Mahnkosten" not in warnings


@given(
    name=st.text(max_size=60),
    street=st.text(max_size=50),
    amount=st.decimals(Decimal("0.01"), Decimal("9999999.99"), places=2),
)
def test_any_name_gives_a_sound_file_or_a_german_refusal(name, street, amount):
    told = application(
        defendant=replace(PERSON, last_name=name, street=street),
        side_claims=(SideClaim(SideClaimKind.COLLECTION, amount),),
    )
    try:
        letters = eda_draft(told, written_on=TODAY)
    except EdaRefused:
        return

    assert check_records(letters) == ()
    assert len(letters.encode("cp850")) == len(letters)
