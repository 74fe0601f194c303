"""What the procedure of a case tells of its days, with the limitation as the court suspends it."""

from datetime import date

from inkasso.models import Claimant, CollectionCase, CourtProcedure
from inkasso.rules.court_deadlines import CourtDays, Deadline, deadlines, suspension
from inkasso.rules.courts import COURTS, Court, CourtUnknown, competent_court
from inkasso.rules.states import CaseState
from inkasso.services.policies import claimant_of
from orders.models import Order
from reminders.rules.limitation import LIMITATION_YEARS, statute_barred_on

_STEPS = (
    "requested_on",
    "served_on",
    "objected_on",
    "enforcement_requested_on",
    "enforcement_served_on",
    "enforcement_objected_on",
    "title_on",
    "lapsed_on",
)


def claimant_of_case(case: CollectionCase) -> Claimant:
    """The applicant of the case, or an unsaved one that says nothing."""
    return claimant_of(case.order.sales_account.creditor)


def court_of_claimant(claimant: Claimant) -> Court:
    """The competent Mahngericht (§ 689 Abs. 2 ZPO). Raises CourtUnknown."""
    return competent_court(claimant.federal_state, claimant.higher_court)


def procedure_of(case: CollectionCase) -> CourtProcedure | None:
    """The court procedure of the case, None before it is prepared."""
    return CourtProcedure.objects.filter(case=case).first()


def court_of(case: CollectionCase, procedure: CourtProcedure | None) -> Court | None:
    """The court that has the procedure, or else would be competent; None when unknown."""
    if procedure is not None and procedure.court in COURTS:
        return COURTS[procedure.court]
    try:
        return court_of_claimant(claimant_of_case(case))
    except CourtUnknown:
        return None


def days_of(order: Order, procedure: CourtProcedure | None) -> CourtDays:
    """The days of the procedure, and the last day of the limitation period."""
    steps = {name: getattr(procedure, name) for name in _STEPS} if procedure else {}
    days = CourtDays(**steps)
    return CourtDays(**steps, barred_on=barred_on(order, days))


def barred_on(order: Order, days: CourtDays) -> date | None:
    """The last day to enforce what is open, the court's suspension counted (§§ 204, 209 BGB).

    None when nothing is open. An acknowledgement is not counted: the lists show the earlier day.
    """
    due_on = order.oldest_due_on
    if due_on is None:
        return None
    pause = suspension(days)
    if pause is None:
        return statute_barred_on(due_on)
    first, last = pause
    # A last day moved to a working day (§ 193 BGB) is still in time for the application.
    if first <= statute_barred_on(due_on):
        first = min(first, date(due_on.year + LIMITATION_YEARS, 12, 31))
    return statute_barred_on(due_on, suspended=[(first, last)])


def deadlines_of(case: CollectionCase, procedure: CourtProcedure | None) -> tuple[Deadline, ...]:
    """The deadlines that run for the case, the next one first; none without a procedure."""
    if procedure is None:
        return ()
    state = COURTS[procedure.court].state if procedure.court in COURTS else ""
    return deadlines(CaseState(case.state), days_of(case.order, procedure), state)
