"""A mail server of our own that speaks enough IMAP over TLS for the tests."""

import datetime as dt
import re
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "bounces@brief.example", "geheim"


@dataclass(frozen=True)
class Access:
    """Where the test's mailbox is."""

    port: int
    host: str = "127.0.0.1"
    user: str = USER
    password: str = PASSWORD
    folder: str = "INBOX"


@dataclass
class Kept:
    """One mail in a folder."""

    uid: int
    raw: bytes
    flags: set[str] = field(default_factory=set)


@dataclass
class ImapServer:
    """Folders with mails; `capabilities` decides how they can be moved, `fails_at` what breaks."""

    capabilities: str = "IMAP4rev1 MOVE UIDPLUS"
    folders: dict[str, list[Kept]] = field(default_factory=lambda: {"INBOX": []})
    refused_folders: tuple[str, ...] = ()
    fails_at: str = ""
    commands: list[str] = field(default_factory=list)
    port: int = 0
    next_uid: int = 1

    def put(self, raw: bytes, folder: str = "INBOX") -> Kept:
        """Let a mail arrive."""
        kept = Kept(self.next_uid, raw)
        self.next_uid += 1
        self.folders.setdefault(folder, []).append(kept)
        return kept

    def serve(self, listener: socket.socket, context: ssl.SSLContext) -> None:
        """Talk to one client after the other until the listener is closed."""
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            with suppress(OSError), client, context.wrap_socket(client, server_side=True) as line:
                _Talk(self, line).run()


class _Talk:
    """One connection."""

    def __init__(self, server: ImapServer, line: ssl.SSLSocket) -> None:
        self.server, self.line = server, line
        self.folder = ""
        self.is_known = False

    def run(self) -> None:
        # As some servers do, it tells what it can do only to whom it knows.
        self._say("* OK [CAPABILITY IMAP4rev1] bereit")
        for raw in self.line.makefile("rb"):
            tag, _, rest = raw.decode().strip().partition(" ")
            name, _, arguments = rest.partition(" ")
            if name.upper() == "UID":
                name, _, arguments = arguments.partition(" ")
            self.server.commands.append(f"{name.upper()} {arguments}".strip())
            if self.server.fails_at == name.upper():
                return
            answer = getattr(self, f"_{name.lower()}", self._unknown)(arguments)
            self._say(f"{tag} {answer}")
            if name.upper() == "LOGOUT":
                return

    def _say(self, text: str) -> None:
        self.line.sendall(f"{text}\r\n".encode())

    def _capability(self, arguments: str) -> str:
        known = self.server.capabilities if self.is_known else "IMAP4rev1"
        self._say(f"* CAPABILITY {known}")
        return "OK fertig"

    def _login(self, arguments: str) -> str:
        self.is_known = arguments.replace('"', "") == f"{USER} {PASSWORD}"
        return "OK fertig" if self.is_known else "NO [AUTHENTICATIONFAILED] falsch"

    def _select(self, arguments: str) -> str:
        self.folder = arguments.strip('"')
        if self.folder not in self.server.folders:
            return "NO [NONEXISTENT] kein solcher Ordner"
        self._say(f"* {len(self._mails)} EXISTS")
        return "OK [READ-WRITE]"

    _examine = _select

    def _create(self, arguments: str) -> str:
        name = arguments.strip('"')
        if name in self.server.refused_folders:
            return "NO nicht hier"
        self.server.folders.setdefault(name, [])
        return "OK fertig"

    def _search(self, arguments: str) -> str:
        wanted = re.fullmatch(r'HEADER Message-ID "(.*)"', arguments)
        found = [
            one.uid
            for one in self._mails
            if (wanted[1].encode() in one.raw if wanted else not one.flags)
        ]
        self._say(f"* SEARCH {' '.join(map(str, found))}".strip())
        return "OK fertig"

    def _fetch(self, arguments: str) -> str:
        uid, limit = re.fullmatch(r"(\d+) \(BODY\.PEEK\[\]<0\.(\d+)>\)", arguments).groups()
        for number, one in enumerate(self._mails, start=1):
            if one.uid == int(uid):
                raw = one.raw[: int(limit)]
                self._say(f"* {number} FETCH (UID {uid} BODY[]<0> {{{len(raw)}}}")
                self.line.sendall(raw)
                self._say(")")
        return "OK fertig"

    def _store(self, arguments: str) -> str:
        uid, _, flags = arguments.partition(" +FLAGS.SILENT ")
        self._mail(uid).flags.update(flags.strip("()").split())
        return "OK fertig"

    def _copy(self, arguments: str) -> str:
        uid, _, name = arguments.partition(" ")
        if name.strip('"') not in self.server.folders:
            return "NO [TRYCREATE] kein solcher Ordner"
        self.server.put(self._mail(uid).raw, name.strip('"'))
        return "OK fertig"

    def _move(self, arguments: str) -> str:
        answer = self._copy(arguments)
        if answer == "OK fertig":
            self._mails.remove(self._mail(arguments.partition(" ")[0]))
        return answer

    def _expunge(self, arguments: str) -> str:
        mail = self._mail(arguments)
        assert r"\Deleted" in mail.flags
        self._mails.remove(mail)
        return "OK fertig"

    def _logout(self, arguments: str) -> str:
        self._say("* BYE")
        return "OK fertig"

    def _unknown(self, arguments: str) -> str:
        return "BAD unbekannt"

    @property
    def _mails(self) -> list[Kept]:
        return self.server.folders[self.folder]

    def _mail(self, uid: str) -> Kept:
        return next(one for one in self._mails if one.uid == int(uid))


def make_certificate(folder: Path) -> Path:
    """A certificate for this computer with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "imap.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path


@contextmanager
def imap_server(
    folder: Path, monkeypatch: pytest.MonkeyPatch, **facts: object
) -> Iterator[ImapServer]:
    """A server on a free port whose certificate this process trusts."""
    certificate = make_certificate(folder)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = ImapServer(**facts)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server.port = listener.getsockname()[1]
        thread = threading.Thread(target=server.serve, args=(listener, context), daemon=True)
        thread.start()
        yield server
