"""The page of a case, and what a clerk does from there."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from inkasso.models import (
    AgencyNotice,
    AgencyReport,
    CollectionCase,
    CollectionPolicy,
    ReportEntry,
)
from inkasso.rules.states import CaseState
from inkasso.services.case_endings import add_note
from inkasso.services.cases import end, lock_case, move
from orders.models import Order
from orders.services.payments import record_payment
from reminders.models import DunningBlock
from reminders.services.blocks import set_customer_block
from tests import factories
from tests.collection_factories import case, policy
from tests.factories import TODAY
from tests.pages import messages_of, text_of

pytestmark = pytest.mark.django_db


def page_of(made: CollectionCase) -> str:
    return f"/inkasso/{made.pk}/"


def action_of(made: CollectionCase, slug: str) -> str:
    return f"/inkasso/{made.pk}/aktion/{slug}/"


def documents_of(made: CollectionCase) -> str:
    return reverse("collections:case-documents", args=[made.pk])


def actions_on(response) -> list[str]:
    return [action["title"] for action in response.context["actions"]]


def state_of(made: CollectionCase) -> str:
    return CollectionCase.objects.get(pk=made.pk).state


def returned_of_option_b() -> CollectionCase:
    order = factories.order(due_on=TODAY.replace(month=9))
    policy(
        order.sales_account,
        option=CollectionPolicy.Option.CANCELLATION,
        cancellation_cost=Decimal("15.00"),
    )
    made = case(order, state=CaseState.IN_PROGRESS)
    move(lock_case(made.pk), CaseState.RETURNED, on=TODAY, actor=None)
    return made


def test_it_breaks_the_claim_down(desk):
    made = case(state=CaseState.IN_PROGRESS)
    record_payment(made.order_id, amount=Decimal("29.90"), paid_on=TODAY, actor=None, today=TODAY)

    text = text_of(desk.get(page_of(made)))

    assert f"Inkassofall {made.reference}" in text
    assert "Forderung am 21.11.2026" in text
    assert '<td class="num">79,90 €</td><td class="num">29,90 €</td>' in text
    assert "§ 367 BGB" in text
    assert "Nordwest Inkasso GmbH" in text
    assert "Timo Brandt" in text


def test_it_says_what_is_missing_and_where_to_mend_it(desk):
    made = case()
    CollectionCase.objects.filter(pk=made.pk).update(
        missing=[{"code": "no_address", "text": "Es fehlt die Straße."}]
    )

    text = text_of(desk.get(page_of(made)))

    assert "Was fehlt" in text
    assert "Anschrift unvollständig" in text
    assert "Es fehlt die Straße." in text
    assert f'href="/auftraege/{made.order_id}/"' in text


@pytest.mark.parametrize(
    ("state", "words"),
    [
        pytest.param(
            CaseState.READY, "Nächster Schritt: Übergeben an Nordwest Inkasso GmbH.", id="ready"
        ),
        pytest.param(
            CaseState.HANDED_OVER, "die Bestätigung von Nordwest Inkasso GmbH steht aus", id="sent"
        ),
        pytest.param(CaseState.IN_PROGRESS, "bearbeitet den Fall", id="at agency"),
        pytest.param(CaseState.COURT_SERVED, "Mahnbescheid zugestellt", id="at court"),
    ],
)
def test_it_says_what_comes_next(desk, state, words):
    assert words in text_of(desk.get(page_of(case(state=state))))


def test_a_deadline_that_has_passed_warns(desk):
    made = case(state=CaseState.COURT_SERVED)
    CollectionCase.objects.filter(pk=made.pk).update(
        next_action="Vollstreckungsbescheid beantragen", next_action_on=TODAY.replace(day=1)
    )

    response = desk.get(page_of(made))

    assert response.context["next_tone"] == "warning"
    assert "Vollstreckungsbescheid beantragen, bis 01.11.2026." in text_of(response)


def test_it_says_how_a_case_ended(desk):
    made = case()
    end(lock_case(made.pk), CaseState.STOPPED, on=TODAY, why="Kulanz", actor=None)

    assert "Abgebrochen am 21.11.2026: Kulanz." in text_of(desk.get(page_of(made)))


def test_the_timeline_tells_events_and_what_the_agency_was_told(desk):
    made = case(state=CaseState.IN_PROGRESS)
    add_note(made.pk, text="Kundin ruft zurück", actor=factories.user("ruth"), today=TODAY)
    record_payment(made.order_id, amount=Decimal("20.00"), paid_on=TODAY, actor=None, today=TODAY)
    AgencyNotice.objects.filter(case=made).update(sent_at=timezone.now())

    text = text_of(desk.get(page_of(made)))

    assert "Fall angelegt: Mahnungen ohne Erfolg." in text
    assert "Kundin ruft zurück" in text
    assert "Zahlung direkt an uns: 20,00 €" in text
    assert "gemeldet." in text


@pytest.mark.parametrize(
    ("state", "titles"),
    [
        pytest.param(
            CaseState.TO_CHECK,
            ["Prozess abbrechen", "Ausbuchen", "Notiz hinzufügen"],
            id="waiting",
        ),
        pytest.param(CaseState.HANDING_OVER, ["Notiz hinzufügen"], id="on its way"),
        pytest.param(
            CaseState.IN_PROGRESS,
            [
                "Fall zurückrufen",
                "Ausbuchen",
                "Aktenzeichen des Inkassobüros",
                "Notiz hinzufügen",
            ],
            id="at agency",
        ),
    ],
)
def test_it_offers_what_can_be_done(desk, state, titles):
    made = case(state=state)
    if state == CaseState.HANDING_OVER:
        CollectionCase.objects.filter(pk=made.pk).update(handed_over_on=None)

    assert actions_on(desk.get(page_of(made))) == titles


def test_a_ready_case_leads_to_the_check_of_its_handover(desk):
    made = case(state=CaseState.READY)

    text = text_of(desk.get(page_of(made)))
    response = desk.post("/inkasso/uebergaben/vorschlagen/", {"case": made.pk})

    assert "An Inkasso übergeben" in text
    assert "/pruefen/" in response.url
    assert "An Inkasso übergeben" not in text_of(desk.get(page_of(case())))


def test_who_may_only_look_is_offered_nothing(reader):
    assert actions_on(reader.get(page_of(case(state=CaseState.IN_PROGRESS)))) == []


def test_a_case_is_stopped_and_started_again(desk):
    made = case()

    stopped = desk.post(action_of(made, "abbrechen"), {"reason": "Kulanz"}, follow=True)

    assert state_of(made) == CaseState.STOPPED
    assert messages_of(stopped) == [f"Inkassoprozess {made} abgebrochen."]
    assert "Mahnprozess starten" in actions_on(stopped)

    desk.post(action_of(made, "starten"), {"reason": "Der Kunde zahlt doch nicht"})

    assert state_of(made) in (CaseState.TO_CHECK, CaseState.READY)


def test_a_case_is_recalled(desk):
    made = case(state=CaseState.IN_PROGRESS)

    shown = desk.get(action_of(made, "zurueckrufen"))
    done = desk.post(action_of(made, "zurueckrufen"), {"reason": "Der Kunde zahlt"}, follow=True)

    assert "Nordwest Inkasso GmbH wird gemeldet, dass" in text_of(shown)
    assert state_of(made) == CaseState.RECALLED
    assert messages_of(done) == [
        f"Fall {made} zurückgerufen. Nordwest Inkasso GmbH wird es gemeldet."
    ]


def test_a_case_is_written_off(desk):
    made = case(state=CaseState.IN_PROGRESS)

    shown = desk.get(action_of(made, "ausbuchen"))
    done = desk.post(action_of(made, "ausbuchen"), {"reason": "Insolvenz"}, follow=True)

    assert "Alles, was offen ist, wird ausgebucht: 79,90 €." in text_of(shown)
    assert state_of(made) == CaseState.WRITTEN_OFF
    assert messages_of(done) == [f"79,90 € ausgebucht. Der Fall {made} ist beendet."]


def test_the_order_of_a_returned_case_is_cancelled(desk):
    made = returned_of_option_b()

    shown = desk.get(action_of(made, "kuendigen"))
    done = desk.post(action_of(made, "kuendigen"), {"reason": "erfolglos"}, follow=True)

    assert "Der Kunde schuldet 15,00 € Stornokosten" in text_of(shown)
    assert state_of(made) == CaseState.CANCELLED
    assert "15,00 € Stornokosten sind gebucht." in messages_of(done)[0]


def test_a_note_and_the_agencys_number_are_kept(desk):
    made = case(state=CaseState.HANDED_OVER)

    desk.post(action_of(made, "notiz"), {"text": "Kundin ruft zurück"})
    text = text_of(desk.post(action_of(made, "aktenzeichen"), {"reference": "NW-9"}, follow=True))

    assert "Kundin ruft zurück" in text
    assert "NW-9" in text


def test_an_action_without_its_reason_answers_422_with_the_form(desk):
    made = case()

    response = desk.post(action_of(made, "abbrechen"), {"reason": ""})

    assert response.status_code == 422
    assert state_of(made) == CaseState.TO_CHECK


def test_what_is_impossible_leads_back_and_says_why(desk):
    made = case()

    response = desk.post(action_of(made, "zurueckrufen"), {"reason": "Irrtum"}, follow=True)

    assert response.redirect_chain[-1][0] == page_of(made)
    assert messages_of(response) == ["Der Fall ist „Zu prüfen“; es gibt nichts zurückzurufen."]


@pytest.mark.parametrize(
    ("right", "slug", "status"),
    [
        pytest.param("collections.change_collectioncase", "abbrechen", 200, id="stop"),
        pytest.param("collections.change_collectioncase", "ausbuchen", 403, id="write off"),
        pytest.param("collections.recall_collectioncase", "ausbuchen", 200, id="lead writes off"),
        pytest.param("collections.recall_collectioncase", "notiz", 403, id="note"),
    ],
)
def test_each_action_needs_its_right(db, today, right, slug, status):
    browser = Client()
    browser.force_login(factories.user("karl", "collections.view_collectioncase", right))

    assert browser.get(action_of(case(), slug)).status_code == status


def test_an_unknown_action_or_case_is_not_found(desk):
    assert desk.get(action_of(case(), "verschenken")).status_code == 404
    assert desk.get("/inkasso/99999/").status_code == 404


def test_the_page_needs_the_right_to_see_cases(db, today):
    guest = Client()
    guest.force_login(factories.user("gast", "orders.view_order"))

    assert guest.get(page_of(case())).status_code == 403


def test_a_line_of_a_report_that_nobody_took_over_stands_in_the_timeline(desk):
    made = case(state=CaseState.IN_PROGRESS)
    report = AgencyReport.objects.create(
        agency=made.agency, source="upload", sha256="a" * 64, raw=b"-", received_at=timezone.now()
    )
    ReportEntry.objects.create(
        report=report,
        agency=made.agency,
        key="1",
        position=1,
        kind=ReportEntry.Kind.STATUS,
        state=ReportEntry.State.TO_CLARIFY,
        case=made,
        happened_on=TODAY,
        message="Das Wort „verreist“ ist nicht bekannt.",
    )

    text = text_of(desk.get(page_of(made)))

    assert "Status zu klären: Das Wort „verreist“ ist nicht bekannt." in text


@pytest.mark.parametrize(
    ("state", "is_told"), [(CaseState.IN_PROGRESS, True), (CaseState.READY, False)]
)
def test_what_speaks_against_a_claim_at_the_agency_is_told(desk, state, is_told):
    made = case(state=state)
    Order.objects.filter(pk=made.order_id).update(stop_reason=Order.StopReason.DISPUTED)
    set_customer_block(
        made.order.customer_id,
        reason=DunningBlock.Reason.RETURN,
        until_on=None,
        actor=None,
        today=timezone.localdate(),
    )

    text = text_of(desk.get(page_of(made)))

    assert ("Beim Auftrag steht: bestritten, Retoure oder Widerruf seit" in text) is is_told
    assert (f"Klären Sie mit {made.agency}, wie es weitergeht" in text) is is_told


def test_the_timeline_tells_the_hour_of_what_was_kept_on_its_day(desk):
    made = case()
    now = timezone.localtime()
    add_note(made.pk, text="Notiz von heute", actor=None, today=now.date())
    add_note(made.pk, text="Notiz von früher", actor=None, today=TODAY.replace(year=2020))

    text = text_of(desk.get(page_of(made)))

    assert f">{now:%d.%m.%Y} {made.events.latest('pk').created_at.astimezone():%H:%M}<" in text
    assert f">{TODAY.replace(year=2020):%d.%m.%Y}<" in text


def test_papers_added_after_the_handover_are_for_the_clerk_to_pass_on(desk):
    before, after = case(state=CaseState.READY), case(state=CaseState.IN_PROGRESS)

    assert "geht bei der Übergabe gesondert mit" in text_of(desk.get(documents_of(before)))
    assert "geben Sie es selbst weiter" in text_of(desk.get(documents_of(after)))


def test_a_cancellation_tells_what_becomes_of_what_was_paid(desk):
    made = returned_of_option_b()
    record_payment(made.order_id, amount=Decimal("20.00"), paid_on=TODAY, actor=None, today=TODAY)

    text = text_of(desk.get(action_of(made, "kuendigen")))

    assert "Bezahlt sind 20,00 €; was davon übrig bleibt, wird Guthaben des Kunden." in text


def test_the_page_needs_as_many_queries_for_a_long_timeline(desk, django_assert_max_num_queries):
    made = case(state=CaseState.IN_PROGRESS)
    desk.get(page_of(made))
    with CaptureQueriesContext(connection) as before:
        desk.get(page_of(made))
    for number in range(5):
        add_note(made.pk, text=f"Notiz {number}", actor=None, today=TODAY)

    with django_assert_max_num_queries(len(before)):
        desk.get(page_of(made))
