"""The demo's mail catcher and the pages that show what it kept."""

import smtplib
import socket
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from common.web.content_security import HEADER
from dunning_site.caught_mails import Mailbox, store_mail
from dunning_site.management.commands.catch_mail import catcher

PDF = b"%PDF-1.7 Mahnung"


@pytest.fixture
def folder(data_dir):
    return data_dir / "mails"


@pytest.fixture
def mail() -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Elbfoto <buchhaltung@elbfoto.example>"
    mail["To"] = "Jörg Müller <joerg@example.org>"
    mail["Subject"] = "1. Mahnung zu Auftrag EF-1001"
    mail.set_content("Guten Tag,\n\nes sind 49,90 € offen.\n")
    mail.add_alternative('<p style="color: #333">offen <img src="cid:logo"></p>', subtype="html")
    mail.get_body(("html",)).add_related(b"\x89PNG", "image", "png", cid="<logo>")
    mail.add_attachment(PDF, maintype="application", subtype="pdf", filename="Mahnung.pdf")
    mail.add_attachment(b"<script>", maintype="text", subtype="html", filename="böse.html")
    return mail


@pytest.fixture
def caught(mail, folder) -> str:
    return store_mail(
        folder,
        mail.as_bytes(),
        sender="buchhaltung@elbfoto.example",
        recipients=["joerg@example.org", "archiv@elbfoto.example"],
        received_at=datetime(2026, 11, 21, 9, 30, tzinfo=UTC),
    )


@pytest.fixture
def reader(client, db, settings):
    settings.DEMO = True
    client.force_login(User.objects.create_user("anna"))
    return client


def test_it_keeps_what_a_real_smtp_client_hands_over(mail, folder):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = catcher(folder, port)

    server.start()
    try:
        with smtplib.SMTP("127.0.0.1", port) as connection:
            connection.send_message(mail, to_addrs=["joerg@example.org", "archiv@elbfoto.example"])
    finally:
        server.stop()

    (kept,) = Mailbox(folder)
    assert kept.subject == "1. Mahnung zu Auftrag EF-1001"
    assert kept.to == "Jörg Müller <joerg@example.org>"
    assert kept.envelope_to == "joerg@example.org, archiv@elbfoto.example"
    assert "49,90 €" in kept.text
    assert [a.filename for a in kept.attachments] == ["Mahnung.pdf", "böse.html"]
    assert kept.attachments[0].content == PDF


def test_the_newest_mail_comes_first_and_other_files_are_no_mail(folder):
    for hour in (9, 11, 10):
        store_mail(
            folder,
            f"Subject: {hour} Uhr\r\n\r\n".encode(),
            sender="a@example.org",
            recipients=["b@example.org"],
            received_at=datetime(2026, 11, 21, hour, tzinfo=UTC),
        )
    (folder / "20261121T120000.000000Z-0badcafe.tmp").write_bytes(b"half")
    (folder / "notes.eml").write_bytes(b"")

    subjects = [mail.subject for mail in Mailbox(folder)]

    assert subjects == ["11 Uhr", "10 Uhr", "9 Uhr"]


def test_the_list_shows_time_recipient_subject_and_attachments(reader, caught):
    page = reader.get(reverse("caught-mails")).content.decode()

    assert "21.11.2026 10:30:00" in page
    assert "joerg@example.org" in page
    assert "1. Mahnung zu Auftrag EF-1001" in page
    assert "Mahnung.pdf" in page
    assert reverse("caught-mail", args=[caught]) in page


def test_the_list_says_so_when_nothing_has_arrived(reader):
    response = reader.get(reverse("caught-mails"))

    assert "Noch keine E-Mail" in response.content.decode()


def test_a_mail_shows_its_text_and_frames_its_html(reader, caught):
    page = reader.get(reverse("caught-mail", args=[caught])).content.decode()

    assert "es sind 49,90 € offen" in page
    assert "archiv@elbfoto.example" in page
    assert reverse("caught-mail-html", args=[caught]) in page
    assert "<script>" not in page


def test_the_html_may_style_itself_but_run_nothing(reader, caught):
    response = reader.get(reverse("caught-mail-html", args=[caught]))

    assert "script-src" not in response.headers[HEADER]
    assert "default-src 'none'" in response.headers[HEADER]
    assert "style-src 'unsafe-inline'" in response.headers[HEADER]
    assert "data:image/png;base64," in response.content.decode()


@pytest.mark.parametrize(
    ("number", "content_type", "disposition"),
    [
        pytest.param(0, "application/pdf", "inline", id="a PDF opens"),
        pytest.param(1, "application/octet-stream", "attachment", id="anything else is saved"),
    ],
)
def test_attachments_can_be_fetched(reader, caught, number, content_type, disposition):
    response = reader.get(reverse("caught-mail-attachment", args=[caught, number]))

    assert response.headers["Content-Type"] == content_type
    assert response.headers["Content-Disposition"].startswith(disposition)


@pytest.mark.parametrize(
    "address",
    [
        "/demo/postfach/20261121T120000.000000Z-0badcafe/",
        "/demo/postfach/..%2Fsecret_key/",
        "/demo/postfach/20261121T120000.000000Z-0badcafe/html/",
    ],
)
def test_what_is_not_there_is_not_found(reader, caught, address):
    assert reader.get(address).status_code == 404
    assert reader.get(reverse("caught-mail-attachment", args=[caught, 2])).status_code == 404


def test_outside_the_demo_there_is_no_such_page(reader, caught, settings):
    settings.DEMO = False

    assert reader.get(reverse("caught-mails")).status_code == 404
    assert reader.get(reverse("caught-mail", args=[caught])).status_code == 404
