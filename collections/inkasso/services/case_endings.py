"""Ends that a clerk decides: recall, write-off, cancellation; and notes on the way there."""

from datetime import date
from decimal import Decimal

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from common.rules.german import euro
from inkasso.models import CaseBooking, CaseEvent, CollectionCase, CollectionPolicy
from inkasso.rules.states import TRANSITIONS, CaseState
from inkasso.services.cases import CaseRefused, add_event, end, lock_case
from inkasso.services.notices import note_recall
from orders.models import LedgerEntry, Order
from orders.services.corrections import cancel_order, write_off
from orders.services.ledger import book, lock_order, refresh_figures

Kind = CaseEvent.Kind
MAX_REFERENCE = 60


@transaction.atomic
def recall_case(
    case_id: int, *, reason: str, actor: AbstractBaseUser | None, today: date
) -> CollectionCase:
    """Take a case back from agency or court, and let the agency know.

    Reminders are possible again. Raises CaseRefused without a reason and for a case that is not
    with an agency or a court.
    """
    case = lock_case(case_id)
    _refuse_blank(reason, "Geben Sie an, warum der Fall zurückgerufen wird.")
    if refusal := why_no_recall(case):
        raise CaseRefused(refusal)
    note_recall(case, reason, today)
    end(case, CaseState.RECALLED, on=today, why=reason, actor=actor)
    return case


@transaction.atomic
def write_off_case(
    case_id: int, *, reason: str, actor: AbstractBaseUser | None, today: date
) -> Decimal:
    """Give up all that is open on a case's order and end the case; returns the amount in euros.

    Raises CaseRefused, and BookingRefused as the booking itself does.
    """
    case = lock_case(case_id)
    _refuse_blank(reason, "Geben Sie an, warum ausgebucht wird.")
    if refusal := why_no_write_off(case):
        raise CaseRefused(refusal)
    amount = case.order.open_amount
    # The booking itself ends the case, once the agency's notice of it is made.
    write_off(case.order_id, amount=amount, reason=reason, actor=actor, today=today)
    _keep_booking(case, _newest(case.order, LedgerEntry.Kind.WRITE_OFF), on=today, actor=actor)
    _end_or_explain(case, CaseState.WRITTEN_OFF, reason, on=today, actor=actor)
    return amount


@transaction.atomic
def cancel_case(
    case_id: int, *, reason: str, actor: AbstractBaseUser | None, today: date
) -> Decimal:
    """Cancel the order of a case that came back without success (option b), and end the case.

    Its account's cancellation cost is booked and returned, in euros. Raises CaseRefused, and
    BookingRefused as the cancellation itself does.
    """
    case = lock_case(case_id)
    _refuse_blank(reason, "Geben Sie an, warum der Auftrag gekündigt wird.")
    if refusal := why_no_cancellation(case):
        raise CaseRefused(refusal)
    cost = cancellation_cost_of(case)
    if cost:
        entry = _book_cost(case, cost, on=today, actor=actor)
        _keep_booking(case, entry, on=today, actor=actor)
    cancel_order(case.order_id, cancelled_on=today, reason=reason, actor=actor, today=today)
    credit = _newest(case.order, LedgerEntry.Kind.CREDIT_NOTE)
    _keep_booking(case, credit, on=today, actor=actor)
    _end_or_explain(case, CaseState.CANCELLED, reason, on=today, actor=actor)
    return cost


@transaction.atomic
def add_note(
    case_id: int, *, text: str, actor: AbstractBaseUser | None, today: date
) -> CollectionCase:
    """Add a note to a case's timeline. Raises CaseRefused for an empty one."""
    case = lock_case(case_id)
    _refuse_blank(text, "Geben Sie den Text der Notiz an.")
    add_event(case, Kind.NOTE, text.strip(), on=today, actor=actor)
    return case


@transaction.atomic
def set_agency_reference(
    case_id: int, *, reference: str, actor: AbstractBaseUser | None, today: date
) -> CollectionCase:
    """Write the agency's own file number of a case; empty for none.

    Raises CaseRefused for a case that was never handed over, and for a number that the same
    agency gave to a case of another customer: its reports could not be told apart.
    """
    case, reference = lock_case(case_id), reference.strip()[:MAX_REFERENCE]
    if refusal := why_no_reference(case):
        raise CaseRefused(refusal)
    if reference == case.agency_reference:
        return case
    if other := _case_of_another(case, reference):
        raise CaseRefused(f"Dieses Aktenzeichen führt schon {other}. Prüfen Sie es.")
    before = case.agency_reference or "keines"
    case.agency_reference = reference
    case.save(update_fields=["agency_reference", "updated_at"])
    told = f"Aktenzeichen des Inkassobüros: {reference or 'keines'} (bisher {before})."
    add_event(case, Kind.NOTE, told, on=today, actor=actor)
    return case


