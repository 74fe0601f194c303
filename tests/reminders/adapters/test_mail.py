"""The mail: what arrives, byte by byte, and whom it may be sent to."""

import dataclasses
from datetime import UTC, date, datetime
from decimal import Decimal
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from reminders.adapters.addresses import InvalidAddress
from reminders.adapters.mail import BuiltMail, build_mail, mail_html, mail_text
from reminders.rules.content import POSITIONS_MARKER, ReminderContent
from tests.reminders.adapters.samples import (
    CREDITOR,
    business_reminder,
    collective_reminder,
    english_reminder,
    instalment_reminder,
    odd_reminder,
    reminder,
)

PDF = b"%PDF-1.7 \x00\xff not really"


def built(content: ReminderContent | None = None, **changes: object) -> BuiltMail:
    arguments = {
        "sender": "mahnung@lindenhof.example",
        "recipient": "kunde@bücher.example",
        "copy_to": "",
        "message_id": "<r.0b5e@lindenhof.example>",
        "pdf": PDF,
        "sent_at": datetime(2026, 11, 21, 8, 15, tzinfo=UTC),
    }
    return build_mail(content or reminder(), **(arguments | changes))


def parsed(mail: BuiltMail) -> EmailMessage:
    return message_from_bytes(mail.raw, policy=policy.default)


@pytest.mark.parametrize("part", [mail_text, mail_html])
def test_it_says_up_to_which_day_payments_count(part):
    until = reminder(payments_until=date(2026, 11, 20))

    assert "Zahlungen sind bis zum 20.\xa0November 2026 berücksichtigt." in part(until)
    assert "berücksichtigt" not in part(reminder())


def test_the_headers_are_those_of_a_serious_business_mail():
    message = parsed(built())

    assert message["Subject"] == "Zahlungserinnerung zu Ihrer Bestellung EF-2026-104792"
    assert message["From"] == "Lindenhof Shop <mahnung@lindenhof.example>"
    assert message["To"] == "kunde@xn--bcher-kva.example"
    assert message["Reply-To"] == "mahnung@lindenhof.example"
    assert message["Message-ID"] == "<r.0b5e@lindenhof.example>"
    assert message["Date"].datetime == datetime(2026, 11, 21, 8, 15, tzinfo=UTC)
    assert message["Auto-Submitted"] == "auto-generated"


def test_the_wire_format_is_seven_bit_with_crlf_and_short_lines():
    raw = built(odd_reminder()).raw

    assert raw.isascii()
    assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998


def test_text_html_and_the_letter_arrive_unchanged():
    content = odd_reminder()

    message = parsed(built(content))

    assert message.get_content_type() == "multipart/mixed"
    assert message.get_body(("plain",)).get_content().replace("\r\n", "\n") == mail_text(content)
    assert message.get_body(("html",)).get_content().replace("\r\n", "\n") == mail_html(content)
    (attachment,) = message.iter_attachments()
    assert attachment.get_filename() == "Mahnung-EF-2026-104792.pdf"
    assert attachment.get_content_type() == "application/pdf"
    assert attachment.get_content() == PDF


def test_the_copy_travels_in_the_envelope_only():
    mail = built(copy_to="archiv@lindenhof.example")

    assert mail.recipients == ("kunde@xn--bcher-kva.example", "archiv@lindenhof.example")
    assert b"archiv@" not in mail.raw


def test_a_copy_to_the_recipient_himself_is_sent_once():
    mail = built(recipient="a@b.example", copy_to="a@b.example")

    assert mail.recipients == ("a@b.example",)


@pytest.mark.parametrize(
    "change",
    [
        {"subject": "Mahnung\r\nBcc: evil@example.org"},
        {"sender_name": "Shop\r\nBcc: evil@example.org"},
        {"sender_name": 'Shop" <evil@example.org>, "x'},
        {"order_number": "1\r\nBcc: evil@example.org"},
    ],
)
def test_no_value_can_add_a_header_or_a_recipient(change):
    message = parsed(built(reminder(**change)))

    assert message["Bcc"] is None
    assert [address.addr_spec for address in message["From"].addresses] == [
        "mahnung@lindenhof.example"
    ]
    assert [address.addr_spec for address in message["To"].addresses] == [
        "kunde@xn--bcher-kva.example"
    ]


def test_umlauts_in_subject_and_sender_arrive():
    content = dataclasses.replace(reminder(), subject="Größe Ünlü 🙂", sender_name="Müller, Köln")

    message = parsed(built(content))

    assert message["Subject"] == "Größe Ünlü 🙂"
    assert message["From"].addresses[0].display_name == "Müller, Köln"


@pytest.mark.parametrize(
    "subject",
    [
        "1. Mahnung für Ihre Bestellung EF-10001 vom 31.10.2026",
        "Mahnung für " + "sehr lange Ware, " * 9 + "Köln",
        "Ä" * 150,
        "2. Mahnung zu Ihrer Bestellung EF-2026-104792 mit sehr langem Namen ohne jeden Umlaut",
    ],
)
def test_a_long_subject_begins_on_its_own_line_and_arrives_whole(subject):
    mail = built(dataclasses.replace(reminder(), subject=subject))

    (line,) = [line for line in mail.raw.split(b"\r\n") if line.startswith(b"Subject:")]
    assert len(b"Subject: ") < len(line) <= 78
    assert parsed(mail)["Subject"] == subject


