"""The pages of the court: what they show, refuse and hand out."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from inkasso.models import CollectionCase, CollectionPolicy, CourtProcedure
from inkasso.rules.court_application import CounterPerformance
from inkasso.rules.states import CaseState
from inkasso.services.court import prepare_court
from orders.models import LedgerEntry
from tests import factories
from tests.collection_factories import case, claimant, policy
from tests.factories import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def ready(db) -> CollectionCase:
    """A case for which everything but the declaration is there."""
    account = factories.sales_account()
    account.due_day_agreed = True
    account.save()
    claimant(account)
    order = factories.order(account, due_on=date(2026, 9, 1), total="250.00")
    return case(order, state=CaseState.READY)


@pytest.fixture
def served(db) -> CollectionCase:
    """A case whose Mahnbescheid was served three weeks ago."""
    made = case(state=CaseState.COURT_SERVED)
    CourtProcedure.objects.create(
        case=made,
        court="hamburg",
        requested_on=date(2026, 10, 20),
        served_on=date(2026, 10, 30),
    )
    return made


def address(name: str, made: CollectionCase, *more: str) -> str:
    return reverse(f"collections:{name}", args=[made.pk, *more])


def declare(made: CollectionCase) -> None:
    prepare_court(
        made.pk,
        claim_number=43,
        counter_performance=CounterPerformance.RENDERED,
        is_contested_wanted=True,
        actor=None,
        today=TODAY,
    )


def test_it_shows_what_is_missing_and_which_court_is_competent(desk, ready):
    page = desk.get(address("court-page", ready)).content.decode()

    assert "Amtsgericht Hamburg-Altona" in page
    assert "§ 688 Abs. 2 Nr. 2 ZPO" in page
    assert "Mahnbescheid beantragt" in page


def test_it_shows_deadlines_and_steps_of_a_served_case(desk, served):
    page = desk.get(address("court-page", served)).content.decode()

    assert "13.11.2026" in page
    assert "möglich ab 14.11.2026" in page
    assert "30.04.2027" in page
    assert address("court-step", served, "widerspruch") in page
    assert address("court-step", served, "titel") not in page


@pytest.mark.parametrize(
    ("state", "is_told"), [(CaseState.IN_PROGRESS, True), (CaseState.COURT_SERVED, False)]
)
@pytest.mark.parametrize("name", ["court-page", "case-page"])
def test_it_tells_that_the_agency_has_the_case(desk, name, state, is_told):
    made = case(state=state)

    page = desk.get(address(name, made)).content.decode()

    assert ("Der Fall liegt beim Inkassobüro" in page) is is_told


def test_who_may_only_look_sees_no_steps(reader, served):
    page = reader.get(address("court-page", served)).content.decode()

    assert "Widerspruchsfrist" in page
    assert "Schritt eintragen" not in page


@pytest.mark.parametrize("name", ["court-prepare", "court-step"])
def test_who_may_only_look_enters_nothing(reader, served, name):
    more = ["widerspruch"] if name == "court-step" else []

    assert reader.post(address(name, served, *more)).status_code == 403


def test_without_a_court_foreseen_there_is_no_page(desk):
    account = factories.sales_account()
    policy(account, option=CollectionPolicy.Option.CANCELLATION)

    made = case(factories.order(account), state=CaseState.READY)

    assert desk.get(address("court-page", made)).status_code == 404


def test_it_keeps_what_a_person_declares(desk, ready):
    answer = desk.post(
        address("court-prepare", ready),
        {"claim_number": "11", "counter_performance": "rendered", "is_contested_wanted": "on"},
    )

    assert answer.status_code == 302
    assert CourtProcedure.objects.get(case=ready).claim_number == 11


def test_the_declaration_must_be_made(desk, ready):
    answer = desk.post(address("court-prepare", ready), {"claim_number": "43"})

    assert answer.status_code == 422
    assert not CourtProcedure.objects.exists()


def test_the_sheet_shows_every_field_and_says_that_it_is_a_draft(desk, ready):
    declare(ready)

    page = desk.get(address("court-sheet", ready)).content.decode()

    assert "Entwurf – nicht eingereicht" in page
    assert "Warenlieferung(en) (43)" in page
    assert "bereits erbracht" in page
    assert address("court-draft", ready) in page


def test_a_name_with_a_script_is_shown_as_text(desk, ready):
    customer = ready.order.customer
    customer.last_name = "<script>alert(1)</script>"
    customer.save()

    page = desk.get(address("court-sheet", ready)).content.decode()

    assert "<script>alert(1)</script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_the_draft_is_handed_out_under_a_name_that_says_so(desk, ready):
    declare(ready)

    answer = desk.get(address("court-draft", ready))

    assert answer.status_code == 200
    assert "Entwurf-nicht-eingereicht" in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "private, no-store"
    assert len(answer.content) % 128 == 0
    assert answer.content.startswith(b"AA00000000261121")


def test_without_the_declaration_it_says_why_there_is_no_draft(desk, ready):
    answer = desk.get(address("court-draft", ready), follow=True)

    assert "Kein Entwurf: Erklären Sie zuerst" in answer.content.decode()


def test_the_fee_of_the_court_is_proposed_and_booked(desk, ready):
    declare(ready)
    url = address("court-step", ready, "beantragt")
    assert 'value="38,00"' in desk.get(url).content.decode()

    answer = desk.post(url, {"on": "20.11.2026", "court_cost": "38,00", "note": ""})

    assert answer.status_code == 302
    ready.refresh_from_db()
    assert ready.state == CaseState.COURT_REQUESTED
    booked = ready.order.ledger_entries.get(kind=LedgerEntry.Kind.COURT_COST)
    assert (booked.booked_on, str(booked.amount)) == (date(2026, 11, 20), "38.00")


@pytest.mark.parametrize(
    ("step", "told", "words"),
    [
        ("vollstreckungsbescheid-beantragt", {"on": "31.10.2026"}, "erst ab 14.11.2026"),
        ("widerspruch", {"on": "22.11.2026"}, "Zukunft"),
        ("widerspruch", {"on": "29.10.2026"}, "vor dem vorherigen Schritt"),
        ("titel", {"on": "20.11.2026"}, "lässt sich im Stand"),
        ("monierung", {"on": "20.11.2026"}, "has-error"),
        ("widerspruch", {"on": ""}, "has-error"),
    ],
)
def test_it_refuses_in_german_beside_the_field(desk, served, step, told, words):
    answer = desk.post(address("court-step", served, step), told)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    served.refresh_from_db()
    assert served.state == CaseState.COURT_SERVED


def test_an_unknown_step_is_not_found(desk, served):
    assert desk.get(address("court-step", served, "pfaendung")).status_code == 404


def test_the_deadlines_stand_by_month_with_warnings(desk, served):
    CourtProcedure.objects.filter(case=served).update(served_on=date(2026, 5, 26))

    page = desk.get(reverse("collections:deadline-list")).content.decode()

    assert "November 2026" in page
    assert "26.11.2026" in page
    assert "in höchstens 1 Woche" in page
    assert "1 Frist, die Sie einhalten müssen, endet" in page


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 2),
        ({"frist": "warnungen"}, 0),
        ({"frist": "versaeumt"}, 0),
        ({"suche": "Winter"}, 2),
        ({"suche": "Nirgendwo"}, 0),
        ({"frist": "gibt-es-nicht"}, 0),
        ({"page": "99"}, 2),
    ],
)
def test_the_deadlines_are_filtered(desk, served, query, count):
    page = desk.get(reverse("collections:deadline-list"), query)

    assert page.context["count"] == count


def test_no_deadline_is_told_in_words(desk):
    page = desk.get(reverse("collections:deadline-list")).content.decode()

    assert "Keine Frist läuft" in page


def test_the_calendar_file_holds_what_the_filter_shows(desk, served):
    every = desk.get(reverse("collections:deadline-calendar"))
    none = desk.get(reverse("collections:deadline-calendar"), {"suche": "Nirgendwo"})

    assert every["Content-Type"] == "text/calendar; charset=utf-8"
    assert every.content.count(b"BEGIN:VEVENT") == 2
    assert none.content.count(b"BEGIN:VEVENT") == 0


def test_the_list_asks_the_same_few_questions_for_many_cases(
    desk, served, django_assert_max_num_queries
):
    for _ in range(3):
        made = case(state=CaseState.COURT_REQUESTED)
        CourtProcedure.objects.create(
            case=made, court="hamburg", requested_on=TODAY - timedelta(days=3)
        )

    with django_assert_max_num_queries(12):
        desk.get(reverse("collections:deadline-list"))


@pytest.mark.parametrize("name", ["deadline-list", "deadline-calendar"])
def test_strangers_are_refused(client, db, name):
    client.force_login(factories.user("ines"))

    assert client.get(reverse(f"collections:{name}")).status_code == 403
