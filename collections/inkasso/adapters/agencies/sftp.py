"""Delivery by SFTP: the whole file under its name or nothing, to a server that is known."""

import base64
import binascii
import hashlib
import io
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

import paramiko
from paramiko.pkey import UnknownKeyType
from paramiko.sftp import CMD_EXTENDED

from inkasso.adapters.agencies.base import (
    ChannelRefused,
    ChannelUnavailable,
    ChannelUnreachable,
    FetchedFile,
    NoticeData,
    Package,
    Receipt,
)
from inkasso.adapters.agencies.notices import sealed_notices
from inkasso.adapters.agencies.report_folder import worth_reading

CONNECT_SECONDS = 10
ANSWER_SECONDS = 30
LARGEST_REPORT = 20_000_000
_PART = ".part"
_KEY_KINDS = (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey)


@dataclass(frozen=True)
class SftpAccess:
    """Where the server is, how it proves who it is, and how we do.

    The password also opens a private key that is locked with one.
    """

    host: str
    port: int
    username: str
    host_key: str
    folder: str = ""
    report_folder: str = ""
    password: str = field(default="", repr=False)
    private_key: str = field(default="", repr=False)


class SftpChannel:
    """An agency's SFTP server."""

    def __init__(self, access: SftpAccess, seal: Callable[[bytes], bytes] | None = None) -> None:
        self.access = access
        self.seal = seal

    def deliver(self, package: Package) -> Receipt:
        """Upload under another name, then rename; the same name with other content is refused."""
        with self._connected() as sftp:
            path = _path(self.access.folder, package.file_name)
            if _is_there(sftp, path):
                _compare(sftp, path, package.content)
                return Receipt("Die Datei lag schon auf dem Server.", was_there_already=True)
            _upload(sftp, path, package.content)
        return Receipt(f"Auf {self.access.host} abgelegt: {path}.")

    def send_notices(self, notices: Sequence[NoticeData]) -> Receipt:
        """One file for all; its name tells its content, so that a repetition changes nothing."""
        file = sealed_notices(notices, self.seal)
        with self._connected() as sftp:
            path = _path(self.access.folder, file.name)
            if _is_there(sftp, path):
                return Receipt("Die Meldungen lagen schon auf dem Server.", was_there_already=True)
            _upload(sftp, path, file.content)
        return Receipt(f"Auf {self.access.host} abgelegt: {path}.")

    def fetch_reports(self, seen: Sequence[str]) -> Iterator[FetchedFile]:
        """The files of the report folder, each content once, by name.

        One that cannot be taken does not hide those after it: ChannelRefused names it at the end.
        """
        if not self.access.report_folder:
            return
        problems = []
        with self._connected() as sftp:
            for name in worth_reading(_files(sftp, self.access.report_folder), seen):
                path = _path(self.access.report_folder, name)
                try:
                    content = _download(sftp, path, LARGEST_REPORT)
                except ChannelRefused as no:
                    problems.append(str(no))
                    continue
                except PermissionError:
                    problems.append(f"Die Datei {path} ist nicht lesbar.")
                    continue
                file = FetchedFile(name, content, hashlib.sha256(content).hexdigest())
                if file.mark not in seen:
                    yield file
        if problems:
            raise ChannelRefused(" ".join(problems))

    def try_out(self) -> str:
        """Whether the server lets us in and both folders are there."""
        folders = [self.access.folder or "."]
        if self.access.report_folder:
            folders.append(self.access.report_folder)
        with self._connected() as sftp:
            for folder in folders:
                _check_folder(sftp, folder)
        return f"Die Anmeldung auf {self.access.host} klappt, die Ordner sind da."

    @contextmanager
    def _connected(self) -> Iterator[paramiko.SFTPClient]:
        """A connection for one errand; every fault becomes one of the two answers."""
        with closing(paramiko.SSHClient()) as client:
            is_in = False
            try:
                self._log_in(client)
                is_in = True
                with closing(client.open_sftp()) as sftp:
                    channel = sftp.get_channel()
                    if channel is not None:
                        channel.settimeout(ANSWER_SECONDS)
                    yield sftp
            except (paramiko.SSHException, OSError, EOFError) as fault:
                answer = _answer(fault, self.access)
                if isinstance(answer, ChannelUnavailable) and not is_in:
                    raise ChannelUnreachable(str(answer)) from fault
                raise answer from fault

    def _log_in(self, client: paramiko.SSHClient) -> None:
        access = self.access
        name = access.host if access.port == 22 else f"[{access.host}]:{access.port}"
        for key in host_keys(access.host_key):
            client.get_host_keys().add(name, key.get_name(), key)
        client.set_missing_host_key_policy(paramiko.RejectPolicy())
        client.connect(
            access.host,
            access.port,
            access.username,
            password=None if access.private_key else access.password,
            pkey=private_key(access.private_key, access.password) if access.private_key else None,
            timeout=CONNECT_SECONDS,
            banner_timeout=CONNECT_SECONDS,
            auth_timeout=ANSWER_SECONDS,
            channel_timeout=ANSWER_SECONDS,
            # Only what is set up here, never what lies about on this computer.
            allow_agent=False,
            look_for_keys=False,
        )


