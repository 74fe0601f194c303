"""The filter of the list of cases. Its fields stand in the address, hence in German."""

import re
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Count, Q, Sum
from django.http import QueryDict

from common.web.lists import PAGE_SIZES
from inkasso.models import CollectionAgency, CollectionCase
from inkasso.models.cases import CollectionCaseQuerySet
from inkasso.rules.reports import STATE_AFTER, AgencyStatus
from inkasso.rules.states import TAB_STATES, CaseState, CaseTab
from orders.models import SalesAccount

TAB_NAME = "lage"
PER_PAGE_NAME = "per_page"
REFERENCE = re.compile(r"ik-([0-9]{1,9})", re.IGNORECASE)
# Agencies report of what they have; what they told stays with a case that is over.
REPORTED_TABS = frozenset(CaseTab) - {CaseTab.TO_CHECK, CaseTab.READY}


class Period(StrEnum):
    """When a case was opened; the value is in the address."""

    THIS_MONTH = "dieser-monat"
    LAST_MONTH = "letzter-monat"
    THREE_MONTHS = "drei-monate"
    THIS_YEAR = "dieses-jahr"
    LAST_YEAR = "letztes-jahr"

    @property
    def label(self) -> str:
        """What the clerk reads in the select."""
        return {
            Period.THIS_MONTH: "Dieser Monat",
            Period.LAST_MONTH: "Letzter Monat",
            Period.THREE_MONTHS: "Letzte drei Monate",
            Period.THIS_YEAR: "Dieses Jahr",
            Period.LAST_YEAR: "Letztes Jahr",
        }[self]

    def days(self, today: date) -> tuple[date, date]:
        """First and last day of the period, both included, as seen today."""
        month = today.replace(day=1)
        year = today.replace(month=1, day=1)
        return {
            Period.THIS_MONTH: (month, today),
            Period.LAST_MONTH: (_months_before(month, 1), month - timedelta(days=1)),
            Period.THREE_MONTHS: (_months_before(month, 2), today),
            Period.THIS_YEAR: (year, today),
            Period.LAST_YEAR: (year.replace(year=year.year - 1), year - timedelta(days=1)),
        }[self]


def _months_before(first: date, months: int) -> date:
    """The first day of the month so many months before a first day."""
    for _ in range(months):
        first = (first - timedelta(days=1)).replace(day=1)
    return first


STATES = [
    ("Inkasso-Status", [(one.value, one.label) for one in CaseState]),
    ("Meldung des Inkassobüros", [(f"buero-{one.value}", one.label) for one in AgencyStatus]),
]


