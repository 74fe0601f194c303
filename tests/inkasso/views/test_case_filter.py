"""The filter of the list of cases: search, status, period, account, agency, and selections."""

from datetime import date, timedelta

import pytest
from django.http import QueryDict

from inkasso.filters import CaseFilter, Period, chosen_case_ids, selection_words
from inkasso.models import CollectionCase
from inkasso.rules.states import CaseState
from tests import factories
from tests.collection_factories import agency, case
from tests.factories import TODAY
from tests.inkasso.views.case_desk import counts, one_in_each_tab, references
from tests.pages import text_of

pytestmark = pytest.mark.django_db
LIST = "/inkasso/"


@pytest.mark.parametrize(
    "text",
    ["FB-4711", "fb 4711", "Sommer", "zoë", "IK-{pk}", "NW-77"],
)
def test_it_searches_by_number_and_names(desk, text):
    order = factories.order(number="FB-4711", due_on=TODAY - timedelta(days=60), last_name="Sommer")
    made = case(order)
    CollectionCase.objects.filter(pk=made.pk).update(agency_reference="NW-77")
    if text not in ("zoë",):
        case(last_name="Herbst")

    response = desk.get(LIST, {"suche": text.format(pk=made.pk)})

    assert references(response)[:1] == [made.reference]
    assert counts(response)["Zu prüfen"] == 1


def test_counts_respect_the_other_filters(desk):
    one_in_each_tab()
    other = factories.sales_account("Rahmenladen")
    found = case(factories.order(other, due_on=TODAY - timedelta(days=60)))

    response = desk.get(LIST, {"verkaufsaccount": other.pk})

    assert references(response) == [found.reference]
    assert counts(response) == {
        "Zu prüfen": 1,
        "Bereit": 0,
        "Übergeben": 0,
        "In Bearbeitung": 0,
        "Gerichtlich": 0,
        "Erledigt": 0,
    }


def test_it_filters_by_agency(desk):
    one_in_each_tab()
    other = agency("Südost Inkasso KG")
    found = case()
    CollectionCase.objects.filter(pk=found.pk).update(agency=other)

    assert references(desk.get(LIST, {"inkassopartner": other.pk})) == [found.reference]


def test_a_status_leads_to_the_tab_that_holds_it(desk):
    made = one_in_each_tab()

    response = desk.get(LIST, {"status": "court_served"})
    links = {tab["label"]: tab["url"] for tab in response.context["tabs"]}

    assert references(response) == [made["court_served"].reference]
    assert "status" not in links["Bereit"]
    assert "status=court_served" in links["Gerichtlich"]
    assert counts(response)["Bereit"] == 1


def test_it_filters_by_what_the_agency_told(desk):
    made = one_in_each_tab()
    CollectionCase.objects.filter(pk=made["in_progress"].pk).update(agency_status="instalments")
    case(state=CaseState.IN_PROGRESS)

    response = desk.get(LIST, {"status": "buero-instalments"})

    assert references(response) == [made["in_progress"].reference]


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        pytest.param(Period.THIS_MONTH, date(2026, 1, 1), date(2026, 1, 15), id="this month"),
        pytest.param(Period.LAST_MONTH, date(2025, 12, 1), date(2025, 12, 31), id="last month"),
        pytest.param(Period.THREE_MONTHS, date(2025, 11, 1), date(2026, 1, 15), id="three months"),
        pytest.param(Period.THIS_YEAR, date(2026, 1, 1), date(2026, 1, 15), id="this year"),
        pytest.param(Period.LAST_YEAR, date(2025, 1, 1), date(2025, 12, 31), id="last year"),
    ],
)
def test_periods(period, first, last):
    assert period.days(date(2026, 1, 15)) == (first, last)


def test_it_filters_by_the_period_in_which_cases_were_opened(desk):
    case(today=TODAY - timedelta(days=400))
    new = case()

    response = desk.get(LIST, {"zeitraum": "dieser-monat"})

    assert references(response) == [new.reference]
    assert "Alle Perioden" in text_of(response)


def test_a_posted_selection_is_ticked_rows_or_all_hits(db):
    made = one_in_each_tab()
    second = case(state=CaseState.READY)
    ticked = QueryDict(f"case={second.pk}&case=x&case=999999&all_hits=")
    all_hits = QueryDict(mutable=True)
    all_hits.update({"all_hits": "1", "filters": "lage=bereit&suche=Name-ready"})

    assert chosen_case_ids(ticked, today=TODAY) == [second.pk]
    assert chosen_case_ids(all_hits, today=TODAY) == [made["ready"].pk]
    assert selection_words(all_hits, today=TODAY) == "Bereit, Suche: Name-ready"
    assert selection_words(ticked, today=TODAY) == "Zu prüfen, einzeln ausgewählt"


def test_a_tab_that_does_not_exist_is_the_first_one(db):
    assert CaseFilter(QueryDict("lage=irgendwo"), today=TODAY).tab.label == "Zu prüfen"
