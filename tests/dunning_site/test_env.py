"""Reading the environment."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from dunning_site.env import (
    MailServer,
    env_bool,
    env_int,
    env_list,
    env_recipients,
    env_str,
    parse_mail_url,
)
from dunning_site.secret_key import read_or_make_secret_key


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1", True), ("true", True), ("Ja", True), ("0", False), ("", False), ("off", False)],
)
def test_it_reads_yes_and_no(monkeypatch, text, expected):
    monkeypatch.setenv("SWITCH", text)

    assert env_bool("SWITCH") is expected


def test_it_refuses_a_word_that_is_neither_yes_nor_no(monkeypatch):
    monkeypatch.setenv("SWITCH", "vielleicht")

    with pytest.raises(ImproperlyConfigured, match="kein Ja oder Nein"):
        env_bool("SWITCH")


def test_it_falls_back_when_nothing_is_set(monkeypatch):
    monkeypatch.delenv("THING", raising=False)

    assert env_bool("THING", default=True) is True
    assert env_str("THING", "so") == "so"
    assert env_int("THING", 7) == 7
    assert env_list("THING", ("a",)) == ["a"]


@pytest.mark.parametrize("text", ["zwei", "-1", "1.5", "²", "0"])
def test_it_refuses_what_is_no_number_in_range(monkeypatch, text):
    monkeypatch.setenv("COUNT", text)

    with pytest.raises(ImproperlyConfigured, match="ganze Zahl ab 1"):
        env_int("COUNT", 2, at_least=1)


def test_it_splits_lists_at_commas(monkeypatch):
    monkeypatch.setenv("HOSTS", " a.example, b.example ,,")

    assert env_list("HOSTS") == ["a.example", "b.example"]


@pytest.mark.parametrize(
    ("url", "server"),
    [
        pytest.param("", None, id="unset"),
        pytest.param(
            "smtp://127.0.0.1:2525", MailServer("127.0.0.1", 2525, "", "", "none"), id="plain"
        ),
        pytest.param("smtp://mx.example", MailServer("mx.example", 25, "", "", "none"), id="port"),
        pytest.param(
            "smtp+tls://post%40shop.example:ge%3Aheim@mx.example",
            MailServer("mx.example", 587, "post@shop.example", "ge:heim", "starttls"),
            id="starttls with escaped signs",
        ),
        pytest.param(
            "smtps://a:b@mx.example:4650/",
            MailServer("mx.example", 4650, "a", "b", "tls"),
            id="tls",
        ),
    ],
)
def test_it_reads_the_address_of_a_mail_server(url, server):
    assert parse_mail_url(url) == server


@pytest.mark.parametrize(
    "url", ["mx.example", "http://mx.example", "smtp://", "smtp://mx:viele", "smtp://mx/ordner"]
)
def test_it_refuses_nonsense_as_mail_server(url):
    with pytest.raises(ImproperlyConfigured, match="keine gültige Adresse eines Mailservers"):
        parse_mail_url(url)


def test_neither_complaint_nor_print_shows_the_password():
    with pytest.raises(ImproperlyConfigured) as refusal:
        parse_mail_url("imap://user:geheim@mx.example")

    assert "geheim" not in str(refusal.value)
    assert "geheim" not in repr(parse_mail_url("smtp://user:geheim@mx.example"))


def test_the_secret_key_is_made_once_and_readable_by_the_owner_only(tmp_path):
    path = tmp_path / "data" / "secret_key"

    first = read_or_make_secret_key(path)

    assert len(first) > 50
    assert read_or_make_secret_key(path) == first
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["secret_key"]


def test_it_reads_whom_a_trial_installation_may_mail_to(monkeypatch):
    monkeypatch.setenv("MAIL_ALLOWLIST", " Chefin@Haus.example, @test.example ,")

    assert env_recipients("MAIL_ALLOWLIST") == ("chefin@haus.example", "@test.example")


def test_without_a_list_everybody_may_get_mail(monkeypatch):
    monkeypatch.delenv("MAIL_ALLOWLIST", raising=False)

    assert env_recipients("MAIL_ALLOWLIST") == ()


@pytest.mark.parametrize("text", ["test.example", "a@b@c", "chefin@", ",", "*"])
def test_a_slip_in_the_list_of_recipients_lets_no_mail_out(monkeypatch, text):
    monkeypatch.setenv("MAIL_ALLOWLIST", text)

    with pytest.raises(ImproperlyConfigured, match="MAIL_ALLOWLIST"):
        env_recipients("MAIL_ALLOWLIST")
