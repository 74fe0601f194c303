import pytest
from django.core.exceptions import ImproperlyConfigured

from dunning_site.mailbox_env import (
    MailboxAccess,
    parse_bounce_address,
    parse_mail_provider,
    parse_mailbox_url,
)


@pytest.mark.parametrize(
    ("url", "access"),
    [
        (
            "imaps://bounces%40brief.example:geh%2Feim@imap.brief.example",
            MailboxAccess("imap.brief.example", 993, "bounces@brief.example", "geh/eim", "INBOX"),
        ),
        (
            "imaps://b:g@imap.brief.example:1993/Archiv/2026",
            MailboxAccess("imap.brief.example", 1993, "b", "g", "Archiv/2026"),
        ),
    ],
)
def test_it_reads_a_mailbox(url, access):
    assert parse_mailbox_url("BOUNCE_MAILBOX_URL", url) == access


def test_nothing_set_means_nothing_is_read():
    assert parse_mailbox_url("BOUNCE_MAILBOX_URL", "") is None
    assert parse_bounce_address("") == ""
    assert parse_mail_provider("", "") == ("", {})


@pytest.mark.parametrize(
    "url",
    [
        "imap://b:geheim@imap.brief.example",
        "https://b:geheim@imap.brief.example",
        "imaps://imap.brief.example",
        "imaps://b@imap.brief.example",
        "imaps://b:geheim@/INBOX",
        "imaps://b:geheim@imap.brief.example:viele/INBOX",
        "imaps://b:geheim@imap.brief.example/INBOX%0d%0aA1 DELETE",
    ],
)
def test_it_refuses_what_is_no_mailbox_and_never_repeats_the_password(url):
    with pytest.raises(ImproperlyConfigured) as refusal:
        parse_mailbox_url("BOUNCE_MAILBOX_URL", url)

    assert "BOUNCE_MAILBOX_URL" in str(refusal.value)
    assert "geheim" not in str(refusal.value)


def test_the_password_stays_out_of_what_is_printed():
    access = parse_mailbox_url("BOUNCE_MAILBOX_URL", "imaps://b:geheim@imap.brief.example")

    assert "geheim" not in repr(access)


@pytest.mark.parametrize("address", ["bounces", "b+c@x.example", f"{'b' * 21}@x.example", "ä@x.de"])
def test_it_refuses_addresses_that_leave_no_room_for_a_signature(address):
    with pytest.raises(ImproperlyConfigured):
        parse_bounce_address(address)


def test_it_takes_an_address_for_bounces():
    assert parse_bounce_address("bounces@brief.example") == "bounces@brief.example"


@pytest.mark.parametrize(
    ("provider", "secret", "for_anymail"),
    [
        ("mailgun", "schluessel", {"MAILGUN_WEBHOOK_SIGNING_KEY": "schluessel"}),
        ("postmark", "post:geheim", {"WEBHOOK_SECRET": "post:geheim"}),
    ],
)
def test_it_reads_a_provider(provider, secret, for_anymail):
    assert parse_mail_provider(provider, secret) == (provider, for_anymail)


@pytest.mark.parametrize(
    ("provider", "secret"),
    [("mailgun", ""), ("postmark", "ohne-benutzer"), ("niemand", "x:y"), ("", "x:y")],
)
def test_it_refuses_a_provider_without_its_secret(provider, secret):
    with pytest.raises(ImproperlyConfigured) as refusal:
        parse_mail_provider(provider, secret)

    assert secret == "" or secret not in str(refusal.value)
