"""What an agency must be told of its cases: direct payments, what was taken back, recalls.

A notice is made once per booking, inside the transaction that books, and told until the agency
has confirmed it; its key lets the agency know a repetition.
"""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import F, Q, QuerySet

from common.rules.german import day, euro
from common.rules.money import ZERO
from inkasso.models import AgencyNotice, CaseEvent, CollectionAgency, CollectionCase
from inkasso.rules.states import COURT, CaseState
from inkasso.services.cases import add_event
from orders.models import LedgerEntry, Order

Kind = AgencyNotice.Kind
Booked = LedgerEntry.Kind
# The agency has the case; a court's only where the agency itself went there.
AT_AGENCY = (CaseState.HANDED_OVER, CaseState.IN_PROGRESS, *sorted(COURT))
# What lowers or raises a claim without the agency having had a hand in it.
TOLD = (
    Booked.PAYMENT,
    Booked.CHARGEBACK,
    Booked.CREDIT_NOTE,
    Booked.WAIVER,
    Booked.WRITE_OFF,
    Booked.TRANSFER,
    Booked.REVERSAL,
    Booked.RETURNED_DEBIT_COST,
)
_PAID = (Booked.PAYMENT, Booked.TRANSFER)


def notice_bookings(orders: Iterable[Order]) -> int:
    """Make the notices of what was booked on (locked) orders since their handover.

    Returns how many. Called before a case ends by the same booking: the last payment is told too.
    """
    return _notice(_untold().filter(order__in=[order.pk for order in orders]))


@transaction.atomic
def notice_missed(agency: CollectionAgency) -> int:
    """Make the notices of bookings that came while a released handover had not left yet."""
    return _notice(_untold().filter(order__collection_case__agency=agency))


def note_recall(case: CollectionCase, reason: str, on: date) -> AgencyNotice | None:
    """Let the agency of a locked case know that it is recalled; once per case.

    None where no agency has the case.
    """
    if case.agency_id is None or case.handed_over_on is None:
        return None
    notice, is_new = AgencyNotice.objects.get_or_create(
        case=case,
        kind=Kind.RECALL,
        defaults={"amount": ZERO, "happened_on": on, "text": reason[:300]},
    )
    if is_new:
        add_event(case, CaseEvent.Kind.NOTICE, "Rückruf wird gemeldet.", on=on, actor=None)
    return notice


def pending_notices(agency: CollectionAgency) -> QuerySet[AgencyNotice]:
    """What the agency has not been told yet, the oldest first."""
    return (
        AgencyNotice.objects.filter(case__agency=agency, sent_at=None)
        .select_related("case", "case__order")
        .order_by("pk")
    )


def told_notices(agency: CollectionAgency) -> QuerySet[AgencyNotice]:
    """What the agency has been told, the newest first."""
    told = AgencyNotice.objects.filter(case__agency=agency, sent_at__isnull=False)
    return told.select_related("case", "case__order", "sent_by").order_by("-sent_at", "-pk")


def _untold() -> QuerySet[LedgerEntry]:
    """Bookings since the handover's content was fixed, on cases that an agency has."""
    case = "order__collection_case__"
    had = Q(**{f"{case}state__in": AT_AGENCY}) | Q(
        **{f"{case}state": CaseState.PAID, f"{case}state_before_end__in": AT_AGENCY}
    )
    return (
        LedgerEntry.objects.filter(
            had,
            kind__in=TOLD,
            agency_notice=None,
            **{
                f"{case}agency__isnull": False,
                # In one condition, so that both are of the one handover that counts.
                f"{case}handover_items__is_live": True,
                "pk__gt": F(f"{case}handover_items__ledger_until"),
            },
        )
        .exclude(source=LedgerEntry.Source.AGENCY)
        # A court procedure of our own: the agency has nothing to do with it any more.
        .exclude(order__collection_case__court__is_own=True)
        .select_related("order__collection_case", "reverses", "returns")
        .order_by("pk")
    )


def _notice(entries: QuerySet[LedgerEntry]) -> int:
    made = [_make(entry) for entry in entries if _is_news(entry)]
    return len(made)


def _is_news(entry: LedgerEntry) -> bool:
    """Whether the agency does not know it from itself, and its claim changes by it."""
    touched = entry.reverses or entry.returns
    if touched is not None and touched.source == LedgerEntry.Source.AGENCY:
        return False
    # Credit that leaves a paid order for another one raises no claim.
    return entry.kind != Booked.TRANSFER or entry.amount < 0 or entry.order.is_open


def _make(entry: LedgerEntry) -> AgencyNotice:
    case = entry.order.collection_case
    kind = _kind_of(entry)
    notice = AgencyNotice.objects.create(
        case=case,
        kind=kind,
        entry=entry,
        amount=-entry.amount,
        happened_on=entry.booked_on,
        text=entry.get_kind_display(),
    )
    words = f"{kind.label}: {euro(abs(entry.amount))} vom {day(entry.booked_on)}, wird gemeldet."
    add_event(case, CaseEvent.Kind.NOTICE, words, on=entry.booked_on, actor=None)
    return notice


def _kind_of(entry: LedgerEntry) -> AgencyNotice.Kind:
    if entry.amount > 0:
        return Kind.REVERSAL
    return Kind.DIRECT_PAYMENT if entry.kind in _PAID else Kind.CREDIT
