"""One reminder as mail and letter, and the dispatch log."""

import pytest
from django.urls import reverse

from reminders.models import Reminder, ReminderTemplate
from reminders.services.proposals import take_out

pytestmark = pytest.mark.django_db


def reminder_page(page, name, reminder):
    return page.get(reverse(f"reminders:{name}", args=[reminder.pk]))


def log(page, query=""):
    return page.get(reverse("reminders:dispatch-log") + query)


def numbers_in(response) -> list[int]:
    return [row.record.number for row in response.context["table"].rows]


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def test_the_letter_opens_in_the_browser_and_in_no_cache(page, proposed, due_order):
    reminder = proposed(due_order()).reminders.get()

    response = reminder_page(page, "reminder-pdf", reminder)

    assert response.content.startswith(b"%PDF-")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("inline")
    assert response["Cache-Control"] == "private, no-store"


def test_the_letter_is_the_one_that_was_sent(page, sent, due_order):
    reminder = sent(due_order()).reminders.get()

    response = reminder_page(page, "reminder-pdf", reminder)

    assert response.content == bytes(reminder.document.pdf)
    assert reminder.display_number in response["Content-Disposition"]


def test_the_html_comes_with_a_policy_of_its_own(page, proposed, due_order):
    reminder = proposed(due_order()).reminders.get()

    response = reminder_page(page, "reminder-mail-html", reminder)

    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "style-src 'unsafe-inline'" in policy
    assert "script-src" not in policy
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "no-store" in response["Cache-Control"]


def test_the_mail_is_shown_as_it_was_sent(page, sent, due_order):
    reminder = sent(due_order()).reminders.get()
    ReminderTemplate.objects.update(mail_body="Ganz anders.", mail_subject="Anders")

    text = text_of(reminder_page(page, "reminder-mail", reminder))

    assert reminder.recipient in text
    assert reminder.message_id.strip("<>") in text
    assert "1. Mahnung für Ihre Bestellung" in text
    assert "queued as 4711" in text
    assert "Vorschau" not in text


def test_a_mail_not_sent_yet_is_marked_as_a_preview(page, proposed, due_order):
    reminder = proposed(due_order()).reminders.get()

    assert "wurde noch nicht versendet" in text_of(reminder_page(page, "reminder-mail", reminder))


def test_a_mail_taken_out_of_its_run_says_that_it_will_never_be_sent(page, proposed, due_order):
    reminder = proposed(due_order()).reminders.get()
    take_out(reminder.pk)

    text = text_of(reminder_page(page, "reminder-mail", reminder))

    assert "Diese E-Mail wurde nicht versendet: aus dem Mahnlauf genommen." in text
    assert "noch nicht versendet" not in text


def test_a_refused_mail_says_why_it_was_not_sent(page, sent, due_order):
    reminder = sent(due_order(email="weg@kunden.example")).reminders.get()

    text = text_of(reminder_page(page, "reminder-mail", reminder))

    assert "Diese E-Mail wurde nicht versendet: Adresse unbekannt (550)." in text


def test_the_log_gives_a_result_only_for_what_was_not_sent(page, sent, due_order):
    sent(due_order(), due_order(email="weg@kunden.example"))

    rows = page.get(reverse("reminders:dispatch-log")).context["table"].paginated_rows

    results = {row.record.state: row.get_cell("result") for row in rows}
    assert results["sent"] == ""
    assert "Adresse unbekannt" in results["failed"]


@pytest.mark.parametrize("name", ["reminder-mail", "reminder-mail-html", "reminder-pdf"])
def test_mails_and_letters_need_a_right(browser_of, proposed, due_order, name):
    reminder = proposed(due_order()).reminders.get()

    response = reminder_page(browser_of("orders.view_order"), name, reminder)

    assert response.status_code == 403


def test_the_log_has_a_line_for_every_released_reminder(page, sent, proposed, due_order):
    sent(due_order(), due_order(email="weg@kunden.example"))
    proposed(due_order())

    response = log(page)

    assert sorted(numbers_in(response)) == [1, 2]
    assert "Adresse unbekannt (550)" in text_of(response)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?suche=wintermann", [2]),
        ("?suche=Wintermann+Zoë", [2]),
        ("?suche=M-000001", [1]),
        ("?suche=m1", [1]),
        ("?suche=weg@", [3]),
        ("?suche=EF-GESUCHT", [1]),
        ("?suche=niemand", []),
        ("?zustand=failed", [3]),
        ("?zustand=sent&suche=wintermann", [2]),
        ("?zustand=nonsense", []),
        ("?von=nonsense", []),
        ("?bis=2020-01-01", []),
        ("?von=2020-01-01", [1, 2, 3]),
        ("?lauf=999999", []),
    ],
)
def test_the_log_is_filtered(page, sent, due_order, query, found):
    for order in (
        {"number": "EF-GESUCHT"},
        {"last_name": "Wintermann"},
        {"email": "weg@kunden.example", "last_name": "Sommer"},
    ):
        sent(due_order(**order))

    assert sorted(numbers_in(log(page, query))) == found


def test_the_log_of_one_run_says_which(page, sent, due_order):
    sent(due_order())
    run = sent(due_order())

    response = log(page, f"?lauf={run.pk}")

    assert numbers_in(response) == [2]
    assert reverse("reminders:run-detail", args=[run.pk]) in text_of(response)


def test_a_wrong_day_is_said_at_its_field(page):
    assert "gültiges Datum" in text_of(log(page, "?von=31.02.2026"))


def test_the_log_takes_a_fixed_number_of_queries(page, queries_of, sent, due_order):
    sent(due_order())
    few = queries_of(lambda: log(page))
    sent(*(due_order() for _ in range(6)))

    assert queries_of(lambda: log(page)) == few


def test_the_log_needs_a_right(browser_of):
    assert log(browser_of("orders.view_order")).status_code == 403


def test_an_empty_log_says_so(page):
    assert "Noch keine Mahnung versendet." in text_of(log(page))
    assert not Reminder.objects.exists()


def test_the_newest_reminder_can_be_taken_back_by_who_may(page, browser_of, sent, due_order):
    run = sent(due_order())
    address = reverse("reminders:reminder-mail", args=[run.reminders.get().pk])
    lead = browser_of("reminders.view_reminder", "reminders.change_reminder", "orders.view_order")

    for_lead, for_clerk = (one.get(address).content.decode() for one in (lead, page))

    assert "Mahnung zurückziehen" in for_lead
    assert "Mahnung zurückziehen" not in for_clerk
