"""Versand and Ergebnis of a run, and the list of runs."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from orders.models import Customer
from orders.services.payments import record_payment
from reminders.models import DunningRun
from reminders.rules.states import ReminderState
from reminders.services.delivery import DeliveryImpossible, deliver_due
from reminders.services.proposals import discard_run
from reminders.services.runs import release_run
from tests.reminders.adapters.mail_servers import Server

pytestmark = pytest.mark.django_db


def detail(page, run, query=""):
    return page.get(reverse("reminders:run-detail", args=[run.pk]) + query)


def progress(page, run):
    return json.loads(page.get(reverse("reminders:run-progress", args=[run.pk])).content)


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def queued(sink, clerk, today, proposed):
    """A run that was released and waits for its delivery."""

    def release(*orders):
        run = proposed(*orders)
        return release_run(run.pk, actor=clerk, today=today, now=timezone.now())

    return release


def test_a_released_run_shows_its_progress_and_may_be_left(page, queued, due_order):
    run = queued(due_order(), due_order())

    text = text_of(detail(page, run))

    assert "0 von 2" in text
    assert "Sie können diese Seite verlassen; der Versand läuft weiter." in text
    assert "Rest anhalten" in text


def test_the_progress_is_told_until_the_run_is_finished(page, queued, due_order):
    run = queued(due_order(), due_order(email="weg@kunden.example"))
    before = progress(page, run)

    deliver_due(clock=timezone.now)
    after = progress(page, run)

    assert (before["text"], before["finished_url"]) == ("0 von 2", None)
    assert (after["done"], after["total"], after["failed"]) == (2, 2, 1)
    assert after["finished_url"] == reverse("reminders:run-detail", args=[run.pk])


def test_it_says_that_the_mail_server_does_not_answer(page, queued, settings, due_order):
    run = queued(due_order(), due_order())
    settings.MAIL_SERVER = Server(port=1)
    with pytest.raises(DeliveryImpossible):
        deliver_due(clock=timezone.now)

    note = progress(page, run)["note"]

    assert note.startswith("Der Mailserver antwortet nicht. 2 Mahnungen warten; der nächste")
    assert note in detail(page, run).context["progress_note"]


def test_holding_keeps_back_what_is_not_on_its_way(page, queued, due_order):
    run = queued(due_order(), due_order())

    response = page.post(reverse("reminders:run-hold", args=[run.pk]), follow=True)

    text = text_of(response)
    assert "2 Mahnungen angehalten, nicht versendet." in text
    assert "Keine der 2 Mahnungen wurde versendet." in text
    assert "2 wurden nicht versendet: Versand angehalten." in text


def test_holding_a_finished_run_says_that_it_is_too_late(page, sent, due_order):
    run = sent(due_order())

    response = page.post(reverse("reminders:run-hold", args=[run.pk]), follow=True)

    assert "Es gab nichts mehr anzuhalten." in text_of(response)


def test_the_result_begins_with_one_sentence(page, sent, due_order):
    run = sent(due_order(), due_order(), due_order(email="weg@kunden.example"))

    response = detail(page, run)

    assert response.context["step"] == "Ergebnis"
    assert response.context["headline"] == "2 von 3 Mahnungen versendet."
    assert response.context["remarks"] == ["1 ist fehlgeschlagen und steht weiter in Mahnstufe 1."]


def test_the_result_leads_to_what_was_left_out(page, sent, due_order):
    run = sent(due_order(), due_order(email=""))

    response = detail(page, run)

    assert response.context["headline"] == "1 Mahnung versendet, 1 Auftrag ausgeschlossen."
    text = text_of(response)
    assert '<a href="#ausgeschlossen">1 ausgeschlossenen Auftrag ansehen</a>' in text
    assert 'id="ausgeschlossen"' in text


def test_the_result_tells_of_a_payment_that_came_in_time(page, queued, due_order, today):
    paid, other = due_order(), due_order()
    run = queued(paid, other)
    amount = paid.open_amount
    record_payment(paid.pk, amount=amount, paid_on=today, reference="", actor=None, today=today)
    deliver_due(clock=timezone.now)

    response = detail(page, run)

    assert response.context["headline"] == "1 von 2 Mahnungen versendet."
    assert response.context["remarks"] == [
        "1 wurde nicht versendet: inzwischen bezahlt oder storniert."
    ]


def test_a_failure_has_a_reason_in_words_and_a_next_step(page, sent, due_order):
    run = sent(due_order(email="weg@kunden.example"))

    text = text_of(detail(page, run))

    assert "Adresse unbekannt (550)" in text
    assert "550 5.1.1 unknown mailbox" in text
    assert "E-Mail-Adresse beim Kunden berichtigen" in text
    assert "1 erneut versenden" in text


def test_an_uncertain_reminder_is_said_not_to_be_repeated(page, sent, due_order):
    run = sent(due_order(), due_order())
    lost = run.reminders.first()
    run.reminders.filter(pk=lost.pk).update(state=ReminderState.UNCERTAIN, outcome="keine Antwort")

    response = detail(page, run)

    assert response.context["remarks"] == ["1 ist ungeklärt und wird nicht wiederholt."]
    assert "Ungeklärt: keine Antwort" in text_of(response)
    assert "erneut versenden" not in text_of(response)


def test_failed_reminders_are_sent_once_more(page, sent, sink, due_order):
    order = due_order(email="weg@kunden.example")
    run = sent(order)
    Customer.objects.filter(pk=order.customer_id).update(
        email="da@kunden.example", email_failed_on=None
    )

    page.post(reverse("reminders:run-retry", args=[run.pk]))
    deliver_due(clock=timezone.now)

    assert detail(page, run).context["headline"] == "Die Mahnung wurde versendet."
    assert len(sink.envelopes) == 1


def test_failed_reminders_of_yesterday_need_new_deadlines(page, sent, due_order, today):
    run = sent(due_order(email="weg@kunden.example"))
    DunningRun.objects.filter(pk=run.pk).update(written_on=today - timedelta(days=1))

    shown = text_of(detail(page, run))
    refused = page.post(reverse("reminders:run-retry", args=[run.pk]), follow=True)

    assert "1 erneut versenden" not in shown
    assert "Die Fristen dieser Mahnungen passen nicht mehr." in shown
    assert "benachrichtigen Sie sie dort neu." in text_of(refused)


def test_who_may_not_send_may_neither_hold_nor_retry(browser_of, sent, due_order):
    run = sent(due_order(email="weg@kunden.example"))
    reader = browser_of("reminders.view_dunningrun")

    codes = [
        reader.post(reverse(f"reminders:{name}", args=[run.pk])).status_code
        for name in ("run-hold", "run-retry")
    ]

    assert codes == [403, 403]
    assert "1 erneut versenden" not in text_of(detail(reader, run))


def test_a_proposal_leads_to_its_review(page, proposed, due_order):
    run = proposed(due_order())

    response = detail(page, run)

    assert response.url == reverse("reminders:run-review", args=[run.pk])


def test_a_proposal_is_described_to_those_who_only_read(browser_of, proposed, due_order):
    response = detail(browser_of("reminders.view_dunningrun"), proposed(due_order()))

    assert "noch nicht freigegeben" in text_of(response)


def test_a_discarded_run_says_so(page, proposed, due_order):
    run = discard_run(proposed(due_order()).pk, why="Petra hat den Vorschlag abgebrochen.")

    assert "Nichts wurde versendet. Petra hat den Vorschlag abgebrochen." in text_of(
        detail(page, run)
    )


def test_it_lists_every_reminder_with_its_papers(page, sent, due_order):
    order = due_order()
    run = sent(order)
    reminder = run.reminders.get()

    text = text_of(detail(page, run))

    assert reminder.display_number in text
    assert order.number in text
    assert reverse("reminders:reminder-mail", args=[reminder.pk]) in text
    assert reverse("reminders:reminder-pdf", args=[reminder.pk]) in text


def test_it_reports_the_orders_that_were_left_out(page, sent, due_order):
    run = sent(due_order(), due_order(email=""))

    assert "Keine E-Mail-Adresse" in text_of(detail(page, run))


def test_it_leads_back_to_the_same_list(page, sent, due_order):
    run = sent(due_order())

    assert f'href="{reverse("order-list")}?stufe=1"' in text_of(detail(page, run))


def test_the_number_of_queries_does_not_grow(page, queries_of, sent, due_order):
    def run_of(size):
        # Refused, sent, left out; a customer whose mail was refused would get a letter next time.
        facts = [{"email": f"weg@shop{size}.example"}, {}, {"email": "", "street": ""}]
        return sent(*(due_order(**facts[n % 3]) for n in range(size)))

    small, large = run_of(3), run_of(15)

    assert queries_of(lambda: detail(page, large)) == queries_of(lambda: detail(page, small))


def test_the_list_counts_what_each_run_sent(page, sent, due_order):
    sent(due_order(), due_order(), due_order(email="weg@kunden.example"), due_order(email=""))

    table = page.get(reverse("reminders:run-list")).context["table"]

    row = table.rows[0]
    shown = [
        row.get_cell(name)
        for name in ("created_by", "selection", "selected_count", "sent_count", "failed_count")
    ]
    assert shown[0] == "petra"
    assert "Mahnstufe 1" in shown[1]
    assert shown[2:] == ["4", "2", "1"]


def test_the_list_takes_a_fixed_number_of_queries(page, queries_of, sent, due_order):
    url = reverse("reminders:run-list")
    sent(due_order())
    few = queries_of(lambda: page.get(url))
    for _ in range(4):
        sent(due_order(), due_order())

    assert queries_of(lambda: page.get(url)) == few


def test_an_empty_list_says_where_to_begin(page):
    assert "Noch kein Mahnlauf." in text_of(page.get(reverse("reminders:run-list")))