@pytest.mark.parametrize(
    ("order_number", "name"),
    [
        ("#EF/2026\\1", "Mahnung-EF-2026-1.pdf"),
        ("../../etc/passwd", "Mahnung-etc-passwd.pdf"),
        ("Größe 5", "Mahnung-Gr-e-5.pdf"),
        ("###", "Mahnung.pdf"),
    ],
)
def test_the_attachment_has_a_harmless_name(order_number, name):
    message = parsed(built(reminder(order_number=order_number)))

    (attachment,) = message.iter_attachments()
    assert attachment.get_filename() == name


def test_an_instant_without_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        built(sent_at=datetime(2026, 11, 21, 8, 15))


@pytest.mark.parametrize("make", [mail_text, mail_html])
def test_both_bodies_say_sums_deadline_and_bank_data(make):
    body = make(reminder(2, interest=Decimal("1.23")))

    for said in (
        "Guten Tag",
        "Versand und Sonstiges",
        "431,90\u00a0€",
        "Zahlung vom 12.11.2026",
        "\u2212100,00\u00a0€",
        "331,90\u00a0€",
        "Verzugszinsen",
        "333,13\u00a0€",
        "Dienstag, 1. Dezember 2026",
        "DE02 1203 0000 0000 2020 51",
        "BYLADEM1001",
        "Falls Sie inzwischen gezahlt haben",
        "Im angehängten Schreiben finden Sie einen Code",
        "Amtsgericht Köln HRB 99999",
    ):
        assert said in body
    assert POSITIONS_MARKER not in body


BOTH_BODIES = pytest.mark.parametrize("make", [mail_text, mail_html])


@BOTH_BODIES
def test_both_bodies_say_since_when_and_how_interest_is_calculated(make):
    body = make(business_reminder())

    for said in (
        "Sie sind seit dem 20.\u00a0Mai 2026 in Verzug",
        "Berechnung der Verzugszinsen",
        "20.05.2026 bis 30.06.2026",
        "51,46\u00a0€",
        "Verzugspauschale (§ 288 Abs. 5 BGB)",
        "zuzüglich 9 Prozentpunkten",
    ):
        assert said in body


@BOTH_BODIES
def test_both_bodies_list_rates(make):
    body = make(instalment_reminder())

    assert "Rate fällig am 01.09.2026" in body
    assert "70,00\u00a0€" in body
    assert "Noch nicht fällig" in body


@BOTH_BODIES
def test_both_bodies_of_a_collective_reminder_name_every_order_and_the_total(make):
    body = make(collective_reminder())

    for number in ("EF-2026-104792", "EF-2026-104801", "EF-2026-104950"):
        assert f"Bestellung {number}" in body
    assert "829,80\u00a0€" in body


@BOTH_BODIES
def test_both_bodies_are_english_for_those_who_read_english(make):
    body = make(english_reminder())

    for said in (
        "Please pay EUR\u00a01,338.34",
        "Tuesday, 1 December 2026",
        "Amount outstanding",
        "Calculation of default interest",
        "The attached letter carries a code",
    ):
        assert said in body
    for german in ("Bitte", "Bestellung", "Zahlung", "Fällig"):
        assert german not in body


@BOTH_BODIES
def test_both_bodies_lead_to_the_payment_page(make):
    link = "https://zahlen.lindenhof.example/z/5b0e"

    assert link in make(reminder(payment_link=link))
    assert "online" not in make(reminder())


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (collective_reminder, "Mahnung-M-2026-000123.pdf"),
        (english_reminder, "Reminder-EF-2026-104792.pdf"),
    ],
)
def test_the_attachment_is_named_by_what_it_is_about(make, name):
    (attachment,) = parsed(built(make())).iter_attachments()

    assert attachment.get_filename() == name


def test_the_html_shows_odd_values_and_runs_none():
    html = mail_html(odd_reminder())

    assert "<script>" not in html
    assert "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt; &amp; Co." in html


def test_without_a_bank_account_the_mail_says_how_to_pay():
    creditor = dataclasses.replace(CREDITOR, iban="", bic="", bank_name="")

    html = mail_html(reminder(creditor=creditor))

    assert "Banking-App" not in mail_text(reminder(creditor=creditor))
    assert "auf dem Weg, den Sie bei der Bestellung gewählt haben" in html
    assert "IBAN" not in html
    assert "Banking-App" not in html


def test_without_a_marker_the_table_stands_before_the_last_paragraph():
    text = mail_text(reminder(mail_body="Guten Tag,\n\nbitte zahlen Sie.\n\nIhr Shop"))

    assert text.index("bitte zahlen Sie.") < text.index("Gesamtbetrag") < text.index("Ihr Shop")


@pytest.mark.parametrize("part", ["sender", "recipient", "copy_to"])
def test_a_mail_with_a_bad_address_is_not_built(part):
    with pytest.raises(InvalidAddress):
        built(**{part: "a@example.org\r\nDATA"})


def test_an_enclosed_invoice_comes_after_the_letter_under_a_safe_name():
    enclosures = [("Rechnung R/2026 17.pdf", b"%PDF-1.4 invoice")]

    letter, invoice = parsed(built(enclosures=enclosures)).iter_attachments()

    assert letter.get_content() == PDF
    assert invoice.get_filename() == "Rechnung-R-2026-17.pdf"
    assert invoice.get_content_type() == "application/pdf"
    assert invoice.get_content() == b"%PDF-1.4 invoice"
