"""A business turns out to be a consumer: what only a business owes goes back (§§ 13, 288 BGB)."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command

from common.rules.german import euro
from orders.models import Customer, LedgerEntry, Order
from orders.services.customers import correct_customer
from reminders.services.customer_kind import change_kind
from tests.reminders.services.claim_bench import again, bought, claim, invoice, pay, send, step

pytestmark = pytest.mark.django_db
FIRST_SENT = date(2026, 10, 31)
Kind = Customer.Kind


@pytest.fixture
def dunned() -> Order:
    """1000 € of a business; 30 days at 10.52 % and 40.00 € were booked with the first notice."""
    order = bought(kind="business", due_day_agreed=True, insists=True)
    send(order, step(1), on=FIRST_SENT)
    assert again(order).open_amount == Decimal("1048.65")
    return order


@pytest.mark.parametrize("kind", [Kind.CONSUMER, Kind.UNKNOWN])
def test_a_consumer_owes_neither_the_lump_sum_nor_nine_points(dunned, kind):
    change_kind(dunned.customer_id, kind, actor=None)

    order = again(dunned)
    assert (order.open_costs, order.open_interest) == (Decimal(0), Decimal("5.36"))
    told = " ".join(order.history.values_list("text", flat=True))
    assert f"{euro(Decimal(40))} storniert: Die Pauschale schuldet nur ein Unternehmer" in told
    assert f"Zinsen berichtigt: {euro(Decimal('3.29'))}" in told
    call_command("check_ledger")


def test_the_next_notice_claims_by_the_law_of_consumers(dunned):
    change_kind(dunned.customer_id, Kind.CONSUMER, actor=None)

    claimed = claim(dunned, step(2))

    assert (claimed.lump_sum, claimed.other_costs) == (Decimal(0), Decimal("5.36"))
    assert claimed.interest == Decimal("9.11") - Decimal("5.36")


def test_what_the_consumer_paid_of_it_settles_the_goods(dunned):
    pay(dunned, "48.65", date(2026, 11, 2))

    change_kind(dunned.customer_id, Kind.CONSUMER, actor=None)

    order = again(dunned)
    assert (order.open_amount, order.open_ancillary) == (Decimal("956.71"), Decimal(0))


def test_of_a_paid_order_it_is_credit(dunned):
    pay(dunned, "1048.65", FIRST_SENT)

    change_kind(dunned.customer_id, Kind.CONSUMER, actor=None)

    assert again(dunned).credit_amount == Decimal("43.29")


def test_the_place_where_addresses_are_corrected_does_the_same(dunned):
    customer = again(dunned).customer
    customer.kind = Kind.CONSUMER

    correct_customer(customer, ["kind"], actor=None)

    assert again(dunned).open_ancillary == Decimal("5.36")


def test_a_consumer_without_a_hint_on_his_invoice_was_not_in_default_by_itself():
    order = bought(kind="business")  # § 286 Abs. 3 Satz 1 Halbsatz 2 BGB
    invoice(order, date(2026, 9, 20))
    send(order, step(1), on=date(2026, 11, 21))
    assert again(order).open_interest > 0

    change_kind(order.customer_id, Kind.CONSUMER, actor=None)

    assert again(order).open_amount == Decimal("1000.00")
    call_command("check_ledger")


def test_a_consumer_that_is_a_business_keeps_what_was_booked():
    order = bought(due_day_agreed=True)
    send(order, step(1), on=FIRST_SENT)

    change_kind(order.customer_id, Kind.BUSINESS, actor=None)

    assert again(order).open_amount == Decimal("1005.36")
    assert not LedgerEntry.objects.filter(kind=LedgerEntry.Kind.REVERSAL).exists()
