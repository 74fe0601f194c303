"""SMTP in two steps, so that it is always known whether the server can have accepted a mail.

`transfer` hands over the whole message without its final dot: a server must not deliver that, so
every failure is harmless. `finish` writes the dot and reads the reply: only there can the truth
remain unknown (RFC 5321 section 4.1.1.4, RFC 1047).
"""

import re
import select
import smtplib
import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Protocol, Self

from django.core.mail.utils import DNS_NAME

MAILS_PER_CONNECTION = 50
# RFC 5321 section 4.5.3.2.6: ten minutes, because giving up early makes duplicates.
REPLY_TIMEOUT_SECONDS = 600.0
_CLOSING = 421
# RFC 4954 section 6: the server wants a login, or another one; some say so only at RCPT or DATA.
_LOGIN_WANTED = (530, 534, 535, 538)
_Reply = tuple[int, bytes]


class MailServer(Protocol):
    """Where mail is handed over; security is "none", "starttls" or "tls".

    allowed: the addresses and @domains that may get mail over it, in small letters; all if empty.
    """

    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def user(self) -> str: ...
    @property
    def password(self) -> str: ...
    @property
    def security(self) -> str: ...
    @property
    def allowed(self) -> tuple[str, ...]: ...


class ServerUnavailable(Exception):
    """No usable connection (network, TLS, greeting, login): not this mail's fault, try later."""


class NotAccepted(Exception):
    """The mail was provably not accepted; `code` is 0 when the connection broke before the dot.

    `is_permanent` is true only when the server refused for good this recipient or this message;
    `recipient` is the refused address, "" when none was.
    """

    def __init__(self, code: int, reply: str, *, is_permanent: bool, recipient: str = "") -> None:
        self.recipient = recipient
        self.code = code
        self.reply = reply
        self.is_permanent = is_permanent
        super().__init__(f"Der Mailserver hat nicht angenommen: {code or ''} {reply}".strip())


class NotAllowed(NotAccepted):
    """A trial installation does not mail to this recipient; the server was not even asked."""

    def __init__(self, recipient: str) -> None:
        super().__init__(0, "", is_permanent=True, recipient=recipient)
        self.args = (
            f"Testbetrieb: An {recipient} wird nichts versendet, weil die Adresse nicht auf der "
            "Liste MAIL_ALLOWLIST steht.",
        )


class Ambiguous(Exception):
    """The dot may have been received, but no definite reply came: never repeat by yourself."""


