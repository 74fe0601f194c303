"""Returned debits find the payment they take back, or wait for a clerk."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from orders.models import BankTransaction, LedgerEntry, Order
from orders.rules.drafts import ShopState
from orders.services.chargebacks import record_chargeback
from orders.services.matching import MatchResult
from tests import factories
from tests.orders.services.movements import BOOKED_ON, fresh, match, movement

pytestmark = pytest.mark.django_db
Kind = LedgerEntry.Kind
State = BankTransaction.State


def returned(amount: str, text: str = "", **facts: object) -> BankTransaction:
    return movement(f"-{amount}", text, is_return=True, return_reason="AM04", **facts)


def test_a_returned_debit_opens_its_order_again_and_books_the_cost() -> None:
    order = factories.order(number="EF-2026-7001", total="79.90")
    match(movement("79.90", "EF-2026-7001", booked_on=date(2026, 11, 15)))
    debit = returned("84.90", "EF-2026-7001", original_amount=Decimal("79.90"))

    result = match(debit)

    now = fresh(order)
    chargeback = order.ledger_entries.get(kind=Kind.CHARGEBACK)
    assert result == MatchResult(returned=1)
    assert (now.open_amount, now.open_costs) == (Decimal("84.90"), Decimal("5.00"))
    assert now.unpaid_reason == Order.UnpaidReason.INSUFFICIENT_FUNDS
    assert chargeback.returns == order.ledger_entries.get(kind=Kind.PAYMENT)
    assert (debit.state, debit.state_reason) == (State.BOOKED, "Konto nicht gedeckt")


def test_a_debit_and_its_return_in_one_file_are_both_booked() -> None:
    order = factories.order(number="EF-2026-7001", total="79.90")
    debit, back = movement("79.90", "EF-2026-7001"), returned("79.90", mandate_id="EF-2026-7001")

    result = match(back, debit)

    assert result == MatchResult(matched=1, returned=1)
    assert fresh(order).open_amount == Decimal("79.90")


def test_a_return_is_found_by_the_account_it_was_paid_from() -> None:
    order = factories.order(number="EF-2026-7001", total="79.90", last_name="Winter")
    known = {"name": "Zoë Winter", "iban": "DE02120300000000202051"}
    match(movement("79.90", "EF-2026-7001", **known))
    debit = returned("79.90", "Retoure", **known)

    match(debit)

    assert debit.state == State.BOOKED
    assert fresh(order).open_amount == Decimal("79.90")


def test_a_return_known_by_name_and_amount_alone_waits() -> None:
    order = factories.order(
        number="EF-2026-7001", total="79.90", last_name="Winter", shop_state=ShopState.PAID
    )
    debit = returned("79.90", "Retoure", name="Zoë Winter")

    match(debit)

    assert debit.state == State.INBOX
    assert debit.proposals[0]["parts"] == [{"order": order.pk, "amount": "79.90"}]
    assert fresh(order).open_amount == 0


def test_a_return_of_a_payment_nobody_booked_waits() -> None:
    factories.order(number="EF-2026-7001", total="79.90")
    unpaid, unknown = returned("79.90", "EF-2026-7001"), returned("5.00", "Retoure")

    match(unpaid, unknown)

    assert unpaid.proposals[0]["why"][1] == "Auftrag EF-2026-7001 ist nicht bezahlt"
    assert unknown.state_reason == "Keine Zahlung gefunden, die zurückgegeben wurde."


def test_the_same_return_is_not_booked_twice() -> None:
    order = factories.order(number="EF-2026-7001", total="79.90")
    match(movement("79.90", "EF-2026-7001"))
    first, second = returned("79.90", "EF-2026-7001"), returned("79.90", "EF-2026-7001")

    match(first, second)

    assert [first.state, second.state] == [State.BOOKED, State.INBOX]
    assert fresh(order).open_amount == Decimal("79.90")


@pytest.mark.parametrize("days", [-20, 0, 30])
def test_a_return_that_somebody_told_of_before_waits(days: int) -> None:
    order = factories.order(number="EF-2026-7001", total="160.00")
    match(movement("80.00", "EF-2026-7001"), movement("80.00", "EF-2026-7001"))
    record_chargeback(
        order.pk,
        amount=Decimal("80.00"),
        booked_on=BOOKED_ON + timedelta(days=days),
        source=LedgerEntry.Source.MANUAL,
        actor=None,
    )
    debit = returned("80.00", "EF-2026-7001")

    match(debit)

    assert debit.state == State.INBOX
    assert "wurde schon eine Rückgabe über 80,00" in debit.state_reason
    assert fresh(order).open_amount == Decimal("80.00")


@pytest.mark.parametrize(
    ("taken", "facts", "is_booked"),
    [
        ("94.90", {}, True),
        ("94.91", {}, False),
        ("500.00", {}, False),
        ("70.00", {}, False),
        ("104.90", {"charges": Decimal("25.00")}, True),
    ],
)
def test_a_return_that_costs_more_than_banks_charge_waits(
    taken: str, facts: dict[str, object], is_booked: bool
) -> None:
    factories.order(number="EF-2026-7001", total="79.90")
    match(movement("79.90", "EF-2026-7001"))
    debit = returned(taken, "EF-2026-7001", original_amount=Decimal("79.90"), **facts)

    match(debit)

    assert (debit.state == State.BOOKED) == is_booked
    assert is_booked or "gezahlt waren 79,90" in debit.state_reason
