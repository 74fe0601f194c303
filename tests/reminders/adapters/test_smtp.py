"""SMTP in two steps: what is delivered, and what is known when something breaks."""

import socket
import ssl
import subprocess
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword

from reminders.adapters.mail import build_mail
from reminders.adapters.smtp import (
    MAILS_PER_CONNECTION,
    Ambiguous,
    NotAccepted,
    NotAllowed,
    ServerUnavailable,
    SmtpClient,
)
from tests.reminders.adapters.mail_servers import (
    DROP,
    SILENT,
    Server,
    scripted_server,
    sink_server,
)
from tests.reminders.adapters.samples import odd_reminder

SENDER = "mahnung@lindenhof.example"
RECIPIENT = "kunde@example.org"
RAW = b"Subject: Test\r\n\r\nText\r\n"
TRIAL = "^Testbetrieb: An .* wird nichts versendet"


def client_of(port: int, **changes: object) -> SmtpClient:
    return SmtpClient(Server(port, **changes), timeout=2, reply_timeout=0.5)


def send(client: SmtpClient, raw: bytes = RAW, *recipients: str) -> str:
    client.transfer(SENDER, recipients or (RECIPIENT,), raw)
    return client.finish()


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"Subject: x\r\n\r\n.\r\n..\r\n.text\r\n.", id="leading dots"),
        pytest.param(b"Subject: x\r\n\r\nend\r\n\r\n\r\n", id="blank lines at the end"),
        pytest.param("Subject: x\r\n\r\nGrüße, Łukasz\r\n".encode(), id="eight bit"),
        pytest.param(b"Subject: x\r\n\r\n" + b"x" * 900 + b"\r\n", id="long line"),
    ],
)
def test_a_message_arrives_byte_for_byte(raw):
    with sink_server() as (sink, port), client_of(port) as client:
        reply = send(client, raw)

    assert reply == "250 2.0.0 Ok: queued as 4711"
    assert sink.envelopes[0].content == raw.removesuffix(b"\r\n") + b"\r\n"
    assert sink.envelopes[0].mail_from == SENDER
    assert sink.envelopes[0].rcpt_tos == [RECIPIENT]


def test_a_whole_reminder_arrives_unchanged():
    mail = build_mail(
        odd_reminder(),
        sender=SENDER,
        recipient=RECIPIENT,
        copy_to="archiv@lindenhof.example",
        message_id="<r.1@lindenhof.example>",
        pdf=bytes(range(256)) * 200,
        sent_at=datetime(2026, 11, 21, 8, 15, tzinfo=UTC),
    )

    with sink_server() as (sink, port), client_of(port) as client:
        client.transfer(mail.envelope_from, mail.recipients, mail.raw)
        client.finish()

    assert sink.envelopes[0].content == mail.raw
    assert sink.envelopes[0].rcpt_tos == [RECIPIENT, "archiv@lindenhof.example"]


def test_bare_line_ends_cannot_smuggle_a_second_mail():
    raw = b"Subject: x\r\n\r\na\n.\nMAIL FROM:<evil@example.org>\r.\r\nb\r\n"

    with sink_server() as (sink, port), client_of(port) as client:
        send(client, raw)

    (envelope,) = sink.envelopes
    assert (
        envelope.content
        == b"Subject: x\r\n\r\na\r\n.\r\nMAIL FROM:<evil@example.org>\r\n.\r\nb\r\n"
    )


def test_nothing_is_delivered_before_the_dot():
    with sink_server() as (sink, port):
        client = client_of(port)
        client.transfer(SENDER, [RECIPIENT], RAW)
        client.abort()
        with client_of(port) as other:
            send(other, b"Subject: other\r\n\r\n")

    assert [envelope.content for envelope in sink.envelopes] == [b"Subject: other\r\n\r\n"]


@pytest.mark.parametrize("leave", ["close", "transfer"])
def test_an_unfinished_message_is_dropped(leave):
    with sink_server() as (sink, port):
        client = client_of(port)
        client.transfer(SENDER, [RECIPIENT], b"Subject: half\r\n\r\n")
        if leave == "transfer":
            send(client)
        client.close()

    assert [envelope.content for envelope in sink.envelopes] == [RAW][: len(sink.envelopes)]
    assert len(sink.envelopes) == (1 if leave == "transfer" else 0)


def test_a_dot_without_a_message_is_a_mistake_of_the_caller():
    with sink_server() as (_, port), client_of(port) as client:
        client.connect()

        with pytest.raises(RuntimeError):
            client.finish()


def test_one_connection_serves_fifty_mails_then_a_fresh_one_is_opened():
    with sink_server() as (sink, port), client_of(port) as client:
        for _ in range(MAILS_PER_CONNECTION + 1):
            send(client)

    assert len(sink.envelopes) == MAILS_PER_CONNECTION + 1
    assert len(sink.peers) == 2


