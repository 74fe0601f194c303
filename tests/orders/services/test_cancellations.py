"""What a cancelled order says of the shop's word, and what was booked before it."""

from decimal import Decimal

import pytest

from orders.models import LedgerEntry, Order
from orders.services.by_hand import BookingRefused
from orders.services.corrections import cancel_order, credit, write_off
from orders.services.payments import record_payment
from orders.services.reported_orders import report_cancellation
from orders.services.reversals import open_after_reversal, reverse_entry
from tests.factories import TODAY, order

pytestmark = pytest.mark.django_db
Kind = LedgerEntry.Kind
BY_HAND = {"actor": None, "today": TODAY}


def cancelled(bought: Order) -> Order:
    return cancel_order(bought.pk, cancelled_on=TODAY, reason="Widerruf", **BY_HAND)


@pytest.mark.parametrize(
    ("lower", "kind"), [(credit, Kind.CREDIT_NOTE), (write_off, Kind.WRITE_OFF)]
)
def test_what_lowered_the_claim_before_does_not_open_a_cancelled_order(lower, kind):
    bought = order(total="80.00")
    lower(bought.pk, amount=Decimal("20.00"), reason="Retoure", **BY_HAND)
    entry = bought.ledger_entries.get(kind=kind)
    cancelled(bought)

    with pytest.raises(BookingRefused, match=r"ist storniert\. Stornieren Sie zuerst: Gut"):
        reverse_entry(entry.pk, reason="Irrtum", **BY_HAND)
    with pytest.raises(BookingRefused, match="Auftrag ist storniert"):
        open_after_reversal(LedgerEntry.objects.get(pk=entry.pk))

    assert Order.objects.get(pk=bought.pk).open_amount == 0


def test_it_is_taken_back_once_the_cancellation_is():
    bought = order(total="80.00")
    credit(bought.pk, amount=Decimal("20.00"), reason="Retoure", **BY_HAND)
    cancelled(bought)
    earlier, cancellation = bought.ledger_entries.filter(kind=Kind.CREDIT_NOTE).order_by("pk")

    reverse_entry(cancellation.pk, reason="Irrtum", **BY_HAND)
    after = reverse_entry(earlier.pk, reason="Irrtum", **BY_HAND)

    assert (after.open_amount, after.cancelled_on) == (Decimal("80.00"), None)


def test_a_total_of_zero_that_the_shop_told_is_settled_with_the_cancellation():
    bought = order(total="80.00")
    bought.reported_total, bought.declined_total = Decimal("0.00"), Decimal("60.00")
    bought.save()

    after = cancelled(bought)

    assert (after.declined_total, after.reported_total) == (Decimal("0.00"), None)


def test_a_cancellation_by_the_interface_does_not_make_a_clerk_s_payment_the_shop_s():
    bought = order(total="80.00")
    record_payment(bought.pk, amount=Decimal("50.00"), paid_on=TODAY, **BY_HAND)
    report_cancellation(bought.pk, cancelled_on=TODAY, reason="", today=TODAY)

    after = reverse_entry(
        bought.ledger_entries.get(kind=Kind.PAYMENT).pk, reason="falsch gebucht", **BY_HAND
    )

    assert (after.credit_amount, after.paid_amount) == (Decimal("0.00"), Decimal("0.00"))
    assert not bought.ledger_entries.filter(
        kind=Kind.PAYMENT, source=LedgerEntry.Source.SHOP
    ).exists()