class CaseFilter(filters.FilterSet):
    """Which cases the list shows, besides its tab. Periods are seen from a day."""

    suche = filters.CharFilter(
        label="Suche",
        method="by_words",
        max_length=100,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": "Auftrag, Name, Aktenzeichen"}
        ),
    )
    status = filters.ChoiceFilter(
        label="Status", method="by_status", choices=STATES, empty_label="Alle"
    )
    zeitraum = filters.ChoiceFilter(
        label="Angelegt",
        method="by_period",
        choices=[(one.value, one.label) for one in Period],
        empty_label="Alle Perioden",
    )
    verkaufsaccount = filters.ModelChoiceFilter(
        label="Verkaufsaccount",
        field_name="order__sales_account",
        queryset=SalesAccount.objects.all(),
        empty_label="Alle",
    )
    inkassopartner = filters.ModelChoiceFilter(
        label="Inkassopartner",
        field_name="agency",
        queryset=CollectionAgency.objects.all(),
        empty_label="Alle",
    )
    per_page = filters.ChoiceFilter(
        label="Zeilen",
        method="not_filtered",
        choices=[(str(size), str(size)) for size in PAGE_SIZES[1:]],
        empty_label=str(PAGE_SIZES[0]),
    )

    class Meta:
        model = CollectionCase
        fields = ()

    def __init__(self, address: QueryDict, *, today: date) -> None:
        self.today = today
        # The pages offer the smallest size too, which is the one without a choice.
        data = address.copy()
        if data.get(PER_PAGE_NAME) not in map(str, PAGE_SIZES[1:]):
            data.pop(PER_PAGE_NAME, None)
        super().__init__(data, queryset=CollectionCase.objects.all())

    def by_words(self, cases: CollectionCaseQuerySet, name: str, text: str) -> Any:
        """Match our file number, the agency's, or number, names, company, e-mail of the order."""
        number = REFERENCE.fullmatch(text.strip())
        if number:
            return cases.filter(pk=int(number[1]))
        found = Q(pk__in=CollectionCase.objects.search(text).values("pk"))
        return cases.filter(found | Q(agency_reference__iexact=text.strip()))

    def by_status(self, cases: CollectionCaseQuerySet, name: str, value: str) -> Any:
        """The status is left to the tabs: it belongs to some of them only."""
        return cases

    def not_filtered(self, cases: CollectionCaseQuerySet, name: str, value: str) -> Any:
        """How many rows stand on a page changes nothing about what is found."""
        return cases

    def by_period(self, cases: CollectionCaseQuerySet, name: str, value: str) -> Any:
        """The cases opened in the period."""
        return cases.filter(opened_on__range=Period(value).days(self.today))

    @property
    def is_set(self) -> bool:
        """Whether anything is filtered."""
        return any(self.data.get(name) for name in self.filters if name != PER_PAGE_NAME)

    @property
    def tab(self) -> CaseTab:
        """The tab to show: the one asked for, unless the chosen status stands in others only."""
        asked = self.data.get(TAB_NAME)
        tab = CaseTab(asked) if asked in list(CaseTab) else CaseTab.TO_CHECK
        return tab if not self.chosen_status or tab in self._tabs_of_status() else self._main_tab()

    @property
    def chosen_status(self) -> str:
        """The chosen status, "" for none and for one that does not exist."""
        return str(self.form.cleaned_data.get("status") or "") if self.is_valid() else ""

    def keeps_status(self, tab: CaseTab) -> bool:
        """Whether a tab can hold the chosen status; a link to any other drops it."""
        return bool(self.chosen_status) and tab in self._tabs_of_status()

    def cases(self) -> CollectionCaseQuerySet:
        """The cases that the filter finds in all tabs, none while a field holds an error."""
        return self.qs if self.is_valid() else CollectionCase.objects.none()

    def cases_in(self, tab: CaseTab) -> CollectionCaseQuerySet:
        """The cases that the filter finds in a tab."""
        return self.cases().filter(self._condition(tab))

    def figures(self) -> dict[str, Any]:
        """How many cases each tab holds, by its value; "open": what is owed in the shown one."""
        counts = {tab.name: Count("pk", filter=self._condition(tab)) for tab in CaseTab}
        owed = Sum("order__open_amount", filter=self._condition(self.tab))
        found = self.cases().order_by().aggregate(open=owed, **counts)
        return {"open": found["open"], **{tab.value: found[tab.name] for tab in CaseTab}}

    def words(self) -> str:
        """What is set, for people: "Verkaufsaccount: Foto-Shop, Suche: Müller"."""
        cleaned = self.form.cleaned_data if self.is_valid() else {}
        return ", ".join(
            f"{self.form.fields[name].label}: {self._in_words(name, value)}"
            for name, value in cleaned.items()
            if value and name != PER_PAGE_NAME
        )

    def _condition(self, tab: CaseTab) -> Q:
        inside = Q(state__in=TAB_STATES[tab])
        return inside & _status_condition(self.chosen_status) if self.keeps_status(tab) else inside

    def _tabs_of_status(self) -> frozenset[CaseTab]:
        if self.chosen_status.startswith("buero-"):
            return REPORTED_TABS
        return frozenset({_tab_of(CaseState(self.chosen_status))})

    def _main_tab(self) -> CaseTab:
        if not self.chosen_status.startswith("buero-"):
            return _tab_of(CaseState(self.chosen_status))
        told = AgencyStatus(self.chosen_status.removeprefix("buero-"))
        return _tab_of(STATE_AFTER.get(told, CaseState.IN_PROGRESS))

    def _in_words(self, name: str, value: Any) -> str:
        if name == "status":
            told = value.removeprefix("buero-")
            return (AgencyStatus if told != value else CaseState)(told).label
        return Period(value).label if name == "zeitraum" else str(value)


def _status_condition(status: str) -> Q:
    if status.startswith("buero-"):
        return Q(agency_status=status.removeprefix("buero-"))
    return Q(state=status)


def _tab_of(state: CaseState) -> CaseTab:
    return next(tab for tab, states in TAB_STATES.items() if state in states)


def chosen_case_ids(posted: QueryDict, *, today: date) -> list[int]:
    """The cases that were ticked, or all hits of the list's filter, by primary key.

    The list posts "case" per ticked row, "all_hits" and its own address as "filters".
    """
    if posted.get("all_hits") == "1":
        case_filter = CaseFilter(QueryDict(posted.get("filters", "")), today=today)
        hits = case_filter.cases_in(case_filter.tab).order_by("pk")
        return list(hits.values_list("pk", flat=True))
    ticked = [int(text) for text in posted.getlist("case") if text.isdecimal() and len(text) < 16]
    return list(
        CollectionCase.objects.filter(pk__in=ticked).order_by("pk").values_list("pk", flat=True)
    )


def selection_words(posted: QueryDict, *, today: date) -> str:
    """What was chosen, for people: "Bereit, Suche: Müller, einzeln ausgewählt"."""
    case_filter = CaseFilter(QueryDict(posted.get("filters", "")), today=today)
    by_hand = "" if posted.get("all_hits") == "1" else "einzeln ausgewählt"
    return ", ".join(filter(None, [case_filter.tab.label, case_filter.words(), by_hand]))
