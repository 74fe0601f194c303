"""One case on one page: what is claimed, what is missing, what happened and what comes next."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.rules.german import day as german_day
from common.rules.german import euro, plural
from common.rules.money import ZERO
from common.web.permissions import needs_rights
from inkasso.case_words import next_words, state_tone
from inkasso.models import AgencyNotice, CollectionCase, ReportEntry
from inkasso.rules.claim import ClaimAccount
from inkasso.rules.readiness import Code
from inkasso.rules.states import CaseState
from inkasso.services.bureau import bureau_check
from inkasso.services.claim_account import claim_account
from inkasso.services.cost_preview import cost_preview
from inkasso.services.court_block import court_block
from inkasso.services.documents import stored_documents
from inkasso.services.objections import objections
from inkasso.views.case_actions import shown_actions

User = AbstractBaseUser | AnonymousUser
VIEW = "collections.view_collectioncase"
HAND_OVER = "collections.handover_collectioncase"
_POLICY = "collections_collectionpolicy"
_OF_CUSTOMER = frozenset({Code.NO_ADDRESS})
_OF_RULES = frozenset({Code.NO_AGENCY, Code.POLICY_OFF, Code.BELOW_MINIMUM})


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One line of what happened."""

    on: date
    kept_at: datetime
    kind: str
    text: str
    who: str

    @property
    def has_time(self) -> bool:
        """Whether it was kept on its own day: the hour of a later day would mislead."""
        return timezone.localtime(self.kept_at).date() == self.on


@require_safe
@needs_rights(VIEW)
def case_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The case as it stands today."""
    today = timezone.localdate()
    case = get_object_or_404(
        CollectionCase.objects.select_related("agency", "order__customer", "order__sales_account"),
        pk=pk,
    )
    claim = claim_account(case, today)
    context = {
        "case": case,
        "order": case.order,
        "customer": case.order.customer,
        "badge": {"text": case.state_label, "tone": state_tone(CaseState(case.state))},
        "next_words": next_words(case),
        "next_tone": _next_tone(case, today),
        "figures": _figures(case, claim, today),
        "objections": objections(case, today),
        "claim": claim,
        "missing": _missing(case, request.user),
        "timeline": _timeline(case),
        "notices": case.notices.order_by("-pk"),
        "documents": stored_documents(case),
        "handover": _handover(case, request.user),
        "actions": shown_actions(case, request.user),
        "may_hand_over": case.state == CaseState.READY and request.user.has_perm(HAND_OVER),
        "bureau": bureau_check(case, today),
        "costs": cost_preview(case, today),
        "court_block": court_block(case, today),
    }
    return render(request, "collections/case_page.html", context)


def _next_tone(case: CollectionCase, today: date) -> str:
    """The colour of the line that says what is next."""
    if case.state == CaseState.PAID:
        return "success"
    is_late = case.next_action_on is not None and case.next_action_on < today
    needs_somebody = case.state in (CaseState.TO_CHECK, CaseState.RETURNED)
    return "warning" if is_late or needs_somebody else "info"


def _figures(case: CollectionCase, claim: ClaimAccount, today: date) -> list[dict[str, str]]:
    """What is owed today, which adds up from left to right, and what was paid."""
    days = case.days_overdue(today)
    total = {"label": "Forderung heute", "value": euro(claim.total)}
    if days and claim.total > ZERO:
        since = plural(days, "Tag", "Tagen")
        total |= {"tone": "bad", "note": f"seit {since} überfällig"}
    return [
        {
            "label": "Hauptforderung",
            "value": euro(claim.principal),
            "note": f"von {euro(case.order.total)}",
        },
        {"label": "Zinsen bis heute", "value": euro(claim.interest)},
        {"label": "Kosten", "value": euro(claim.costs)},
        total,
        {"label": "Bezahlt", "value": euro(claim.paid)},
    ]


def _missing(case: CollectionCase, user: User) -> list[dict[str, str]]:
    """What is missing and where to mend it; only of cases that are to be checked."""
    if case.state != CaseState.TO_CHECK:
        return []
    return [_missing_row(case, one["code"], one["text"], user) for one in case.missing]


def _missing_row(case: CollectionCase, code: str, text: str, user: User) -> dict[str, str]:
    label = Code(code).label if code in set(Code) else ""
    url, link = _mending(case, code, user)
    return {"label": label, "text": text, "url": url, "link": link}


def _mending(case: CollectionCase, code: str, user: User) -> tuple[str, str]:
    """The page that mends it, and its link's words; the order where no other page does."""
    order = case.order
    customer, account = order.customer_id, order.sales_account_id
    for codes, right, name, pk, words in (
        (_OF_CUSTOMER, "orders.change_customer", "orders_customer", customer, "Kunde"),
        (_OF_RULES, "collections.change_collectionpolicy", _POLICY, account, "Inkassoregeln"),
    ):
        if code in codes and getattr(user, "is_staff", False) and user.has_perm(right):
            return reverse(f"admin:{name}_change", args=[pk]), words
    if user.has_perm("orders.view_order"):
        return reverse("order-page", args=[order.pk]), f"Auftrag {order.number}"
    return "", ""


def _handover(case: CollectionCase, user: User) -> Any:
    """The handover that the case is or was in, for those who may see handovers."""
    if not user.has_perm("collections.view_handover"):
        return None
    item = case.handover_items.filter(is_live=True).select_related("handover").first()
    return item.handover if item else None


def _timeline(case: CollectionCase) -> list[TimelineRow]:
    """What happened, newest first; of one day, what was kept last stands first."""
    rows = [*_events(case), *_unclear_reports(case), *_told_notices(case)]
    rows.sort(key=lambda row: row[0], reverse=True)
    return [row for _, row in rows]


Dated = tuple[tuple[date, datetime], TimelineRow]


def _events(case: CollectionCase) -> Iterator[Dated]:
    for event in case.events.select_related("actor"):
        who = event.actor
        name = (who.get_full_name() or who.get_username()) if who else "Mahnwerk"
        on, at = event.happened_on, event.created_at
        yield (on, at), TimelineRow(on, at, event.get_kind_display(), event.text, name)


def _unclear_reports(case: CollectionCase) -> Iterator[Dated]:
    """What the agency reported and nobody took over; the rest is told by events."""
    entries = case.report_entries.exclude(state=ReportEntry.State.APPLIED)
    for entry in entries.select_related("report"):
        received = entry.report.received_at
        on = entry.happened_on or timezone.localtime(received).date()
        text = f"{entry.get_kind_display()} {entry.get_state_display()}: {entry.message}"
        agency = entry.report.agency.name
        yield (on, received), TimelineRow(on, received, "Rückmeldung", text, agency)


def _told_notices(case: CollectionCase) -> Iterator[Dated]:
    """When the agency was told; that it must be told stands in an event."""
    for notice in case.notices.filter(sent_at__isnull=False).select_related("sent_by"):
        assert notice.sent_at is not None  # filtered
        on = timezone.localtime(notice.sent_at).date()
        text = f"{notice_words(notice)} gemeldet."
        row = TimelineRow(on, notice.sent_at, "Meldung an das Inkassobüro", text, "")
        yield (on, notice.sent_at), row


def notice_words(notice: AgencyNotice) -> str:
    """What a notice tells: "Zahlung direkt an uns: 120,00 € vom 22.11.2026"."""
    words = notice.get_kind_display()
    amount = f": {euro(abs(notice.amount))}" if notice.amount else ""
    return f"{words}{amount} vom {german_day(notice.happened_on)}"
