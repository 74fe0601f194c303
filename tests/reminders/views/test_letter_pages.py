"""Briefe: the list, a batch while it is made, printed and posted, and who may do what."""

import io

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from orders.models import Order
from orders.services.payments import record_payment
from reminders.models import Channel, DunningLevel, PrintBatch, Reminder
from reminders.rules.states import ReminderState
from reminders.services.letter_preparing import prepare_batch
from reminders.services.runs import release_run
from tests import factories
from tests.pages import messages_of, text_of

pytestmark = pytest.mark.django_db
LETTERS = reverse("reminders:letter-list")


@pytest.fixture
def waiting(due_order, proposed, clerk, today):
    """Released letters for orders with these facts."""

    def release(*facts: dict[str, object]):
        factories.sales_account()
        DunningLevel.objects.update(channel=Channel.LETTER)
        run = proposed(*[due_order(**of_draft) for of_draft in facts or ({},)])
        return release_run(run.pk, actor=clerk, today=today, now=timezone.now())

    return release


@pytest.fixture
def batch(page, waiting):
    """A batch of two letters, ready to be printed."""
    waiting({"number": "EF-EINS"}, {"number": "EF-ZWEI"})
    page.post(reverse("reminders:batch-create"))
    return prepare_batch(PrintBatch.objects.get().pk, clock=timezone.now)


def address(name: str, pk: int) -> str:
    return reverse(f"reminders:{name}", args=[pk])


def posted(page, batch, today, *without: int):
    data = {"posted_on": f"{today:%d.%m.%Y}", "not_posted": list(without)}
    return page.post(address("batch-posted", batch.pk), data, follow=True)


def test_the_list_shows_what_waits_and_offers_a_batch(page, waiting):
    waiting({"number": "EF-EINS"})

    text = text_of(page.get(LETTERS))

    assert "EF-EINS" in text
    assert "80331 München" in text
    assert "Warten auf den Druck (1)" in text
    assert "Druckstapel erstellen" in text


def test_a_letter_about_two_orders_is_one_line_however_the_list_is_sorted(
    page, due_order, proposed, clerk, today
):
    account = factories.sales_account()
    DunningLevel.objects.update(channel=Channel.LETTER)
    factories.collect_per_customer(account)
    first, second = due_order(), due_order()
    Order.objects.filter(pk=second.pk).update(customer=first.customer)
    run = proposed(first, second)
    release_run(run.pk, actor=clerk, today=today, now=timezone.now())

    response = page.get(f"{LETTERS}?brief-sort=order")

    assert len(response.context["table"].rows) == run.reminders.count() == 1


def test_the_list_of_one_run_shows_only_its_letters(page, waiting):
    first, _ = waiting({"number": "EF-EINS"}), waiting({"number": "EF-ZWEI"})

    text = text_of(page.get(f"{LETTERS}?lauf={first.pk}"))

    assert "EF-EINS" in text
    assert "EF-ZWEI" not in text


def test_without_letters_it_says_where_they_come_from(page):
    assert "Kein Brief wartet auf den Druck" in text_of(page.get(LETTERS))


def test_a_new_batch_shows_how_far_it_is(page, waiting):
    waiting()

    response = page.post(reverse("reminders:batch-create"), follow=True)

    pk = PrintBatch.objects.get().pk
    assert response.redirect_chain[-1][0] == address("batch-detail", pk)
    assert "Die Briefe werden erstellt." in text_of(response)
    progress = page.get(address("batch-progress", pk)).json()
    assert (progress["done"], progress["total"], progress["finished_url"]) == (0, 1, None)
    assert page.get(address("batch-pdf", pk)).status_code == 302


def test_a_second_click_finds_nothing_more_to_print(page, batch):
    response = page.post(reverse("reminders:batch-create"), follow=True)

    assert messages_of(response) == ["Es warten keine Briefe auf den Druck."]