class SmtpClient:
    """One connection to the mail server, opened when needed and used for up to fifty mails."""

    def __init__(
        self,
        server: MailServer,
        *,
        timeout: float = 30.0,
        reply_timeout: float = REPLY_TIMEOUT_SECONDS,
        tls_context: ssl.SSLContext | None = None,
    ) -> None:
        self._server = server
        self._timeout = timeout
        self._reply_timeout = reply_timeout
        self._tls_context = tls_context
        self._smtp: smtplib.SMTP | None = None
        self._mails = 0
        self._is_inside_message = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def is_usable(self) -> bool:
        """Whether a connection for the next mail is open, as far as can be told without asking."""
        if self._smtp is None or self._is_inside_message or self._mails >= MAILS_PER_CONNECTION:
            return False
        return not _has_spoken(self._smtp)

    def connect(self) -> None:
        """Open, secure and log in a fresh connection; raises ServerUnavailable."""
        self.abort()
        try:
            self._smtp = self._open()
        except smtplib.SMTPResponseException as error:
            raise ServerUnavailable(
                "Der Mailserver weist die Verbindung ab: "
                f"{error.smtp_code} {_text(error.smtp_error)}"
            ) from error
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            raise ServerUnavailable(
                f"Der Mailserver {self._server.host}:{self._server.port} "
                f"ist nicht benutzbar: {error}"
            ) from error
        self._mails = 0

    def transfer(self, envelope_from: str, recipients: Sequence[str], raw: bytes) -> None:
        """Hand over envelope and whole message, but not the dot; call `finish` or `abort` next.

        Every recipient must be accepted. Raises ServerUnavailable or NotAccepted, and NotAllowed
        before any connection; in each case nothing was delivered.
        """
        for recipient in recipients:
            if not _is_allowed(recipient, self._server.allowed):
                raise NotAllowed(recipient)
        smtp = self._ready()
        self._mails += 1
        with self._harmless():
            _envelope(smtp, envelope_from, recipients, raw)
            self._is_inside_message = True
            _socket(smtp).sendall(_on_the_wire(raw))

    def finish(self) -> str:
        """Write the final dot and give the server's words of acceptance.

        Raises NotAccepted on a definite refusal or when the connection had ended before the dot,
        and Ambiguous when no clear reply came.
        """
        if self._smtp is None or not self._is_inside_message:
            raise RuntimeError("finish() without transfer()")
        self._refuse_if_server_spoke(self._smtp)
        try:
            sock = _socket(self._smtp)
            sock.settimeout(self._reply_timeout)
            sock.sendall(b"\r\n.\r\n")
            code, reply = self._smtp.getreply()
            sock.settimeout(self._timeout)
        except (OSError, smtplib.SMTPException) as error:
            self.abort()
            raise Ambiguous(f"Nach der Übergabe kam keine Antwort: {error}") from error
        self._is_inside_message = False
        return self._verdict(code, reply)

    def abort(self) -> None:
        """Drop the connection at once; a message without its dot is thus never delivered."""
        if self._smtp is not None:
            self._smtp.close()
        self._smtp, self._is_inside_message = None, False

    def close(self) -> None:
        """Say goodbye after the last mail; harmless when there is no connection."""
        # No QUIT inside a message: the server would read it as text.
        if self._smtp is not None and not self._is_inside_message:
            # Every mail's fate is known by now; how the server takes the goodbye is no matter.
            with suppress(OSError, smtplib.SMTPException):
                self._smtp.quit()
        self.abort()

    def _open(self) -> smtplib.SMTP:
        server, name = self._server, DNS_NAME.get_fqdn()
        if server.security == "tls":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, name, timeout=self._timeout, context=self._tls()
            )
        else:
            smtp = smtplib.SMTP(server.host, server.port, name, timeout=self._timeout)
        try:
            self._greet(smtp)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _tls(self) -> ssl.SSLContext:
        """Made once and only where it is needed: reading all certificates takes its time."""
        self._tls_context = self._tls_context or ssl.create_default_context()
        return self._tls_context

    def _greet(self, smtp: smtplib.SMTP) -> None:
        smtp.ehlo_or_helo_if_needed()
        if self._server.security == "starttls":
            smtp.starttls(context=self._tls())
            smtp.ehlo_or_helo_if_needed()
        if self._server.user:
            smtp.login(self._server.user, self._server.password)

    def _ready(self) -> smtplib.SMTP:
        """A connection with no mail in it: the one in use after RSET, else a fresh one."""
        if self._is_inside_message:
            self.abort()
        if self._smtp is not None and self._mails < MAILS_PER_CONNECTION and self._resets():
            return self._smtp
        self.close()
        self.connect()
        assert self._smtp is not None
        return self._smtp

    def _resets(self) -> bool:
        if self._mails == 0:
            return True
        try:
            code, _ = self._smtp.rset() if self._smtp else (0, b"")
        except (OSError, smtplib.SMTPException):
            self.abort()
            return False
        return code == 250

    @contextmanager
    def _harmless(self) -> Iterator[None]:
        """Before the dot every broken connection means: not accepted, try again later."""
        try:
            yield
        except NotAccepted as refusal:
            if refusal.code == _CLOSING:
                self.abort()
            raise
        except ServerUnavailable:
            self.abort()
            raise
        except (OSError, smtplib.SMTPException) as error:
            self.abort()
            raise NotAccepted(0, f"Verbindung abgebrochen: {error}", is_permanent=False) from error

    def _refuse_if_server_spoke(self, smtp: smtplib.SMTP) -> None:
        """NotAccepted when the server hung up or complained meanwhile: the dot is not yet sent.

        This keeps a connection lost during the decision from becoming an ambiguous one.
        """
        if _has_spoken(smtp):
            self.abort()
            raise NotAccepted(0, "Verbindung vor dem Abschluss beendet", is_permanent=False)

    def _verdict(self, code: int, reply: bytes) -> str:
        if 200 <= code < 300:
            return f"{code} {_text(reply)}"
        if code == _CLOSING or not 400 <= code < 600:
            self.abort()
        if 400 <= code < 600:
            raise NotAccepted(code, _text(reply), is_permanent=code >= 500)
        raise Ambiguous(f"Der Mailserver antwortete unverständlich: {code} {_text(reply)}")


