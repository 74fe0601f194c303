"""What the order comes to today: goods, costs, interest so far, and since when in default."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from common.rules.german import day as german_day
from common.rules.german import number
from common.rules.money import ZERO
from orders.models import Order
from reminders.rules.default import DefaultStart
from reminders.rules.interest import InterestLine
from reminders.services.claim_facts import facts_of
from reminders.services.claims import principal_of
from reminders.services.default_clock import GROUND_WORDS, default_of, is_in_default
from reminders.services.interest_accounts import InterestAccount, interest_accounts

_DAY = timedelta(days=1)


def claim_card(
    order: Order, user: AbstractBaseUser | AnonymousUser, today: date
) -> dict[str, Any] | None:
    """The card of an overdue order; None for every other."""
    if not order.is_overdue(today) or order.oldest_installment is None:
        return None
    facts = facts_of(order)
    start = default_of(order, order.oldest_installment, today, facts=facts)
    accounts = interest_accounts(order, today, facts)
    new_interest = sum((one.new for one in accounts), ZERO)
    due = principal_of(order, today)
    amounts = (
        ("Hauptforderung", due - order.open_ancillary),
        ("Kosten", order.open_costs),
        ("Zinsen, schon gebucht", order.open_interest),
        ("Zinsen bis heute, noch nicht gebucht", new_interest),
    )
    return {
        "default": default_words(start, today),
        "amounts": [(label, amount) for label, amount in amounts if amount],
        "total": due + new_interest,
        "lines": [line for one in accounts for line in one.lines],
        "is_provisional": any(line.is_provisional for one in accounts for line in one.lines),
        "calculator_url": _calculator_url(order, accounts, today)
        if user.has_perm("orders.view_order")
        else "",
    }


def default_words(start: DefaultStart, today: date) -> str:
    """Since when and why the customer is in default, or that he is not."""
    if is_in_default(start, today):
        assert start.since is not None  # he is in default
        return f"In Verzug seit {german_day(start.since)}: {GROUND_WORDS[start.ground]}."
    if start.since is None or start.last_day_to_pay is None:
        return (
            "Noch nicht in Verzug: Die nächste Mahnung mit Zahlungsfrist begründet ihn. "
            "Bis dahin fallen weder Zinsen noch Gebühren an."
        )
    return (
        f"Noch nicht in Verzug: Er beginnt am {german_day(start.since)}, "
        f"wenn bis {german_day(start.last_day_to_pay)} nicht gezahlt ist."
    )


def _calculator_url(order: Order, accounts: Sequence[InterestAccount], today: date) -> str:
    """The calculator with the same question; "" where several rates bear interest apart."""
    if len(accounts) != 1 or not accounts[0].lines:
        return ""
    lines = accounts[0].lines
    asked = {
        "betrag": number(lines[0].principal),
        "von": german_day(accounts[0].since),
        "bis": german_day(today),
        "schuldner": "unternehmen" if order.customer.is_business else "verbraucher",
        **dict(_payments(lines)),
    }
    return f"{reverse('reminders:interest')}?{urlencode(asked)}"


def _payments(lines: Sequence[InterestLine]) -> Iterator[tuple[str, str]]:
    """What lowered the principal between two lines, as the calculator asks for it."""
    drops = [
        (after.from_on - _DAY, before.principal - after.principal)
        for before, after in pairwise(lines)
        if after.principal < before.principal
    ]
    for row, (received_on, amount) in enumerate(drops, start=1):
        yield f"zahlung_{row}_am", german_day(received_on)
        yield f"zahlung_{row}_betrag", number(amount)