def test_a_ready_batch_is_printed_from_one_pdf(page, batch):
    text = text_of(page.get(address("batch-detail", batch.pk)))
    response = page.get(address("batch-pdf", batch.pk) + "?doppelseitig=on")

    assert "2 Briefe als versendet vermerken" in text
    assert response["Content-Type"] == "application/pdf"
    assert "no-store" in response["Cache-Control"]
    assert len(PdfReader(io.BytesIO(response.content)).pages) == 6
    progress = page.get(address("batch-progress", batch.pk)).json()
    assert progress["finished_url"] == address("batch-detail", batch.pk)


def test_posted_letters_are_sent_and_the_page_says_who_noted_it(page, batch, today):
    response = posted(page, batch, today)

    text = text_of(response)
    assert f"2 Briefe am {today:%d.%m.%Y} zur Post gegeben" in text
    assert "von petra" in text
    assert set(Reminder.objects.values_list("state", flat=True)) == {ReminderState.SENT}


def test_what_was_not_posted_waits_again(page, batch, today):
    torn = Reminder.objects.order_by("pk").first()

    posted(page, batch, today, torn.pk)

    states = Reminder.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [ReminderState.QUEUED, ReminderState.SENT]


def test_a_second_word_is_told_that_nothing_counts_twice(page, batch, today):
    posted(page, batch, today)

    response = posted(page, batch, today)

    assert messages_of(response) == [
        "Dieser Druckstapel ist schon als versendet vermerkt. Nichts gilt doppelt."
    ]


@pytest.mark.parametrize("day", ["", "31.02.2026", "01.01.2099", "01.01.2020"])
def test_a_wrong_day_changes_nothing(page, batch, day):
    response = page.post(address("batch-posted", batch.pk), {"posted_on": day})

    assert response.status_code == 422
    assert not Reminder.objects.filter(state=ReminderState.SENT).exists()


def test_a_letter_of_another_batch_is_no_exception(page, batch, today):
    response = posted(page, batch, today, 999_999)

    assert response.status_code == 422


def test_a_paid_letter_is_named_to_be_taken_out(page, batch, today):
    paid = Reminder.objects.order_by("pk").first()
    order = paid.items.get().order
    record_payment(order.pk, amount=order.open_amount, paid_on=today, actor=None, today=today)

    text = text_of(page.get(address("batch-detail", batch.pk)))

    assert "1 Brief nicht absenden" in text
    assert f"{paid}, Zoë Winter: inzwischen bezahlt oder storniert" in text


def pay(reminder: Reminder, today) -> None:
    order = reminder.items.get().order
    record_payment(order.pk, amount=order.open_amount, paid_on=today, actor=None, today=today)


def test_a_paid_letter_that_was_in_the_post_before_is_ticked_and_counts(page, batch, today):
    paid = Reminder.objects.order_by("pk").first()
    pay(paid, today)
    html = page.get(address("batch-detail", batch.pk)).content.decode()

    data = {"posted_on": f"{today:%d.%m.%Y}", "posted_anyway": [paid.pk]}
    page.post(address("batch-posted", batch.pk), data)

    assert "schon in der Post" in html
    assert set(Reminder.objects.values_list("state", flat=True)) == {ReminderState.SENT}


def test_a_payment_after_the_page_was_opened_drops_no_letter(page, batch, today):
    opened = page.get(address("batch-detail", batch.pk))
    for reminder in Reminder.objects.all():
        pay(reminder, today)

    data = {"posted_on": f"{today:%d.%m.%Y}", "shown": opened.context["shown"]}
    response = page.post(address("batch-posted", batch.pk), data, follow=True)

    assert "2 Briefe am" in text_of(response)
    assert set(Reminder.objects.values_list("state", flat=True)) == {ReminderState.SENT}


def test_a_batch_in_which_everything_was_paid_can_still_be_noted(page, batch, today):
    for reminder in Reminder.objects.all():
        pay(reminder, today)

    text = text_of(page.get(address("batch-detail", batch.pk)))

    assert "2 Briefe nicht absenden" in text
    assert "Angekreuzte als versendet vermerken" in text


def test_a_dissolved_batch_sends_its_letters_back(page, batch):
    response = page.post(address("batch-dissolve", batch.pk), follow=True)

    assert messages_of(response) == [
        f"Druckstapel {batch.pk} aufgelöst. 2 Briefe warten wieder auf den Druck."
    ]