def _envelope(
    smtp: smtplib.SMTP, envelope_from: str, recipients: Sequence[str], raw: bytes
) -> None:
    code, reply = smtp.mail(envelope_from, _mail_options(smtp, raw))
    # A refused sender is a matter of configuration: tried again later, as if it were mended.
    _expect(code == 250, (code, reply), is_permanent=False)
    for recipient in recipients:
        code, reply = smtp.rcpt(recipient)
        _expect(
            code in (250, 251),
            (code, reply),
            is_permanent=500 <= code < 600,
            recipient=recipient,
        )
    code, reply = smtp.docmd("DATA")
    _expect(code == 354, (code, reply), is_permanent=500 <= code < 600)


def _is_allowed(recipient: str, allowed: Sequence[str]) -> bool:
    """Whether the address or its whole domain is named; a subdomain is another domain."""
    address = recipient.lower()
    return not allowed or address in allowed or f"@{address.rpartition('@')[2]}" in allowed


def _has_spoken(smtp: smtplib.SMTP) -> bool:
    """Whether the server has hung up or said something unasked."""
    sock = _socket(smtp)
    watch = select.poll()
    watch.register(sock, select.POLLIN)
    return bool(watch.poll(0)) or _has_read_ahead(smtp, sock)


def _has_read_ahead(smtp: smtplib.SMTP, sock: socket.socket) -> bool:
    """Whether more came along with the last reply: it would be taken for the answer to the dot."""
    if smtp.file is None:
        return False
    sock.setblocking(False)
    try:
        return bool(smtp.file.peek(1))
    except (BlockingIOError, ssl.SSLWantReadError):
        return False
    except OSError:
        # The line is broken, which counts as hung up.
        return True
    finally:
        sock.settimeout(smtp.timeout)


def _socket(smtp: smtplib.SMTP) -> socket.socket:
    if smtp.sock is None:
        raise smtplib.SMTPServerDisconnected("Verbindung ist geschlossen")
    return smtp.sock


def _mail_options(smtp: smtplib.SMTP, raw: bytes) -> list[str]:
    if raw.isascii():
        return []
    if not smtp.has_extn("8bitmime"):
        raise NotAccepted(0, "Der Mailserver nimmt nur 7-Bit-Text an.", is_permanent=True)
    return ["BODY=8BITMIME"]


def _expect(is_fine: bool, answer: _Reply, *, is_permanent: bool, recipient: str = "") -> None:
    if not is_fine:
        code, reply = answer
        if code in _LOGIN_WANTED:
            raise ServerUnavailable(f"Der Mailserver verlangt eine Anmeldung: {_text(reply)}")
        raise NotAccepted(code, _text(reply), is_permanent=is_permanent, recipient=recipient)


def _on_the_wire(raw: bytes) -> bytes:
    """CRLF line ends, leading dots doubled, without the last line end (it belongs to the dot).

    Bare CR or LF become CRLF: a server that takes them for line ends could otherwise be made to
    see a dot of its own in the middle of a message.
    """
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", raw)
    return re.sub(rb"(?m)^\.", b"..", lines.removesuffix(b"\r\n"))


def _text(reply: bytes | str) -> str:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return " ".join(text.split())[:500]
