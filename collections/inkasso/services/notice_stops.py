"""Tell an agency why its debtor does not pay, as soon as a clerk of ours learns of it."""

from collections.abc import Iterable

from django.utils import timezone

from common.rules.money import ZERO
from inkasso.models import AgencyNotice, CaseEvent, CollectionCase
from inkasso.rules.reports import AgencyStatus
from inkasso.services.cases import add_event
from inkasso.services.notices import AT_AGENCY
from orders.models import HistoryEntry, Order

Kind = AgencyNotice.Kind
# What the agency knows from itself; a stop that it did not report is news to it.
_REPORTED = {
    Order.StopReason.DISPUTED: AgencyStatus.DISPUTED,
    Order.StopReason.DECEASED: AgencyStatus.DECEASED,
    Order.StopReason.INSOLVENCY: AgencyStatus.INSOLVENT,
}
SETTLED = "Geklärt: Das Hindernis besteht nicht mehr."


def notice_stops(orders: Iterable[Order]) -> int:
    """Make a notice where the stop of (locked) orders is another than the agency knows.

    Returns how many. What the agency reported itself is not told back to it.
    """
    by_id = {order.pk: order for order in orders}
    cases = CollectionCase.objects.filter(
        order__in=by_id, state__in=AT_AGENCY, agency__isnull=False
    ).exclude(court__is_own=True)
    return sum(_notice(case, by_id[case.order_id]) for case in cases)


def _notice(case: CollectionCase, order: Order) -> bool:
    """Whether there was something to tell."""
    last = case.notices.filter(kind=Kind.OBJECTION).order_by("-pk").first()
    known = last.text if last is not None else SETTLED
    text = f"Der Auftrag ist angehalten: {order.get_stop_reason_display()}."
    if not order.stop_reason:
        text = SETTLED
    is_their_own = bool(case.agency_status) and case.agency_status == _REPORTED.get(
        Order.StopReason(order.stop_reason)
    )
    if text == known or is_their_own:
        return False
    newest = HistoryEntry.objects.filter(order=order).latest("pk")
    on = timezone.localdate(newest.created_at)
    AgencyNotice.objects.create(
        case=case, kind=Kind.OBJECTION, amount=ZERO, happened_on=on, text=text
    )
    add_event(case, CaseEvent.Kind.NOTICE, f"{text} Wird gemeldet.", on=on, actor=None)
    return True
