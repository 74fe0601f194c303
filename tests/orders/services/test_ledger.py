"""Bookings, kept figures and the guards that keep the ledger append-only."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from orders.models import Installment, LedgerEntry, LedgerIsAppendOnly, Order
from orders.rules.drafts import ShopState
from orders.services.by_hand import BookingRefused
from orders.services.corrections import write_off
from orders.services.ledger import book, lock_order, refresh_figures
from orders.services.payments import record_payment
from tests.factories import TODAY, order, user

pytestmark = pytest.mark.django_db
Status = Order.PaymentStatus


@pytest.mark.parametrize(
    ("amount", "open_amount", "credit", "status"),
    [
        ("30.00", "49.90", "0.00", Status.PARTIALLY_PAID),
        ("79.90", "0.00", "0.00", Status.PAID),
        ("100.00", "0.00", "20.10", Status.PAID),
    ],
)
def test_a_payment_changes_the_kept_figures(amount, open_amount, credit, status):
    bought = order(total="79.90")

    paid = record_payment(
        bought.pk, amount=Decimal(amount), paid_on=TODAY, actor=user("petra"), today=TODAY
    )

    assert (paid.open_amount, paid.credit_amount) == (Decimal(open_amount), Decimal(credit))
    assert paid.paid_amount == Decimal(amount)
    assert paid.payment_status == status
    assert paid.history.first().actor.username == "petra"


@pytest.mark.parametrize(
    ("paid", "status"),
    [
        pytest.param("79.80", Status.WRITTEN_OFF, id="what is missing was given up"),
        pytest.param("79.85", Status.WRITTEN_OFF, id="a part of it still is"),
        pytest.param("79.90", Status.PAID, id="nothing is missing any more"),
    ],
)
def test_an_order_counts_as_written_off_only_as_long_as_money_is_missing(paid, status):
    bought, told = order(total="79.90"), {"actor": None, "today": TODAY}
    write_off(bought.pk, amount=Decimal("0.10"), reason="Kleinbetrag", **told)

    after = record_payment(bought.pk, amount=Decimal(paid), paid_on=TODAY, **told)

    assert after.payment_status == status


def test_a_payment_settles_the_oldest_installment_first():
    bought = order(total="60.00", due_on=date(2026, 11, 1))
    with transaction.atomic():
        locked = lock_order(bought.pk)
        Installment.objects.create(
            order=locked, position=2, due_on=date(2026, 12, 1), amount=Decimal("40.00")
        )
        book(
            locked,
            LedgerEntry.Kind.CHARGE,
            Decimal("40.00"),
            booked_on=TODAY,
            source=LedgerEntry.Source.MANUAL,
        )
        refresh_figures(locked)

    paid = record_payment(
        bought.pk, amount=Decimal("75.00"), paid_on=TODAY, actor=None, today=TODAY
    )

    assert [one.open_amount for one in paid.installments.all()] == [
        Decimal("0.00"),
        Decimal("25.00"),
    ]
    assert paid.oldest_due_on == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("amount", "paid_on", "sentence"),
    [
        ("0.00", TODAY, "größer als 0,00 €"),
        ("-5.00", TODAY, "größer als 0,00 €"),
        ("5.00", date(2026, 11, 22), "liegt in der Zukunft"),
    ],
)
def test_it_refuses_a_payment_that_cannot_be(amount, paid_on, sentence):
    bought = order()

    with pytest.raises(BookingRefused, match=sentence):
        record_payment(bought.pk, amount=Decimal(amount), paid_on=paid_on, actor=None, today=TODAY)

    assert bought.ledger_entries.count() == 1


def test_an_order_paid_in_the_shop_is_closed():
    bought = order(shop_state=ShopState.PAID, total="79.90")

    assert bought.open_amount == 0
    assert bought.payment_status == Status.PAID
    assert sum(entry.amount for entry in bought.ledger_entries.all()) == 0


def test_the_model_refuses_to_change_or_delete_an_entry():
    entry = order().ledger_entries.get()

    with pytest.raises(LedgerIsAppendOnly):
        entry.save()
    with pytest.raises(LedgerIsAppendOnly):
        entry.delete()
    with pytest.raises(LedgerIsAppendOnly):
        LedgerEntry.objects.update(amount=1)
    with pytest.raises(LedgerIsAppendOnly):
        LedgerEntry.objects.all().delete()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE orders_ledgerentry SET amount = 1 WHERE id = %s",
        "DELETE FROM orders_ledgerentry WHERE id = %s",
    ],
)
def test_the_database_refuses_to_change_or_delete_an_entry(statement):
    entry = order().ledger_entries.get()

    with (
        pytest.raises(DatabaseError, match="nie geändert oder gelöscht"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, [entry.pk])
