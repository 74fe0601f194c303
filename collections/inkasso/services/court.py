"""Take a case to court: prepare the application, and enter step by step what happens there."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from common.rules.german import day as german_day
from common.rules.german import euro
from common.rules.money import ZERO
from inkasso.models import CaseBooking, CaseEvent, CollectionCase, CourtProcedure
from inkasso.rules.costs import CostsRefused, court_fee
from inkasso.rules.court_application import CATALOGUE, CounterPerformance
from inkasso.rules.court_cost_limits import cost_fault
from inkasso.rules.court_steps import CourtStep, StepRefused, check_step
from inkasso.rules.courts import COURTS, Court, CourtUnknown
from inkasso.rules.states import COURT, CaseState
from inkasso.services.cases import CaseRefused, add_event, lock_case, move
from inkasso.services.court_application import DECLARATION, proposed_number
from inkasso.services.court_days import (
    claimant_of_case,
    court_of,
    court_of_claimant,
    days_of,
    procedure_of,
)
from inkasso.services.court_deadlines import plan_next_step
from inkasso.services.court_readiness import court_readiness
from orders.models import LedgerEntry, Order
from orders.services.history import record
from orders.services.ledger import book, refresh_figures
from orders.services.reversals import reverse_entry

Kind = CaseEvent.Kind
_STEP_DAYS = (
    "issued_on",
    "served_on",
    "objected_on",
    "enforcement_requested_on",
    "enforcement_served_on",
    "enforcement_objected_on",
    "title_on",
    "lapsed_on",
)
# Before an own application; an agency that files one answers for itself.
_OWN = frozenset({CaseState.READY, CaseState.RETURNED, CaseState.RECALLED})
_AT_AGENCY = frozenset({CaseState.HANDING_OVER, CaseState.HANDED_OVER, CaseState.IN_PROGRESS})


@dataclass(frozen=True, slots=True)
class StepTold:
    """What a clerk tells of a step; costs in euros, what the debtor owes of them."""

    step: CourtStep
    on: date
    file_number: str = ""
    note: str = ""
    court_cost: Decimal = ZERO
    lawyer_cost: Decimal = ZERO


@transaction.atomic
def prepare_court(
    case_id: int,
    *,
    claim_number: int,
    counter_performance: CounterPerformance,
    is_contested_wanted: bool,
    actor: AbstractBaseUser | None,
    today: date,
) -> CourtProcedure:
    """Keep what only a person can tell for the application; may be changed until it is filed.

    Raises CaseRefused when it is filed already, while an agency has the case, and when no court
    can be named.
    """
    case = lock_case(case_id)
    procedure = procedure_of(case) or CourtProcedure(case=case)
    if case.state in COURT and procedure.lapsed_on is None:
        raise CaseRefused("Der Mahnbescheid ist schon beantragt; die Angaben stehen fest.")
    if case.state in _AT_AGENCY:
        raise CaseRefused("Der Fall liegt beim Inkassobüro. Rufen Sie ihn zuerst zurück.")
    if claim_number not in CATALOGUE:
        raise CaseRefused("Diese Katalognummer ist nicht vorgesehen.")
    procedure.court = _competent(case).key
    procedure.claim_number = claim_number
    procedure.is_contested_wanted = is_contested_wanted
    procedure.save()
    add_event(
        case,
        Kind.COURT,
        f"Mahnbescheid vorbereitet: Katalognummer {claim_number}. {counter_performance.label}",
        on=today,
        actor=actor,
        details={DECLARATION: counter_performance.value},
    )
    return procedure


@transaction.atomic
def take_step(
    case_id: int, told: StepTold, *, actor: AbstractBaseUser | None, today: date
) -> CollectionCase:
    """Enter a step of the court procedure, with its costs, and plan what comes next.

    Raises StepRefused for a day or a step that cannot be, CaseRefused for an application that
    lacks something.
    """
    case = lock_case(case_id)
    procedure = _procedure(case, told.step)
    court = COURTS.get(procedure.court)
    state = CaseState(case.state)
    check_step(
        told.step,
        state,
        days_of(case.order, procedure),
        on=told.on,
        today=today,
        court_state=court.state if court else "",
    )
    _check_told(case, told)
    if told.step == CourtStep.REQUEST:
        procedure.is_own = _is_own(state, procedure)
        _check_application(case, procedure, today)
        _begin_anew(procedure)
    _write(procedure, told)
    _go(case, procedure, told, actor=actor, today=today)
    _book_costs(case, procedure, told, court, actor=actor)
    plan_next_step(case, procedure)
    return case


def _check_told(case: CollectionCase, told: StepTold) -> None:
    """Refuse a day before the order, and costs that no court and no lawyer can charge."""
    ordered_on = case.order.ordered_on
    if told.on < ordered_on:
        raise StepRefused(
            f"Der {german_day(told.on)} liegt vor der Bestellung am {german_day(ordered_on)}. "
            "Prüfen Sie das Datum.",
            field="on",
        )
    value = max(case.order.open_principal, case.principal)
    if fault := cost_fault(told.court_cost, told.lawyer_cost, value, told.on):
        raise StepRefused(fault)


def expected_court_cost(order: Order, on: date) -> Decimal:
    """The court's fee for an application on the day, in euros; 0 where no table is known."""
    if order.open_principal <= 0:
        return ZERO
    try:
        return court_fee(order.open_principal, on)
    except CostsRefused:
        return ZERO


