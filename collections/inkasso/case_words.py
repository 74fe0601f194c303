"""Cases in the words and colours of the pages."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from common.rules.german import day as german_day
from common.rules.money import ZERO
from inkasso.models import CollectionCase, CollectionPolicy
from inkasso.rules.readiness import Code
from inkasso.rules.states import ENDED, CaseState
from orders.models import LedgerEntry

Option = CollectionPolicy.Option
SHORT_OPTIONS = {Option.COURT: "a: Gericht", Option.CANCELLATION: "b: Kündigung"}
_AFTER_RETURN = {
    Option.COURT: "Nächster Schritt nach Mahnoption a: den Mahnbescheid beantragen.",
    Option.CANCELLATION: "Nächster Schritt nach Mahnoption b: den Auftrag kündigen.",
}
_GOOD = frozenset({CaseState.READY, CaseState.PAID})
_WARNINGS = frozenset(
    {
        CaseState.TO_CHECK,
        CaseState.RETURNED,
        CaseState.COURT_OBJECTION,
        CaseState.ENFORCEMENT_OBJECTION,
    }
)


def state_tone(state: CaseState) -> str:
    """The colour of a state's badge."""
    if state in _GOOD:
        return "good"
    if state in _WARNINGS:
        return "warning"
    return "closed" if state in ENDED else "info"


def missing_texts(case: CollectionCase) -> list[str]:
    """What is missing, a sentence each."""
    return [str(one["text"]) for one in case.missing]


def missing_labels(case: CollectionCase) -> str:
    """The same in short words: "Anschrift unvollständig, Mahnen angehalten"."""
    known = set(Code)
    return ", ".join(
        Code(one["code"]).label if one["code"] in known else str(one["text"])
        for one in case.missing
    )


def agency_words(case: CollectionCase) -> str:
    """What the agency told last: "in Kontakt mit dem Schuldner, 20.11.2026"; "" for nothing."""
    if not case.agency_status:
        return ""
    told = case.get_agency_status_display()
    return f"{told}, {german_day(case.agency_status_on)}" if case.agency_status_on else told


def short_option(case: CollectionCase) -> str:
    """The Mahnoption of the case, for a narrow column."""
    return SHORT_OPTIONS[Option(case.option)]


def booked_cancellation_costs(order_ids: Iterable[int] | Any) -> dict[int, Decimal]:
    """Cancellation cost booked on the orders, in euros, by order; orders without are left out."""
    entries = LedgerEntry.objects.effective().filter(
        kind=LedgerEntry.Kind.CANCELLATION_COST, order__in=order_ids
    )
    sums: dict[int, Decimal] = {}
    for order_id, amount in entries.values_list("order", "amount"):
        sums[order_id] = sums.get(order_id, ZERO) + amount
    return sums


def planned_cancellation_cost(case: CollectionCase) -> Decimal:
    """What a cancellation would cost by the account's rules now, in euros; 0 with option a."""
    if case.option != Option.CANCELLATION or case.state in ENDED:
        return ZERO
    policy = getattr(case.order.sales_account, "collection_policy", None)
    return policy.cancellation_cost if policy else ZERO


def next_words(case: CollectionCase) -> str:
    """What comes next and until when, in a sentence; of what is over, how it ended."""
    if case.state in ENDED:
        why = f": {case.ended_why}" if case.ended_why else ""
        ended = f" am {german_day(case.ended_on)}" if case.ended_on else ""
        return f"{case.state_label}{ended}{why}".rstrip(".") + "."
    if not case.next_action:
        return _usual_next(case)
    until = f", bis {german_day(case.next_action_on)}" if case.next_action_on else ""
    return f"Nächster Schritt: {case.next_action}{until}."


def _usual_next(case: CollectionCase) -> str:
    """What comes next as the state alone says."""
    agency = case.agency or "das Inkassobüro"
    if case.state == CaseState.RETURNED:
        return f"Erfolglos zurück von {agency}. {_AFTER_RETURN[Option(case.option)]}"
    return {
        CaseState.TO_CHECK: "Nächster Schritt: klären, was fehlt.",
        CaseState.READY: f"Nächster Schritt: Übergeben an {agency}.",
        CaseState.HANDING_OVER: f"Die Übergabe an {agency} läuft.",
        CaseState.HANDED_OVER: f"Übergeben; die Bestätigung von {agency} steht aus.",
        CaseState.IN_PROGRESS: f"{agency} bearbeitet den Fall.{_told(case)}",
    }.get(CaseState(case.state), f"Stand bei Gericht: {case.state_label}.")


def _told(case: CollectionCase) -> str:
    """What the agency told last, as a sentence that follows another."""
    words = agency_words(case)
    return f" Zuletzt gemeldet: {words}." if words else ""
