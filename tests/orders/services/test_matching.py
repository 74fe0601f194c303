"""Movements of the bank find their orders: booked, waiting, returned, of no concern."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from orders.models import Allocation, BankTransaction, Creditor, LedgerEntry, Order, SalesAccount
from orders.rules.drafts import ShopState
from orders.services.bank import book_transaction, undo_transaction
from orders.services.matching import (
    MatchResult,
    match_all_waiting,
    match_waiting,
)
from orders.services.payments import record_payment
from tests import factories
from tests.factories import TODAY
from tests.orders.services.movements import BOOKED_ON, fresh, match, movement

pytestmark = pytest.mark.django_db
Kind = LedgerEntry.Kind
State = BankTransaction.State


def test_a_sure_payment_books_itself() -> None:
    order = factories.order(number="EF-2026-7001", total="79.90")
    payment = movement("79.90", "Bestellung EF 2026 7001")

    result = match(payment)

    allocation = Allocation.objects.get()
    assert result == MatchResult(matched=1)
    assert payment.state == State.BOOKED
    assert fresh(order).payment_status == Order.PaymentStatus.PAID
    assert (allocation.order, allocation.amount) == (order, Decimal("79.90"))
    assert allocation.is_automatic
    assert "Bestellnummer EF-2026-7001 im Verwendungszweck" in allocation.why
    assert "laut Kontoauszug" in order.history.first().text


def test_many_at_once_are_booked_like_one_by_one() -> None:
    at_once = [factories.order(number=f"EF-2026-7{n}", total=f"{n}.00") for n in range(101, 104)]
    singly = [factories.order(number=f"EF-2026-8{n}", total=f"{n}.00") for n in range(101, 104)]
    facts = ["101.00", "50.00", "110.00"]
    for order, amount in zip(singly, facts, strict=True):
        paid = movement(amount, order.number)
        why = f"Bestellnummer {order.number} im Verwendungszweck"
        book_transaction(paid.pk, [(order.pk, Decimal(amount))], why=why, actor=None)

    match(*[movement(amount, order.number) for order, amount in zip(at_once, facts, strict=True)])

    kept = ("open_amount", "credit_amount", "paid_amount", "payment_status", "oldest_due_on")
    booked = ("kind", "amount", "booked_on", "source")
    for one, other in zip(at_once, singly, strict=True):
        orders = Order.objects.filter(pk__in=[one.pk, other.pk])
        assert len(set(orders.values_list(*kept))) == 1
        entries = [list(order.ledger_entries.values_list(*booked)) for order in orders]
        assert entries[0] == entries[1]
        assert one.installments.get().open_amount == other.installments.get().open_amount
        assert fresh(one).standing.next_level_on == fresh(other).standing.next_level_on


def test_a_transfer_for_two_orders_is_split() -> None:
    first = factories.order(number="EF-2026-7001", total="10.00")
    second = factories.order(number="EF-2026-7002", total="25.50")
    payment = movement("35.50", "EF-2026-7001, EF-2026-7002")

    match(payment)

    assert {one.order_id: one.amount for one in payment.allocations.all()} == {
        first.pk: Decimal("10.00"),
        second.pk: Decimal("25.50"),
    }


def test_an_unsure_payment_waits_with_ranked_proposals() -> None:
    order = factories.order(number="EF-2026-7001", total="79.90", last_name="Winter")
    payment = movement("79.90", "danke", name="Zoë Winter")

    result = match(payment)

    assert result == MatchResult(inbox=1)
    assert (payment.state, payment.state_reason) == (State.INBOX, "")
    assert payment.proposals[0]["parts"] == [{"order": order.pk, "amount": "79.90"}]
    assert "Name wie beim Kunden" in payment.proposals[0]["why"]
    assert not order.ledger_entries.filter(kind=Kind.PAYMENT).exists()


def test_a_second_call_books_nothing_twice() -> None:
    order = factories.order(number="EF-2026-7001", total="79.90")
    payment = movement("79.90", "EF-2026-7001")
    match(payment)

    result = match(payment)

    assert result == MatchResult()
    assert order.ledger_entries.filter(kind=Kind.PAYMENT).count() == 1


def test_what_a_clerk_took_back_is_not_booked_again() -> None:
    clerk = factories.user("clerk")
    factories.order(number="EF-2026-7001", total="79.90")
    payment = movement("79.90", "EF-2026-7001")
    match(payment)
    undo_transaction(payment.pk, reason="falscher Kunde", actor=clerk, today=TODAY)

    assert match(payment) == MatchResult()
    assert payment.state == State.INBOX


def test_a_payment_that_came_before_its_order_is_booked_later() -> None:
    payment = movement("79.90", "EF-2026-7001")
    match(payment)
    order = factories.order(number="EF-2026-7001", total="79.90")

    result = match_waiting(order.sales_account.creditor_id, today=TODAY, actor=None)

    payment.refresh_from_db()
    assert result == MatchResult(matched=1)
    assert (payment.state, payment.state_reason) == (State.BOOKED, "")


def test_every_hour_all_that_waits_is_tried_again() -> None:
    payment = movement("79.90", "Bestellung EF-2026-7002")
    match(payment)
    order = factories.order(number="EF-2026-7002", total="79.90")

    assert match_all_waiting(today=TODAY) == 1
    assert not fresh(order).is_open
    assert match_all_waiting(today=TODAY) == 0


def test_what_a_clerk_took_back_waits_for_the_clerk() -> None:
    clerk = factories.user("clerk")
    order = factories.order(number="EF-2026-7001", total="79.90")
    payment = movement("79.90", "EF-2026-7001")
    match(payment)
    undo_transaction(payment.pk, reason="falscher Kunde", actor=clerk, today=TODAY)

    result = match_waiting(order.sales_account.creditor_id, today=TODAY, actor=None)

    assert result == MatchResult()


def test_two_payments_of_one_order_pay_it_once() -> None:
    order = factories.order(number="EF-2026-7001", total="79.90")
    first, second = movement("79.90", "EF-2026-7001"), movement("79.90", "EF-2026-7001")

    result = match(first, second)

    assert result == MatchResult(matched=1, inbox=1)
    assert second.state_reason == "Auftrag EF-2026-7001 ist schon bezahlt oder storniert."
    assert fresh(order).credit_amount == 0


def test_parts_add_up_to_the_whole() -> None:
    order = factories.order(number="EF-2026-7001", total="79.90")

    result = match(movement("50.00", "EF-2026-7001"), movement("29.90", "EF-2026-7001"))

    assert result.matched == 2
    assert fresh(order).payment_status == Order.PaymentStatus.PAID


@pytest.mark.parametrize("shop_state", [ShopState.PAID, ShopState.CANCELLED])
def test_a_payment_for_a_closed_order_waits(shop_state: ShopState) -> None:
    factories.order(number="EF-2026-7001", total="79.90", shop_state=shop_state)
    payment = movement("79.90", "EF-2026-7001")

    match(payment)

    assert payment.state == State.INBOX
    assert payment.state_reason == "Auftrag EF-2026-7001 ist schon bezahlt oder storniert."


def test_a_closed_order_of_the_same_number_makes_an_open_one_doubtful() -> None:
    other = factories.sales_account("eBay-Shop")
    factories.order(number="4711234", total="79.90", last_name="Winter")
    factories.order(other, number="4711234", total="12.00", shop_state=ShopState.PAID)
    payment = movement("5.00", "4711234")

    match(payment)

    assert payment.state == State.INBOX


def test_what_a_clerk_booked_days_ago_is_not_booked_twice() -> None:
    clerk = factories.user("clerk")
    order = factories.order(number="EF-2026-7001", total="100.00")
    record_payment(
        order.pk,
        amount=Decimal("50.00"),
        paid_on=BOOKED_ON - timedelta(days=2),
        reference="laut Kunde",
        actor=clerk,
        today=TODAY,
    )
    same, other = movement("50.00", "EF-2026-7001"), movement("20.00", "EF-2026-7001")

    match(same, other)

    assert same.state == State.INBOX
    assert same.state_reason.startswith(
        "Am 17.11.2026 wurden schon 50,00\u00a0€ gebucht (von Hand)"
    )
    assert other.state == State.BOOKED
    assert fresh(order).open_amount == Decimal("30.00")


@pytest.mark.parametrize(
    ("facts", "today", "reason"),
    [
        ({"currency": "CHF"}, TODAY, "Zahlung in CHF, gemahnt wird in Euro."),
        ({}, BOOKED_ON - timedelta(days=1), "Der Buchungstag liegt in der Zukunft."),
        (
            {"booked_on": date(2026, 1, 2)},
            TODAY,
            "Die Zahlung ist älter als der Auftrag EF-2026-7001.",
        ),
    ],
)
def test_odd_payments_wait(facts: dict[str, object], today: date, reason: str) -> None:
    factories.order(number="EF-2026-7001", total="79.90")
    payment = movement("79.90", "EF-2026-7001", **facts)

    match(payment, today=today)

    assert (payment.state, payment.state_reason) == (State.INBOX, reason)


def test_money_that_went_out_is_set_aside() -> None:
    factories.order(number="EF-2026-7001", total="79.90")
    rent = movement("-79.90", "Miete EF-2026-7001")

    result = match(rent)

    assert result == MatchResult(ignored=1)
    assert (rent.state, rent.state_reason) == (State.IGNORED, "Ausgang, keine Rückgabe")


def test_own_money_that_came_back_waits() -> None:
    payment = movement("20.00", "EF-2026-7001", is_return=True)

    assert match(payment) == MatchResult(inbox=1)


def test_orders_of_another_creditor_are_never_paid() -> None:
    account = SalesAccount.objects.create(
        name="Andere", creditor=Creditor.objects.create(name="Andere GmbH")
    )
    order = factories.order(account, number="EF-2026-7001", total="79.90")
    payment = movement("79.90", "EF-2026-7001")

    match(payment)

    assert payment.state == State.INBOX
    assert fresh(order).open_amount == Decimal("79.90")


def test_an_invoice_number_finds_its_order() -> None:
    order = factories.order(number="EF-2026-7001", total="79.90")
    order.invoices.create(number="RE-2026-0815", number_key="re20260815")
    payment = movement("79.90", "re 2026 815")

    match(payment)

    assert payment.state == State.BOOKED


def test_the_account_paid_from_before_helps() -> None:
    first = factories.order(number="EF-2026-7001", total="79.90", email="zoe@kunden.example")
    match(movement("79.90", first.number, name="Zoë Winter", iban="DE02120300000000202051"))
    second = factories.order(number="EF-2026-7002", total="33.00", email="zoe@kunden.example")
    payment = movement("33.00", "danke", name="Zoë Winter", iban="DE02120300000000202051")

    match(payment)

    assert payment.state == State.BOOKED
    assert payment.allocations.get().order == second


def test_an_account_that_many_pay_from_helps_nobody() -> None:
    iban = "DE02120300000000202051"
    for number, name in (("EF-2026-7001", "Winter"), ("EF-2026-7002", "Sommer")):
        order = factories.order(number=number, total="79.90", last_name=name)
        match(movement("79.90", order.number, name=f"Zoë {name}", iban=iban))
    factories.order(number="EF-2026-7003", total="33.00", last_name="Winter")
    payment = movement("33.00", "danke", name="Zoë Winter", iban=iban)

    match(payment)

    assert payment.state == State.INBOX


def test_a_refund_of_somebody_waits_and_says_why() -> None:
    factories.order(number="EF-2026-7001", total="79.90")
    payment = movement("79.90", "Erstattung zu EF-2026-7001")

    match(payment)

    assert payment.state == State.INBOX
    assert payment.state_reason == "Der Text spricht von Rückzahlung, Gutschrift oder Auszahlung."