def test_a_connection_the_server_has_closed_meanwhile_is_opened_again():
    with scripted_server(RSET=[DROP]) as server, client_of(server.port) as client:
        send(client)
        send(client)

    assert server.connections == 2
    assert len(server.delivered) == 2


def test_an_unknown_recipient_is_a_permanent_refusal_and_spoils_no_other_mail():
    with sink_server() as (sink, port), client_of(port) as client:
        with pytest.raises(NotAccepted) as refusal:
            client.transfer(SENDER, [RECIPIENT, "weg@example.org"], RAW)
        send(client)

    assert (refusal.value.code, refusal.value.is_permanent) == (550, True)
    assert "unknown mailbox" in refusal.value.reply
    assert [envelope.rcpt_tos for envelope in sink.envelopes] == [[RECIPIENT]]


@pytest.mark.parametrize(
    ("replies", "code", "is_permanent"),
    [
        pytest.param({"MAIL": "451 later"}, 451, False, id="sender, later"),
        pytest.param({"MAIL": "550 no"}, 550, False, id="sender refused: not the customer's fault"),
        pytest.param({"RCPT": "450 greylisted"}, 450, False, id="recipient, later"),
        pytest.param({"RCPT": "550 unknown"}, 550, True, id="recipient unknown"),
        pytest.param({"RCPT": "252 perhaps"}, 252, False, id="recipient, no clear yes"),
        pytest.param({"RCPT": "421 closing"}, 421, False, id="server goes away"),
        pytest.param({"DATA": "451 later"}, 451, False, id="data, later"),
        pytest.param({"DATA": "554 no"}, 554, True, id="data refused"),
        pytest.param({"MAIL": DROP}, 0, False, id="cut at sender"),
        pytest.param({"RCPT": DROP}, 0, False, id="cut at recipient"),
        pytest.param({"RCPT": SILENT}, 0, False, id="no answer to the recipient"),
        pytest.param({"RCPT": "garbage"}, -1, False, id="garbage"),
    ],
)
def test_whatever_breaks_before_the_body_is_known_as_not_accepted(replies, code, is_permanent):
    with scripted_server(**replies) as server:
        client = SmtpClient(Server(server.port), timeout=0.5)
        with pytest.raises(NotAccepted) as refusal:
            client.transfer(SENDER, [RECIPIENT], RAW)
        client.abort()

    assert (refusal.value.code, refusal.value.is_permanent) == (code, is_permanent)
    assert server.delivered == []


def test_a_cut_in_the_body_is_known_as_not_accepted():
    with scripted_server(body=DROP) as server, client_of(server.port) as client:
        raw = RAW + b"\r\n" * 5_000_000
        with pytest.raises(NotAccepted) as refusal:
            client.transfer(SENDER, [RECIPIENT], raw)

    assert (refusal.value.code, refusal.value.is_permanent) == (0, False)
    assert server.delivered == []


def test_a_server_that_hangs_up_before_the_dot_is_known_as_not_accepted():
    with scripted_server(body=DROP) as server, client_of(server.port) as client:
        client.transfer(SENDER, [RECIPIENT], RAW)
        server.hung_up.wait(5)
        with pytest.raises(NotAccepted) as refusal:
            client.finish()

    assert (refusal.value.code, refusal.value.is_permanent) == (0, False)


@pytest.mark.parametrize("ahead", ["250 stray", "421 shutting down"])
def test_what_was_said_before_the_dot_is_never_taken_for_its_answer(ahead):
    with (
        scripted_server(DATA=f"354 go\r\n{ahead}", dot="554 no") as server,
        client_of(server.port) as client,
    ):
        client.transfer(SENDER, [RECIPIENT], RAW)
        with pytest.raises(NotAccepted) as refusal:
            client.finish()

    assert (refusal.value.code, server.delivered) == (0, [])


@pytest.mark.parametrize(
    ("reply", "is_permanent"),
    [("451 try later", False), ("552 too big", True), ("421 closing", False)],
)
def test_a_clear_no_after_the_dot_is_known_as_not_accepted(reply, is_permanent):
    with scripted_server(dot=[reply]) as server, client_of(server.port) as client:
        with pytest.raises(NotAccepted) as refusal:
            send(client)
        send(client)

    assert refusal.value.code == int(reply[:3])
    assert refusal.value.is_permanent is is_permanent


@pytest.mark.parametrize("reply", [DROP, SILENT, "garbage", "354 what"])
def test_no_clear_answer_after_the_dot_is_ambiguous(reply):
    with scripted_server(dot=[reply]) as server, client_of(server.port) as client:
        with pytest.raises(Ambiguous):
            send(client)
        send(client)

    assert len(server.delivered) == 2


