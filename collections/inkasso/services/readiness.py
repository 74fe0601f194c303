"""Gather the facts of cases and tell for each what it lacks before it may be handed over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from common.rules.german import day as german_day
from inkasso.models import CollectionAgency, CollectionCase, CollectionPolicy
from inkasso.rules.readiness import (
    ClaimantFacts,
    Code,
    Missing,
    ReadinessFacts,
    missing_of,
)
from inkasso.services.policies import agency_for, claimant_of, policy_of
from orders.models import Creditor, Customer, Order
from reminders.models import DunningBlock, InstalmentPlan, ReminderItem, Standing
from reminders.rules.states import LIVE, ReminderState
from reminders.services.claim_facts import ClaimFacts, claim_facts
from reminders.services.default_clock import default_of
from reminders.services.limitations import barred_on
from reminders.services.payment_guard import Doubts, payment_guard
from reminders.services.plan_facts import running_plan_words

__all__ = ["Code", "Missing", "readiness"]
CHUNK_SIZE = 500
ON_ITS_WAY = LIVE - {ReminderState.SENT}


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read for one case."""

    case: CollectionCase
    order: Order
    facts: ClaimFacts
    doubts: Doubts
    agency: CollectionAgency | None


def readiness(cases: Sequence[CollectionCase], day: date) -> dict[int, tuple[Missing, ...]]:
    """What each case lacks on the day, by its id, the address first; empty when it may leave.

    A fixed number of queries for some hundred cases; reads their orders anew, writes nothing.
    """
    if not cases:
        return {}
    guard = payment_guard(day)
    agencies = CollectionAgency.objects.in_bulk()
    found: dict[int, tuple[Missing, ...]] = {}
    for start in range(0, len(cases), CHUNK_SIZE):
        chunk = cases[start : start + CHUNK_SIZE]
        orders = {order.pk: order for order in _orders([case.order_id for case in chunk], day)}
        facts, doubts = claim_facts(list(orders.values())), guard.doubts(list(orders.values()))
        for case in chunk:
            order = orders[case.order_id]
            policy = policy_of(order.sales_account)
            read = _Read(
                case,
                order,
                facts[order.pk],
                doubts[order.pk],
                agency_for(agencies.get(case.agency_id), agencies.get(policy.agency_id)),
            )
            found[case.pk] = missing_of(_facts(read, policy, day), day)
    return found


def _orders(order_ids: Sequence[int], day: date) -> list[Order]:
    """The orders with everything that readiness reads beside their claim."""
    blocks = DunningBlock.objects.active(on=day)
    orders = Order.objects.filter(pk__in=order_ids).select_related(
        "customer",
        "oldest_installment",
        "sales_account__collection_policy",
        "sales_account__creditor__claimant",
        "standing",
    )
    return list(
        orders.prefetch_related(
            "installments",
            "lines",
            Prefetch("dunning_blocks", blocks, to_attr="active_blocks"),
            Prefetch("customer__dunning_blocks", blocks, to_attr="active_blocks"),
            Prefetch("instalment_plans", InstalmentPlan.objects.running(), to_attr="running_plans"),
            Prefetch(
                "reminder_items",
                ReminderItem.objects.filter(state__in=ON_ITS_WAY).select_related("reminder__run"),
                to_attr="items_on_way",
            ),
        )
    )


def _facts(read: _Read, policy: CollectionPolicy, day: date) -> ReadinessFacts:
    order, account = read.order, read.order.sales_account
    on_way = _on_way(order)
    open_days = (rate.due_on for rate in order.installments.all() if rate.open_amount > 0)
    standing: Standing | None = getattr(order, "standing", None)
    return ReadinessFacts(
        account=str(account),
        missing_address=missing_parts(order.customer),
        agency=str(read.agency or ""),
        is_agency_active=bool(read.agency and read.agency.is_active),
        default_since=_default_since(read, day),
        last_pay_by=standing.last_pay_by if standing else None,
        contract_on=order.ordered_on,
        stop=_stop_words(order),
        reported_total=order.reported_total,
        block=_block_words(order),
        running_plan=running_plan_words(order, day),
        barred_on=barred_on(order.oldest_due_on) if order.oldest_due_on else None,
        claim=order.due_amount(day),
        not_due=order.open_amount - order.due_amount(day),
        last_due_on=max(open_days, default=None),
        minimum_amount=policy.minimum_amount,
        is_policy_active=policy.is_active,
        is_reseller=account.is_reseller,
        is_example_creditor=account.creditor.is_example,
        reminder_on_way=next((words for words, sure in on_way if sure), ""),
        uncertain_reminder=next((words for words, sure in on_way if not sure), ""),
        unmatched_payment=read.doubts.unmatched_payment,
        bank_data_problem=read.doubts.bank_data_problem,
        has_invoice=bool(read.facts.invoices),
        has_lines=bool(order.lines.all()),
        has_reminder=bool(read.facts.notices),
        is_chargeback=read.case.trigger == CollectionCase.Trigger.CHARGEBACK,
        goes_to_court=read.case.option == CollectionPolicy.Option.COURT,
        claimant=_claimant(account.creditor),
    )


def missing_parts(customer: Customer) -> tuple[str, ...]:
    """The parts of the postal address that nobody entered, in German; empty when it is complete."""
    parts = (
        ("der Name", customer.company or customer.full_name),
        ("die Straße", customer.street),
        ("die PLZ", customer.postcode),
        ("der Ort", customer.city),
    )
    return tuple(words for words, value in parts if not value.strip())


def _default_since(read: _Read, day: date) -> date | None:
    oldest = read.order.oldest_installment
    return default_of(read.order, oldest, day, facts=read.facts).since if oldest else None


def _stop_words(order: Order) -> str:
    if not order.stop_reason:
        return ""
    words = order.get_stop_reason_display()
    return f"ein Teil ist {words}" if order.is_partly_disputed else words


def _block_words(order: Order) -> str:
    """Of several blocks the one that lasts longest."""
    blocks: list[DunningBlock] = [*order.active_blocks, *order.customer.active_blocks]  # type: ignore[attr-defined]
    longest = max(blocks, key=lambda one: one.until_on or date.max, default=None)
    if longest is None:
        return ""
    end = f"bis zum {german_day(longest.until_on)}" if longest.until_on else "ohne Ende"
    whose = "Der Auftrag" if longest.order_id else "Der Kunde"
    return f"{whose} hat {end} eine Mahnsperre ({longest.get_reason_display()})."


def _on_way(order: Order) -> list[tuple[str, bool]]:
    """Reminders that are not over: what it is, and whether it is known where it stands."""
    items: list[ReminderItem] = order.items_on_way  # type: ignore[attr-defined]
    return [
        (f"Mahnung {item.reminder}", False)
        if item.state == ReminderState.UNCERTAIN
        else (str(item.reminder.run or item.reminder), True)
        for item in items
    ]


def _claimant(creditor: Creditor) -> ClaimantFacts:
    claimant = claimant_of(creditor)
    return ClaimantFacts(
        creditor=str(creditor),
        federal_state=creditor.federal_state,
        higher_court=claimant.higher_court,
        legal_form=claimant.legal_form,
        representative_name=claimant.representative_name,
    )
