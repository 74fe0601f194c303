"""When two entries of two files are one movement."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from orders.rules.fingerprints import fingerprint, is_same_purpose, purpose_key
from orders.rules.statements import EntryDraft

LONG = "Bestellung EF-2026-100175 vom Oktober, Kundennummer 88"

ENTRY = EntryDraft(
    booked_on=date(2026, 10, 2),
    value_on=date(2026, 10, 2),
    amount=Decimal("10.00"),
    currency="EUR",
    name="Greta Hansen",
    iban="DE02120300000000202051",
    remittance_text="Rechnung AB-2026-0815",
    end_to_end_id="E2E",
    bank_reference="B1",
)


@pytest.mark.parametrize(
    "changes",
    [
        {"value_on": date(2026, 10, 3)},
        {"line": 7},
        {"entry_reference": "3"},
        {"booking_text": "SEPA-Gutschrift"},
        {"name": "GRETA HANSEN"},
        {"remittance_text": "Rech nung AB-2026-0815"},
        {"remittance_text": "RECHNUNG AB-2026-0815"},
    ],
)
def test_it_is_the_same_movement(changes):
    assert fingerprint(replace(ENTRY, **changes)) == fingerprint(ENTRY)


@pytest.mark.parametrize(
    "changes",
    [
        {"booked_on": date(2026, 10, 3)},
        {"amount": Decimal("-10.00")},
        {"amount": Decimal("10.01")},
        {"currency": "CHF"},
        {"iban": "DE02500105170137075030"},
        {"remittance_text": "Rechnung AB-2026-0816"},
        {"structured_reference": "RF18539007547034"},
        {"end_to_end_id": ""},
        {"bank_reference": "B2"},
    ],
)
def test_it_is_another_movement(changes):
    assert fingerprint(replace(ENTRY, **changes)) != fingerprint(ENTRY)


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("Gebühr für März", "GEBUEHR FUER MAERZ", True),
        ("Rechnung 4711, danke", "Rechnung 4711 danke", True),
        (LONG, LONG[:40], True),
        ("Rechnung 4711", "Rechnung 471", False),
        ("", "", False),
        ("Rechnung 4711", "Rechnung 4712", False),
    ],
)
def test_formats_write_and_cut_a_purpose_in_their_own_way(one, other, *, is_same):
    assert is_same_purpose(purpose_key("", one), purpose_key("", other)) is is_same
