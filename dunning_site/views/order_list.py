"""The list of open orders, and "Benachrichtigen" on a selection of them."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db.models import Sum, Value
from django.db.models.functions import Coalesce, Lower, NullIf
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from common.rules.german import euro, plural
from common.rules.money import ZERO
from common.web.list_answers import list_answer
from common.web.lists import show_page
from common.web.permissions import needs_rights
from dunning_site.filters import Clarification, OrderFilter, chosen_order_ids, find_orders, tab_of
from dunning_site.newsletter import newsletter
from dunning_site.tables import OrderTable
from dunning_site.views.order_collection import hand_over_action, may_hand_over
from orders.models import Order
from orders.models.orders import OrderQuerySet
from reminders.models import Tab, tab_condition, tab_counts
from reminders.services.preferences import has_start_days
from reminders.services.proposals import ProposalRefused, proposals_of, propose_run

SETTLED_SHOWN = 10
NO_LEVEL = "Zum Benachrichtigen Mahnstufe 1, 2 oder 3 wählen."
REMINDERS_TOO = "Zahlungserinnerungen: Reiter „Erinnerung“."
NOTHING_OPEN = "Hier kein Treffer. Gefunden wurden bezahlte oder stornierte Aufträge: siehe unten."
NOTHING_IN_TAB = {
    Tab.ALL_OPEN: "Kein Auftrag ist offen.",
    Tab.REMINDER: "Für keinen Auftrag ist heute eine Zahlungserinnerung vorgesehen.",
    Tab.CLOSED: "Kein offener Auftrag hat alle Mahnstufen durchlaufen.",
    Tab.WAITING: "Kein gemahnter Auftrag wartet auf die nächste Mahnstufe.",
    Tab.BLOCKED: "Kein offener Auftrag hat eine Mahnsperre.",
}


@require_safe
@needs_rights("orders.view_order")
def order_list(request: HttpRequest) -> HttpResponseBase:
    """All open orders, by tab and filter."""
    today, tab = timezone.localdate(), tab_of(request.GET)
    order_filter = OrderFilter(request.GET, queryset=Order.objects.all(), today=today)
    figures = order_filter.orders().aggregate(
        **tab_counts(on=today),
        open_sum=Sum("open_amount", filter=tab_condition(tab, on=today, prefix="standing__")),
    )
    order_filter.count_reasons(tab, on=today)
    hits = figures[_count_name(tab)]
    settled_orders = _settled_orders(order_filter)
    empty_text = NOTHING_OPEN if settled_orders else _nothing_found(order_filter, tab)
    context = {
        "table": _table(request, order_filter, tab, today, empty_text),
        "tabs": _tabs(request.GET, tab, figures),
        "hits": hits,
        "bulk_summary": _sum_words(hits, figures["open_sum"]),
        "bulk_actions": _actions(request, tab, has_reminders=bool(figures["tab_reminder"])),
        "settled_orders": settled_orders,
        "is_still_empty": not hits and not order_filter.is_set and not Order.objects.exists(),
        **_filter_bar(request.GET, order_filter, tab),
    }
    return list_answer(request, "orders/order_list.html", context)


@require_POST
@needs_rights("orders.view_order", "reminders.add_dunningrun")
def order_list_notify(request: HttpRequest) -> HttpResponseBase:
    """Propose reminders for the chosen orders, or for all that the list's filter finds."""
    today = timezone.localdate()
    address = QueryDict(request.POST.get("filters", ""))
    tab = tab_of(address)
    order_filter = OrderFilter(address, queryset=Order.objects.all(), today=today)
    earlier = list(proposals_of(request.user))
    try:
        run = propose_run(
            chosen_order_ids(request.POST, order_filter, tab, today),
            level=tab.sent_level,
            day=today,
            written_on=today,
            selection=_selection_words(request.POST, order_filter, tab),
            actor=request.user,
        )
    except ProposalRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(f"{reverse('order-list')}?{address.urlencode()}")
    for discarded in earlier:
        messages.info(request, f"Ihr früherer Vorschlag {discarded} wurde verworfen.")
    return redirect("reminders:run-review", run.pk)


def _table(
    request: HttpRequest, order_filter: OrderFilter, tab: Tab, today: date, empty_text: str
) -> OrderTable:
    """One page of the list, with the assessment of each of its orders."""
    can_notify = tab.sent_level is not None and request.user.has_perm("reminders.add_dunningrun")
    can_choose = can_notify or may_hand_over(tab, request.user)
    table = OrderTable(
        _rows(order_filter.orders_in(tab, on=today)),
        day=today,
        tab=tab,
        empty_text=empty_text,
        exclude=() if can_choose else ("select",),
    )
    # The file holds links, which open the pages of debtors.
    if request.user.has_perm("orders.change_order"):
        table.profiles = (newsletter(table),)
    show_page(request, table)
    table.reset_url = _reset_url(request.GET) if order_filter.is_set else ""
    return table