@pytest.mark.parametrize(
    "replies",
    [
        pytest.param({"greeting": "554 go away"}, id="greeting refuses"),
        pytest.param({"greeting": "421 busy"}, id="greeting busy"),
        pytest.param({"greeting": DROP}, id="greeting cut"),
        pytest.param({"EHLO": DROP}, id="EHLO cut"),
        pytest.param({"EHLO": "500 no", "HELO": "500 no"}, id="EHLO refused"),
        pytest.param({"MAIL": "530 authentication required"}, id="login wanted"),
    ],
)
def test_a_server_that_cannot_be_used_is_not_the_mails_fault(replies):
    with scripted_server(**replies) as server:
        client = client_of(server.port)
        with pytest.raises(ServerUnavailable):
            client.transfer(SENDER, [RECIPIENT], RAW)


def test_a_server_that_is_not_there_is_not_the_mails_fault():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    with pytest.raises(ServerUnavailable, match=f"127.0.0.1:{port}"):
        client_of(port).connect()


def test_missing_starttls_is_refused_instead_of_sending_in_the_clear():
    with sink_server() as (sink, port), pytest.raises(ServerUnavailable):
        send(client_of(port, security="starttls"))

    assert sink.envelopes == []


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
@pytest.mark.parametrize("password", ["geheim", "falsch", "schlüssel"])
def test_login_with_user_and_password(password):
    def check(server, session, envelope, mechanism, login: LoginPassword) -> AuthResult:
        return AuthResult(success=(login.login, login.password) == (b"shop", b"geheim"))

    arguments = {"authenticator": check, "auth_required": True, "auth_require_tls": False}
    with sink_server(**arguments) as (sink, port):
        client = client_of(port, user="shop", password=password)
        if password == "geheim":
            send(client)
        else:
            with pytest.raises(ServerUnavailable):
                send(client)
        client.close()

    assert len(sink.envelopes) == (1 if password == "geheim" else 0)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for 127.0.0.1 with its key, made for this test."""
    path = tmp_path / "server.pem"
    subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
        + [*subject, "-keyout", str(path), "-out", str(tmp_path / "cert.pem")],
        check=True,
        capture_output=True,
    )
    path.write_bytes(path.read_bytes() + (tmp_path / "cert.pem").read_bytes())
    return path


@pytest.mark.parametrize("is_trusted", [True, False])
def test_starttls_wants_a_certificate_it_can_trust(certificate, is_trusted):
    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_side.load_cert_chain(certificate)
    trusted = ssl.create_default_context(cafile=str(certificate)) if is_trusted else None

    with sink_server(tls_context=server_side) as (sink, port):
        server = Server(port, security="starttls")
        with SmtpClient(server, timeout=2, tls_context=trusted) as client:
            if is_trusted:
                send(client)
            else:
                with pytest.raises(ServerUnavailable, match="CERTIFICATE"):
                    send(client)

    assert len(sink.envelopes) == (1 if is_trusted else 0)


@pytest.mark.parametrize(
    ("recipient", "is_allowed"),
    [
        pytest.param("probe@test.example", True, id="the address itself"),
        pytest.param("Probe@TEST.example", True, id="in other letters"),
        pytest.param("irgendwer@haus.example", True, id="the domain"),
        pytest.param("andere@test.example", False, id="another mailbox of the same domain"),
        pytest.param("wer@sub.haus.example", False, id="a subdomain"),
        pytest.param("haus.example@fremd.example", False, id="the domain as a name"),
        pytest.param('"x@haus.example"@fremd.example', False, id="the domain in quotes"),
    ],
)
def test_a_trial_installation_mails_only_to_those_on_its_list(recipient, is_allowed):
    allowed = ("probe@test.example", "@haus.example")
    refused = nullcontext() if is_allowed else pytest.raises(NotAllowed, match=TRIAL)

    with sink_server() as (sink, port), client_of(port, allowed=allowed) as client, refused:
        send(client, RAW, recipient)

    assert len(sink.envelopes) == is_allowed


def test_one_recipient_off_the_list_refuses_the_whole_mail_without_a_connection():
    with scripted_server() as server:
        client = client_of(server.port, allowed=("@haus.example",))
        with pytest.raises(NotAllowed):
            client.transfer(SENDER, ("wer@haus.example", RECIPIENT), RAW)

    assert server.connections == 0


def test_a_connection_is_usable_until_the_server_hangs_up():
    with scripted_server(MAIL="421 closing") as server, client_of(server.port) as client:
        before = client.is_usable()
        client.connect()
        connected = client.is_usable()
        with pytest.raises(NotAccepted):
            client.transfer(SENDER, (RECIPIENT,), RAW)

        assert (before, connected, client.is_usable()) == (False, True, False)
