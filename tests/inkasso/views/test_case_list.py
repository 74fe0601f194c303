"""Inkassofälle: tabs, filters, columns, what can be done in a row, and who may see it."""

import csv
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from inkasso.models import CaseSettings, CollectionCase, CollectionPolicy
from inkasso.rules.states import CaseState
from inkasso.services.case_endings import cancel_case
from inkasso.services.cases import lock_case, move
from orders.services.payments import record_payment
from tests import factories
from tests.collection_factories import agency, case, policy
from tests.factories import TODAY
from tests.inkasso.views.case_desk import counts, one_in_each_tab, references
from tests.pages import text_of

pytestmark = pytest.mark.django_db
LIST = "/inkasso/"
CANCELLATION = CollectionPolicy.Option.CANCELLATION
# Session, user, two for the permissions, the counts in the menu, one for all tab counts, number of
# rows, rows, cancellation costs, the two days above the list, the choices of two filters, the
# person's views and columns.
QUERIES = 19


def row(response) -> dict[str, str]:
    (only,) = response.context["table"].paginated_rows
    names = [column.name for column in response.context["table"].columns]
    return {name: str(only.get_cell(name)).replace("\u00a0", " ") for name in names}


def test_each_tab_shows_its_cases_and_all_counts(desk):
    made = one_in_each_tab()

    shown = {
        tab: references(desk.get(LIST, {"lage": tab}))
        for tab in (
            "zu-pruefen",
            "bereit",
            "uebergeben",
            "in-bearbeitung",
            "gerichtlich",
            "erledigt",
        )
    }

    assert shown == {
        "zu-pruefen": [made["to_check"].reference],
        "bereit": [made["ready"].reference],
        "uebergeben": [made["handed_over"].reference],
        "in-bearbeitung": [made["in_progress"].reference],
        "gerichtlich": [made["court_served"].reference],
        "erledigt": [made["stopped"].reference],
    }
    assert set(counts(desk.get(LIST)).values()) == {1}


def test_it_starts_with_what_is_to_be_checked_and_says_what_is_missing(desk):
    waiting = case()
    CollectionCase.objects.filter(pk=waiting.pk).update(
        missing=[
            {"code": "no_address", "text": "Es fehlt die Straße."},
            {"code": "unknown_later", "text": "Noch etwas."},
        ]
    )

    response = desk.get(LIST)

    assert "<strong>Anschrift unvollständig, Noch etwas.</strong>" in row(response)["status"]
    assert 'title="Es fehlt die Straße. Noch etwas."' in row(response)["status"]


def test_a_row_shows_the_figures_of_its_order(desk):
    order = factories.order(
        number="FB-4711", due_on=TODAY - timedelta(days=60), total="389.00", last_name="Sommer"
    )
    at_agency = case(order, state=CaseState.IN_PROGRESS)
    move(
        lock_case(at_agency.pk),
        CaseState.RETURNED,
        on=TODAY,
        actor=None,
        agency_status="uncollectible",
        agency_status_on=date(2026, 11, 20),
    )
    record_payment(order.pk, amount=Decimal("89.00"), paid_on=TODAY, actor=None, today=TODAY)

    cells = row(desk.get(LIST, {"lage": "in-bearbeitung"}))

    assert "Sommer" in cells["name"]
    assert "FB-4711" in cells["order"]
    assert cells["payment_plan"] == "Einmalzahlung"
    assert "Erfolglos zurück" in cells["status"]
    assert "uneinbringlich, 20.11.2026" in cells["status"]
    assert cells["days_overdue"] == "60"
    assert cells["open_amount"] == "300,00 €"
    assert cells["total"] == "389,00 €"
    assert cells["paid"] == "89,00 €"
    assert cells["cancellation_cost"] == "–"
    assert "a: Gericht" in cells["option"]


def returned_of_option_b() -> CollectionCase:
    order = factories.order(due_on=TODAY - timedelta(days=60))
    policy(order.sales_account, option=CANCELLATION, cancellation_cost=Decimal("15.00"))
    made = case(order, state=CaseState.IN_PROGRESS)
    move(lock_case(made.pk), CaseState.RETURNED, on=TODAY, actor=None)
    return made


def test_cancellation_cost_is_planned_until_it_is_booked(desk):
    made = returned_of_option_b()

    planned = row(desk.get(LIST, {"lage": "in-bearbeitung"}))
    cancel_case(made.pk, reason="erfolglos", actor=None, today=TODAY)
    booked = row(desk.get(LIST, {"lage": "erledigt"}))

    assert "geplant 15,00 €" in planned["cancellation_cost"]
    assert "b: Kündigung" in planned["option"]
    assert booked["cancellation_cost"] == "15,00 €"


@pytest.mark.parametrize(
    ("state", "tab", "words", "slug"),
    [
        pytest.param(CaseState.TO_CHECK, "zu-pruefen", "Abbrechen", "abbrechen", id="waiting"),
        pytest.param(CaseState.READY, "bereit", "Abbrechen", "abbrechen", id="ready"),
        pytest.param(
            CaseState.IN_PROGRESS, "in-bearbeitung", "Zurückrufen", "zurueckrufen", id="at agency"
        ),
        pytest.param(
            CaseState.COURT_SERVED, "gerichtlich", "Zurückrufen", "zurueckrufen", id="at court"
        ),
    ],
)
def test_a_row_stops_its_case(desk, state, tab, words, slug):
    made = case(state=state)

    action = row(desk.get(LIST, {"lage": tab}))["action"]

    assert f'href="/inkasso/{made.pk}/aktion/{slug}/"' in action
    assert f">{words}</a>" in action


