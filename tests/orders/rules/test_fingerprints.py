"""When two entries of two files are one movement."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from orders.rules.fingerprints import Occurrences, fingerprint
from orders.rules.statements import EntryDraft, StatementDraft

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


def statement(opening: str | None, closing: str | None, *texts: str) -> StatementDraft:
    """A statement with one equal payment for each text."""
    return StatementDraft(
        account="A",
        currency="EUR",
        number="1",
        from_on=None,
        to_on=None,
        opening_balance=Decimal(opening) if opening else None,
        closing_balance=Decimal(closing) if closing else None,
        entries=tuple(replace(ENTRY, remittance_text=text) for text in texts),
    )


def counted(*statements: StatementDraft) -> list[list[int]]:
    """The occurrences of the movements of statements of one account."""
    occurrences = Occurrences()
    found = []
    for one in statements:
        occurrences.begin("A", one)
        found.append([occurrences.next("A", fingerprint(entry)) for entry in one.entries])
    return found


def test_equal_movements_are_counted_within_a_statement():
    assert counted(statement("1.00", "31.00", "x", "x", "y")) == [[0, 1, 0]]


def test_a_statement_that_goes_on_counts_on():
    first, second = statement("1.00", "11.00", "x"), statement("11.00", "31.00", "x", "y")

    assert counted(first, second) == [[0], [1, 0]]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(statement("1.00", "11.00", "x"), statement("1.00", "11.00", "x"), id="copy"),
        pytest.param(
            statement("1.00", "1.00", "x"), statement("1.00", "1.00", "x"), id="copy that sums to 0"
        ),
        pytest.param(statement("1.00", "11.00", "x"), statement("1.00", "21.00", "x"), id="longer"),
        pytest.param(statement(None, None, "x"), statement(None, None, "x"), id="reports"),
    ],
)
def test_statements_that_overlap_count_anew(first, second):
    assert counted(first, second) == [[0], [0]]


def test_accounts_are_counted_apart():
    occurrences = Occurrences()

    assert [occurrences.next(account, "f") for account in ("A", "A", "B", "A")] == [0, 1, 0, 2]