def _answer(fault: Exception, access: SftpAccess) -> ChannelRefused | ChannelUnavailable:
    """What a fault means for the clerk: a definite no, or try again later."""
    host = access.host
    match fault:
        case paramiko.BadHostKeyException():
            return ChannelRefused(
                f"{host} weist sich mit einem anderen Schlüssel aus als hinterlegt. Fragen Sie "
                "das Inkassobüro, ob es ihn geändert hat; bis dahin geht nichts dorthin."
            )
        case paramiko.AuthenticationException():
            return ChannelRefused(
                f"{host} lehnt die Anmeldung ab. "
                "Prüfen Sie Benutzername, Passwort und privaten Schlüssel."
            )
        case PermissionError():
            return ChannelRefused(
                f"{host} erlaubt das nicht: {access.username} darf in einem der Ordner nicht lesen "
                "oder schreiben. Bitten Sie das Inkassobüro um das Recht."
            )
        case FileNotFoundError():
            return ChannelRefused(
                f"Einen der Ordner gibt es auf {host} nicht. Prüfen Sie sie beim Inkassopartner."
            )
    return ChannelUnavailable(f"{host} antwortet nicht oder brach ab ({type(fault).__name__}).")


def host_keys(text: str) -> list[paramiko.PKey]:
    """The keys of a server, one a line as in known_hosts. Raises ChannelRefused."""
    keys = [_host_key(line) for line in text.splitlines() if line.strip()]
    if not keys:
        raise ChannelRefused(
            "Der Schlüssel des Servers fehlt. Ohne ihn ist nicht sicher, wer die Daten bekommt: "
            "Lassen Sie ihn sich vom Inkassobüro geben."
        )
    return keys


def fingerprints(text: str) -> list[str]:
    """The keys' fingerprints as OpenSSH shows them. Raises ChannelRefused."""
    return [f"{key.get_name()} {key.fingerprint}" for key in host_keys(text)]


def private_key(text: str, password: str) -> paramiko.PKey:
    """Our key; the password opens it if it is locked. Raises ChannelRefused."""
    for kind in _KEY_KINDS:
        try:
            return kind.from_private_key(io.StringIO(text), password or None)
        except paramiko.PasswordRequiredException as fault:
            raise ChannelRefused(
                "Der private Schlüssel ist mit einem Passwort geschützt. Tragen Sie es als "
                "Passwort ein."
            ) from fault
        except (paramiko.SSHException, ValueError, IndexError, UnicodeError, binascii.Error):
            # Not of this kind, or the password is wrong: the next kind, then the refusal below.
            continue
    raise ChannelRefused(
        "Der private Schlüssel ist nicht lesbar, oder das Passwort dazu stimmt nicht. "
        "Erlaubt sind Ed25519, ECDSA und RSA."
    )


