"""Inkassofälle: the list by tab and filter, and the same list as a file."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, Max
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.rules.german import euro, plural
from common.rules.money import ZERO
from common.web.csv_answers import Cell, csv_answer
from common.web.lists import show_page
from common.web.permissions import needs_rights
from inkasso.case_words import (
    agency_words,
    booked_cancellation_costs,
    missing_texts,
    planned_cancellation_cost,
)
from inkasso.filters import TAB_NAME, CaseFilter
from inkasso.models import CaseSettings, CollectionAgency, CollectionCase
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
CSV_COLUMNS = (
    "Aktenzeichen",
    "Name",
    "Bestellnummer",
    "Verkaufsaccount",
    "Zahlungsplan",
    "Inkasso-Status",
    "Meldung des Inkassobüros",
    "Inkassopartner",
    "Aktenzeichen des Inkassobüros",
    "Tage überfällig",
    "Ausstehend",
    "Bestellbetrag",
    "Bezahlt",
    "Stornokosten",
    "Stornokosten geplant",
    "Waehrung",
    "Mahnoption",
    "Angelegt am",
    "Übergeben am",
    "Was fehlt",
)
CHUNK_SIZE = 500


@require_safe
@needs_rights(VIEW)
def case_list(request: HttpRequest) -> HttpResponse:
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
        "csv_url": f"{reverse('collections:case-list-csv')}?{request.GET.urlencode()}",
        **_filter_bar(request.GET, case_filter),
    }
    return render(request, "collections/case_list.html", context)


@require_safe
@needs_rights(VIEW)
def case_list_csv(request: HttpRequest) -> HttpResponseBase:
    """The cases of the tab that the filter finds, as a file; a wrong filter leads to the list."""
    today = timezone.localdate()
    case_filter = CaseFilter(request.GET, today=today)
    if not case_filter.is_valid():
        return redirect(f"{reverse('collections:case-list')}?{request.GET.urlencode()}")
    cases = _rows(case_filter).order_by(*_first_order(case_filter.tab))
    name = f"inkassofaelle-{case_filter.tab.value}-{today.isoformat()}.csv"
    return csv_answer(name, CSV_COLUMNS, _csv_rows(cases, today))


def _csv_rows(cases: CollectionCaseQuerySet, today: date) -> Iterator[list[Cell]]:
    booked = booked_cancellation_costs(cases.order_by().values("order"))
    for case in cases.iterator(chunk_size=CHUNK_SIZE):
        yield _csv_row(case, booked, today)


def _csv_row(case: CollectionCase, booked: Mapping[int, Decimal], today: date) -> list[Cell]:
    order, is_booked = case.order, case.order_id in booked
    return [
        case.reference,
        order.customer.display_name,
        order.number,
        order.sales_account.name,
        order.get_payment_plan_display(),
        case.state_label,
        agency_words(case),
        case.agency.name if case.agency else "",
        case.agency_reference,
        case.days_overdue(today),
        order.open_amount,
        order.total,
        order.paid_amount,
        booked.get(case.order_id, ZERO),
        ZERO if is_booked else planned_cancellation_cost(case),
        order.currency,
        case.get_option_display(),
        case.opened_on,
        case.handed_over_on,
        " ".join(missing_texts(case)),
    ]


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
    show_page(request, table)
    table.booked_costs = booked_cancellation_costs(
        [row.record.order_id for row in table.paginated_rows]
    )
    table.may_change = request.user.has_perm("collections.change_collectioncase")
    table.may_recall = request.user.has_perm("collections.recall_collectioncase")
    table.reset_url = _reset_url(tab) if case_filter.is_set else ""
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