def _competent(case: CollectionCase) -> Court:
    try:
        return court_of_claimant(claimant_of_case(case))
    except CourtUnknown as unknown:
        raise CaseRefused(str(unknown)) from unknown


def _procedure(case: CollectionCase, step: CourtStep) -> CourtProcedure:
    """The procedure, begun with the first step that is told; an agency's may lack the court."""
    found = procedure_of(case)
    if found is not None:
        return found
    is_own = step == CourtStep.REQUEST and _is_own(CaseState(case.state), None)
    court = _competent(case) if is_own else court_of(case, None)
    key = court.key if court else ""
    return CourtProcedure(case=case, court=key, claim_number=proposed_number(case.order))


def _is_own(state: CaseState, procedure: CourtProcedure | None) -> bool:
    """Whether the seller applies now; who applies once more is who applied before."""
    if state == CaseState.COURT_SERVED:
        return procedure is not None and procedure.is_own
    return state in _OWN


def _check_application(case: CollectionCase, procedure: CourtProcedure, today: date) -> None:
    """Refuse an application of our own that the court would not grant."""
    if not procedure.is_own:
        return
    missing = [gap.text for gap in court_readiness(case, today) if not gap.is_warning]
    if missing:
        raise CaseRefused("Es fehlt noch etwas: " + " ".join(missing))


def _begin_anew(procedure: CourtProcedure) -> None:
    """Forget the days of an application that failed; the timeline keeps them."""
    for name in _STEP_DAYS:
        setattr(procedure, name, None)
    procedure.file_number = ""


def _write(procedure: CourtProcedure, told: StepTold) -> None:
    if told.step.field:
        setattr(procedure, told.step.field, told.on)
    if told.file_number:
        procedure.file_number = told.file_number
    procedure.court_cost += told.court_cost
    procedure.lawyer_cost += told.lawyer_cost
    procedure.save()


