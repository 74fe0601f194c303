"""Credit that pays another order, is moved back or is given back."""

from decimal import Decimal

import pytest

from orders.models import LedgerEntry, Order, SalesAccount
from orders.services.by_hand import BookingRefused, BookingRepeated
from orders.services.corrections import credit
from orders.services.credits import available_credit, move_back, move_credit, refund_credit
from orders.services.ledger import book, lock_order, refresh_figures
from orders.services.ledger_check import check_ledger
from orders.services.payments import record_payment
from orders.services.reversals import reverse_entry
from tests.factories import TODAY, creditor, order, user

pytestmark = pytest.mark.django_db
Kind = LedgerEntry.Kind
BY_HAND = {"actor": None, "today": TODAY}


def overpaid(number: str = "EF-1", *, total: str = "80.00", paid: str = "100.00") -> Order:
    bought = order(number=number, total=total)
    record_payment(bought.pk, amount=Decimal(paid), paid_on=TODAY, **BY_HAND)
    return Order.objects.get(pk=bought.pk)


def move(source: Order, target: Order, amount: str = "20.00", **told: object):
    told = {**BY_HAND, "reason": "so gewünscht", **told}
    return move_credit(source.pk, target.pk, amount=Decimal(amount), **told)


def half_on(one: Order) -> LedgerEntry:
    return one.ledger_entries.filter(kind=Kind.TRANSFER).latest("pk")


def test_moved_credit_pays_the_other_order():
    source, target = overpaid(), order(number="EF-2", total="50.00")

    source, target = move(source, target)

    assert (source.credit_amount, source.paid_amount) == (Decimal("0.00"), Decimal("80.00"))
    assert (target.open_amount, target.paid_amount) == (Decimal("30.00"), Decimal("20.00"))
    assert half_on(source).counter_order == target
    assert half_on(target).counter_order == source
    texts = [one.history.first().text.replace("\u00a0", " ") for one in (source, target)]
    assert texts == [
        "Guthaben von 20,00 € auf EF-2 (Zoë Winter) umgebucht: so gewünscht",
        "Guthaben von 20,00 € von EF-1 (Zoë Winter) umgebucht: so gewünscht",
    ]
    assert check_ledger().is_ok


def test_another_customer_s_order_wants_a_reason():
    source, target = overpaid(), order(number="EF-2", last_name="Sommer")

    with pytest.raises(BookingRefused, match="EF-2 gehört einem anderen Kunden: Zoë Sommer"):
        move(source, target, reason=" ")


def test_the_same_customer_s_order_wants_none():
    source = overpaid()
    target = order(number="EF-2", email=source.customer.email)

    move(source, target, reason="")

    text = target.history.first().text.replace("\u00a0", " ")
    assert text == "Guthaben von 20,00 € von EF-1 (Zoë Winter) umgebucht."


@pytest.mark.parametrize(
    ("amount", "message"),
    [("20.01", "20,00"), ("0.00", "größer als 0,00"), ("15.00", "nur 10,00")],
)
def test_it_refuses_to_move(amount, message):
    source, target = overpaid(), order(total="10.00")

    with pytest.raises(BookingRefused, match=message):
        move(source, target, amount)

    assert not LedgerEntry.objects.filter(kind=Kind.TRANSFER).exists()


def test_it_refuses_another_creditor_and_the_same_order():
    source = overpaid()
    foreign = SalesAccount.objects.create(name="Fremd", creditor=creditor("Andere GmbH"))

    with pytest.raises(BookingRefused, match="anderen Gläubiger"):
        move(source, order(foreign, total="50.00"))
    with pytest.raises(BookingRefused, match="schon auf diesem"):
        move(source, source)


def test_credit_that_nobody_paid_is_nobody_s_money():
    source = order(total="80.00")
    credit(source.pk, amount=Decimal("80.00"), reason="Retoure", **BY_HAND)
    record_payment(source.pk, amount=Decimal("5.00"), paid_on=TODAY, **BY_HAND)
    source.refresh_from_db()

    assert available_credit(source) == Decimal("5.00")
    with pytest.raises(BookingRefused, match="5,00"):
        refund_credit(source.pk, amount=Decimal("5.01"), refunded_on=TODAY, **BY_HAND)


