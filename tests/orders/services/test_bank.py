"""Movements of the bank: booked whole or not, taken back, returned debits, set aside."""

from datetime import date
from decimal import Decimal
from itertools import count

import pytest

from orders.models import BankTransaction, LedgerEntry, Order
from orders.rules.drafts import InstallmentDraft
from orders.services.bank import (
    AllocationRefused,
    book_returned_debit,
    book_transaction,
    set_aside,
    take_up_again,
    undo_transaction,
)
from orders.services.chargebacks import ChargebackRefused
from orders.services.installments import set_installments
from orders.services.ledger import lock_order, refresh_figures
from tests import factories
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
Kind = LedgerEntry.Kind
State = BankTransaction.State
_numbers = count()


def movement(amount: str, **facts: object) -> BankTransaction:
    """Money that came in, or went out with a negative amount."""
    creditor = factories.creditor()
    defaults = {
        "booked_on": date(2026, 11, 19),
        "value_on": date(2026, 11, 19),
        "currency": "EUR",
        "name": "Zoë Winter",
        "remittance_text": "EF-1",
    }
    return BankTransaction.objects.create(
        creditor=creditor,
        account=creditor.iban,
        fingerprint=str(next(_numbers)),
        amount=Decimal(amount),
        **{**defaults, **facts},
    )


def pay(order: Order, amount: str) -> BankTransaction:
    """A movement that is booked to the order."""
    paid = movement(amount)
    book_transaction(paid.pk, [(order.pk, Decimal(amount))], why="Nummer", actor=None)
    return paid


def fresh(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)


def test_a_movement_pays_its_order_on_the_day_of_the_bank() -> None:
    order = factories.order(total="79.90")

    paid = pay(order, "79.90")

    paid.refresh_from_db()
    entry = order.ledger_entries.get(kind=Kind.PAYMENT)
    assert fresh(order).payment_status == Order.PaymentStatus.PAID
    assert (entry.booked_on, entry.source) == (date(2026, 11, 19), LedgerEntry.Source.BANK)
    assert paid.state == State.BOOKED
    assert paid.allocations.get().amount == Decimal("79.90")
    assert "laut Kontoauszug: Nummer" in order.history.first().text  # type: ignore[union-attr]


def test_a_movement_for_two_orders_pays_both() -> None:
    first, second = factories.order(total="79.90"), factories.order(total="20.10")
    paid = movement("100.00")

    parts = [(first.pk, Decimal("79.90")), (second.pk, Decimal("20.10"))]
    book_transaction(paid.pk, parts, why="zwei Nummern", actor=None)

    assert not fresh(first).is_open
    assert not fresh(second).is_open


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ([], "Jeder Auftrag braucht einen Betrag"),
        ([("0.00", 0)], "Jeder Auftrag braucht einen Betrag"),
        ([("50.00", 0)], "Verteilen Sie den ganzen Umsatz"),
        ([("50.00", 0), ("29.90", 0)], "Ein Auftrag steht zweimal da"),
        ([("79.90", 1)], "anderen Gläubiger"),
    ],
)
def test_a_movement_is_booked_whole_and_to_the_right_creditor(
    parts: list[tuple[str, int]], sentence: str
) -> None:
    ours = factories.order()
    foreign = factories.order()
    other = factories.creditor("Andere GmbH", iban="DE75512108001245126199")
    type(foreign.sales_account).objects.create(name="Anderer Shop", creditor=other)
    foreign.sales_account = type(foreign.sales_account).objects.get(name="Anderer Shop")
    foreign.save()
    paid = movement("79.90")

    with pytest.raises(AllocationRefused, match=sentence):
        book_transaction(
            paid.pk,
            [([ours, foreign][which].pk, Decimal(amount)) for amount, which in parts],
            why="",
            actor=None,
        )

    assert BankTransaction.objects.get(pk=paid.pk).state == State.NEW
    assert not LedgerEntry.objects.filter(kind=Kind.PAYMENT).exists()


def test_a_movement_is_booked_once() -> None:
    order = factories.order(total="79.90")
    paid = pay(order, "79.90")

    with pytest.raises(AllocationRefused, match="schon entschieden: zugeordnet"):
        book_transaction(paid.pk, [(order.pk, Decimal("79.90"))], why="", actor=None)

    assert order.ledger_entries.filter(kind=Kind.PAYMENT).count() == 1


def test_another_currency_is_never_booked() -> None:
    order = factories.order(total="79.90")
    paid = movement("79.90", currency="CHF")

    with pytest.raises(AllocationRefused, match="in CHF, gemahnt wird in Euro"):
        book_transaction(paid.pk, [(order.pk, Decimal("79.90"))], why="", actor=None)


def test_a_wrong_match_is_taken_back_and_waits_again() -> None:
    order = factories.order(total="79.90")
    paid = pay(order, "79.90")

    undo_transaction(paid.pk, reason="anderer Kunde", actor=None, today=TODAY)

    paid.refresh_from_db()
    assert fresh(order).open_amount == Decimal("79.90")
    assert paid.state == State.INBOX
    assert not paid.allocations.standing().exists()


