"""What the single payments that a selling platform reports say of the money of one order."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import IntEnum

from common.rules.money import ZERO
from orders.rules.drafts import InstallmentDraft, PaymentPlan, ShopState, UnpaidReason
from orders.rules.payment_methods import is_collected_by_itself

MAX_RATES = 120


class Outcome(IntEnum):
    """What became of a payment; of several on one day, the last one of these came last."""

    MISSED = 1
    PAID = 2
    CHARGED_BACK = 3
    REFUNDED = 4


@dataclass(frozen=True, slots=True)
class PlatformPayment:
    """One report: the rate it speaks of (from 1), its amount in euros, never negative, its day."""

    rate: int
    outcome: Outcome
    amount: Decimal
    on: date


@dataclass(frozen=True, slots=True)
class PlatformPlan:
    """What was agreed: the number of rates (0 = not told), the day of the next one, if known.

    A stopped plan asks for nothing that has not fallen due yet.
    """

    kind: PaymentPlan
    rate_count: int = 0
    next_on: date | None = None
    is_stopped: bool = False


@dataclass(frozen=True, slots=True)
class PlatformMoney:
    """Total, what is still owed of it and what was refunded, in euros; rates add up to the total.

    An order that is paid at once has no rates.
    """

    total: Decimal
    open_amount: Decimal
    credited_amount: Decimal
    state: ShopState
    installments: tuple[InstallmentDraft, ...]


@dataclass(frozen=True, slots=True)
class _Rate:
    due_on: date
    amount: Decimal
    open_amount: Decimal


def platform_money(payments: Sequence[PlatformPayment], plan: PlatformPlan) -> PlatformMoney:
    """The standing of an order after all these reports, of which there must be one at least.

    Rates before the first one reported count as paid: platforms stop at a rate that is not.
    """
    ordered = sorted(payments, key=lambda payment: (payment.on, payment.outcome))
    seen = {payment.rate for payment in ordered}
    rates = {number: _seen_rate([one for one in ordered if one.rate == number]) for number in seen}
    first, last = min(seen), max(seen)
    for number in range(1, first):
        due_on = months_after(rates[first].due_on, number - first)
        rates[number] = _Rate(due_on, rates[first].amount, ZERO)
    for number in range(last + 1, _last_rate(plan, last) + 1):
        start = plan.next_on or months_after(rates[last].due_on, 1)
        due_on = months_after(start, number - last - 1)
        rates[number] = _Rate(due_on, rates[last].amount, rates[last].amount)
    refunded = sum((one.amount for one in ordered if one.outcome == Outcome.REFUNDED), ZERO)
    return _sum_up([rates[number] for number in sorted(rates)], refunded, plan)


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or earlier if negative; the last one of a short month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def why_unpaid(outcome: Outcome, payment_method: str) -> UnpaidReason:
    """Why the money of an order did not come, by its last report and the method's name."""
    is_collected = is_collected_by_itself(payment_method)
    if outcome == Outcome.CHARGED_BACK:
        is_debit = "lastschrift" in payment_method.casefold()
        return UnpaidReason.BANK_RETURNED if is_debit else UnpaidReason.REJECTED
    if outcome == Outcome.MISSED and payment_method and not is_collected:
        return UnpaidReason.NO_AUTOMATIC_DEBIT
    return UnpaidReason.UNKNOWN


def _seen_rate(reports: Sequence[PlatformPayment]) -> _Rate:
    """What the reports of one rate, in their order, say of it."""
    asked = [one for one in reports if one.outcome != Outcome.REFUNDED] or list(reports)
    amount = max(one.amount for one in asked)
    is_open = asked[-1].outcome in (Outcome.MISSED, Outcome.CHARGED_BACK)
    return _Rate(asked[0].on, amount, amount if is_open else ZERO)


def _last_rate(plan: PlatformPlan, last_seen: int) -> int:
    """The number of the last rate that is owed; of a subscription nobody owes future ones yet."""
    if plan.kind != PaymentPlan.RATES or plan.is_stopped:
        return last_seen
    if plan.rate_count:
        return min(plan.rate_count, MAX_RATES)
    return last_seen + 1 if plan.next_on else last_seen


def _sum_up(rates: Sequence[_Rate], refunded: Decimal, plan: PlatformPlan) -> PlatformMoney:
    total = sum((rate.amount for rate in rates), ZERO)
    open_amount = sum((rate.open_amount for rate in rates), ZERO)
    credited = min(refunded, total - open_amount)
    state = ShopState.PAID
    if open_amount:
        state = ShopState.OPEN
    elif total and credited == total:
        state = ShopState.REFUNDED
    has_rates = plan.kind != PaymentPlan.ONE_OFF and total > 0
    by_day = sorted(rates, key=lambda rate: rate.due_on) if has_rates else ()
    installments = tuple(InstallmentDraft(rate.due_on, rate.amount) for rate in by_day)
    return PlatformMoney(total, open_amount, credited, state, installments)
