"""What happened to an order and its case, day by day, as outsiders may read it."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q

from common.rules.german import day as german_day
from common.rules.german import euro, plural
from inkasso.models import CaseEvent, CollectionCase
from inkasso.rules.claim import ClaimAccount
from inkasso.rules.dossier import Happening, ReminderSheet
from inkasso.rules.states import WAITING, CaseState
from orders.models import Invoice, LedgerEntry, Order
from reminders.models import DunningBlock, InstalmentPlan

Kind = LedgerEntry.Kind
# Clerks write notes for each other, what is booked is told by the ledger, and that the case went
# to the agency by its state.
_INTERNAL = (CaseEvent.Kind.NOTE, CaseEvent.Kind.BOOKING, CaseEvent.Kind.HANDOVER)
# Steps within the seller's house, before the agency or the court has the case.
_INTERNAL_STATES = WAITING | {CaseState.HANDING_OVER, CaseState.STOPPED}
# Charges of a reminder or the order itself are told with it.
_TOLD_BY_OTHERS = frozenset({Kind.CHARGE, Kind.DUNNING_FEE, Kind.LUMP_SUM, Kind.INTEREST})


def timeline(
    case: CollectionCase,
    claim: ClaimAccount,
    reminders: tuple[ReminderSheet, ...],
    invoices: list[Invoice],
    day: date,
) -> tuple[Happening, ...]:
    """All lines up to the day, included, oldest first."""
    order = case.order
    told = [
        *_of_order(order, invoices),
        *_of_claim(claim),
        *_of_reminders(reminders),
        *_of_agreements(order),
        *_of_case(case),
    ]
    # Sorting is stable: what happened on one day stays in the order above.
    return tuple(sorted((one for one in told if one.on <= day), key=lambda one: one.on))


def _of_order(order: Order, invoices: list[Invoice]) -> Iterator[Happening]:
    yield Happening(order.ordered_on, f"Bestellung {order.number} über {euro(order.total)}")
    for invoice in invoices:
        if invoice.issued_on:
            yield Happening(invoice.issued_on, f"Rechnung {invoice.number} ausgestellt")
        if invoice.received_on:
            yield Happening(
                invoice.received_on, f"Rechnung {invoice.number} beim Kunden angekommen"
            )
    for one in order.installments.all():
        yield Happening(one.due_on, f"{euro(one.amount)} fällig")


def _of_claim(claim: ClaimAccount) -> Iterator[Happening]:
    if claim.default_since is not None:
        yield Happening(claim.default_since, f"Verzug beginnt: {claim.default_ground_words}")
    for line in claim.bookings:
        if line.kind not in _TOLD_BY_OTHERS:
            yield Happening(line.booked_on, f"{line.label} {euro(abs(line.amount))}")


def _of_reminders(sheets: tuple[ReminderSheet, ...]) -> Iterator[Happening]:
    for sheet in sheets:
        until = f"{euro(sheet.claim)}, zahlbar bis {german_day(sheet.pay_by)}"
        if sheet.sent_on is None:
            yield Happening(sheet.written_on, f"{sheet.title}: Versand ungeklärt ({until})")
        else:
            yield Happening(sheet.sent_on, f"{sheet.title} per {sheet.way} versendet: {until}")


def _of_agreements(order: Order) -> Iterator[Happening]:
    """Payment plans and deferrals, on whose days no interest runs."""
    for plan in InstalmentPlan.objects.filter(order=order).order_by("pk"):
        rates = plural(len(plan.rates), "Rate", "Raten")
        yield Happening(plan.agreed_on, f"Ratenplan über {rates} vereinbart")
        if plan.ended_on:
            state = InstalmentPlan.State(plan.state).label
            yield Happening(plan.ended_on, f"Ratenplan {state}")
    deferrals = DunningBlock.objects.filter(reason=DunningBlock.Reason.DEFERRED)
    for block in deferrals.filter(Q(order=order) | Q(customer=order.customer_id)).order_by("pk"):
        until = f" bis {german_day(block.until_on)}" if block.until_on else ""
        yield Happening(block.set_on, f"Forderung gestundet{until}")
        if block.lifted_on:
            yield Happening(block.lifted_on, "Stundung aufgehoben")


def _of_case(case: CollectionCase) -> Iterator[Happening]:
    for event in case.events.exclude(kind__in=_INTERNAL).order_by("happened_on", "pk"):
        if event.details.get("state") in _INTERNAL_STATES:
            continue
        yield Happening(event.happened_on, f"Akte {case}: {event.text}")