def test_a_match_needs_a_reason_to_be_taken_back_and_only_once() -> None:
    order = factories.order(total="79.90")
    paid = pay(order, "79.90")

    with pytest.raises(AllocationRefused, match="Geben Sie an, warum"):
        undo_transaction(paid.pk, reason=" ", actor=None, today=TODAY)
    undo_transaction(paid.pk, reason="falsch", actor=None, today=TODAY)
    with pytest.raises(AllocationRefused, match="keinem Auftrag zugeordnet"):
        undo_transaction(paid.pk, reason="falsch", actor=None, today=TODAY)


def test_it_can_be_booked_anew_after_that() -> None:
    wrong, right = factories.order(total="79.90"), factories.order(total="79.90")
    paid = pay(wrong, "79.90")

    undo_transaction(paid.pk, reason="anderer Auftrag", actor=None, today=TODAY)
    book_transaction(paid.pk, [(right.pk, Decimal("79.90"))], why="von Hand", actor=None)

    assert fresh(wrong).is_open
    assert not fresh(right).is_open


def test_a_returned_debit_opens_the_rate_it_had_paid_with_its_old_due_day() -> None:
    order = factories.order(total="90.00")
    locked = lock_order(order.pk)
    rates = [InstallmentDraft(date(2026, month, 1), Decimal(30)) for month in (9, 10, 11)]
    set_installments(
        locked, rates, booked_on=TODAY, source=LedgerEntry.Source.MANUAL, reference="Raten"
    )
    refresh_figures(locked)
    first, _ = pay(order, "30.00"), pay(order, "30.00")
    back = movement("-33.50", is_return=True, return_reason="AM04")

    payment = first.allocations.get().entry
    book_returned_debit(
        back.pk,
        order.pk,
        amount=Decimal("30.00"),
        cost=Decimal("3.50"),
        payment=payment,
        why="Ende-zu-Ende-Referenz",
        actor=None,
    )

    order = fresh(order)
    assert order.oldest_due_on == date(2026, 9, 1)
    assert [one.open_amount for one in order.installments.order_by("due_on")] == [30, 0, 30]
    assert (order.open_amount, order.open_costs) == (Decimal("63.50"), Decimal("3.50"))
    assert order.unpaid_reason == Order.UnpaidReason.INSUFFICIENT_FUNDS
    assert order.stop_reason == Order.StopReason.NONE


@pytest.mark.parametrize(
    ("code", "stop"), [("MD01", "disputed"), ("MD07", "deceased"), ("MD06", "to_clarify")]
)
def test_some_reasons_stop_the_dunning(code: str, stop: str) -> None:
    order = factories.order(total="30.00")
    pay(order, "30.00")
    back = movement("-30.00", is_return=True, return_reason=code)

    book_returned_debit(
        back.pk, order.pk, amount=Decimal(30), cost=Decimal(0), why="Nummer", actor=None
    )

    assert fresh(order).stop_reason == stop


def test_no_more_is_returned_than_was_paid() -> None:
    order = factories.order(total="30.00")
    back = movement("-30.00", is_return=True)

    with pytest.raises(ChargebackRefused, match="mehr kann nicht zurückgegeben werden"):
        book_returned_debit(
            back.pk, order.pk, amount=Decimal(30), cost=Decimal(0), why="", actor=None
        )

    assert BankTransaction.objects.get(pk=back.pk).state == State.NEW


def test_a_taken_back_return_leaves_the_order_paid() -> None:
    order = factories.order(total="30.00")
    pay(order, "30.00")
    back = movement("-33.00", is_return=True, return_reason="MD07")
    book_returned_debit(
        back.pk, order.pk, amount=Decimal(30), cost=Decimal(3), why="Nummer", actor=None
    )

    undo_transaction(back.pk, reason="anderer Kunde", actor=None, today=TODAY)

    assert not fresh(order).is_open
    assert fresh(order).stop_reason == Order.StopReason.DECEASED


def test_money_that_went_out_is_a_refund() -> None:
    order = factories.order(total="30.00")
    pay(order, "50.00")
    back = movement("-20.00")

    book_transaction(back.pk, [(order.pk, Decimal("20.00"))], why="Erstattung", actor=None)

    assert fresh(order).credit_amount == 0
    assert not fresh(order).is_open


def test_what_was_refunded_since_cannot_be_taken_back() -> None:
    order = factories.order(total="30.00")
    paid = pay(order, "50.00")
    refund = movement("-20.00")
    book_transaction(refund.pk, [(order.pk, Decimal("20.00"))], why="Erstattung", actor=None)

    with pytest.raises(AllocationRefused, match="schon etwas erstattet"):
        undo_transaction(paid.pk, reason="falsch", actor=None, today=TODAY)


def test_what_is_set_aside_can_be_taken_up_again() -> None:
    clerk = factories.user("petra")
    paid = movement("9.00")

    set_aside(paid.pk, State.NOT_OURS, reason="Miete", actor=clerk)
    assert BankTransaction.objects.get().state == State.NOT_OURS
    take_up_again(paid.pk, actor=clerk)

    assert BankTransaction.objects.get().state == State.INBOX