def _host_key(line: str) -> paramiko.PKey:
    """A key with or without the name of its server before it."""
    words = line.split()
    for position, word in enumerate(words[:-1]):
        if word.startswith(("ssh-", "ecdsa-")):
            try:
                data = base64.b64decode(words[position + 1], validate=True)
                return paramiko.PKey.from_type_string(word, data)
            except (paramiko.SSHException, UnknownKeyType, ValueError, IndexError) as fault:
                raise _no_host_key() from fault
    raise _no_host_key()


def _no_host_key() -> ChannelRefused:
    return ChannelRefused(
        "Das ist kein Schlüssel eines Servers. Er steht in einer Zeile wie in known_hosts: "
        "ssh-ed25519 AAAA…"
    )


def _path(folder: str, name: str) -> str:
    return f"{folder.rstrip('/')}/{name}" if folder else name


def _is_there(sftp: paramiko.SFTPClient, path: str) -> bool:
    try:
        sftp.stat(path)
    except FileNotFoundError:
        return False
    return True


def _compare(sftp: paramiko.SFTPClient, path: str, content: bytes) -> None:
    """Raises ChannelRefused if another content lies there under the name."""
    there = sftp.stat(path).st_size
    if there != len(content) or _download(sftp, path, len(content)) != content:
        raise ChannelRefused(
            f"Auf dem Server liegt schon eine andere Datei mit dem Namen {path}. Klären Sie mit "
            "dem Inkassobüro, woher sie ist."
        )


def _upload(sftp: paramiko.SFTPClient, path: str, content: bytes) -> None:
    """The agency never sees half a file: it gets its name when it is complete."""
    part = f"{path}{_PART}"
    with sftp.open(part, "wb") as file:
        file.set_pipelined(True)
        file.write(content)
        file.flush()
        _sync(sftp, file)
    try:
        if sftp.stat(part).st_size != len(content):
            raise EOFError("the server kept less than it was sent")
        _rename(sftp, part, path)
    except FileNotFoundError as fault:
        # Somebody took it away, or a rename that nobody confirmed went well: it may be there.
        raise EOFError("what was written is gone") from fault


def _rename(sftp: paramiko.SFTPClient, part: str, path: str) -> None:
    try:
        sftp.posix_rename(part, path)
    except (PermissionError, FileNotFoundError, TimeoutError):
        raise
    except OSError:
        # A server without that extension; the plain one fails if the name is taken.
        sftp.rename(part, path)


def _sync(sftp: paramiko.SFTPClient, file: paramiko.SFTPFile) -> None:
    """Ask for the file to be on the disk, of servers that know how (OpenSSH)."""
    try:
        sftp._request(CMD_EXTENDED, "fsync@openssh.com", file.handle)
    except OSError:
        # Not offered, which the server may: then it syncs when it likes.
        return


def _download(sftp: paramiko.SFTPClient, path: str, largest: int) -> bytes:
    with sftp.open(path, "rb") as file:
        content: bytes = file.read(largest + 1)
    if len(content) > largest:
        raise ChannelRefused(f"Die Datei {path} ist größer als {largest // 1_000_000} MB.")
    return content


def _files(sftp: paramiko.SFTPClient, folder: str) -> dict[str, int]:
    """The plain files of a folder and when they were written, in seconds."""
    return {
        one.filename: one.st_mtime or 0
        for one in sftp.listdir_attr(folder)
        if stat.S_ISREG(one.st_mode or 0)
    }


def _check_folder(sftp: paramiko.SFTPClient, folder: str) -> None:
    if not stat.S_ISDIR(sftp.stat(folder).st_mode or 0):
        raise ChannelRefused(f"{folder} ist auf dem Server kein Ordner.")
