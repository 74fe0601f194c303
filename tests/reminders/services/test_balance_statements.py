"""A balance statement: what it says, and that it is mailed once."""

import io
from datetime import timedelta
from decimal import Decimal
from email import message_from_bytes, policy

import pytest
from pypdf import PdfReader

from orders.models import Customer, HistoryEntry, LedgerEntry, Order
from orders.services.ledger import book, refresh_figures
from orders.services.payments import record_payment
from reminders.models import BalanceStatement, Standing
from reminders.services.balance_statements import (
    BalanceRefused,
    BalanceRepeated,
    balance_content,
    check_balance,
    make_pdf,
    send_balance_statement,
)
from tests import factories
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
EMAIL = "zoe@kunden.example"


@pytest.fixture
def customer(db) -> Customer:
    """A customer who owes 150 euros on two orders and paid 5 too much on a third one."""
    factories.order(number="EF-1", total="100.00", due_on=TODAY - timedelta(days=9), email=EMAIL)
    factories.order(number="EF-2", total="50.00", email=EMAIL)
    paid = factories.order(number="EF-3", total="20.00", email=EMAIL)
    _pay(paid, "25.00")
    return Customer.objects.get()


def _pay(order: Order, amount: str) -> None:
    record_payment(
        order.pk,
        amount=Decimal(amount),
        paid_on=TODAY,
        reference="",
        actor=None,
        today=TODAY,
    )


def test_costs_that_were_paid_are_told_with_what_was_paid(customer):
    order = Order.objects.get(number="EF-1")
    cost = LedgerEntry.Kind.RETURNED_DEBIT_COST
    book(order, cost, Decimal("7.50"), booked_on=TODAY, source="bank", actor=None)
    refresh_figures(order)
    _pay(order, "60.00")

    line = balance_content(customer, today=TODAY).lines[0]

    assert (line.total, line.settled, line.charges, line.open_amount) == (
        Decimal("100.00"),
        Decimal("60.00"),
        Decimal("7.50"),
        Decimal("47.50"),
    )


def _send(customer: Customer, clock, *, seen: int = 0, balance: str = "145.00"):
    return send_balance_statement(
        customer.pk,
        seen_statement=seen,
        seen_balance=Decimal(balance),
        actor=None,
        today=TODAY,
        now=clock(),
    )


def _text(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_every_line_and_the_balance_add_up(customer):
    content = balance_content(customer, today=TODAY)

    assert [line.order_number for line in content.lines] == ["EF-1", "EF-2", "EF-3"]
    assert all(
        line.total - line.settled + line.charges == line.open_amount for line in content.lines
    )
    assert (content.open_amount, content.credit, content.balance) == (150, 5, 145)
    assert content.remittance_text == "EF-1, EF-2"


def test_the_letter_names_orders_balance_and_bank_data(customer):
    text = _text(make_pdf(customer, today=TODAY))

    for words in (
        "Stand Ihres Kundenkontos am 21. November 2026",
        "EF-1 12.11.2026 100,00",
        "Guthaben aus EF-3",
        "Saldo 145,00",
        "Dies ist keine Mahnung",
        "DE89 3704 0044 0532 0130 00",
        "Mit der Banking-App scannen",
    ):
        assert words in text


def test_the_same_day_gives_the_same_bytes(customer):
    assert make_pdf(customer, today=TODAY) == make_pdf(customer, today=TODAY)


def test_it_speaks_english_where_the_customer_does(customer):
    Customer.objects.update(language="en")
    customer.refresh_from_db()

    check = check_balance(customer, today=TODAY)

    assert check.subject == "Balance statement: Your customer account on 21\u00a0Nov\u00a02026"
    assert "This is not a reminder" in _text(make_pdf(customer, today=TODAY))


def test_what_is_at_an_agency_is_not_asked_for(customer):
    Order.objects.filter(number="EF-1").update(collection_since=TODAY)

    content = balance_content(customer, today=TODAY)
    text = _text(make_pdf(customer, today=TODAY))

    assert content.agency_orders == ("EF-1",)
    assert "EF-1*" in text
    assert "überweisen Sie bitte" not in text


def test_a_customer_with_only_credit_gets_it_back(customer):
    for order in Order.objects.filter(open_amount__gt=0):
        _pay(order, str(order.open_amount))

    check = check_balance(customer, today=TODAY)

    assert check.content.balance == -5
    assert "Ihr Guthaben von 5,00\u00a0€" in check.text


def test_mixed_currencies_have_no_balance(customer):
    Order.objects.filter(number="EF-1").update(currency="CHF")

    with pytest.raises(BalanceRefused, match="verschiedene Währungen"):
        balance_content(customer, today=TODAY)


def test_it_goes_by_mail_with_the_letter_and_stands_in_the_history(customer, sink, clock):
    statement = _send(customer, clock)

    mail = message_from_bytes(sink.envelopes[-1].content, policy=policy.default)
    (attached,) = mail.iter_attachments()
    assert statement.state == BalanceStatement.State.SENT
    assert mail["To"] == EMAIL
    assert attached.get_filename() == "Saldenmitteilung.pdf"
    assert attached.get_content() == bytes(statement.pdf)
    told = HistoryEntry.objects.filter(text__startswith="Saldenmitteilung über 145,00")
    assert sorted(told.values_list("order__number", flat=True)) == ["EF-1", "EF-2", "EF-3"]


def test_it_is_no_reminder(customer, sink, clock):
    before = list(Standing.objects.order_by("pk").values())

    _send(customer, clock)

    assert list(Standing.objects.order_by("pk").values()) == before
    assert not Order.objects.filter(open_costs__gt=0).exists()


def test_a_second_click_sends_nothing(customer, sink, clock):
    _send(customer, clock)

    with pytest.raises(BalanceRepeated, match="schon eine Saldenmitteilung"):
        _send(customer, clock)

    assert len(sink.envelopes) == 1


def test_another_one_can_be_sent_after_looking_again(customer, sink, clock):
    first = _send(customer, clock)

    _send(customer, clock, seen=first.pk)

    assert len(sink.envelopes) == 2


def test_a_balance_that_changed_is_not_sent(customer, sink, clock):
    _pay(Order.objects.get(number="EF-2"), "10.00")

    with pytest.raises(BalanceRepeated, match="Saldo ist inzwischen 135,00"):
        _send(customer, clock)

    assert not BalanceStatement.objects.exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"email": ""}, "keine E-Mail-Adresse"),
        ({"email_failed_on": TODAY}, "geht keine E-Mail mehr"),
        ({"email": "kaputt"}, "kaputt"),
    ],
)
def test_without_an_address_it_is_refused(customer, sink, clock, changes, words):
    Customer.objects.update(**changes)

    with pytest.raises(BalanceRefused, match=words):
        _send(customer, clock)

    assert not sink.envelopes


def test_a_refused_mail_is_kept_as_failed(customer, sink, clock):
    Customer.objects.update(email="weg@kunden.example")

    statement = _send(customer, clock)

    assert statement.state == BalanceStatement.State.FAILED
    assert statement.failure
    assert HistoryEntry.objects.filter(text__contains="fehlgeschlagen").count() == 3


def test_without_a_mail_server_it_failed(customer, clock):
    assert _send(customer, clock).state == BalanceStatement.State.FAILED
