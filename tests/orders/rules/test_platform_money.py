"""What single payments, as platforms report them, say of an order."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.rules.drafts import InstallmentDraft, PaymentPlan, ShopState, UnpaidReason
from orders.rules.platform_money import (
    Outcome,
    PlatformPayment,
    PlatformPlan,
    months_after,
    platform_money,
    why_unpaid,
)

MAY, JUNE, JULY = date(2026, 5, 3), date(2026, 6, 3), date(2026, 7, 3)
PAID, MISSED, BACK, REFUNDED = (
    Outcome.PAID,
    Outcome.MISSED,
    Outcome.CHARGED_BACK,
    Outcome.REFUNDED,
)
ONCE = PlatformPlan(PaymentPlan.ONE_OFF)
THREE = PlatformPlan(PaymentPlan.RATES, rate_count=3)
MONTHLY = PlatformPlan(PaymentPlan.SUBSCRIPTION)


def report(rate, outcome, on=MAY, amount="50.00"):
    return PlatformPayment(rate, outcome, Decimal(amount), on)


@pytest.mark.parametrize(
    ("payments", "plan", "total", "open_amount", "credited", "state"),
    [
        pytest.param([report(1, PAID)], ONCE, 50, 0, 0, ShopState.PAID, id="paid at once"),
        pytest.param([report(1, MISSED)], ONCE, 50, 50, 0, ShopState.OPEN, id="missed"),
        pytest.param(
            [report(1, PAID, JUNE), report(1, MISSED)], ONCE, 50, 0, 0, ShopState.PAID,
            id="paid after all, told first",
        ),
        pytest.param(
            [report(1, PAID), report(1, BACK)], ONCE, 50, 50, 0, ShopState.OPEN,
            id="charged back on the same day",
        ),
        pytest.param(
            [report(1, PAID), report(1, REFUNDED, JUNE)], ONCE, 50, 0, 50, ShopState.REFUNDED,
            id="refunded",
        ),
        pytest.param(
            [report(1, PAID), report(1, REFUNDED, JUNE, "20.00")], ONCE, 50, 0, 20,
            ShopState.PAID, id="refunded in part",
        ),
        pytest.param(
            [report(1, PAID), report(2, MISSED, JUNE)], THREE, 150, 100, 0, ShopState.OPEN,
            id="the second rate is missed, the third one to come",
        ),
        pytest.param([report(3, PAID)], THREE, 150, 0, 0, ShopState.PAID, id="only the last rate"),
        pytest.param(
            [report(1, PAID), report(2, MISSED, JUNE)], MONTHLY, 100, 50, 0, ShopState.OPEN,
            id="a subscription owes what fell due",
        ),
        pytest.param(
            [report(1, PAID)], PlatformPlan(PaymentPlan.RATES, 3, is_stopped=True), 50, 0, 0,
            ShopState.PAID, id="a stopped plan asks for no more",
        ),
        pytest.param(
            [report(1, PAID)], PlatformPlan(PaymentPlan.RATES, next_on=JUNE), 100, 50, 0,
            ShopState.OPEN, id="of a plan of unknown length the next rate is owed",
        ),
    ],
)  # fmt: skip
def test_it_tells_what_is_owed(payments, plan, total, open_amount, credited, state):
    money = platform_money(payments, plan)

    assert (money.total, money.open_amount, money.credited_amount) == (total, open_amount, credited)
    assert money.state == state


def test_it_dates_the_rates_it_was_not_told_of():
    plan = PlatformPlan(PaymentPlan.RATES, 4, next_on=date(2026, 7, 31))

    money = platform_money([report(2, PAID, JUNE)], plan)

    assert money.installments == (
        InstallmentDraft(MAY, Decimal("50.00")),
        InstallmentDraft(JUNE, Decimal("50.00")),
        InstallmentDraft(date(2026, 7, 31), Decimal("50.00")),
        InstallmentDraft(date(2026, 8, 31), Decimal("50.00")),
    )


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 12, 5), 1, date(2027, 1, 5)),
        (date(2026, 1, 5), -1, date(2025, 12, 5)),
        (date(2026, 3, 31), -13, date(2025, 2, 28)),
    ],
)
def test_it_counts_months_by_the_calendar(day, months, later):
    assert months_after(day, months) == later


@pytest.mark.parametrize(
    ("outcome", "method", "reason"),
    [
        (MISSED, "Überweisung", UnpaidReason.NO_AUTOMATIC_DEBIT),
        (MISSED, "Lastschrift", UnpaidReason.UNKNOWN),
        (MISSED, "", UnpaidReason.UNKNOWN),
        (BACK, "Lastschrift", UnpaidReason.BANK_RETURNED),
        (BACK, "Kreditkarte", UnpaidReason.REJECTED),
        (PAID, "Überweisung", UnpaidReason.UNKNOWN),
    ],
)
def test_it_tells_why_the_money_did_not_come(outcome, method, reason):
    assert why_unpaid(outcome, method) == reason


REPORTS = st.builds(
    PlatformPayment,
    rate=st.integers(1, 12),
    outcome=st.sampled_from(Outcome),
    amount=st.decimals(0, 1000, places=2),
    on=st.dates(date(2020, 1, 1), date(2030, 12, 31)),
)
PLANS = st.builds(
    PlatformPlan,
    kind=st.sampled_from(PaymentPlan),
    rate_count=st.integers(0, 24),
    next_on=st.none() | st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    is_stopped=st.booleans(),
)


@given(st.lists(REPORTS, min_size=1, max_size=12), PLANS)
def test_its_sums_always_agree(payments, plan):
    money = platform_money(payments, plan)

    assert 0 <= money.open_amount <= money.total
    assert 0 <= money.credited_amount <= money.total - money.open_amount
    assert (money.state == ShopState.OPEN) == (money.open_amount > 0)
    if money.installments:
        assert sum(rate.amount for rate in money.installments) == money.total
        days = [rate.due_on for rate in money.installments]
        assert days == sorted(days)


@given(st.permutations([report(1, PAID), report(2, MISSED, JUNE), report(2, PAID, JULY)]))
def test_the_order_of_the_reports_does_not_matter(payments):
    assert platform_money(payments, THREE).open_amount == 50
