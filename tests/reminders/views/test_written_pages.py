"""The pages on which one reminder is written, or its text changed."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from orders.models import Order
from reminders.models import DunningRun, DunningSettings, Reminder
from reminders.rules.states import ReminderState
from reminders.services.blocks import set_block

pytestmark = pytest.mark.django_db
TEXTS = ("mail_subject", "mail_body", "letter_subject", "letter_body")


def write_url(order: Order, query: str = "") -> str:
    return reverse("reminders:reminder-write", args=[order.pk]) + query


def typed(response, **changes: str) -> dict[str, str]:
    """What the opened page would post, with changes."""
    form = response.context["form"]
    values = {name: form[name].value() for name in (*TEXTS, "channel", "pay_by")}
    return {**values, "stufe": "0", **changes}


def words_of(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def test_the_order_page_leads_there(page, due_order):
    one = due_order()

    html = page.get(reverse("order-page", args=[one.pk])).content.decode()

    assert write_url(one) in html


def test_it_begins_with_the_level_that_is_reached_and_offers_a_free_reminder(page, due_order):
    one = due_order()

    html = page.get(write_url(one)).content.decode()

    assert "zählt sie als Mahnstufe 1" in html
    assert write_url(one, "?stufe=0") in html
    assert "1. Mahnung für Ihre Bestellung" in html


def test_what_was_written_is_sent_and_the_order_page_comes_back(page, due_order, sink):
    one = due_order()
    opened = page.get(write_url(one, "?stufe=0"))

    response = page.post(write_url(one), typed(opened, mail_subject="Ein Wort"))

    reminder = Reminder.objects.get()
    assert response.url == reverse("order-page", args=[one.pk])
    assert (reminder.mail_subject, reminder.state) == ("Ein Wort", ReminderState.QUEUED)
    assert "wird versendet" in words_of(response)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        pytest.param("mail_body", "((NIEMAND))", "„((NIEMAND))“", id="unknown placeholder"),
        pytest.param("pay_by", "01.01.2020", "in der Zukunft", id="deadline gone by"),
        pytest.param("pay_by", "01.01.2040", "der 02.01.2040", id="deadline on a holiday"),
        pytest.param("mail_subject", "", "erforderlich", id="no subject"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(page, due_order, sink, field, value, sentence):
    one = due_order()
    opened = page.get(write_url(one, "?stufe=0"))

    response = page.post(write_url(one), typed(opened, **{field: value}))

    assert response.status_code == 422
    assert sentence in " ".join(response.context["form"].errors[field])
    assert not DunningRun.objects.exists()


def test_without_a_mail_server_the_text_is_kept(page, due_order, settings):
    one = due_order()
    settings.MAIL_SERVER = None
    opened = page.get(write_url(one, "?stufe=0"))

    response = page.post(write_url(one), typed(opened, mail_subject="Ein Wort"))

    assert response.status_code == 422
    assert "kein Mailserver" in response.content.decode()
    assert "Ein Wort" in response.content.decode()


@pytest.mark.parametrize("part", ["text", "html", "brief"])
def test_the_preview_shows_what_is_typed_and_stores_nothing(page, due_order, part):
    one = due_order()
    opened = page.get(write_url(one, "?stufe=0"))
    url = reverse("reminders:reminder-write-preview", args=[one.pk, part])

    response = page.post(url, typed(opened, mail_body="Hallo ((POSITIONEN)) Gruß"))

    assert response.status_code == 200
    assert part == "brief" or "Fotobuch A4" in response.content.decode()
    assert not Reminder.objects.exists()


def test_a_blocked_order_leads_back_with_the_reason(page, clerk, due_order, today):
    one = due_order()
    set_block(one.pk, reason="other", until_on=None, actor=clerk, today=today)

    response = page.get(write_url(one))

    assert response.url == reverse("order-page", args=[one.pk])
    assert "Mahnsperre" in words_of(response)


def test_over_the_limit_a_second_person_is_asked(page, due_order, sink):
    one = due_order()
    DunningSettings.objects.update_or_create(
        sales_account=one.sales_account, defaults={"approval_limit": "50.00"}
    )
    opened = page.get(write_url(one, "?stufe=0"))

    response = page.post(write_url(one), typed(opened))

    run = DunningRun.objects.get()
    assert response.url == reverse("reminders:run-review", args=[run.pk])
    assert (run.state, run.needs_approval) == (DunningRun.State.PROPOSED, True)


def test_it_needs_the_right_to_send(browser_of, due_order):
    guest = browser_of("orders.view_order", "reminders.add_dunningrun")

    assert guest.get(write_url(due_order())).status_code == 403


def test_the_text_of_a_proposed_reminder_is_changed(page, due_order, proposed):
    reminder = proposed(due_order()).reminders.get()
    url = reverse("reminders:reminder-text", args=[reminder.pk])
    form = page.get(url).context["form"]
    texts = {name: form[name].value() for name in TEXTS}

    response = page.post(url, {**texts, "mail_subject": "Nur für Sie"})

    reminder.refresh_from_db()
    assert response.url == reverse("reminders:run-review", args=[reminder.run_id])
    assert (reminder.mail_subject, reminder.is_edited) == ("Nur für Sie", True)


def test_the_text_of_a_proposed_reminder_is_shown_before(page, due_order, proposed):
    reminder = proposed(due_order()).reminders.get()
    form = page.get(reverse("reminders:reminder-text", args=[reminder.pk])).context["form"]
    texts = {name: form[name].value() for name in TEXTS}
    url = reverse("reminders:reminder-text-preview", args=[reminder.pk, "text"])

    response = page.post(url, {**texts, "mail_subject": "Nur für Sie"})

    assert "Nur für Sie" in response.content.decode()


def test_the_text_of_a_sent_reminder_stands_fast(page, due_order, sent):
    reminder = sent(due_order()).reminders.get()

    response = page.get(reverse("reminders:reminder-text", args=[reminder.pk]))

    assert response.url == reverse("reminders:reminder-mail", args=[reminder.pk])
    assert "steht fest" in words_of(response)


def test_an_order_not_due_yet_may_be_written_to(page, due_order, today, sink):
    one = due_order(due_on=today + timedelta(days=9))
    opened = page.get(write_url(one))

    response = page.post(write_url(one), typed(opened))

    assert "wird versendet" in words_of(response)


@pytest.fixture
def letter(due_order, proposed):
    """A proposed reminder that goes by letter alone."""
    reminder = proposed(due_order()).reminders.get()
    reminder.channel = Reminder.Channel.LETTER
    reminder.save()
    return reminder


def test_a_letter_that_goes_alone_offers_no_mail_to_write(page, letter):
    url = reverse("reminders:reminder-text", args=[letter.pk])
    form = page.get(url).context["form"]
    posted = {**form.initial, "letter_body": "Nur der Brief\n((POSITIONEN))"}
    posted = {name: posted[name] for name in form.fields}

    page.post(url, posted)

    before, after = letter.mail_body, Reminder.objects.get()
    assert list(form.fields) == ["letter_subject", "letter_body"]
    assert after.letter_body.startswith("Nur der Brief")
    assert after.mail_body == before


def test_a_letter_that_goes_alone_is_shown_as_a_letter(page, letter):
    response = page.get(reverse("reminders:run-review", args=[letter.run_id]))

    text = response.content.decode()
    assert response.context["preview"].facts.subject == letter.letter_subject
    assert '<pre class="letter-text">' in text
    assert "mail-frame" not in text
    assert "Test an mich" not in text
