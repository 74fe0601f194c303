"""What one line of an agency's report does: status, state and stop, or bookings."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.contrib.auth.models import AbstractBaseUser

from common.rules.german import day, euro
from inkasso.models import CaseBooking, CaseEvent, CollectionCase, CourtProcedure, ReportEntry
from inkasso.rules.reports import STATE_AFTER, AgencyStatus
from inkasso.rules.states import COURT, ENDED, TRANSITIONS, CaseState
from inkasso.services.cases import add_event, move
from inkasso.services.report_interest import interest_before
from orders.models import LedgerEntry, Order
from orders.services.history import record
from orders.services.ledger import book, refresh_figures
from orders.services.stops import set_stop

Kind = LedgerEntry.Kind
StopReason = Order.StopReason
# Statuses on which nobody may be dunned until a clerk has looked.
STOPS: Mapping[AgencyStatus, Order.StopReason] = {
    AgencyStatus.DISPUTED: StopReason.DISPUTED,
    AgencyStatus.DECEASED: StopReason.DECEASED,
    AgencyStatus.INSOLVENT: StopReason.INSOLVENCY,
}
# What a clerk has to do next.
NEXT_ACTIONS: Mapping[AgencyStatus, str] = {
    AgencyStatus.ADDRESS_UNKNOWN: "Neue Anschrift ermitteln und dem Inkassobüro mitteilen",
    AgencyStatus.DISPUTED: "Einwände des Kunden prüfen und dem Inkassobüro antworten",
    AgencyStatus.DECEASED: "Erben ermitteln und dem Inkassobüro mitteilen",
    AgencyStatus.INSOLVENT: "Forderung zur Insolvenztabelle anmelden",
    AgencyStatus.PAID: "Zahlung prüfen: Das Inkassobüro meldet den Fall als bezahlt",
    AgencyStatus.REJECTED: "Entscheiden, wie es weitergeht: Das Inkassobüro hat abgelehnt",
    AgencyStatus.UNCOLLECTIBLE: "Entscheiden, wie es weitergeht: Forderung war uneinbringlich",
    AgencyStatus.CLOSED: "Entscheiden, wie es weitergeht: Das Inkassobüro hat abgeschlossen",
}
DAYS_TO_ACT = 14
# Steps of the court that an agency may leave out of its reports, since the later one implies them.
_BEFORE: Mapping[CaseState, CaseState] = {
    CaseState.COURT_SERVED: CaseState.COURT_REQUESTED,
    CaseState.COURT_OBJECTION: CaseState.COURT_REQUESTED,
    CaseState.ENFORCEMENT_REQUESTED: CaseState.COURT_SERVED,
    CaseState.COURT_REQUESTED: CaseState.IN_PROGRESS,
    CaseState.TITLE: CaseState.IN_PROGRESS,
    CaseState.RETURNED: CaseState.IN_PROGRESS,
}
_BEFORE_HANDOVER = (CaseState.TO_CHECK, CaseState.READY, CaseState.HANDING_OVER)


class Unclear(Exception):
    """A clerk has to look at the line before it can be taken over; the message says why."""


@dataclass(frozen=True, slots=True)
class Taking:
    """Who takes a line over, and when."""

    today: date
    actor: AbstractBaseUser | None = None


def apply_status(entry: ReportEntry, case: CollectionCase, status: AgencyStatus, by: Taking) -> str:
    """Follow a status on a locked case; returns what a clerk should know, perhaps nothing.

    An older status than the one known only joins the timeline; a stop it sets all the same.
    """
    on = _day_of(entry, case, by)
    _refuse_before_handover(case)
    is_newest = case.agency_status_on is None or on >= case.agency_status_on
    text = f"{status.label} (gemeldet als „{entry.word}“)"
    add_event(case, CaseEvent.Kind.REPORT, text, on=on, actor=by.actor, details=_told(entry))
    if not is_newest:
        assert case.agency_status_on is not None  # else it would be the newest
        stopped = _stop(case, status, by)
        return f"Bekannt ist schon ein Status vom {day(case.agency_status_on)}. {stopped}".strip()
    case.agency_status, case.agency_status_on = status.value, on
    case.save(update_fields=["agency_status", "agency_status_on", "updated_at"])
    # After that, so that the agency is not told what it told itself.
    stopped = _stop(case, status, by)
    return " ".join(filter(None, [_follow(case, status, on, by), stopped]))


def apply_payment(entry: ReportEntry, case: CollectionCase, by: Taking) -> str:
    """Book what the debtor paid to the agency on a locked case; returns what is odd about it.

    Interest up to the day and what the agency keeps for its costs are charged first, so that
    § 367 BGB settles them with the payment. What exceeds the claim becomes credit.
    """
    on = _day_of(entry, case, by)
    _refuse_before_handover(case)
    if entry.costs > entry.amount:
        raise Unclear(
            f"Die Kosten von {euro(entry.costs)} sind höher als die Zahlung von "
            f"{euro(entry.amount)}."
        )
    ended = CaseState(case.state) if case.state in ENDED else None
    bookings = [
        _book(entry, case, Kind.INTEREST, amount, on, by, installment_id=installment_id)
        for installment_id, amount in interest_before(case, on, entry.amount - entry.costs)
    ]
    bookings += [_book(entry, case, kind, amount, on, by) for kind, amount in _amounts(entry)]
    refresh_figures(case.order)
    case.refresh_from_db()
    text = _payment_words(entry, on)
    details = {**_told(entry), "bookings": [one.pk for one in bookings]}
    add_event(case, CaseEvent.Kind.PAYMENT, text, on=on, actor=by.actor, details=details)
    record(case.order, f"Inkassofall {case}: {text}", actor=by.actor)
    if ended is None and case.state == CaseState.HANDED_OVER:
        move(case, CaseState.IN_PROGRESS, on=on, why="Zahlung gemeldet", actor=by.actor)
    return _payment_hint(case, ended)


def _day_of(entry: ReportEntry, case: CollectionCase, by: Taking) -> date:
    """The day of the line; Unclear for one that cannot be."""
    on = entry.happened_on
    if on is None:
        raise Unclear(entry.message or "Das Datum fehlt.")
    if on > by.today:
        raise Unclear(f"Der {day(on)} liegt in der Zukunft.")
    if case.handed_over_on is None:
        raise Unclear(f"Der Fall {case} ist noch nicht übergeben.")
    if on < case.handed_over_on:
        raise Unclear(
            f"Der {day(on)} liegt vor der Übergabe des Falls am {day(case.handed_over_on)}."
        )
    return on


def _refuse_before_handover(case: CollectionCase) -> None:
    if case.state in _BEFORE_HANDOVER:
        raise Unclear(f"Der Fall {case} ist noch nicht übergeben.")


def _told(entry: ReportEntry) -> dict[str, object]:
    return {"report": entry.report_id, "report_entry": entry.pk}


def _stop(case: CollectionCase, status: AgencyStatus, by: Taking) -> str:
    """Stop the dunning of the order, unless a clerk has to look at it anyway."""
    stop = STOPS.get(status)
    if stop is None or case.order.stop_reason == stop:
        return ""
    if case.order.stop_reason:
        label = case.order.get_stop_reason_display()
        return f"Das Mahnen ist schon angehalten: {label}."
    reason = f"Meldung des Inkassobüros: {status.label}."
    case.order = set_stop(case.order_id, stop, reason=reason, actor=by.actor)
    case.refresh_from_db(fields=["state"])
    return ""


def _follow(case: CollectionCase, status: AgencyStatus, on: date, by: Taking) -> str:
    """Bring the case where the status says, along the allowed steps; a sentence if it stays."""
    before = CaseState(case.state)
    if before in ENDED:
        return f"Der Fall ist schon beendet: {before.label}."
    if before in COURT and CourtProcedure.objects.filter(case=case, is_own=True).exists():
        return f"Der Fall bleibt „{before.label}“: Bei Gericht sind Sie selbst. Prüfen Sie ihn."
    target = STATE_AFTER.get(status)
    steps = _steps(before, target) if target else _sign_of_life(before)
    for step in steps or []:
        move(case, step, on=on, why=f"laut Inkassobüro {status.label}", actor=by.actor)
    _plan_next(case, status, by)
    if steps is not None:
        return ""
    assert target is not None  # without one there are always steps, perhaps none
    return (
        f"Der Fall bleibt „{before.label}“, da „{target.label}“ darauf nicht folgen kann. "
        "Prüfen Sie ihn."
    )


def _sign_of_life(state: CaseState) -> list[CaseState]:
    return [CaseState.IN_PROGRESS] if state == CaseState.HANDED_OVER else []


def _steps(before: CaseState, target: CaseState) -> list[CaseState] | None:
    """The states to go through, the last one the target; empty if there, None if no way leads."""
    steps: list[CaseState] = []
    wanted: CaseState | None = target
    while wanted is not None and wanted != before:
        # Nobody goes back to the court's beginning because of a late report.
        if before in COURT and wanted == CaseState.IN_PROGRESS:
            return None
        steps.insert(0, wanted)
        if wanted in TRANSITIONS[before]:
            return steps
        wanted = _BEFORE.get(wanted)
    return steps if wanted == before else None


def _plan_next(case: CollectionCase, status: AgencyStatus, by: Taking) -> None:
    action = NEXT_ACTIONS.get(status)
    if action is None:
        return
    case.next_action = action
    case.next_action_on = by.today + timedelta(days=DAYS_TO_ACT)
    case.save(update_fields=["next_action", "next_action_on", "updated_at"])


def _amounts(entry: ReportEntry) -> list[tuple[LedgerEntry.Kind, Decimal]]:
    costs = [(Kind.COLLECTION_COST, entry.costs)] if entry.costs else []
    return [*costs, (Kind.PAYMENT, -entry.amount)]


def _book(
    entry: ReportEntry,
    case: CollectionCase,
    kind: LedgerEntry.Kind,
    amount: Decimal,
    on: date,
    by: Taking,
    installment_id: int | None = None,
) -> LedgerEntry:
    names = [str(case.agency), case.agency_reference or entry.agency_reference]
    booked = book(
        case.order,
        kind,
        amount,
        booked_on=on,
        source=LedgerEntry.Source.AGENCY,
        reference=" · ".join(filter(None, [*names, entry.remittance_reference])),
        installment_id=installment_id,
        actor=by.actor,
    )
    CaseBooking.objects.create(case=case, entry=booked)
    return booked


def _payment_words(entry: ReportEntry, on: date) -> str:
    kept = f", davon {euro(entry.costs)} Kosten des Inkassobüros" if entry.costs else ""
    return f"Zahlung über {euro(entry.amount)} vom {day(on)} an das Inkassobüro{kept}."


def _payment_hint(case: CollectionCase, ended: CaseState | None) -> str:
    hints = []
    if ended is not None:
        hints.append(f"Der Fall war schon beendet: {ended.label}.")
    if case.order.credit_amount:
        hints.append(f"Der Auftrag hat jetzt ein Guthaben von {euro(case.order.credit_amount)}.")
    return " ".join(hints)
