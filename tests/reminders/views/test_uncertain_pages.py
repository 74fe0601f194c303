"""Ungeklärt: the list, the page of one, each decision, many at once, and who may decide."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from orders.services.payments import record_payment
from reminders.models import UncertainDecision
from reminders.rules.states import ReminderState
from reminders.services.uncertain import decide_uncertain
from tests import factories
from tests.pages import messages_of, text_of, words_of

pytestmark = pytest.mark.django_db
LIST = "/ungeklaert/"
MANY = "/ungeklaert/entscheiden/"
REASON = "Am Telefon gefragt"
SETTLE = ("orders.view_order", "reminders.view_reminder", "reminders.settle_uncertain")


@pytest.fixture
def page_of_ruth(db):
    client = Client()
    client.force_login(factories.user("ruth", *SETTLE))
    return client


def page(reminder) -> str:
    return reverse("reminders:uncertain-page", args=[reminder.pk])


def decision(choice: str, *, seen: int = 0, reason: str = REASON) -> dict[str, object]:
    return {"choice": choice, "reason": reason, "seen": seen}


def state_of(reminder) -> str:
    reminder.refresh_from_db()
    return str(reminder.state)


def test_the_list_shows_what_waits_and_leads_to_its_page(decider, lost, due_order):
    (reminder,) = lost(due_order())

    response = decider.get(LIST)

    assert page(reminder) in text_of(response)
    assert "keine Antwort auf den Schlusspunkt" in text_of(response)
    assert "Gemeinsam entscheiden" in text_of(response)


def test_what_was_decided_stands_in_the_second_tab_with_its_reason(decider, lost, due_order):
    (reminder,) = lost(due_order())
    decider.post(page(reminder), decision("discard"))

    waiting, decided = decider.get(LIST), decider.get(f"{LIST}?lage=entschieden")

    assert "Hier ist nichts zu tun" in text_of(waiting)
    assert REASON in text_of(decided)
    assert "verwerfen" in text_of(decided)


@pytest.mark.parametrize(
    ("query", "count"),
    [("suche=M-000001", 1), ("suche=M-000077", 0), ("von=2001-01-01", 1), ("bis=2001-01-01", 0)],
)
def test_the_list_is_found_through(decider, lost, due_order, query, count):
    lost(due_order())

    response = decider.get(f"{LIST}?{query}")

    assert len(response.context["table"].rows) == count


def test_the_menu_counts_what_waits(decider, lost, due_order):
    lost(due_order())

    words = words_of(decider.get(LIST))

    assert "Ungeklärt 1 zu entscheiden" in words


def test_the_page_says_all_evidence_and_what_each_choice_brings_about(decider, lost, due_order):
    (reminder,) = lost(due_order())

    words = words_of(decider.get(page(reminder)))

    assert "Versandjournal nichts gefunden Kein Eintrag" in words
    assert "Archivpostfach nicht gefragt Kein Archivpostfach eingerichtet." in words
    assert "Seit dem Versandversuch ist keine Zahlung gebucht." in words
    assert "Gebühren und Zinsen werden gebucht" in words
    assert "mit derselben Nummer und derselben Frist" in words
    assert "Ob Mahnung M-000001 zugestellt wurde, ist ungeklärt" in words


@pytest.mark.parametrize(
    ("choice", "state", "done"),
    [
        ("was_sent", "sent", "gilt als versendet"),
        ("send_again", "queued", "wird erneut versendet"),
        ("as_letter", "queued", "wartet als Brief auf den Druck"),
        ("discard", "cancelled", "ist verworfen"),
    ],
)
def test_a_decision_is_carried_out_and_confirmed(decider, lost, due_order, choice, state, done):
    (reminder,) = lost(due_order())

    response = decider.post(page(reminder), decision(choice), follow=True)

    assert state_of(reminder) == state
    assert any(done in message for message in messages_of(response))
    assert REASON in text_of(response)


def test_a_reason_is_asked_for(decider, lost, due_order):
    (reminder,) = lost(due_order())

    response = decider.post(page(reminder), decision("discard", reason=" "))

    assert (response.status_code, state_of(reminder)) == (422, "uncertain")
    assert "Geben Sie einen Grund an" in text_of(response)


def test_31_a_double_click_has_one_effect_and_the_second_is_told(decider, lost, due_order):
    (reminder,) = lost(due_order())
    decider.post(page(reminder), decision("send_again"))

    second = decider.post(page(reminder), decision("send_again"))

    assert second.status_code == 422
    assert "Schon entschieden: „erneut senden“, von jonas" in text_of(second)
    assert UncertainDecision.objects.count() == 1


def test_31_who_decides_on_an_old_page_is_told_who_was_first(
    decider, page_of_ruth, lost, due_order
):
    (reminder,) = lost(due_order())
    page_of_ruth.post(page(reminder), decision("was_sent", reason="Kunde bestätigt"))

    second = decider.post(page(reminder), decision("discard"))

    assert "„war versendet“, von ruth" in text_of(second)
    assert "Kunde bestätigt" in text_of(second)
    assert state_of(reminder) == "sent"


@pytest.mark.parametrize("choice", ["send_again", "as_letter"])
def test_31_what_was_paid_meanwhile_is_refused_with_the_reason(
    decider, lost, due_order, today, choice
):
    paid = due_order()
    (reminder,) = lost(paid)
    record_payment(paid.pk, amount=paid.open_amount, paid_on=today, actor=None, today=today)

    response = decider.post(page(reminder), decision(choice))

    assert (response.status_code, state_of(reminder)) == (422, "uncertain")
    assert "inzwischen bezahlt oder storniert" in text_of(response)
    assert not UncertainDecision.objects.exists()


def test_who_may_only_look_sees_all_and_decides_nothing(browser_of, lost, due_order):
    (reminder,) = lost(due_order())
    reader = browser_of("reminders.view_reminder")

    shown = text_of(reader.get(page(reminder)))
    refused = [
        reader.post(page(reminder), decision("discard")).status_code,
        reader.post(MANY, {"reminder": [reminder.pk]}).status_code,
    ]

    assert "fehlt Ihnen das Recht" in shown
    assert "Entscheidung speichern" not in shown
    assert (refused, state_of(reminder)) == ([403, 403], "uncertain")


def test_without_the_right_to_see_reminders_there_is_no_page(browser_of, lost, due_order):
    (reminder,) = lost(due_order())
    stranger = browser_of("orders.view_order")

    assert [stranger.get(LIST).status_code, stranger.get(page(reminder)).status_code] == [403, 403]


def test_the_run_leads_to_the_page_that_decides(browser_of, lost, due_order):
    (reminder,) = lost(due_order())
    browser = browser_of("reminders.view_dunningrun", *SETTLE)

    response = browser.get(reverse("reminders:run-detail", args=[reminder.run_id]))

    assert page(reminder) in text_of(response)


def test_the_page_of_a_reminder_that_was_never_uncertain_offers_nothing(decider, sent, due_order):
    run = sent(due_order())
    reminder = run.reminders.get()

    shown = text_of(decider.get(page(reminder)))

    assert "Entscheidung speichern" not in shown
    assert reminder.state == ReminderState.SENT


def test_late_proof_is_told_as_a_decision_of_the_program(decider, lost, due_order):
    (reminder,) = lost(due_order())
    decide_uncertain(
        reminder.pk,
        "was_sent",
        reason="Archivpostfach: Kopie gefunden",
        evidence=[{"kind": "archive", "words": "Kopie gefunden", "weight": "proof", "at": None}],
        actor=None,
        now=timezone.now() + timedelta(minutes=1),
    )

    words = words_of(decider.get(page(reminder)))

    assert "von Programm" in words
    assert "Archivpostfach: Kopie gefunden" in words