def _case_of_another(case: CollectionCase, reference: str) -> CollectionCase | None:
    """The case of another customer that the agency keeps under this number; "" is no number."""
    same = CollectionCase.objects.filter(agency=case.agency_id, agency_reference=reference)
    others = same.exclude(order__customer=case.order.customer_id).order_by("pk")
    return others.first() if reference else None


def cancellation_cost_of(case: CollectionCase) -> Decimal:
    """What the case's account takes for a cancellation now, in euros."""
    policy = CollectionPolicy.objects.filter(sales_account=case.order.sales_account_id).first()
    return policy.cancellation_cost if policy else Decimal("0.00")


def why_no_recall(case: CollectionCase) -> str:
    """Why the case cannot be recalled, "" if it can."""
    state = CaseState(case.state)
    if not case.is_running:
        return f"Der Fall ist „{state.label}“; es gibt nichts zurückzurufen."
    if CaseState.RECALLED not in TRANSITIONS[state]:
        return "Der Fall wird gerade übergeben. Verwerfen Sie dazu die Übergabe."
    return ""


def why_no_write_off(case: CollectionCase) -> str:
    """Why nothing can be written off, "" if it can."""
    state = CaseState(case.state)
    if not case.order.is_open:
        return "Auf dem Auftrag ist nichts offen; es gibt nichts auszubuchen."
    if state == CaseState.HANDING_OVER:
        return "Der Fall wird gerade übergeben. Verwerfen Sie dazu die Übergabe."
    if CaseState.WRITTEN_OFF not in TRANSITIONS[state]:
        return (
            f"Der Fall ist „{state.label}“. Ausbuchen können Sie auf der Seite des Auftrags "
            f"{case.order.number}."
        )
    return ""


def why_no_cancellation(case: CollectionCase) -> str:
    """Why the order cannot be cancelled from its case, "" if it can."""
    if case.option != CollectionPolicy.Option.CANCELLATION:
        return "Der Fall hat Mahnoption a: Auf das Inkasso folgt das gerichtliche Mahnverfahren."
    if case.state != CaseState.RETURNED:
        return "Gekündigt wird erst, wenn das Inkassobüro den Fall erfolglos zurückgegeben hat."
    return ""


def why_no_reference(case: CollectionCase) -> str:
    """Why the agency cannot have a file number of the case, "" if it can."""
    if case.handed_over_on is None:
        return "Der Fall wurde noch nicht übergeben; ein Inkassobüro kennt ihn nicht."
    return ""


def _refuse_blank(text: str, refusal: str) -> None:
    if not text.strip():
        raise CaseRefused(refusal)


def _book_cost(
    case: CollectionCase, cost: Decimal, *, on: date, actor: AbstractBaseUser | None
) -> LedgerEntry:
    """Book the cancellation cost on the order, which stays open by it until it is cancelled."""
    order = lock_order(case.order_id)
    entry = book(
        order,
        LedgerEntry.Kind.CANCELLATION_COST,
        cost,
        booked_on=on,
        source=LedgerEntry.Source.MANUAL,
        reference=f"Kündigung {case.reference}",
        installment_id=order.oldest_installment_id,
        actor=actor,
    )
    refresh_figures(order)
    return entry


def _newest(order: Order, kind: LedgerEntry.Kind) -> LedgerEntry:
    return order.ledger_entries.filter(kind=kind).latest("pk")


def _keep_booking(
    case: CollectionCase, entry: LedgerEntry, *, on: date, actor: AbstractBaseUser | None
) -> None:
    CaseBooking.objects.create(case=case, entry=entry)
    words = f"{entry.get_kind_display()}: {euro(abs(entry.amount))} gebucht."
    add_event(case, Kind.BOOKING, words, on=on, actor=actor)


def _end_or_explain(
    case: CollectionCase,
    state: CaseState,
    reason: str,
    *,
    on: date,
    actor: AbstractBaseUser | None,
) -> None:
    """End the case, or tell the reason of an end that the booking has brought about already."""
    ended = lock_case(case.pk)
    if ended.state != state:
        end(ended, state, on=on, why=reason, actor=actor)
        return
    ended.ended_why = reason[:300]
    ended.save(update_fields=["ended_why", "updated_at"])
    add_event(ended, Kind.NOTE, f"Grund: {reason}", on=on, actor=actor)
