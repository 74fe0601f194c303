"""An SFTP server on loopback with a real folder behind it, and the faults of real ones."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import paramiko

USER, PASSWORD = "mahnwerk", "ein langes Passwort"


@dataclass
class SftpFaults:
    """What goes wrong: after so many written bytes the line is cut; what the server cannot do."""

    drop_after: int | None = None
    drop_at_rename: bool = False
    drop_after_rename: bool = False
    denies_after_rename: bool = False
    has_posix_rename: bool = True
    is_read_only: bool = False


@dataclass
class SftpServer:
    """Where the server listens and what it was asked."""

    folder: Path
    port: int
    host_key: paramiko.PKey
    client_key: paramiko.PKey | None = None
    faults: SftpFaults = field(default_factory=SftpFaults)
    written: int = 0
    renames: int = 0
    transports: list[paramiko.Transport] = field(default_factory=list)

    @property
    def host_line(self) -> str:
        """The server's key as it stands in known_hosts."""
        return f"[127.0.0.1]:{self.port} {self.host_key.get_name()} {self.host_key.get_base64()}"

    def cut(self) -> None:
        """Cut every line."""
        for transport in self.transports:
            transport.close()


@contextmanager
def sftp_server(folder: Path, client_key: paramiko.PKey | None = None) -> Iterator[SftpServer]:
    """A server that serves the folder until the end of the block."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = SftpServer(folder, listener.getsockname()[1], paramiko.ECDSAKey.generate(), client_key)
    threading.Thread(target=_serve, args=(listener, server), daemon=True).start()
    try:
        yield server
    finally:
        listener.close()
        server.cut()


def _serve(listener: socket.socket, server: SftpServer) -> None:
    while True:
        try:
            line, _ = listener.accept()
        except OSError:
            return
        transport = paramiko.Transport(line)
        server.transports.append(transport)
        transport.add_server_key(server.host_key)
        transport.set_subsystem_handler("sftp", paramiko.SFTPServer, _Files, server)
        try:
            transport.start_server(server=_Door(server))
        except (paramiko.SSHException, EOFError):
            continue


class _Door(paramiko.ServerInterface):
    def __init__(self, server: SftpServer) -> None:
        self.server = server

    def get_allowed_auths(self, username: str) -> str:
        return "publickey" if self.server.client_key else "password"

    def check_auth_password(self, username: str, password: str) -> int:
        is_right = not self.server.client_key and (username, password) == (USER, PASSWORD)
        return paramiko.AUTH_SUCCESSFUL if is_right else paramiko.AUTH_FAILED

    def check_auth_publickey(self, username: str, key: paramiko.PKey) -> int:
        wanted = self.server.client_key
        is_right = wanted is not None and key.asbytes() == wanted.asbytes()
        return paramiko.AUTH_SUCCESSFUL if is_right else paramiko.AUTH_FAILED

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return paramiko.OPEN_SUCCEEDED


class _Files(paramiko.SFTPServerInterface):
    def __init__(self, server: paramiko.ServerInterface, state: SftpServer, *args: Any) -> None:
        super().__init__(server)
        self.state = state

    def _real(self, path: str) -> Path:
        return self.state.folder / path.lstrip("/")

    def stat(self, path: str) -> paramiko.SFTPAttributes | int:
        return _tried(lambda: paramiko.SFTPAttributes.from_stat(self._real(path).stat()))

    lstat = stat

    def list_folder(self, path: str) -> list[paramiko.SFTPAttributes] | int:
        return _tried(
            lambda: [
                paramiko.SFTPAttributes.from_stat(one.stat(), one.name)
                for one in self._real(path).iterdir()
            ]
        )

    def open(
        self, path: str, flags: int, attr: paramiko.SFTPAttributes
    ) -> paramiko.SFTPHandle | int:
        is_writing = bool(flags & (os.O_WRONLY | os.O_RDWR))
        if is_writing and self.state.faults.is_read_only:
            return paramiko.SFTP_PERMISSION_DENIED
        return _tried(lambda: _Handle(self._real(path), flags, self.state))

    def rename(self, oldpath: str, newpath: str) -> int:
        if self._real(newpath).exists():
            return paramiko.SFTP_FAILURE
        return self._renamed(oldpath, newpath)

    def posix_rename(self, oldpath: str, newpath: str) -> int:
        if not self.state.faults.has_posix_rename:
            return paramiko.SFTP_OP_UNSUPPORTED
        return self._renamed(oldpath, newpath)

    def _renamed(self, oldpath: str, newpath: str) -> int:
        if self.state.faults.drop_at_rename:
            self.state.cut()
            return paramiko.SFTP_FAILURE
        self._real(oldpath).replace(self._real(newpath))
        self.state.renames += 1
        if self.state.faults.drop_after_rename:
            self.state.cut()
        if self.state.faults.denies_after_rename:
            return paramiko.SFTP_FAILURE
        return paramiko.SFTP_OK


class _Handle(paramiko.SFTPHandle):
    def __init__(self, path: Path, flags: int, state: SftpServer) -> None:
        super().__init__(flags)
        self.state = state
        file = os.fdopen(os.open(path, flags, 0o600), "wb" if flags & os.O_WRONLY else "rb")
        self.readfile = self.writefile = file

    def write(self, offset: int, data: bytes) -> int:
        faults = self.state.faults
        if faults.drop_after is not None and self.state.written + len(data) > faults.drop_after:
            self.state.cut()
            return paramiko.SFTP_FAILURE
        self.state.written += len(data)
        return super().write(offset, data)


def _tried(act: Any) -> Any:
    try:
        return act()
    except OSError as fault:
        return paramiko.SFTPServer.convert_errno(fault.errno)