def _go(
    case: CollectionCase,
    procedure: CourtProcedure,
    told: StepTold,
    *,
    actor: AbstractBaseUser | None,
    today: date,
) -> None:
    """Move the case, or only note what the court wrote."""
    words = " ".join(part for part in (f"am {german_day(told.on)}", told.note) if part)
    if told.step == CourtStep.QUERY:
        text = f"{told.step.label} vom {german_day(told.on)}: {told.note}"
        add_event(case, Kind.COURT, text, on=told.on, actor=actor)
        record(case.order, f"Inkassofall {case}: {text}", actor=actor)
        return
    if told.step == CourtStep.REFUSAL:
        _turn_back(case, procedure, told, actor=actor, today=today)
        return
    assert told.step.state is not None  # both steps without one are done
    changes = {"ended_on": None, "ended_why": ""} if case.ended_on else {}
    move(case, told.step.state, on=told.on, why=words, actor=actor, **changes)


def _turn_back(
    case: CollectionCase,
    procedure: CourtProcedure,
    told: StepTold,
    *,
    actor: AbstractBaseUser | None,
    today: date,
) -> None:
    """The court turned an application down.

    The Mahnbescheid: the seller bears its costs and may try again. The Vollstreckungsbescheid:
    the Mahnbescheid loses its effect (§ 701 Satz 2 ZPO).
    """
    why = f"Das Gericht hat den Antrag am {german_day(told.on)} zurückgewiesen. {told.note}".strip()
    if case.state == CaseState.ENFORCEMENT_REQUESTED:
        procedure.enforcement_requested_on, procedure.lapsed_on = None, told.on
        procedure.save(update_fields=["enforcement_requested_on", "lapsed_on"])
        move(case, CaseState.COURT_SERVED, on=told.on, why=why, actor=actor)
        return
    _take_costs_back(case, procedure, actor=actor, today=today)
    procedure.requested_on, procedure.is_own = None, False
    procedure.save(update_fields=["requested_on", "is_own"])
    back = CaseState.RETURNED if case.handed_over_on else CaseState.TO_CHECK
    move(case, back, on=told.on, why=why, actor=actor, next_action="", next_action_on=None)


def _book_costs(
    case: CollectionCase,
    procedure: CourtProcedure,
    told: StepTold,
    court: Court | None,
    *,
    actor: AbstractBaseUser | None,
) -> None:
    """Book what the debtor owes of court and lawyer from now on."""
    name = court.name if court else "Mahngericht"
    costs = (
        (told.court_cost, f"Gerichtskosten {name} ({case.reference})"),
        (told.lawyer_cost, f"Anwaltskosten ({case.reference})"),
    )
    booked = [_book(case, amount, words, told.on, actor) for amount, words in costs if amount > 0]
    if booked:
        refresh_figures(case.order)


def _book(
    case: CollectionCase, amount: Decimal, words: str, on: date, actor: AbstractBaseUser | None
) -> LedgerEntry:
    entry = book(
        case.order,
        LedgerEntry.Kind.COURT_COST,
        amount,
        booked_on=on,
        source=LedgerEntry.Source.AGENCY,
        reference=words,
        actor=actor,
    )
    CaseBooking.objects.create(case=case, entry=entry)
    text = f"{euro(amount)} gebucht: {words}."
    add_event(case, Kind.BOOKING, text, on=on, actor=actor)
    record(case.order, text, actor=actor)
    return entry


def _take_costs_back(
    case: CollectionCase,
    procedure: CourtProcedure,
    *,
    actor: AbstractBaseUser | None,
    today: date,
) -> None:
    """Who loses bears the costs (§ 91 ZPO): those of the application are no longer owed."""
    for booking in case.bookings.select_related("entry__reversed_by", "entry"):
        entry = booking.entry
        if entry.kind == LedgerEntry.Kind.COURT_COST and entry.is_reversible:
            reverse_entry(entry.pk, reason="Antrag zurückgewiesen", actor=actor, today=today)
            text = f"{euro(entry.amount)} zurückgebucht: Der Antrag wurde zurückgewiesen."
            add_event(case, Kind.BOOKING, text, on=today, actor=actor)
    procedure.court_cost = procedure.lawyer_cost = ZERO
    procedure.save(update_fields=["court_cost", "lawyer_cost"])