@pytest.mark.parametrize("side", [0, 1])
def test_a_transfer_is_moved_back_from_either_side(side):
    pair = overpaid(), order(number="EF-2", total="50.00")
    move(*pair)

    move_back(half_on(pair[side]).pk, reason="falscher Auftrag", **BY_HAND)

    source, target = (Order.objects.get(pk=one.pk) for one in pair)
    assert (source.credit_amount, target.open_amount) == (Decimal("20.00"), Decimal("50.00"))
    assert "auf EF-2 (Zoë Winter), zurückgenommen" in source.history.first().text
    assert "von EF-1 (Zoë Winter), zurückgenommen" in target.history.first().text
    assert check_ledger().is_ok


def test_of_two_equal_transfers_each_is_moved_back_once():
    source, target = overpaid(paid="120.00"), order(number="EF-2", total="50.00")
    move(source, target)
    move(source, target)
    first, second = target.ledger_entries.filter(kind=Kind.TRANSFER).order_by("pk")

    move_back(first.pk, reason="doppelt", **BY_HAND)
    with pytest.raises(BookingRefused, match="schon zurückgenommen"):
        move_back(first.pk, reason="doppelt", **BY_HAND)
    move_back(second.pk, reason="doppelt", **BY_HAND)

    assert Order.objects.get(pk=target.pk).open_amount == Decimal("50.00")
    assert check_ledger().is_ok


def test_money_that_was_moved_on_is_not_moved_back():
    source, target = overpaid(), order(number="EF-2", total="20.00")
    move(source, target)
    credit(target.pk, amount=Decimal("20.00"), reason="Retoure", **BY_HAND)
    refund_credit(target.pk, amount=Decimal("20.00"), refunded_on=TODAY, **BY_HAND)

    with pytest.raises(BookingRefused, match="ist das umgebuchte Geld nicht mehr"):
        move_back(half_on(source).pk, reason="Irrtum", **BY_HAND)


def test_a_payment_whose_money_was_moved_is_not_reversed():
    source, target = overpaid(), order(number="EF-2", total="50.00")
    move(source, target)
    payment = source.ledger_entries.get(kind=Kind.PAYMENT)

    with pytest.raises(BookingRefused, match="umgebucht"):
        reverse_entry(payment.pk, reason="Irrtum", **BY_HAND)


def test_refunded_credit_is_gone_and_can_be_taken_back():
    source = overpaid()

    after = refund_credit(source.pk, amount=Decimal("20.00"), refunded_on=TODAY, **BY_HAND)
    assert (after.credit_amount, after.open_amount) == (Decimal("0.00"), Decimal("0.00"))

    refund = source.ledger_entries.get(kind=Kind.REFUND)
    assert reverse_entry(refund.pk, reason="kam zurück", **BY_HAND).credit_amount == Decimal("20")


def test_a_form_that_arrives_twice_counts_once():
    source, target, petra = overpaid(paid="120.00"), order(total="50.00"), user("petra")
    seen = source.ledger_entries.latest("pk").pk
    move(source, target, actor=petra, seen_entry_id=seen)

    with pytest.raises(BookingRepeated, match="Umbuchung über 20,00"):
        move(source, target, actor=petra, seen_entry_id=seen)


def test_the_check_of_the_books_finds_half_a_transfer():
    source, target = overpaid(), order(total="50.00")
    move(source, target)
    half = half_on(target)
    book(
        lock_order(target.pk),
        Kind.REVERSAL,
        -half.amount,
        booked_on=TODAY,
        source=LedgerEntry.Source.MANUAL,
        reverses=half,
    )
    refresh_figures(lock_order(target.pk))

    (finding,) = check_ledger().findings

    assert finding.subject == "Umbuchungen"