def test_a_posted_letter_is_printed_again_only_as_a_copy(page, batch, today):
    posted(page, batch, today)
    reminder = Reminder.objects.order_by("pk").first()

    single = page.get(address("reminder-copy", reminder.pk)).content
    pile = page.get(address("batch-pdf", batch.pk)).content

    for pdf in (single, pile):
        last = list(PdfReader(io.BytesIO(pdf)).pages)[-1]
        assert "Kopie" in last.extract_text()


def test_a_refused_mail_becomes_a_letter_with_one_click(page, sent, due_order):
    run = sent(due_order(email="weg@kunden.example"))
    reminder = run.reminders.get()

    response = page.post(address("reminder-as-letter", reminder.pk), follow=True)

    assert "geht als Brief" in messages_of(response)[0]
    assert response.redirect_chain[-1][0] == address("run-detail", run.pk)
    assert "EF-" in text_of(page.get(LETTERS))


def test_the_button_leads_back_only_within_the_site(page, sent, due_order):
    run = sent(due_order(email="weg@kunden.example"))
    reminder = run.reminders.get()

    response = page.post(
        address("reminder-as-letter", reminder.pk), {"zurueck": "https://anderswo.example/"}
    )

    assert response.url == address("run-detail", run.pk)


@pytest.mark.parametrize("name", ["batch-posted", "batch-dissolve"])
def test_who_may_not_send_may_not_post(browser_of, batch, name):
    guest = browser_of("reminders.view_reminder")

    assert guest.get(address("batch-detail", batch.pk)).status_code == 200
    assert guest.post(address(name, batch.pk)).status_code == 403
    assert guest.post(reverse("reminders:batch-create")).status_code == 403


def test_who_may_not_see_reminders_sees_no_letters(browser_of, batch):
    stranger = browser_of("orders.view_order")

    assert stranger.get(LETTERS).status_code == 403
    for name in ("batch-detail", "batch-progress", "batch-pdf"):
        assert stranger.get(address(name, batch.pk)).status_code == 403


def test_a_run_says_what_is_to_be_done_with_its_letters(page, waiting):
    run = waiting({}, {})

    text = text_of(page.get(address("run-detail", run.pk)))

    assert "2 Briefe warten auf den Druck." in text
    assert f"{LETTERS}?lauf={run.pk}" in text


def test_a_run_reminds_of_a_batch_that_nobody_has_marked(page, batch):
    run = Reminder.objects.first().run

    text = text_of(page.get(address("run-detail", run.pk)))

    assert "2 Briefe im Druckstapel sind noch nicht als versendet vermerkt." in text


def test_the_result_of_a_run_counts_letters_apart(page, batch, today):
    posted(page, batch, today)

    text = text_of(page.get(address("run-detail", Reminder.objects.first().run_id)))

    assert "Briefe versendet" in text
    assert "Briefe drucken" not in text


def test_the_result_offers_a_letter_where_the_mail_was_refused(page, sent, due_order):
    run = sent(due_order(email="weg@kunden.example"))
    reminder = run.reminders.get()

    text = text_of(page.get(address("run-detail", run.pk)))

    assert address("reminder-as-letter", reminder.pk) in text


def test_the_page_of_a_letter_shows_no_mail(page, batch):
    reminder = Reminder.objects.first()

    text = text_of(page.get(address("reminder-mail", reminder.pk)))

    assert "Vorschau: Dieser Brief wurde noch nicht versendet." in text
    assert address("batch-detail", batch.pk) in text
    assert "<iframe" not in text


@pytest.mark.parametrize(
    ("channel", "state", "words"),
    [
        (Channel.LETTER, ReminderState.QUEUED, "wartet auf den Druck"),
        (Channel.LETTER, ReminderState.PREPARING, "im Druckstapel"),
        (Channel.LETTER, ReminderState.SENT, "versendet"),
        (Channel.EMAIL, ReminderState.QUEUED, "wartet auf Versand"),
    ],
)
def test_a_letter_on_a_desk_is_called_so(channel, state, words):
    assert Reminder(channel=channel, state=state).state_words == words
