"""The link of the payment page: in every mail and letter, and in no row of the database."""

from datetime import timedelta
from email import message_from_bytes, policy
from itertools import chain

import pytest
import zxingcpp
from django.db import connection

from orders.models import Order
from orders.services.access import payment_link, renew_access, revoke_access, token_of
from reminders.adapters.pdf import letter_pdf
from reminders.models import DebtorPageSettings, Reminder, ReminderTemplate
from reminders.services.by_hand import occasion
from reminders.services.content import content_of, preview_mail_html, preview_mail_text
from reminders.services.delivery import deliver_due
from reminders.services.edited_texts import edit_reminder_text, texts_to_edit
from reminders.services.kept_mails import keep, shown, shown_subject
from reminders.services.proposals import propose_run
from reminders.services.template_previews import preview_content
from reminders.services.trial_mails import send_trial_mail
from tests.factories import TODAY, collect_per_customer, order, sales_account, user
from tests.reminders.adapters.sheets import sheets

pytestmark = pytest.mark.django_db
SITE = "https://zahlen.lindenhof.example"


@pytest.fixture(autouse=True)
def address(settings):
    settings.PUBLIC_URL = SITE


def proposed(*orders: Order) -> Reminder:
    ids = [one.pk for one in orders]
    run = propose_run(ids, level=1, day=TODAY, written_on=TODAY, selection="", actor=None)
    return run.reminders.get()


def write(body: str) -> None:
    """What all templates say from now on."""
    sales_account()
    ReminderTemplate.objects.update(mail_body=body, letter_body=body)


def sent_mail(sink) -> tuple[str, str]:
    """Text and HTML of the one mail that the server took."""
    (envelope,) = sink.envelopes
    mail = message_from_bytes(envelope.content, policy=policy.default)
    parts = (mail.get_body(("plain",)), mail.get_body(("html",)))
    return tuple(part.get_content().replace("\r\n", "\n") for part in parts)


def test_the_mail_has_the_link_bare_on_a_line_of_its_own(released, sink, clock):
    bought = order()
    released(bought)

    deliver_due(clock=clock)

    text, html = sent_mail(sink)
    assert payment_link(bought) in text.splitlines()
    assert f'<a href="{payment_link(bought)}"' in html


def test_the_letter_of_one_order_stays_on_one_page_with_its_link_as_a_code():
    bought = order()

    pages = sheets(letter_pdf(content_of(proposed(bought))))

    codes = zxingcpp.read_barcodes(pages[0].page.render(scale=200 / 72).to_pil())
    assert len(pages) == 1
    assert payment_link(bought) in [code.text for code in codes]
    assert payment_link(bought) in pages[0].text().replace(" ", "")


def test_a_collective_reminder_has_a_link_for_each_order(clock):
    account = sales_account()
    collect_per_customer(account)
    first = order(account, due_on=TODAY - timedelta(days=10))
    second = order(account, due_on=TODAY - timedelta(days=12))
    Order.objects.filter(pk=second.pk).update(customer=first.customer)
    reminder = proposed(first, second)

    content = content_of(reminder)

    assert content.payment_link == ""
    assert [claim.payment_link for claim in content.claims] == [
        payment_link(item.order) for item in reminder.items.order_by("pk")
    ]
    text, html = preview_mail_text(reminder), preview_mail_html(reminder)
    letter = "".join(page.text() for page in sheets(letter_pdf(content))).replace(" ", "")
    for one in (first, second):
        assert payment_link(one) in text.splitlines()
        assert payment_link(one) in html
        assert payment_link(one) in letter


@pytest.mark.parametrize("reason", ["no address", "closed", "switched off"])
def test_without_a_payment_page_no_line_tells_of_one(reason, settings):
    write("Guten Tag,\n\nzahlen Sie hier: ((ZAHLUNGSLINK))\noder wie Sie mögen.\n\nIhr Shop")
    bought = order()
    reminder = proposed(bought)
    if reason == "no address":
        settings.PUBLIC_URL = ""
    elif reason == "closed":
        revoke_access(bought.pk, actor=None, today=TODAY)
    else:
        DebtorPageSettings.objects.create(sales_account=bought.sales_account, is_active=False)

    text = preview_mail_text(Reminder.objects.get(pk=reminder.pk))

    assert "/z/" not in text
    assert "zahlen Sie hier" not in text
    assert "oder wie Sie mögen." in text


