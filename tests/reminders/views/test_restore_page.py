"""Wiederherstellung: the quarantine in words, what is settled here, and who may see it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from orders.models import LedgerCheck
from reminders.models import Beat, MailChannel, UnrecordedDispatch
from reminders.services.instances import HOSTS_TELL_WITHIN, RESTORED
from reminders.services.sending_hosts import RECONCILED, SENDER
from reminders.services.verify import VERIFIED
from tests import factories
from tests.pages import messages_of, words_of

pytestmark = pytest.mark.django_db
PAGE, LIFT = "/betrieb/wiederherstellung/", "/betrieb/wiederherstellung/aufheben/"


@pytest.fixture
def chief(browser_of):
    return browser_of("reminders.operate_sending", "orders.view_order", "reminders.view_reminder")


@pytest.fixture
def quarantined() -> None:
    since = timezone.now() - HOSTS_TELL_WITHIN
    MailChannel.objects.update(quarantined_at=since, quarantine_reason=RESTORED)


@pytest.fixture
def dispatch() -> UnrecordedDispatch:
    bought = factories.order(number="EF-7")
    return UnrecordedDispatch.objects.create(
        message_id="<r.1@lindgruen.example>",
        reminder_number="M-000123",
        sales_account=bought.sales_account,
        order_number=bought.number,
        order=bought,
        level=2,
        sent_at=timezone.now(),
    )


def settle_url(dispatch: UnrecordedDispatch) -> str:
    return reverse("reminders:restore-settle", args=[dispatch.pk])


def test_without_a_quarantine_it_says_so(chief):
    words = words_of(chief.get(PAGE))

    assert "Datenbank und Versandjournal gehören zusammen." in words
    assert "Noch keine Prüfung." in words


def test_a_quarantine_tells_its_reason_and_the_next_step(chief, quarantined):
    words = words_of(chief.get(PAGE))

    assert RESTORED in words
    assert "manage.py reconcile_journal" in words
    assert "Sperre aufheben" not in words.replace("die Sperre hier aufheben", "")


def test_it_is_lifted_with_a_reason_once_the_journal_is_reconciled(chief, quarantined):
    early = chief.post(LIFT, {"reason": "geprüft"}, follow=True)
    Beat.objects.create(name=RECONCILED, at=timezone.now())
    without_reason = chief.post(LIFT, {"reason": ""})

    response = chief.post(LIFT, {"reason": "geprüft"}, follow=True)

    assert any("reconcile_journal" in one for one in messages_of(early))
    assert without_reason.status_code == 422
    assert "Die Sperre ist aufgehoben. Ab jetzt gehen E-Mails hinaus." in messages_of(response)
    assert MailChannel.objects.get().quarantined_at is None


def test_hosts_that_are_missing_are_named_and_given_up_only_on_purpose(chief, quarantined):
    now = timezone.now()
    Beat.objects.create(name=RECONCILED, at=now)
    Beat.objects.create(name=f"{SENDER}worker-2", at=now)

    shown = words_of(chief.get(PAGE))
    early = chief.post(LIFT, {"reason": "geprüft"}, follow=True)
    chief.post(LIFT, {"reason": "Platte verbrannt", "are_lost": "on"})

    assert "noch nicht abgeglichen: worker-2" in shown
    assert any("worker-2" in one for one in messages_of(early))
    assert MailChannel.objects.get().quarantined_at is None


def test_a_dispatch_is_settled_with_a_note(chief, dispatch):
    shown = words_of(chief.get(PAGE))
    field = f"dispatch-{dispatch.pk}-note"
    without_note = chief.post(settle_url(dispatch), {field: ""})

    response = chief.post(settle_url(dispatch), {field: "2. Mahnung über 79,90 Euro"}, follow=True)

    dispatch.refresh_from_db()
    assert "M-000123" in shown
    assert "Mahnstufe 2, versendet am" in shown
    assert without_note.status_code == 422
    assert "Mahnung M-000123 zu Auftrag EF-7 ist geklärt." in messages_of(response)
    assert (dispatch.note, dispatch.settled_by.username) == ("2. Mahnung über 79,90 Euro", "jonas")


def test_a_second_click_changes_nothing(chief, dispatch):
    field = f"dispatch-{dispatch.pk}-note"
    chief.post(settle_url(dispatch), {field: "erster"})

    response = chief.post(settle_url(dispatch), {field: "zweiter"}, follow=True)

    dispatch.refresh_from_db()
    assert dispatch.note == "erster"
    assert any("schon geklärt" in one for one in messages_of(response))


def test_findings_of_the_last_verification_stand_there(chief):
    now = timezone.now()
    Beat.objects.create(name=VERIFIED, at=now)
    found = [{"subject": "V3 · Mahnung M-000007", "message": "Gefordert wurden 9,00 €."}]
    LedgerCheck.objects.create(
        checked_at=now, order_count=1, entry_count=1, statement_count=0, findings=found
    )

    words = words_of(chief.get(PAGE))

    assert "Widersprüche" in words
    assert "V3 · Mahnung M-000007" in words


def test_only_who_operates_the_sending_may_see_it(browser_of, dispatch):
    client = browser_of("reminders.view_reminder")

    answers = [client.get(PAGE), client.post(LIFT), client.post(settle_url(dispatch))]

    assert [one.status_code for one in answers] == [403] * 3
