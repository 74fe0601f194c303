"""What a reminder says of a payment that was taken back: nothing."""

from decimal import Decimal

import pytest

from orders.models import LedgerEntry
from orders.services.payments import record_payment
from orders.services.reversals import reverse_entry
from reminders.services.content import content_of
from reminders.services.proposals import propose_run
from tests.factories import TODAY, order

pytestmark = pytest.mark.django_db


def test_a_payment_taken_back_is_not_in_the_letter():
    bought = order(total="79.90")
    for amount in ("20.00", "5.00"):
        record_payment(bought.pk, amount=Decimal(amount), paid_on=TODAY, actor=None, today=TODAY)
    wrong = LedgerEntry.objects.get(amount=Decimal("-20.00"))
    reverse_entry(wrong.pk, reason="falscher Auftrag", actor=None, today=TODAY)
    run = propose_run([bought.pk], level=1, day=TODAY, written_on=TODAY, selection="", actor=None)

    (claim,) = content_of(run.reminders.get()).claims

    assert [payment.amount for payment in claim.payments] == [Decimal("5.00")]
    assert claim.total - Decimal("5.00") == claim.open_amount == Decimal("74.90")
