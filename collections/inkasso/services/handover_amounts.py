"""What a case claims, in numbers: by kind, what was paid on what, default and interest."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from common.rules.money import ZERO
from orders.models import LedgerEntry, Order
from orders.rules.allocation import Allocation, DebtKind
from orders.services.ledger import PAYMENT_KINDS, figures_of
from reminders.services.claim_facts import ClaimFacts
from reminders.services.default_clock import GROUND_WORDS, default_of, is_in_default
from reminders.services.interest_accounts import interest_accounts

Kind = LedgerEntry.Kind
# What is told apart of the costs, by its name for the agency.
_COSTS = {
    "dunning_fees": Kind.DUNNING_FEE,
    "lump_sum": Kind.LUMP_SUM,
    "returned_debit_cost": Kind.RETURNED_DEBIT_COST,
    "cancellation_cost": Kind.CANCELLATION_COST,
    "collection_cost": Kind.COLLECTION_COST,
    "court_cost": Kind.COURT_COST,
}
_PARTS = {
    DebtKind.COST: "to_costs",
    DebtKind.INTEREST: "to_interest",
    DebtKind.PRINCIPAL: "to_principal",
}


def amounts_of(order: Order, facts: ClaimFacts, day: date) -> dict[str, Any]:
    """All that is open on the day, in euros, by kind; interest till then, the day included."""
    allocation = _allocation(order, facts)
    open_by_kind: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for entry in facts.entries:
        open_by_kind[entry.kind] += allocation.open_ancillary.get(entry.pk, ZERO)
    new = new_interest(order, facts, day)
    costs = {name: open_by_kind[kind] for name, kind in _COSTS.items()}
    return {
        "currency": order.currency,
        "order_total": order.total,
        "paid": order.paid_amount,
        "principal": order.open_principal,
        "interest_booked": order.open_interest,
        "interest_to_day": new,
        **costs,
        "returned_debit_reason": _returned_because(facts),
        "is_lump_sum_claimed": bool(costs["lump_sum"]),
        "total": order.open_amount + new,
    }


def new_interest(order: Order, facts: ClaimFacts, day: date) -> Decimal:
    """Interest up to the day that is not booked yet, in euros."""
    return sum((one.new for one in interest_accounts(order, day, facts)), ZERO)


def payments_of(order: Order, facts: ClaimFacts) -> list[dict[str, Any]]:
    """Payments and what took some back, oldest first, with what each settled (§ 367 BGB)."""
    parts: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    for step in _allocation(order, facts).log:
        parts[step.movement][_PARTS[step.kind]] += step.amount
    return [
        {
            "kind": entry.kind,
            "kind_text": entry.get_kind_display(),
            "on": entry.booked_on,
            "amount": -entry.amount,
            **{name: parts[entry.pk][name] for name in _PARTS.values()},
        }
        for entry in facts.entries
        if entry.kind in PAYMENT_KINDS or entry.kind == Kind.CREDIT_NOTE
    ]


def default_told(order: Order, facts: ClaimFacts, day: date) -> dict[str, Any]:
    """Since when the debtor is in default, and by what (§ 286 BGB)."""
    if order.oldest_installment is None:
        return {"since": None, "ground": "", "ground_text": ""}
    start = default_of(order, order.oldest_installment, day, facts=facts)
    if not is_in_default(start, day):
        return {"since": None, "ground": "", "ground_text": ""}
    return {
        "since": start.since,
        "ground": start.ground.value,
        "ground_text": GROUND_WORDS.get(start.ground, ""),
    }


def interest_told(order: Order, facts: ClaimFacts, day: date) -> dict[str, Any]:
    """The interest calculation, line by line (§ 13a Abs. 1 Nr. 3 RDG); rates in percent a year."""
    lines = [
        {
            "from": line.from_on,
            "to": line.to_on,
            "days": line.days,
            "principal": line.principal,
            "rate": line.rate,
            "base_rate": line.base_rate,
            "amount": line.amount,
        }
        for account in interest_accounts(order, day, facts)
        for line in account.lines
    ]
    return {
        "until": day,
        # Nobody agreed on another rate: § 288 BGB alone holds.
        "is_above_statutory": False,
        "surcharge": _surcharge(order, facts, day),
        "lines": lines,
    }


def _surcharge(order: Order, facts: ClaimFacts, day: date) -> Decimal | None:
    """The percentage points above the base rate, as of the newest line."""
    for account in interest_accounts(order, day, facts):
        if account.lines:
            return account.lines[-1].surcharge
    return None


def _allocation(order: Order, facts: ClaimFacts) -> Allocation:
    return figures_of(list(order.installments.all()), facts.entries).allocation


def _returned_because(facts: ClaimFacts) -> str:
    """Why the bank took the money back last, as it said so; "" if it never did."""
    reasons = [one.reference for one in facts.entries if one.kind == Kind.CHARGEBACK]
    return reasons[-1] if reasons else ""
