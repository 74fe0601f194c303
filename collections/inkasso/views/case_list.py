"""Inkassofälle: the list by tab and filter, and the same list as a file."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, Max
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.rules.german import euro, plural
from common.rules.money import ZERO
from common.web.list_answers import list_answer
from common.web.lists import show_page
from common.web.permissions import needs_rights
from inkasso.filters import TAB_NAME, CaseFilter
from inkasso.models import CaseSettings, CollectionAgency
from inkasso.models.cases import CollectionCaseQuerySet
from inkasso.rules.states import CaseTab
from inkasso.tables import CaseTable

VIEW = "collections.view_collectioncase"
HAND_OVER = "collections.handover_collectioncase"
HANDOVER_TABS = frozenset({CaseTab.TO_CHECK, CaseTab.READY})
NOT_READY = "Übergeben wird unter „Bereit“, sobald nichts mehr fehlt."
NOTHING_IN_TAB = {
    CaseTab.TO_CHECK: "Kein Fall ist zu prüfen.",
    CaseTab.READY: "Kein Fall wartet auf die Übergabe.",
    CaseTab.HANDED_OVER: "Kein übergebener Fall wartet auf die Antwort eines Inkassobüros.",
    CaseTab.IN_PROGRESS: "Kein Fall ist bei einem Inkassobüro in Bearbeitung.",
    CaseTab.COURT: "Kein Fall liegt bei Gericht.",
    CaseTab.ENDED: "Noch kein Fall ist erledigt.",
}


@require_safe
@needs_rights(VIEW)
def case_list(request: HttpRequest) -> HttpResponseBase:
    """The cases of a tab that the filter finds."""
    today = timezone.localdate()
    case_filter = CaseFilter(request.GET, today=today)
    tab, figures = case_filter.tab, case_filter.figures()
    context = {
        "table": _table(request, case_filter, today),
        "tabs": _tabs(request.GET, case_filter, figures),
        "hits": figures[tab.value],
        "bulk_summary": _sum_words(figures[tab.value], figures["open"]),
        "bulk_actions": _actions(request, tab),
        "refreshed_at": _refreshed_at(),
        "reported_at": CollectionAgency.objects.aggregate(last=Max("last_report_at"))["last"],
        **_filter_bar(request.GET, case_filter),
    }
    return list_answer(request, "collections/case_list.html", context)


def _table(request: HttpRequest, case_filter: CaseFilter, today: date) -> CaseTable:
    """One page of the list, with the cancellation cost booked on it."""
    tab = case_filter.tab
    can_choose = tab == CaseTab.READY and request.user.has_perm(HAND_OVER)
    table = CaseTable(
        _rows(case_filter).order_by(*_first_order(tab)),
        day=today,
        tab=tab,
        empty_text=_nothing_found(case_filter),
        exclude=() if can_choose else ("select",),
    )
    table.may_change = request.user.has_perm("collections.change_collectioncase")
    table.may_recall = request.user.has_perm("collections.recall_collectioncase")
    table.reset_url = _reset_url(tab) if case_filter.is_set else ""
    show_page(request, table)
    return table


def _rows(case_filter: CaseFilter) -> CollectionCaseQuerySet:
    """The cases of the shown tab with all that their lines print."""
    return case_filter.cases_in(case_filter.tab).select_related(
        "agency", "order__customer", "order__sales_account__collection_policy"
    )


def _first_order(tab: CaseTab) -> tuple[Any, ...]:
    """Oldest due first; of what is over, the newest end."""
    if tab == CaseTab.ENDED:
        return (F("ended_on").desc(nulls_last=True), "-pk")
    return (F("order__oldest_due_on").asc(nulls_last=True), "pk")


def _nothing_found(case_filter: CaseFilter) -> str:
    if not case_filter.is_valid():
        return "Ein Filter passt nicht. Berichtigen Sie die markierte Angabe."
    if case_filter.is_set:
        return (
            "Hier keine Fälle gefunden. Sehen Sie in den anderen Reitern nach, prüfen Sie die "
            "Filter oder setzen Sie sie zurück."
        )
    return NOTHING_IN_TAB[case_filter.tab]


def _tabs(
    address: QueryDict, case_filter: CaseFilter, figures: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """The tabs with their counts; each keeps what filters it and starts on page 1."""
    tabs = []
    for tab in CaseTab:
        kept = address.copy()
        kept.pop("page", None)
        if not case_filter.keeps_status(tab):
            kept.pop("status", None)
        kept[TAB_NAME] = tab.value
        tabs.append(
            {
                "label": tab.label,
                "count": figures[tab.value],
                "url": f"?{kept.urlencode()}",
                "is_current": tab == case_filter.tab,
            }
        )
    return tabs


def _filter_bar(address: QueryDict, case_filter: CaseFilter) -> dict[str, Any]:
    kept = [(TAB_NAME, case_filter.tab.value)]
    if "sort" in address:
        kept.append(("sort", address["sort"]))
    summary = ", ".join(filter(None, [case_filter.tab.label, case_filter.words()]))
    return {
        "filter": case_filter,
        "filter_label": "Inkassofälle filtern",
        "filter_is_set": case_filter.is_set,
        "filter_summary": summary,
        "reset_url": _reset_url(case_filter.tab),
        "hidden_inputs": kept,
    }


def _reset_url(tab: CaseTab) -> str:
    """This list without filters; the tab stays."""
    return f"?{TAB_NAME}={tab.value}"


def _sum_words(hits: int, open_sum: Decimal | None) -> str:
    return f"{plural(hits, 'Fall', 'Fälle')}, ausstehend {euro(open_sum or ZERO)}"


def _actions(request: HttpRequest, tab: CaseTab) -> list[dict[str, Any]]:
    """Hand over what was chosen; the check that follows leaves out what is incomplete."""
    if tab not in HANDOVER_TABS or not request.user.has_perm(HAND_OVER):
        return []
    return [
        {
            "label": "An Inkasso übergeben",
            "symbol": "send",
            "is_primary": True,
            "is_disabled": tab != CaseTab.READY,
            "why_disabled": NOT_READY,
        }
    ]


def _refreshed_at() -> datetime | None:
    return CaseSettings.objects.filter(pk=1).values_list("refreshed_at", flat=True).first()
