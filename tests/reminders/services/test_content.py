"""What a reminder says adds up, whatever was booked to and fro."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from orders.models import Order
from orders.rules.drafts import InstallmentDraft, ShopState
from orders.services.corrections import charge_back, credit, write_off
from orders.services.credits import move_credit
from orders.services.payments import record_payment
from orders.services.reversals import reverse_entry
from orders.services.shop_orders import create_order, update_order
from reminders.adapters.statement import shown_sums
from reminders.rules.content import POSITIONS_MARKER
from reminders.services.content import content_of
from reminders.services.proposals import propose_run
from tests.bank_rows import statement
from tests.factories import TODAY, draft, order, sales_account

pytestmark = pytest.mark.django_db


def proposed(bought: Order):
    run = propose_run([bought.pk], level=1, day=TODAY, written_on=TODAY, selection="", actor=None)
    return run.reminders.get()


def test_an_order_cancelled_and_opened_again_has_its_own_total():
    one = draft(total="100.00")
    bought = create_order(sales_account(), one, actor=None, today=TODAY)
    gone = replace(one, shop_state=ShopState.CANCELLED, open_amount=Decimal("0.00"))
    update_order(bought.pk, gone, actor=None, today=TODAY)
    update_order(bought.pk, one, actor=None, today=TODAY)

    (claim,) = content_of(proposed(bought)).claims

    assert (claim.total, claim.payments) == (Decimal("100.00"), ())
    assert claim.open_amount == Decimal("100.00")


def test_payments_and_credits_lead_from_the_total_to_the_open_amount():
    one = draft(total="100.00", open_amount="70.00")
    bought = create_order(sales_account(), one, actor=None, today=TODAY)
    less = replace(one, credited_amount=Decimal("20.00"), open_amount=Decimal("50.00"))
    update_order(bought.pk, less, actor=None, today=TODAY)

    (claim,) = content_of(proposed(bought)).claims

    amounts = [line.amount for line in claim.payments]
    assert amounts == [Decimal("30.00"), Decimal("20.00")]
    assert claim.total - sum(amounts) == claim.open_amount == Decimal("50.00")


def test_every_kind_of_booking_stands_in_the_letter_and_adds_up():
    source, bought = order(number="EF-1", total="10.00"), order(total="100.00")
    by_hand = {"actor": None, "today": TODAY}
    record_payment(source.pk, amount=Decimal("30.00"), paid_on=TODAY, **by_hand)
    record_payment(bought.pk, amount=Decimal("60.00"), paid_on=TODAY, **by_hand)
    charge_back(
        bought.pk,
        amount=Decimal("60.00"),
        cost=Decimal("3.00"),
        reason_code="AM04",
        booked_on=TODAY,
        **by_hand,
    )
    move_credit(source.pk, bought.pk, amount=Decimal("20.00"), reason="Familie", **by_hand)
    write_off(bought.pk, amount=Decimal("5.00"), reason="Kulanz", **by_hand)
    credit(bought.pk, amount=Decimal("10.00"), reason="Retoure", **by_hand)

    content = content_of(proposed(bought))
    (claim,) = content.claims

    assert [(line.label, str(line.amount)) for line in claim.payments] == [
        ("Zahlung", "60.00"),
        ("Rückbuchung", "-60.00"),
        ("Rücklastschriftkosten", "-3.00"),
        ("Umbuchung von EF-1", "20.00"),
        ("Verzicht", "5.00"),
        ("Gutschrift", "10.00"),
    ]
    booked = sum(line.amount for line in claim.payments)
    assert claim.total - booked == claim.open_amount == content.claim == Decimal("68.00")


def test_what_was_taken_back_does_not_stand_in_the_letter():
    bought = order(total="100.00")
    write_off(bought.pk, amount=Decimal("5.00"), reason="Kulanz", actor=None, today=TODAY)
    entry = bought.ledger_entries.latest("pk")
    reverse_entry(entry.pk, reason="Irrtum", actor=None, today=TODAY)

    assert content_of(proposed(bought)).claims[0].payments == ()


def test_a_name_cannot_bring_in_our_own_markers():
    bought = order(last_name=f"Winter{POSITIONS_MARKER}")

    content = content_of(proposed(bought))

    assert content.mail_body.count(POSITIONS_MARKER) == 1


def test_a_subject_grown_too_long_is_cut():
    bought = order(last_name="W" * 90)
    template = bought.sales_account.dunning_procedures.get().levels.get(level=1).template
    template.mail_subject = "((NAME)) " * 10
    template.save()

    assert len(proposed(bought).mail_subject) == 300


@pytest.mark.parametrize(
    ("to_on", "filled"),
    [(date(2026, 11, 20), "Stand: 20.11.2026"), (None, "Stand:")],
)
def test_a_text_may_name_the_day_up_to_which_payments_count(to_on, filled):
    bought = order()
    statement(to_on)
    template = bought.sales_account.dunning_procedures.get().levels.get(level=1).template
    template.mail_body = "Stand: ((ZAHLUNGEN_BIS))"
    template.save()

    content = content_of(proposed(bought))

    assert content.mail_body.strip() == filled
    assert content.payments_until == to_on


def in_rates(*days_ago: int) -> Order:
    """An order of rates of 50.00 each, due that many days ago."""
    rates = tuple(
        InstallmentDraft(TODAY - timedelta(days=one), Decimal("50.00")) for one in days_ago
    )
    told = draft(total=50 * len(rates), due_on=rates[0].due_on)
    return create_order(sales_account(), replace(told, installments=rates), actor=None, today=TODAY)


@pytest.mark.parametrize(
    ("days_ago", "claimed", "not_due"),
    [
        pytest.param((30,), "50.00", "0.00", id="one-off"),
        pytest.param((30, 10), "100.00", "0.00", id="both are due"),
        pytest.param((30, 0), "50.00", "50.00", id="one falls due today"),
        pytest.param((30, 10, -20), "100.00", "50.00", id="one falls due later"),
    ],
)
def test_only_rates_that_are_due_are_claimed(days_ago, claimed, not_due):
    reminder = proposed(in_rates(*days_ago))

    content = content_of(reminder)
    (claim,) = content.claims

    assert (content.claim, claim.not_due_amount) == (Decimal(claimed), Decimal(not_due))
    assert claim.total - claim.not_due_amount == claim.open_amount
    assert f"{claimed.replace('.', ',')}\u00a0€" in content.mail_body
    labels = [row.label for row in shown_sums(claim, content)]
    assert ("Noch nicht fällig" in labels) == (not_due != "0.00")


def test_costs_are_claimed_with_the_rate_that_is_due():
    bought = in_rates(30, -20)
    by_hand = {"actor": None, "today": TODAY}
    record_payment(bought.pk, amount=Decimal("50.00"), paid_on=TODAY, **by_hand)
    charge_back(
        bought.pk,
        amount=Decimal("50.00"),
        cost=Decimal("3.00"),
        reason_code="AM04",
        booked_on=TODAY,
        **by_hand,
    )

    assert content_of(proposed(bought)).claim == Decimal("53.00")


def test_a_payment_of_what_is_due_takes_the_reminder_back():
    bought = in_rates(30, -20)
    reminder = proposed(bought)

    record_payment(bought.pk, amount=Decimal("50.00"), paid_on=TODAY, actor=None, today=TODAY)

    reminder.refresh_from_db()
    assert reminder.state == "cancelled"
