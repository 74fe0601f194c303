"""Addresses of mails: made ready for the server, or refused."""

import pytest

from reminders.adapters.addresses import InvalidAddress, sendable_address


@pytest.mark.parametrize(
    ("written", "sendable"),
    [
        (" kunde@example.org ", "kunde@example.org"),
        ("Erika.Muster+shop@Example.ORG", "Erika.Muster+shop@example.org"),
        ("info@BÜCHER.example", "info@xn--bcher-kva.example"),
        ("a@straße.example", "a@xn--strae-oqa.example"),
        ("o'neill@example.org", "o'neill@example.org"),
    ],
)
def test_a_good_address_is_made_ready_for_the_server(written, sendable):
    assert sendable_address(written) == sendable


@pytest.mark.parametrize(
    "address",
    [
        "",
        "kunde",
        "@example.org",
        "kunde@",
        "a@localhost",
        "--help@example.org",
        "a@example.org\r\nBcc: b@example.org",
        "a@example.org\n",
        "a@example.org, b@example.org",
        "a@example.org;b@example.org",
        "Mueller, evil@example.org <c@example.org>",
        "Erika <a@example.org>",
        "a b@example.org",
        "a\x00b@example.org",
        '"a b"@example.org',
        "jürgen@example.org",
        "a@b@example.org",
        "a@-example.org",
        "a@example..org",
        "a@[127.0.0.1]",
        f"{'x' * 65}@example.org",
        f"a@{'x' * 64}.org",
    ],
)
def test_an_address_that_cannot_be_sent_to_is_refused(address):
    with pytest.raises(InvalidAddress):
        sendable_address(address)
