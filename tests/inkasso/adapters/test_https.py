"""Delivery of the whole file to a web server on loopback, with the faults of real ones."""

import base64
import hashlib
import os
from collections.abc import Iterator
from dataclasses import replace

import pytest

from inkasso.adapters.agencies import web
from inkasso.adapters.agencies.base import (
    ChannelRefused,
    ChannelUnavailable,
    ChannelUnreachable,
)
from inkasso.adapters.agencies.https import HttpsChannel
from inkasso.adapters.agencies.web import WebAccess, check_address
from tests.inkasso.servers.http_server import TOKEN, AgencyServer, agency_server
from tests.inkasso.servers.packages import KEY, notice, package


@pytest.fixture
def server() -> Iterator[AgencyServer]:
    with agency_server() as running:
        yield running


@pytest.fixture
def channel(server: AgencyServer) -> HttpsChannel:
    return HttpsChannel(WebAccess(f"{server.url}eingang/", TOKEN))


def test_the_file_arrives_below_the_address(server, channel):
    sent = package()

    channel.deliver(sent)

    (call,) = server.calls
    assert (call.method, call.path) == ("PUT", f"/eingang/{sent.file_name}")
    assert call.body == sent.content
    assert call.headers["Idempotency-Key"] == str(KEY)
    digest = base64.b64encode(hashlib.sha256(sent.content).digest()).decode()
    assert call.headers["Content-Digest"] == f"sha-256=:{digest}:"


def test_an_address_without_a_slash_takes_a_post(server):
    HttpsChannel(WebAccess(f"{server.url}upload", TOKEN)).deliver(package())

    (call,) = server.calls
    assert (call.method, call.path) == ("POST", "/upload")
    assert package().file_name in call.headers["Content-Disposition"]


@pytest.mark.parametrize("fault", ["drop", "drop_after", 500, 503, 429, 408])
def test_after_a_fault_it_is_repeated_and_arrives_once(server, channel, fault):
    server.faults.append(fault)
    with pytest.raises(ChannelUnavailable):
        channel.deliver(package())

    channel.deliver(package())

    assert server.files == {package().file_name: package().content}


def test_a_slow_server_is_tried_again(server, channel, monkeypatch):
    monkeypatch.setattr(web, "READ_SECONDS", 0.2)
    server.faults.append("slow")

    with pytest.raises(ChannelUnavailable):
        channel.deliver(package())


def test_a_server_that_is_not_there_is_tried_again(server):
    with pytest.raises(ChannelUnreachable):
        HttpsChannel(WebAccess("http://127.0.0.1:1/", TOKEN)).deliver(package())


def test_another_content_under_the_key_is_refused(server, channel):
    channel.deliver(package())

    with pytest.raises(ChannelRefused, match="schon eine andere Datei"):
        channel.deliver(package("IK-000009"))


@pytest.mark.parametrize("status", [400, 404, 413, 422])
def test_a_definite_no_is_told_with_the_servers_words(server, channel, status):
    server.faults.append(status)

    with pytest.raises(ChannelRefused, match=rf"{status}\): Störung mit Absicht"):
        channel.deliver(package())


def test_a_wrong_token_is_refused(server, channel):
    with pytest.raises(ChannelRefused, match="lehnt den Token ab"):
        HttpsChannel(replace(channel.access, token="falsch")).deliver(package())


def test_no_redirect_is_followed(server, channel):
    server.faults.append("redirect")

    with pytest.raises(ChannelRefused, match=r"leitet weiter an anderswo\.example"):
        channel.deliver(package())


def test_an_answer_without_end_is_given_up(server, channel, monkeypatch):
    monkeypatch.setattr(web, "LARGEST_ANSWER", 5)
    server.faults.append(400)

    with pytest.raises(ChannelUnavailable, match="zu groß"):
        channel.deliver(package())


def test_proxies_and_passwords_of_this_computer_are_not_used(
    server, channel, monkeypatch, tmp_path
):
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login fremd password fremd\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")

    channel.deliver(package())

    assert server.calls[0].headers["Authorization"] == f"Bearer {TOKEN}"


def test_notices_go_once_though_they_never_look_the_same(server, channel):
    sealing = HttpsChannel(channel.access, seal=lambda content: os.urandom(8) + content)
    sealing.send_notices([notice(1), notice(2)])

    receipt = sealing.send_notices([notice(2), notice(1)])

    assert receipt.was_there_already
    assert len(server.files) == 1


def test_trying_out_delivers_nothing(server, channel):
    assert "antwortet" in channel.try_out()
    assert server.files == {}


def test_trying_out_tells_of_a_wrong_token(server, channel):
    with pytest.raises(ChannelRefused, match="Token"):
        HttpsChannel(replace(channel.access, token="falsch")).try_out()


def test_it_knows_no_reports(channel):
    assert list(channel.fetch_reports([])) == []


@pytest.mark.parametrize(
    "url",
    [
        "https://inkasso.example/eingang/",
        "https://inkasso.example:8443/api?x=1",
        "http://localhost:8000/",
        "http://127.0.0.1:8000/",
        "http://[::1]:8000/",
    ],
)
def test_addresses_that_files_may_go_to(url):
    check_address(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "inkasso.example",
        "ftp://inkasso.example/",
        "file:///etc/passwd",
        "http://inkasso.example/",
        "http://127.0.0.1.inkasso.example/",
        "http://localhost@inkasso.example/",
        "https://user:geheim@inkasso.example/",
        "https://inkasso.example/#x",
        "https://169.254.169.254/latest/meta-data/",
        "https://[fe80::1]/",
        "https://0.0.0.0/",
        "https://[::",
        "https://inkasso.example:99999/",
    ],
)
def test_addresses_that_nothing_goes_to(url):
    with pytest.raises(ChannelRefused):
        check_address(url)
