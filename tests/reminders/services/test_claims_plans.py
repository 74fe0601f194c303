"""What a Ratenplan and a withdrawal leave of charges and levels that came before them."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.utils import timezone

from orders.models import Order
from orders.services.corrections import credit
from reminders.models import Channel, DunningLevel, InstalmentPlan
from reminders.rules.instalments import equal_rates
from reminders.services.plans import agree_plan, break_missed_plans, end_plan
from reminders.services.withdrawals import newest_sent, withdraw_reminder
from tests.reminders.services.claim_bench import (
    DUE_ON,
    again,
    bought,
    claim,
    in_rates,
    pay,
    send,
    step,
)

pytestmark = pytest.mark.django_db
FIRST_SENT = date(2026, 10, 31)
AGREED_ON = date(2026, 11, 5)
FIRST_RATE = date(2026, 12, 1)
MISSED = date(2026, 12, 20)


def letter(level: int) -> DunningLevel:
    return step(level, fee="1.20", channel=Channel.LETTER)


def agree(order: Order, count: int, *, on: date = AGREED_ON) -> InstalmentPlan:
    rates = equal_rates(again(order).open_amount, count, FIRST_RATE)
    return agree_plan(order.pk, rates, actor=None, today=on)


def withdraw(order: Order, on: date) -> None:
    withdraw_reminder(
        newest_sent(order).pk,
        reason="Irrtum",
        tells_customer=False,
        actor=None,
        today=on,
        now=timezone.now(),
    )


@pytest.mark.parametrize("agreed_on", [FIRST_SENT, AGREED_ON])
@pytest.mark.parametrize("paid", ["0.00", "400.00"])
def test_a_plan_leaves_the_interest_that_was_booked_before(agreed_on, paid):
    order = bought(due_day_agreed=True)
    if Decimal(paid):
        pay(order, paid, date(2026, 10, 11))
    send(order, letter(1), on=FIRST_SENT)
    claimed = again(order).open_amount

    plan = agree(order, 4, on=agreed_on)

    order = again(order)
    assert order.open_amount == claimed
    assert order.open_interest == (Decimal("5.36") if paid == "0.00" else Decimal("3.93"))
    assert sum(Decimal(rate["amount"]) for rate in plan.rates) == claimed
    call_command("check_ledger")


def test_the_last_rate_of_a_plan_pays_all_that_was_agreed():
    order = bought(due_day_agreed=True)
    send(order, letter(1), on=FIRST_SENT)

    for rate in agree(order, 4).rates:
        assert again(order).is_open
        pay(order, rate["amount"], date.fromisoformat(rate["due_on"]))

    assert (again(order).open_amount, again(order).credit_amount) == (Decimal(0), Decimal(0))


def test_a_plan_that_ends_with_one_day_for_the_rest_leaves_the_interest_as_well():
    order = bought(due_day_agreed=True)
    send(order, letter(1), on=FIRST_SENT)
    agree(order, 4)

    end_plan(order.pk, reason="Anruf", rest_due_on=FIRST_RATE, actor=None, today=AGREED_ON)

    assert again(order).open_interest == Decimal("5.36")
    call_command("check_ledger")


def test_rates_agreed_since_leave_the_interest_of_the_days_before():
    order = bought(due_day_agreed=True)
    send(order, letter(1), on=FIRST_SENT)
    agree(order, 2)

    credit(order.pk, amount=Decimal("10.00"), reason="Kulanz", actor=None, today=AGREED_ON)

    assert again(order).open_interest == Decimal("5.36")


def test_the_lump_sum_does_not_come_again_for_rates_of_a_plan():
    order = bought(kind="business", due_day_agreed=True)
    send(order, letter(1), on=FIRST_SENT)
    agree(order, 2)
    break_missed_plans(today=MISSED)

    claimed = claim(order, letter(2), written_on=MISSED)

    assert (claimed.lump_sum, claimed.other_costs) == (Decimal(0), Decimal("48.65"))


def test_rates_of_the_purchase_bear_a_lump_sum_each():
    order = in_rates(
        bought(kind="business", due_day_agreed=True, insists=True),
        (DUE_ON, "500.00"),
        (date(2026, 11, 1), "500.00"),
    )
    send(order, step(1, interest=False), on=FIRST_SENT)
    pay(order, "540.00", AGREED_ON)

    claimed = claim(order, step(1, interest=False))

    assert claimed.lump_sum == Decimal("40.00")  # § 288 Abs. 5 Satz 2 BGB


def test_no_third_letter_is_charged_after_a_plan():
    order = bought(due_day_agreed=True)
    for level, on in ((1, date(2026, 10, 10)), (2, date(2026, 10, 25))):
        send(order, letter(level), on=on)
    agree(order, 2)
    break_missed_plans(today=MISSED)

    assert claim(order, letter(3), written_on=MISSED).dunning_fee == Decimal(0)


@pytest.mark.parametrize(
    ("paid", "lump_sum"), [("60.00", "0.00"), ("48.65", "0.00"), ("20.00", "40.00")]
)
def test_a_lump_sum_that_was_paid_before_the_withdrawal_does_not_come_again(paid, lump_sum):
    order = bought(kind="business", due_day_agreed=True, insists=True)
    send(order, step(1), on=FIRST_SENT)
    pay(order, paid, date(2026, 11, 2))
    withdraw(order, date(2026, 11, 3))

    claimed = claim(order, step(1), written_on=date(2026, 11, 4))

    assert claimed.lump_sum == Decimal(lump_sum)
    call_command("check_ledger")


@pytest.mark.parametrize(("paid", "fee"), [("100.00", "0.00"), ("0.00", "1.20")])
def test_two_paid_letters_count_although_one_was_withdrawn(paid, fee):
    order = bought(due_day_agreed=True, insists=True)
    for level, on in ((1, date(2026, 10, 10)), (2, date(2026, 10, 25))):
        send(order, letter(level), on=on)
    if Decimal(paid):
        pay(order, paid, date(2026, 10, 26))
    withdraw(order, date(2026, 10, 27))

    assert claim(order, letter(2)).dunning_fee == Decimal(fee)


def test_a_level_withdrawn_after_the_plan_goes_back():
    order = bought(due_day_agreed=True)
    send(order, letter(1), on=FIRST_SENT)
    agree(order, 2)

    withdraw(order, date(2026, 11, 6))
    break_missed_plans(today=MISSED)

    standing = again(order).standing
    assert (standing.levels_sent, standing.next_level) == (0, 1)


def test_of_two_levels_before_the_plan_only_the_withdrawn_one_goes_back():
    order = bought(due_day_agreed=True)
    for level, on in ((1, date(2026, 10, 10)), (2, date(2026, 10, 25))):
        send(order, letter(level), on=on)
    agree(order, 2)

    withdraw(order, date(2026, 11, 6))

    standing = again(order).standing
    assert (standing.levels_sent, standing.next_level) == (1, 2)


def test_a_level_sent_after_a_broken_plan_goes_back_alone():
    order = bought(due_day_agreed=True)
    send(order, letter(1), on=FIRST_SENT)
    agree(order, 2)
    break_missed_plans(today=MISSED)
    send(order, letter(2), on=MISSED)

    withdraw(order, date(2026, 12, 21))

    standing = again(order).standing
    assert (standing.levels_sent, standing.next_level) == (1, 2)