def test_a_row_starts_a_stopped_case_again(desk):
    made = one_in_each_tab()["stopped"]

    action = row(desk.get(LIST, {"lage": "erledigt"}))["action"]

    assert f'href="/inkasso/{made.pk}/aktion/starten/"' in action


def test_who_may_only_look_sees_no_action_and_no_choice(reader):
    one_in_each_tab()

    response = reader.get(LIST, {"lage": "bereit"})

    assert row(response)["action"] == "–"
    assert "select" not in row(response)
    assert "An Inkasso übergeben" not in text_of(response)


def test_only_ready_cases_can_be_handed_over(desk):
    one_in_each_tab()

    ready = desk.get(LIST, {"lage": "bereit"})
    to_check = desk.get(LIST, {"lage": "zu-pruefen"})
    over = desk.get(LIST, {"lage": "erledigt"})

    assert 'name="case"' in row(ready)["select"]
    assert 'action="/inkasso/uebergaben/vorschlagen/"' in text_of(ready)
    assert [one["is_disabled"] for one in ready.context["bulk_actions"]] == [False]
    assert [one["is_disabled"] for one in to_check.context["bulk_actions"]] == [True]
    assert "Übergeben wird unter „Bereit“" in text_of(to_check)
    assert "select" not in row(to_check)
    assert over.context["bulk_actions"] == []


def test_it_tells_when_the_data_are_from(desk):
    assert "Letzte Datenaktualisierung: noch keine" in text_of(desk.get(LIST))

    CaseSettings.objects.create(pk=1, refreshed_at="2026-11-21T02:15:00Z")
    agency(last_report_at="2026-11-20T15:00:00Z")

    text = text_of(desk.get(LIST))
    assert "Letzte Datenaktualisierung: 21.11.2026 03:15 Uhr" in text
    assert "letzte Rückmeldung eines Inkassobüros: 20.11.2026 16:00 Uhr" in text


def test_an_unknown_filter_finds_nothing_and_says_so(desk):
    case()

    response = desk.get(LIST, {"zeitraum": "irgendwann", "lage": "nirgends"})

    assert references(response) == []
    assert "Ein Filter passt nicht." in text_of(response)


def test_empty_tabs_say_so(desk):
    assert "Kein Fall ist zu prüfen." in text_of(desk.get(LIST))
    assert "Hier keine Fälle gefunden." in text_of(desk.get(LIST, {"suche": "Nirgendwo"}))


def test_the_number_of_queries_does_not_grow(desk, django_assert_num_queries):
    for _ in range(3):
        case(state=CaseState.READY)
    desk.get(LIST, {"lage": "bereit"})

    with django_assert_num_queries(QUERIES):
        desk.get(LIST, {"lage": "bereit"})
    for _ in range(5):
        case(state=CaseState.READY)
    with django_assert_num_queries(QUERIES):
        desk.get(LIST, {"lage": "bereit"})


def test_rows_per_page_can_be_chosen(desk):
    for _ in range(30):
        case()

    assert len(references(desk.get(LIST))) == 25
    assert len(references(desk.get(LIST, {"per_page": "50"}))) == 30
    assert len(references(desk.get(LIST, {"per_page": "25"}))) == 25
    assert desk.get(LIST, {"per_page": "50"}).context["filter_is_set"] is False


def _file(desk, **asked: str) -> list[dict[str, str]]:
    """The rows of the exported list by their headings."""
    answer = desk.get(LIST, {"export": "csv", **asked})
    text = b"".join(answer).decode("utf-8-sig")
    return list(csv.DictReader(text.splitlines(), delimiter=";"))


def test_the_file_holds_what_the_list_finds_and_no_formula(desk):
    made = returned_of_option_b()
    customer = made.order.customer
    customer.last_name, customer.company = "=cmd", ""
    customer.first_name = ""
    customer.save()
    case(state=CaseState.READY)

    (cells,) = _file(desk, lage="in-bearbeitung")

    assert cells["Aktenzeichen"] == made.reference
    assert cells["Name"] == "'=cmd"
    assert cells["Auftrag"] == made.order.number
    assert cells["Ausstehend"] == "79,90"
    assert cells["Stornokosten"] == "0,00"
    assert cells["Stornokosten geplant"] == "15,00"
    assert cells["Waehrung"] == "EUR"
    assert cells["Inkasso-Status"] == "Erfolglos zurück"


def test_the_file_needs_as_many_queries_for_many_cases(desk, django_assert_max_num_queries):
    for _ in range(6):
        case()

    with django_assert_max_num_queries(QUERIES + 3):
        assert len(_file(desk)) == 6


def test_a_file_of_a_wrong_filter_leads_to_the_list(desk):
    response = desk.get(LIST, {"zeitraum": "irgendwann", "export": "csv"})

    assert response.url == "/inkasso/?zeitraum=irgendwann"


@pytest.mark.parametrize("path", [LIST, f"{LIST}?export=csv"])
def test_it_needs_the_right_to_see_cases(db, path):
    guest = Client()
    guest.force_login(factories.user("gast", "orders.view_order"))

    assert guest.get(path).status_code == 403
