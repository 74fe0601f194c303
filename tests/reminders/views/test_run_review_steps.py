"""The steps that lead out of Prüfen: send, discard, take one out, send a test mail."""

import pytest
from django.urls import reverse

from reminders.models import DunningRun, Reminder
from reminders.rules.states import PENDING, ReminderState
from tests.reminders.adapters.mail_servers import Server

pytestmark = pytest.mark.django_db


def review(page, run):
    return page.get(reverse("reminders:run-review", args=[run.pk]))


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def test_taking_one_out_shows_the_next_and_keeps_the_sum_right(page, sink, due_order, proposed):
    run = proposed(due_order(), due_order())
    first, second = run.reminders.order_by("pk")
    url = reverse("reminders:reminder-take-out", args=[first.pk])

    response = page.post(url, {"nr": "1", "suche": ""}, follow=True)

    assert response.context["preview"].reminder == second
    figures = [figure["value"] for figure in response.context["figures"]]
    assert figures[:3] == ["2", "1", "1"]
    assert "1 Mahnung jetzt versenden" in text_of(response)
    assert response.context["removals"] == []


def test_sending_leads_to_the_run(page, sink, due_order, proposed):
    run = proposed(due_order(), due_order())

    response = page.post(reverse("reminders:run-release", args=[run.pk]))

    assert response.url == reverse("reminders:run-detail", args=[run.pk])
    assert {reminder.state for reminder in run.reminders.all()} == {ReminderState.QUEUED}


def test_a_second_click_sends_nothing_twice(page, sent, sink, due_order):
    run = sent(due_order(), due_order())

    response = page.post(reverse("reminders:run-release", args=[run.pk]), follow=True)

    assert response.redirect_chain[0][0] == reverse("reminders:run-detail", args=[run.pk])
    assert "Nichts geht doppelt hinaus." in text_of(response)
    assert not Reminder.objects.filter(state__in=PENDING).exists()
    assert len(sink.envelopes) == 2


def test_the_back_button_shows_the_run_instead_of_the_old_proposal(page, sent, due_order):
    run = sent(due_order())

    response = review(page, run)

    assert response.url == reverse("reminders:run-detail", args=[run.pk])


def test_the_proposal_is_never_shown_from_a_cache(page, due_order, proposed):
    response = review(page, proposed(due_order()))

    assert "no-store" in response["Cache-Control"]


def test_a_refusal_stands_on_the_page(page, settings, due_order, proposed):
    settings.MAIL_SERVER = None
    run = proposed(due_order())

    response = page.post(reverse("reminders:run-release", args=[run.pk]), follow=True)

    assert response.redirect_chain[0][0] == reverse("reminders:run-review", args=[run.pk])
    assert "Setzen Sie EMAIL_URL; nichts wurde versendet." in text_of(response)
    run.refresh_from_db()
    assert run.state == DunningRun.State.PROPOSED


def test_abbrechen_discards_and_leads_back_to_the_list(page, due_order, proposed):
    run = proposed(due_order())

    response = page.post(reverse("reminders:run-discard", args=[run.pk]))

    run.refresh_from_db()
    assert response.url == reverse("order-list") + "?stufe=1"
    assert run.state == DunningRun.State.DISCARDED
    assert run.refusal.endswith("hat den Vorschlag abgebrochen.")


def test_abbrechen_comes_too_late_for_a_released_run(page, sent, due_order):
    run = sent(due_order())

    response = page.post(reverse("reminders:run-discard", args=[run.pk]), follow=True)

    assert "ist schon beendet" in text_of(response)


def test_a_test_mail_goes_to_the_clerk_alone(page, clerk, sink, due_order, proposed):
    run = proposed(due_order())
    reminder = run.reminders.get()

    response = page.post(reverse("reminders:reminder-test", args=[reminder.pk]), follow=True)

    assert f"Testmail an {clerk.email} versendet." in text_of(response)
    assert [envelope.rcpt_tos for envelope in sink.envelopes] == [[clerk.email]]


def test_a_test_mail_that_fails_is_said(page, settings, due_order, proposed):
    settings.MAIL_SERVER = Server(port=1)
    reminder = proposed(due_order()).reminders.get()

    response = page.post(reverse("reminders:reminder-test", args=[reminder.pk]), follow=True)

    assert "Der Mailserver antwortet nicht." in text_of(response)


@pytest.mark.parametrize(
    "name", ["run-review", "run-release", "run-discard", "reminder-take-out", "reminder-test"]
)
def test_it_is_closed_to_those_who_may_only_look(browser_of, due_order, proposed, name):
    run = proposed(due_order())
    pk = run.reminders.get().pk if name.startswith("reminder") else run.pk
    stranger = browser_of("orders.view_order", "reminders.view_dunningrun")
    ask = stranger.get if name == "run-review" else stranger.post

    response = ask(reverse(f"reminders:{name}", args=[pk]))

    assert response.status_code == 403


@pytest.mark.parametrize("name", ["run-release", "run-discard", "run-hold", "run-retry"])
def test_a_link_alone_changes_nothing(page, due_order, proposed, name):
    run = proposed(due_order())

    response = page.get(reverse(f"reminders:{name}", args=[run.pk]))

    assert response.url == reverse("reminders:run-detail", args=[run.pk])
    assert DunningRun.objects.get().state == DunningRun.State.PROPOSED


@pytest.mark.parametrize(
    "name",
    ["run-release", "run-discard", "run-hold", "run-retry", "reminder-take-out", "reminder-test"],
)
def test_what_is_not_there_is_not_found(page, name):
    response = page.post(reverse(f"reminders:{name}", args=[999]))

    assert response.status_code == 404
