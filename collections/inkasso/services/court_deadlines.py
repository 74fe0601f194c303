"""The deadlines of all cases at a court, their warnings, and what is to be done next."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet

from common.rules.german import day as german_day
from inkasso.models import CaseEvent, CollectionCase, CourtProcedure
from inkasso.rules.court_deadlines import (
    Deadline,
    Urgency,
    enforcement_until,
    next_step,
    urgency,
)
from inkasso.rules.courts import COURTS
from inkasso.rules.states import COURT, CaseState
from inkasso.services.cases import add_event, lock_case
from inkasso.services.court_days import days_of, deadlines_of, procedure_of
from orders.services.history import record

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CaseDeadline:
    """A deadline of a case, as the calendar shows it."""

    case: CollectionCase
    court_name: str
    deadline: Deadline
    urgency: Urgency

    @property
    def is_warning(self) -> bool:
        """Whether it is ours to keep, and near or missed."""
        return self.deadline.kind.is_ours and self.urgency not in (Urgency.LATER,)


def at_court() -> QuerySet[CollectionCase]:
    """Cases whose court procedure is under way, with what their deadlines need."""
    return CollectionCase.objects.filter(state__in=COURT, court__isnull=False).select_related(
        "court", "order__customer", "order__sales_account"
    )


def calendar(today: date) -> list[CaseDeadline]:
    """Every deadline that runs, and those of ours that were missed, by the last day; one query."""
    found = [
        CaseDeadline(case, _court_name(case.court), one, urgency(one.last_day, today))
        for case in at_court()
        for one in deadlines_of(case, case.court)
        if one.kind.is_ours or one.last_day >= today
    ]
    return sorted(found, key=lambda one: (one.deadline.last_day, one.case.pk, one.deadline.kind))


def warnings_count(today: date) -> int:
    """How many deadlines of ours end within three weeks, or were missed."""
    return sum(one.is_warning for one in calendar(today))


def plan_next_step(case: CollectionCase, procedure: CourtProcedure) -> None:
    """Write what is to be done next on a locked case at the court, and until when."""
    if case.state not in COURT:
        return
    state, days = CaseState(case.state), days_of(case.order, procedure)
    words, until = next_step(state, days, deadlines_of(case, procedure))
    if (case.next_action, case.next_action_on) != (words, until):
        case.next_action, case.next_action_on = words, until
        case.save(update_fields=["next_action", "next_action_on", "updated_at"])


def refresh_deadlines(today: date) -> int:
    """Bring all cases at a court up to the day; returns how many Mahnbescheide have lapsed.

    One transaction per case, so that a night with many cases locks none of them for long.
    """
    return sum(refresh_deadline(pk, today) for pk in at_court().values_list("pk", flat=True))


@transaction.atomic
def refresh_deadline(case_id: int, today: date) -> bool:
    """Bring one case up to the day; whether its Mahnbescheid lapsed with that (§ 701 ZPO)."""
    case = lock_case(case_id)
    procedure = procedure_of(case)
    if procedure is None or case.state not in COURT:
        return False
    has_lapsed = _lapse(case, procedure, today)
    plan_next_step(case, procedure)
    return has_lapsed


def _lapse(case: CollectionCase, procedure: CourtProcedure, today: date) -> bool:
    """Mark a Mahnbescheid without effect once the six months have passed."""
    if (
        case.state != CaseState.COURT_SERVED
        or procedure.served_on is None
        or procedure.lapsed_on is not None
    ):
        return False
    court = COURTS.get(procedure.court)
    until = enforcement_until(procedure.served_on, court.state if court else "")
    if until >= today:
        return False
    procedure.lapsed_on = until + _DAY
    procedure.save(update_fields=["lapsed_on"])
    text = (
        f"Der Mahnbescheid hat seine Wirkung verloren: Bis {german_day(until)} wurde kein "
        "Vollstreckungsbescheid beantragt (§ 701 ZPO)."
    )
    add_event(case, CaseEvent.Kind.COURT, text, on=procedure.lapsed_on, actor=None)
    record(case.order, f"Inkassofall {case}: {text}", actor=None)
    return True


def _court_name(procedure: CourtProcedure) -> str:
    court = COURTS.get(procedure.court)
    return court.name if court else "Mahngericht nicht bekannt"
