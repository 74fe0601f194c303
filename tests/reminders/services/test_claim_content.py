"""What a reminder says of an order beyond its positions: rates, interest, costs, disputes."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from common.rules.money import ZERO
from orders.models import Invoice, Order
from orders.rules.drafts import InstallmentDraft
from orders.services.payments import record_payment
from orders.services.shop_orders import create_order
from reminders.models import Reminder, ReminderItem
from reminders.rules.content import OrderClaim
from reminders.services.charges import book_charges
from reminders.services.content import content_of, content_of_items
from reminders.services.proposals import propose_run
from tests.factories import TODAY, draft, order, sales_account

pytestmark = pytest.mark.django_db

LINE = {
    "from": "2026-11-12",
    "to": "2026-11-21",
    "days": 10,
    "days_in_year": 365,
    "base_rate": "1.52",
    "surcharge": "5",
    "principal": "100.00",
    "amount": "0.18",
    "is_provisional": True,
}


def proposed(*bought: Order) -> Reminder:
    keys = [one.pk for one in bought]
    run = propose_run(keys, level=1, day=TODAY, written_on=TODAY, selection="", actor=None)
    return run.reminders.first()


def claim_with(reminder: Reminder, **facts: object) -> OrderClaim:
    item = reminder.items.get()
    for name, value in facts.items():
        setattr(item, name, value)
    item.save()
    (claim,) = content_of(reminder).claims
    return claim


def left_over(claim: OrderClaim) -> Decimal:
    """What is left of the total after all lines of the letter."""
    booked = sum((line.amount for line in claim.payments), ZERO)
    return claim.total - booked - claim.not_due_amount - claim.disputed_amount


def test_interest_and_costs_come_on_top_with_their_calculation():
    reminder = proposed(order(total="100.00"))

    claim = claim_with(
        reminder,
        interest=Decimal("0.18"),
        dunning_fee=Decimal("1.20"),
        lump_sum=Decimal("40.00"),
        interest_lines=[LINE],
        default_since=date(2026, 11, 12),
        default_ground="agreed_day",
    )

    assert claim.claim == Decimal("141.38")
    assert (claim.default_since, claim.default_ground) == (date(2026, 11, 12), "agreed_day")
    (row,) = claim.interest_rows
    assert (row.from_on, row.to_on, row.days) == (date(2026, 11, 12), date(2026, 11, 21), 10)
    assert row.base_rate + row.surcharge == Decimal("6.52")
    assert row.is_provisional


def test_interest_claimed_before_is_known_from_the_calculation():
    reminder = proposed(order(total="100.00"))

    claim = claim_with(reminder, interest=Decimal("0.08"), interest_lines=[LINE])

    assert claim.earlier_interest == Decimal("0.10")


def test_what_its_own_sending_booked_still_counts_as_new():
    reminder = proposed(order(total="100.00"))
    claim_with(reminder, interest=Decimal("0.18"), dunning_fee=Decimal("1.20"))
    book_charges(reminder, booked_on=TODAY, actor=None)

    (claim,) = content_of(Reminder.objects.get(pk=reminder.pk)).claims

    assert claim.payments == ()
    assert left_over(claim) == claim.open_amount == Decimal("100.00")
    assert claim.claim == Decimal("101.38")


def test_costs_of_an_earlier_reminder_are_named_with_their_day():
    bought = order(total="100.00")
    first = proposed(bought)
    claim_with(first, interest=Decimal("0.18"), dunning_fee=Decimal("1.20"))
    book_charges(first, booked_on=TODAY, actor=None)
    first.items.get().bookings.all().delete()
    bought.refresh_from_db()

    claim = claim_with(first, other_costs=Decimal("1.38"), interest=ZERO, dunning_fee=ZERO)

    lines = [(line.label, str(line.amount)) for line in claim.payments]
    assert lines == [("Verzugszinsen", "-0.18"), ("Mahnkosten", "-1.20")]
    assert left_over(claim) == claim.open_amount == claim.claim == Decimal("101.38")


def test_of_rates_only_those_that_are_due_and_open_are_listed():
    days = [TODAY - timedelta(days=60), TODAY - timedelta(days=30), TODAY + timedelta(days=20)]
    rates = tuple(InstallmentDraft(day, Decimal("50.00")) for day in days)
    told = replace(draft(total="150.00", due_on=days[0]), installments=rates)
    bought = create_order(sales_account(), told, actor=None, today=TODAY)
    record_payment(bought.pk, amount=Decimal("20.00"), paid_on=TODAY, actor=None, today=TODAY)

    (claim,) = content_of(proposed(bought)).claims

    assert [(rate.due_on, rate.open_amount) for rate in claim.rates] == [
        (days[0], Decimal("30.00")),
        (days[1], Decimal("50.00")),
    ]
    assert left_over(claim) == claim.open_amount == Decimal("80.00")


def test_an_order_paid_at_once_lists_no_rates():
    (claim,) = content_of(proposed(order(total="100.00"))).claims

    assert claim.rates == ()


def test_a_disputed_part_is_named_as_such():
    bought = order(total="100.00")
    reminder = proposed(bought)
    disputed = {"stop_reason": Order.StopReason.DISPUTED, "disputed_amount": Decimal("30.00")}
    Order.objects.filter(pk=bought.pk).update(**disputed)

    claim = claim_with(reminder, principal=Decimal("70.00"))

    assert (claim.disputed_amount, claim.not_due_amount) == (Decimal("30.00"), ZERO)
    assert left_over(claim) == claim.open_amount == Decimal("70.00")


def test_the_invoices_of_an_order_are_named():
    bought = order()
    Invoice.objects.create(order=bought, number="RE-1", number_key="re1")

    (claim,) = content_of(proposed(bought)).claims

    assert claim.invoice_numbers == ("RE-1",)


def test_an_english_letter_calls_bookings_by_english_names():
    bought = order(total="100.00")
    record_payment(bought.pk, amount=Decimal("20.00"), paid_on=TODAY, actor=None, today=TODAY)
    reminder = proposed(bought)
    reminder.language = "en"

    content = content_of(reminder)

    assert content.language == "en"
    assert [line.label for line in content.claims[0].payments] == ["Payment"]


def test_a_collective_reminder_claims_all_its_orders_under_all_their_numbers():
    bought = [order(number="EF-1", total="100.00"), order(number="EF-2", total="50.00")]
    reminder = proposed(bought[0])
    items = [proposed_item(one, reminder) for one in bought]

    content = content_of_items(reminder, items)

    assert content.order_numbers == ("EF-1", "EF-2")
    assert content.remittance_text == "EF-1, EF-2"
    assert content.claim == Decimal("150.00")


def test_too_many_numbers_for_a_transfer_give_way_to_the_reminder():
    bought = [order(number=f"EF-{place:030}", total="10.00") for place in range(6)]
    reminder = proposed(bought[0])
    reminder.number = 7
    items = [proposed_item(one, reminder) for one in bought]

    assert content_of_items(reminder, items).remittance_text == "M-000007"


def proposed_item(bought: Order, reminder: Reminder) -> ReminderItem:
    item = reminder.items.get()
    item.pk, item.order, item.installment = None, bought, bought.oldest_installment
    item.principal = bought.open_amount
    return item
