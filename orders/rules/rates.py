"""How the amount of an order is spread over its installments."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from common.rules.money import ZERO
from orders.rules.drafts import InstallmentDraft


def spread(rates: Sequence[InstallmentDraft], total: Decimal) -> list[InstallmentDraft]:
    """The rates, by due day, with a changed total in euros: the last ones bear the difference.

    A total that grew is added to the last rate; one that shrank shortens the last rates first,
    down to 0.00 each.
    """
    spread_rates = list(rates)
    difference = total - sum((rate.amount for rate in rates), ZERO)
    for index in range(len(spread_rates) - 1, -1, -1):
        amount = max(spread_rates[index].amount + difference, ZERO)
        difference -= amount - spread_rates[index].amount
        spread_rates[index] = replace(spread_rates[index], amount=amount)
        if not difference:
            break
    return spread_rates


def keep_days(rates: Sequence[InstallmentDraft], days: Sequence[date]) -> list[InstallmentDraft]:
    """The rates with the due days of those known, place by place; further ones keep theirs."""
    kept = [replace(rate, due_on=day) for rate, day in zip(rates, days, strict=False)]
    return [*kept, *rates[len(kept) :]]


def only_adds(known: Sequence[InstallmentDraft], told: Sequence[InstallmentDraft]) -> bool:
    """Whether all known rates are told again as they are, with further ones after them."""
    return 0 < len(known) < len(told) and list(told[: len(known)]) == list(known)