def test_a_link_renewed_before_the_dispatch_is_the_new_one(released, sink, clock):
    write("Hier: ((ZAHLUNGSLINK)) mit ((TOKEN))\n\nIhr Shop")
    bought = order()
    released(bought)
    old, renewed = token_of(bought), renew_access(bought.pk, actor=None)

    deliver_due(clock=clock)

    text, _ = sent_mail(sink)
    assert f"Hier: {payment_link(renewed)} mit {token_of(renewed)}" in text
    assert old not in text


def test_no_row_keeps_the_token_and_the_mail_is_shown_as_it_was_sent(released, sink, clock):
    write("Hier: ((ZAHLUNGSLINK)) mit ((TOKEN))\n\nIhr Shop")
    ReminderTemplate.objects.update(mail_subject="Ihr Schlüssel ((TOKEN))")
    bought = order()
    run = released(bought)

    deliver_due(clock=clock)

    reminder = run.reminders.get()
    rows = [*Reminder.objects.values().get().values()]
    rows += [reminder.document.mail_text, reminder.document.mail_html]
    assert not any(token_of(bought) in str(value) for value in rows)
    assert (preview_mail_text(reminder), preview_mail_html(reminder)) == sent_mail(sink)
    assert shown_subject(reminder) == f"Ihr Schlüssel {token_of(bought)}"


def test_no_table_of_the_database_holds_a_token_after_the_dispatch(released, sink, clock):
    write("Hier: ((ZAHLUNGSLINK)) mit ((TOKEN))\n\nIhr Shop")
    bought = order()
    released(bought)
    deliver_due(clock=clock)

    signature = token_of(bought).partition(".")[2]
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            cells = [bytes(it) if isinstance(it, memoryview) else it for it in chain(*cursor)]
            found = [it for it in cells if signature in (it if isinstance(it, str) else repr(it))]
            assert not found, table

    assert len(tables) > 50
    assert signature in sent_mail(sink)[0]


def test_a_kept_mail_shows_the_token_it_was_sent_with():
    bought = order()
    text = f"Hier: {payment_link(bought)}."
    renew_access(bought.pk, actor=None)

    kept = keep(text)

    assert token_of(bought) not in kept
    assert shown(kept) == text


@pytest.mark.parametrize(
    "text", ["", "Nichts.", "x" * 16 + "." + "y" * 43, "\ue000POSITIONEN\ue000"]
)
def test_what_holds_no_token_of_ours_is_kept_as_it_is(text):
    assert keep(text) == text
    assert shown(text) == text


def test_whoever_edits_a_text_sees_placeholders_and_no_token():
    write("Hier: ((ZAHLUNGSLINK)) mit ((TOKEN))\n\nIhr Shop")
    bought = order()
    reminder = proposed(bought)

    texts = texts_to_edit(reminder)
    edit_reminder_text(
        reminder.pk, texts=texts | {"mail_body": texts["mail_body"] + "!"}, actor=user("petra")
    )

    assert texts["mail_body"].startswith("Hier: ((ZAHLUNGSLINK)) mit ((TOKEN))")
    reminder.refresh_from_db()
    assert token_of(bought) not in reminder.mail_body
    assert f"Hier: {payment_link(bought)} mit" in content_of(reminder).mail_body


def test_whoever_writes_by_hand_sees_placeholders_too():
    write("Hier: ((ZAHLUNGSLINK)) mit ((TOKEN))\n\nIhr Shop")

    texts = occasion(order().pk, None, today=TODAY).start.texts

    assert texts["letter_body"].startswith("Hier: ((ZAHLUNGSLINK)) mit ((TOKEN))")


def test_a_trial_mail_opens_nobodys_page(sink, clock):
    write("Hier: ((ZAHLUNGSLINK)) mit ((TOKEN))\n\nIhr Shop")
    bought = order()

    send_trial_mail(proposed(bought).pk, actor=user("petra"), now=clock())

    text, html = sent_mail(sink)
    assert f"Hier: {SITE}/z/Muster mit Muster" in text
    assert f"{SITE}/z/Muster" in text.splitlines()
    assert token_of(bought) not in text + html


def test_the_preview_of_a_text_opens_nobodys_page():
    bought = order(number="EF-9")
    template = ReminderTemplate.objects.first()
    template.mail_body = "Hier: ((ZAHLUNGSLINK)) mit ((TOKEN))\n\nIhr Shop"

    content = preview_content(template, order_number="EF-9", today=TODAY)

    assert content.payment_link == f"{SITE}/z/Muster"
    assert content.mail_body.startswith(f"Hier: {SITE}/z/Muster mit Muster")
    assert token_of(bought) not in repr(content)