def _rows(orders: OrderQuerySet) -> OrderQuerySet:
    """The orders with all that their lines print; companies are sorted by their own name."""
    return orders.select_related(
        "customer", "sales_account", "payment_method", "standing"
    ).annotate(
        customer_order=Lower(
            Coalesce(NullIf("customer__company", Value("")), "customer__last_name")
        )
    )


def _nothing_found(order_filter: OrderFilter, tab: Tab) -> str:
    if not order_filter.is_valid():
        return "Ein Filter passt nicht. Berichtigen Sie die markierte Angabe."
    if order_filter.is_set:
        return "Keine Aufträge gefunden. Prüfen Sie die Filter oder setzen Sie sie zurück."
    return NOTHING_IN_TAB.get(tab, f"In {tab.label} ist heute nichts zu tun.")


def _tabs(address: QueryDict, current: Tab, figures: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The tabs with their counts; each keeps filters and sorting and starts on page 1."""
    return [
        {
            "label": tab.label,
            "count": figures[_count_name(tab)],
            "url": f"?{_address_with(address, stufe=tab.value)}",
            "is_current": tab == current,
        }
        for tab in Tab
    ]


def _filter_bar(address: QueryDict, order_filter: OrderFilter, tab: Tab) -> dict[str, Any]:
    kept = [name for name in ("stufe", "sort", "per_page") if name in address]
    return {
        "filter": order_filter,
        "filter_label": "Aufträge filtern",
        "filter_is_set": order_filter.is_set,
        "filter_summary": ", ".join(filter(None, [tab.label, order_filter.words()])),
        "reset_url": _reset_url(address),
        "hidden_inputs": [(name, address[name]) for name in kept],
    }


def _reset_url(address: QueryDict) -> str:
    """This list without filters; the tab stays."""
    bare = QueryDict(mutable=True)
    if "stufe" in address:
        bare["stufe"] = address["stufe"]
    return f"?{bare.urlencode()}"


def _address_with(address: QueryDict, **changes: str) -> str:
    changed = address.copy()
    changed.pop("page", None)
    for name, value in changes.items():
        changed[name] = value
    return changed.urlencode()


def _count_name(tab: Tab) -> str:
    return f"tab_{tab.name.lower()}"


def _sum_words(hits: int, open_sum: Decimal | None) -> str:
    return f"{plural(hits, 'Auftrag', 'Aufträge')}, offen {euro(open_sum or ZERO)}"


def _actions(request: HttpRequest, tab: Tab, *, has_reminders: bool) -> list[dict[str, Any]]:
    """The buttons above the list; without a Mahnstufe the button stays off and says why."""
    handing_over = hand_over_action(tab, request.user)
    if not request.user.has_perm("reminders.add_dunningrun"):
        return handing_over
    tells_reminders = has_reminders and not handing_over
    return [
        *handing_over,
        {
            "label": "Benachrichtigen",
            "symbol": "bell",
            "is_primary": not handing_over,
            "is_disabled": tab.sent_level is None,
            "why_disabled": f"{NO_LEVEL} {REMINDERS_TOO}" if tells_reminders else NO_LEVEL,
        },
        *_take_in_action(request, tab),
    ]


def _take_in_action(request: HttpRequest, tab: Tab) -> list[dict[str, Any]]:
    """Where a procedure has a start day: take in what was due before it."""
    may = request.user.has_perm("reminders.change_dunningpreference")
    if tab.sent_level is None or not may or not has_start_days():
        return []
    address = reverse("order-list-take-in")
    return [{"label": "In das Mahnverfahren aufnehmen", "symbol": "plus", "formaction": address}]


def _settled_orders(order_filter: OrderFilter) -> list[Order]:
    """Settled orders that are found too: callers ask for them, and they may need a decision."""
    cleaned = order_filter.form.cleaned_data if order_filter.is_valid() else {}
    text, unclear = cleaned.get("suche"), cleaned.get("klaerung")
    if not text and not unclear:
        return []
    settled = Order.objects.filter(open_amount=0)
    if text:
        settled = find_orders(settled, text)
    if unclear:
        settled = Clarification(unclear).find(settled)
    return list(settled.select_related("customer").order_by("-ordered_on", "-pk")[:SETTLED_SHOWN])


def _selection_words(posted: QueryDict, order_filter: OrderFilter, tab: Tab) -> str:
    """What was chosen: "Mahnstufe 1, Verkaufsaccount: Foto-Shop, einzeln ausgewählt"."""
    by_hand = "" if posted.get("all_hits") == "1" else "einzeln ausgewählt"
    return ", ".join(filter(None, [tab.label, order_filter.words(), by_hand]))
