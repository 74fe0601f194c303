"""Versand: the state in words, stopping and releasing, the banner, and who may do what."""

import pytest
from django.urls import reverse
from django.utils import timezone

from dunning_site.sending_banner import sending_banner
from reminders.models import MailChannel, SendingStop
from reminders.services import outbox
from reminders.services.delivery import deliver_due
from reminders.services.outbox import Decision
from reminders.services.runs import release_run
from reminders.services.sending_stops import stop_sending
from tests import factories
from tests.pages import messages_of, words_of

pytestmark = pytest.mark.django_db
PAGE, STOP = "/versand/", "/versand/anhalten/"
OPERATE = ("reminders.view_reminder", "reminders.operate_sending", "orders.view_order")


@pytest.fixture
def chief(browser_of):
    return browser_of(*OPERATE)


def stop(account=None, *, reason="Falsche Preise") -> SendingStop:
    key = account.pk if account else None
    return stop_sending(key, reason=reason, actor=None, now=timezone.now())


def release_url(held: SendingStop) -> str:
    return reverse("reminders:sending-release", args=[held.pk])


def test_it_stops_everything_at_once_and_says_so(chief):
    response = chief.post(STOP, {"sales_account": "", "reason": "Falsche Preise"}, follow=True)

    held = SendingStop.objects.get()
    assert (held.sales_account, held.reason) == (None, "Falsche Preise")
    assert "Der Versand ist angehalten. Ab jetzt geht keine E-Mail hinaus." in messages_of(response)
    assert "Der Versand ist angehalten. Falsche Preise. Freigegebene" in words_of(response)


def test_it_stops_one_account(chief):
    account = factories.sales_account("Rosenhof")

    response = chief.post(STOP, {"sales_account": account.pk, "reason": "Umbau"}, follow=True)

    assert SendingStop.objects.get().sales_account == account
    assert "Der Versand für Rosenhof ist angehalten. Umbau." in words_of(response)


def test_a_second_click_stops_nothing_more_and_tells_the_first_reason(chief):
    stop()

    response = chief.post(STOP, {"sales_account": "", "reason": "Noch einmal"}, follow=True)

    assert SendingStop.objects.count() == 1
    assert messages_of(response) == ["Der Versand war schon angehalten: Falsche Preise"]


@pytest.mark.parametrize("fields", [{"reason": " "}, {"reason": "Umbau", "sales_account": "999"}])
def test_what_is_missing_or_wrong_stops_nothing(chief, fields):
    response = chief.post(STOP, fields)

    assert (response.status_code, SendingStop.objects.count()) == (422, 0)


def test_it_is_released_with_a_reason_that_is_kept(chief):
    held = stop()

    response = chief.post(
        release_url(held), {f"stop-{held.pk}-reason": "Preise berichtigt"}, follow=True
    )

    held.refresh_from_db()
    assert (held.lifting_reason, held.lifted_by.username) == ("Preise berichtigt", "jonas")
    assert messages_of(response) == ["Der Versand ist wieder freigegeben."]
    assert "Preise berichtigt" in words_of(response)


def test_who_releases_second_is_told(chief):
    held = stop()
    chief.post(release_url(held), {f"stop-{held.pk}-reason": "Geprüft"}, follow=True)

    second = chief.post(release_url(held), {f"stop-{held.pk}-reason": "Auch geprüft"}, follow=True)

    assert messages_of(second) == ["Schon wieder freigegeben von jonas."]


def test_a_release_without_a_reason_is_asked_again(chief):
    held = stop()

    response = chief.post(release_url(held), {f"stop-{held.pk}-reason": ""})

    held.refresh_from_db()
    assert (response.status_code, held.lifted_at) == (422, None)


def test_who_may_only_look_sees_the_state_and_no_button(browser_of):
    held = stop()
    reader = browser_of("reminders.view_reminder")

    words = words_of(reader.get(PAGE))
    refused = [
        reader.post(STOP, {"reason": "Umbau"}).status_code,
        reader.post(release_url(held), {f"stop-{held.pk}-reason": "Egal"}).status_code,
    ]

    assert "Falsche Preise" in words
    assert "Die Leitung hat es" in words
    assert refused == [403, 403]


def test_50_after_the_click_in_the_middle_of_a_run_nothing_more_is_decided(
    chief, proposed, due_order, sink, clerk, today, monkeypatch
):
    run = proposed(*[due_order() for _ in range(5)])
    release_run(run.pk, actor=clerk, today=today, now=timezone.now())
    decide, decided = outbox.decide, []

    def click_before_the_third(lease, papers, **when):
        # Its whole body lies with the server by now; only the dot is missing.
        if len(decided) == 2:
            chief.post(STOP, {"sales_account": "", "reason": "Falsche Preise"})
        decided.append(decide(lease, papers, **when))
        return decided[-1]

    monkeypatch.setattr(outbox, "decide", click_before_the_third)
    deliver_due(clock=timezone.now)

    assert decided == [Decision.SEND, Decision.SEND, Decision.HALTED]
    assert len(sink.envelopes) == 2
    assert run.reminders.filter(state="queued", decided_at=None).count() == 3


@pytest.mark.parametrize(
    ("is_for_account", "words"),
    [
        (False, "angehalten: Falsche Preise."),
        (True, "1 Mahnung wartet. Der Versand für Foto-Shop ist angehalten: Falsche Preise"),
    ],
)
def test_a_run_that_is_released_meanwhile_waits_and_says_why(
    browser_of, proposed, due_order, sink, clerk, today, is_for_account, words
):
    bought = due_order()
    stop(bought.sales_account if is_for_account else None)
    run = proposed(bought)
    release_run(run.pk, actor=clerk, today=today, now=timezone.now())
    deliver_due(clock=timezone.now)
    looker = browser_of("reminders.view_dunningrun", *OPERATE)

    page = words_of(looker.get(reverse("reminders:run-detail", args=[run.pk])))
    progress = looker.get(reverse("reminders:run-progress", args=[run.pk])).json()

    assert words in page
    assert words in progress["note"]
    assert run.reminders.get().state == "queued"


@pytest.mark.parametrize("path", ["/", "/auftraege/", "/versandprotokoll/", "/passwort/"])
def test_every_page_says_while_nothing_goes_out(chief, path):
    stop()

    assert "Der Versand ist angehalten. Falsche Preise." in words_of(chief.get(path))


def test_the_configuration_says_so_too(client, admin_user):
    stop()
    client.force_login(admin_user)

    assert "Der Versand ist angehalten." in words_of(client.get("/admin/auth/user/"))


@pytest.mark.parametrize(
    ("of_channel", "headline"),
    [
        ({"paused_since": timezone.now()}, "Der Mailserver ist nicht erreichbar."),
        ({"quarantined_at": timezone.now()}, "Der Versand ist gesperrt."),
        ({}, ""),
    ],
)
def test_the_banner_tells_apart_what_holds_mail_back(chief, of_channel, headline):
    MailChannel.objects.update_or_create(pk=MailChannel.ONLY, defaults=of_channel)

    response = chief.get("/auftraege/")

    assert [one.headline for one in response.context["sending_banner"]] == (
        [headline] if headline else []
    )
    assert headline in words_of(response)


def test_nobody_who_is_not_logged_in_reads_it(client, db):
    stop()

    assert "angehalten" not in words_of(client.get("/anmelden/"))


def test_the_banner_costs_a_page_one_query(chief, queries_of):
    stop()
    stop(factories.sales_account("Rosenhof"))

    assert queries_of(sending_banner) == 1
