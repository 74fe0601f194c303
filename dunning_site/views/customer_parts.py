"""What the page of a customer shows: one balance, what comes next, what holds him, money."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Min, Q, Sum
from django.urls import reverse

from common.rules.german import day as german_day
from common.rules.german import euro, plural
from common.rules.money import ZERO, cents
from dunning_site.order_words import block_end, order_badge
from dunning_site.views.order_collection import VIEW
from dunning_site.views.order_page_parts import explanation_tone
from inkasso.case_words import next_words, state_tone
from inkasso.models import CollectionCase
from inkasso.rules.states import CaseState
from orders.models import Customer, Installment, LedgerEntry
from reminders.models import DebtorRequest, DunningBlock, InstalmentPlan
from reminders.services.assessment import Assessment, assess_orders

OPEN_SHOWN = 5
PAYMENTS_SHOWN = 5
CASES_SHOWN = 5
HOLDS_SHOWN = 5
MONEY = (
    LedgerEntry.Kind.PAYMENT,
    LedgerEntry.Kind.CHARGEBACK,
    LedgerEntry.Kind.REFUND,
)
User = AbstractBaseUser | AnonymousUser


def balance_figures(customer: Customer, today: date) -> list[dict[str, str]]:
    """The one balance over all orders and what it is made of."""
    is_open, is_late = Q(open_amount__gt=0), Q(open_amount__gt=0, oldest_due_on__lt=today)
    sums = customer.orders.aggregate(
        open=Sum("open_amount"),
        costs=Sum("open_costs"),
        interest=Sum("open_interest"),
        credit=Sum("credit_amount"),
        paid=Sum("paid_amount"),
        count=Count("pk"),
        open_count=Count("pk", filter=is_open),
        late=Sum("open_amount", filter=is_late),
        late_since=Min("oldest_due_on", filter=is_late),
    )
    # SQLite adds decimals as floats.
    amounts = {
        name: cents(sums[name] or ZERO) for name in ("open", "costs", "interest", "credit", "paid")
    }
    later = _due_later(customer, today)
    return [
        _balance_figure(amounts),
        _overdue_figure((sums["late"] or ZERO) - later, sums["late_since"], today),
        {
            "label": "Davon Kosten und Zinsen",
            "value": euro(amounts["costs"] + amounts["interest"]),
            "note": f"Kosten {euro(amounts['costs'])}, Zinsen {euro(amounts['interest'])}",
        },
        {"label": "Bezahlt", "value": euro(amounts["paid"]), "note": "über alle Aufträge"},
        {
            "label": "Aufträge",
            "value": str(sums["count"]),
            "note": f"{sums['open_count']} offen",
            "url": "#all-orders",
        },
    ]


def _due_later(customer: Customer, today: date) -> Decimal:
    """What of overdue orders falls due today or later, in euros: rates to come."""
    rates = Installment.objects.filter(
        order__customer=customer,
        order__open_amount__gt=0,
        order__oldest_due_on__lt=today,
        due_on__gte=today,
    )
    return rates.aggregate(sum=Sum("open_amount"))["sum"] or ZERO


def _balance_figure(amounts: dict[str, Decimal]) -> dict[str, str]:
    balance = amounts["open"] - amounts["credit"]
    figure = {"label": "Saldo", "value": euro(balance)}
    if amounts["credit"]:
        parts = f"offen {euro(amounts['open'])}, Guthaben {euro(amounts['credit'])}"
        return {**figure, "note": parts}
    if balance:
        return {**figure, "note": "offen, kein Guthaben", "tone": "bad"}
    return {**figure, "note": "nichts offen, kein Guthaben", "tone": "good"}


def _overdue_figure(amount: Decimal, since: date | None, today: date) -> dict[str, str]:
    figure = {"label": "Überfällig", "value": euro(amount)}
    if since is None:
        return {**figure, "note": "nichts überfällig"}
    days = plural((today - since).days, "Tag", "Tage")
    return {**figure, "note": f"seit {german_day(since)} ({days})", "tone": "bad"}


def next_steps(customer: Customer, today: date) -> dict[str, Any]:
    """The open orders that were due first, each with the line that explains what comes next."""
    keys = customer.orders.open().order_by("oldest_due_on", "pk").values_list("pk", flat=True)
    first = list(keys[: OPEN_SHOWN + 1])
    assessments = assess_orders(first[:OPEN_SHOWN], today)
    return {
        "open_orders": [_open_order(one, today) for one in assessments],
        "has_more_open": len(first) > OPEN_SHOWN,
    }


def _open_order(assessment: Assessment, today: date) -> dict[str, Any]:
    order = assessment.order
    return {
        "order": order,
        "badge": order_badge(order, order.standing, today),
        "explanation": assessment.explanation,
        "tone": explanation_tone(assessment),
        "days": order.days_overdue(today),
    }


def what_holds(customer: Customer, user: User, today: date) -> dict[str, Any]:
    """Blocks, plans, stops, requests and cases: what a clerk must know before he promises."""
    return {
        "customer_block": _customer_block(customer, today),
        "holds": [*_order_blocks(customer, today), *_plans(customer), *_stops(customer)],
        "requests": _requests(customer, user),
        "cases": _cases(customer, user),
    }


def _customer_block(customer: Customer, today: date) -> dict[str, Any] | None:
    block = customer.dunning_blocks.active(on=today).select_related("set_by").first()
    return {"block": block, "end": block_end(block.until_on)} if block else None


def _order_blocks(customer: Customer, today: date) -> Iterable[dict[str, Any]]:
    blocks = DunningBlock.objects.active(on=today).filter(order__customer=customer)
    for block in blocks.select_related("order")[:HOLDS_SHOWN]:
        reason = f"{block.get_reason_display()}, {block_end(block.until_on)}"
        yield {"label": "Mahnsperre", "order": block.order, "words": reason}


def _plans(customer: Customer) -> Iterable[dict[str, Any]]:
    plans = InstalmentPlan.objects.running().filter(order__customer=customer)
    for plan in plans.select_related("order")[:HOLDS_SHOWN]:
        words = f"{len(plan.rates)} Raten, vereinbart am {german_day(plan.agreed_on)}"
        yield {"label": "Ratenplan", "order": plan.order, "words": words}


def _stops(customer: Customer) -> Iterable[dict[str, Any]]:
    stopped = customer.orders.open().exclude(stop_reason="").order_by("pk")
    for order in stopped[:HOLDS_SHOWN]:
        yield {"label": "Angehalten", "order": order, "words": order.get_stop_reason_display()}


def _requests(customer: Customer, user: User) -> Sequence[DebtorRequest]:
    """What the debtor told or asked on the payment page and nobody has settled yet."""
    if not user.has_perm("reminders.view_debtorrequest"):
        return []
    waiting = DebtorRequest.objects.waiting().filter(order__customer=customer)
    return list(waiting.select_related("order").order_by("received_at", "pk")[:HOLDS_SHOWN])


def _cases(customer: Customer, user: User) -> list[dict[str, Any]]:
    if not user.has_perm(VIEW):
        return []
    cases = CollectionCase.objects.filter(order__customer=customer)
    found = cases.select_related("agency", "order").order_by("ended_on", "-pk")[:CASES_SHOWN]
    return [
        {
            "case": case,
            "state": CaseState(case.state).label,
            "tone": state_tone(CaseState(case.state)),
            "next": next_words(case),
        }
        for case in found
    ]


def last_payments(customer: Customer) -> list[dict[str, Any]]:
    """The newest money that came, was returned or paid back, with its order."""
    entries = LedgerEntry.objects.effective().filter(order__customer=customer, kind__in=MONEY)
    newest = entries.select_related("order").order_by("-booked_on", "-pk")[:PAYMENTS_SHOWN]
    return [
        {
            "entry": entry,
            "order": entry.order,
            "amount": -entry.amount,
            "label": entry.get_kind_display(),
            "source": entry.get_source_display(),
        }
        for entry in newest
    ]


def actions_for(customer: Customer, user: User) -> list[dict[str, str]]:
    """What can be done from here, as buttons in the head of the page."""
    actions = []
    if user.has_perm("reminders.add_balancestatement"):
        address = reverse("customer-balance", args=[customer.pk])
        actions.append({"label": "Saldenmitteilung", "symbol": "send", "url": address})
    if user.has_perm("reminders.add_dunningblock"):
        address = reverse("customer-block", args=[customer.pk])
        actions.append({"label": "Mahnsperre", "symbol": "stop", "url": address})
    return actions
