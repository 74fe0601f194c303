"""What a proposal says of the amount."""

from decimal import Decimal

import pytest

from orders.rules.amount_reasons import amount_reason, is_by_amount_alone, reasons_now


@pytest.mark.parametrize(
    ("why", "is_alone"),
    [
        (("Betrag gleich dem offenen Betrag",), True),
        (("Teilzahlung: offen sind 9,90 €",), True),
        (("Auftrag EF-1 ist schon bezahlt oder storniert",), True),
        (("mehr als die Zahlung von 9,90 €",), True),
        ((), True),
        (("Bestellnummer EF-1 im Verwendungszweck",), False),
        (("Betrag gleich dem offenen Betrag", "Nachname wie beim Kunden"), False),
        (("Betrag gleich dem offenen Betrag", "von diesem Konto schon gezahlt"), False),
    ],
)
def test_an_amount_alone_is_told_from_numbers_names_and_accounts(why, is_alone):
    assert is_by_amount_alone(why) is is_alone


@pytest.mark.parametrize(
    ("open_amount", "words"),
    [
        ("0.00", "Auftrag EF-1 ist schon bezahlt oder storniert"),
        ("50.00", "Betrag gleich dem offenen Betrag"),
        ("80.00", "Teilzahlung: offen sind 80,00\u00a0€"),
        ("20.00", "Betrag höher als offen: 20,00\u00a0€"),
    ],
)
def test_the_amount_is_compared_to_what_is_open(open_amount, words):
    assert amount_reason("EF-1", Decimal("50.00"), Decimal(open_amount)) == words


def test_a_rate_that_is_due_is_named():
    rate = Decimal("50.00")

    words = amount_reason("EF-1", rate, Decimal("100.00"), further_amounts=[rate])

    assert words == "Betrag gleich der fälligen Rate"


@pytest.mark.parametrize(
    ("why", "expected"),
    [
        (("Nummer", "Teilzahlung: offen sind 9,90 €", "Name"), ("Nummer", "neu", "Name")),
        (("Nummer", "Name"), ("Nummer", "Name")),
    ],
)
def test_what_was_said_of_the_amount_is_replaced(why, expected):
    assert reasons_now(why, "neu") == expected


def test_what_is_no_longer_true_is_dropped():
    assert reasons_now(("2 Aufträge genannt: 1, 2", "Betrag gleich der Summe von 1, 2"), "") == (
        "2 Aufträge genannt: 1, 2",
    )
