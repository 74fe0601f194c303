"""Delivery to a real SFTP server on loopback, with the faults of real ones."""

import hashlib
import io
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import paramiko
import pytest

from inkasso.adapters.agencies.base import (
    ChannelRefused,
    ChannelUnavailable,
    ChannelUnreachable,
    report_mark,
)
from inkasso.adapters.agencies.report_folder import LOOK_AGAIN_SECONDS, worth_reading
from inkasso.adapters.agencies.sftp import SftpAccess, SftpChannel, fingerprints, host_keys
from tests.inkasso.servers.packages import notice, package
from tests.inkasso.servers.sftp_server import PASSWORD, USER, SftpServer, sftp_server


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SftpServer]:
    (tmp_path / "eingang").mkdir()
    (tmp_path / "berichte").mkdir()
    with sftp_server(tmp_path) as running:
        yield running


@pytest.fixture
def access(server: SftpServer) -> SftpAccess:
    return SftpAccess(
        host="127.0.0.1",
        port=server.port,
        username=USER,
        host_key=server.host_line,
        folder="eingang",
        report_folder="berichte",
        password=PASSWORD,
    )


def _inbox(server: SftpServer) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in (server.folder / "eingang").iterdir()}


def test_the_file_arrives_under_its_name(server, access):
    sent = package()

    receipt = SftpChannel(access).deliver(sent)

    assert _inbox(server) == {sent.file_name: sent.content}
    assert not receipt.was_there_already


def test_a_repetition_changes_nothing(server, access):
    SftpChannel(access).deliver(package())

    receipt = SftpChannel(access).deliver(package())

    assert receipt.was_there_already
    assert server.renames == 1


def test_another_content_of_the_same_name_is_refused(server, access):
    first = package()
    SftpChannel(access).deliver(first)

    with pytest.raises(ChannelRefused, match="andere Datei"):
        SftpChannel(access).deliver(package("IK-000009"))
    with pytest.raises(ChannelRefused, match="andere Datei"):
        SftpChannel(access).deliver(replace(first, content=first.content[::-1]))

    assert _inbox(server) == {first.file_name: first.content}


def test_a_line_cut_in_the_middle_leaves_no_file_and_a_repetition_completes_it(server, access):
    sent = package(size=400_000)
    server.faults.drop_after = 100_000

    with pytest.raises(ChannelUnavailable):
        SftpChannel(access).deliver(sent)
    assert sent.file_name not in _inbox(server)

    server.faults.drop_after = None
    SftpChannel(access).deliver(sent)
    assert _inbox(server) == {sent.file_name: sent.content}


def test_a_line_cut_before_the_file_got_its_name_is_repeated(server, access):
    server.faults.drop_at_rename = True
    with pytest.raises(ChannelUnavailable):
        SftpChannel(access).deliver(package())

    server.faults.drop_at_rename = False
    SftpChannel(access).deliver(package())

    assert _inbox(server) == {package().file_name: package().content}


def test_a_line_cut_after_the_file_got_its_name_makes_no_second_one(server, access):
    server.faults.drop_after_rename = True
    with pytest.raises(ChannelUnavailable):
        SftpChannel(access).deliver(package())

    server.faults.drop_after_rename = False
    receipt = SftpChannel(access).deliver(package())

    assert receipt.was_there_already
    assert server.renames == 1


def test_a_rename_that_went_well_although_it_was_denied_is_no_definite_no(server, access):
    server.faults.denies_after_rename = True

    with pytest.raises(ChannelUnavailable):
        SftpChannel(access).deliver(package())

    assert _inbox(server) == {package().file_name: package().content}


def test_a_server_without_posix_rename_will_do(server, access):
    server.faults.has_posix_rename = False

    SftpChannel(access).deliver(package())

    assert list(_inbox(server)) == [package().file_name]


def test_a_server_with_another_key_gets_nothing(server, access):
    other = paramiko.ECDSAKey.generate()
    line = f"ecdsa-sha2-nistp256 {other.get_base64()}"

    with pytest.raises(ChannelRefused, match="anderen Schlüssel"):
        SftpChannel(replace(access, host_key=line)).deliver(package())

    assert _inbox(server) == {}


def test_a_server_with_a_key_of_another_kind_gets_nothing(server, access):
    other = paramiko.RSAKey.generate(2048)
    line = f"ssh-rsa {other.get_base64()}"

    with pytest.raises(ChannelRefused, match="anderen Schlüssel"):
        SftpChannel(replace(access, host_key=line)).deliver(package())


def test_no_connection_without_the_key_of_the_server(access):
    with pytest.raises(ChannelRefused, match="Schlüssel des Servers fehlt"):
        SftpChannel(replace(access, host_key="")).try_out()


def test_a_wrong_password_is_refused(access):
    with pytest.raises(ChannelRefused, match="lehnt die Anmeldung ab"):
        SftpChannel(replace(access, password="falsch")).deliver(package())


def test_a_server_that_is_not_there_is_tried_again(server, access):
    with pytest.raises(ChannelUnreachable):
        SftpChannel(replace(access, port=1)).deliver(package())


def test_a_missing_folder_is_refused(access):
    with pytest.raises(ChannelRefused, match="Ordner"):
        SftpChannel(replace(access, folder="anderswo")).deliver(package())


def test_a_folder_that_may_not_be_written_is_refused(server, access):
    server.faults.is_read_only = True

    with pytest.raises(ChannelRefused, match="erlaubt das nicht"):
        SftpChannel(access).deliver(package())


def _private(key: paramiko.PKey, password: str | None = None) -> str:
    text = io.StringIO()
    key.write_private_key(text, password=password)
    return text.getvalue()


@pytest.mark.parametrize("password", ["", "Schloss am Schlüssel"])
def test_a_private_key_opens_the_door(tmp_path, access, password):
    key = paramiko.ECDSAKey.generate()
    (tmp_path / "eingang").mkdir(exist_ok=True)
    with sftp_server(tmp_path, client_key=key) as server:
        mine = replace(
            access,
            port=server.port,
            host_key=server.host_line,
            private_key=_private(key, password or None),
            password=password,
        )

        SftpChannel(mine).deliver(package())

        assert list(_inbox(server)) == [package().file_name]


@pytest.mark.parametrize(
    ("password", "message"),
    [("", "mit einem Passwort geschützt"), ("falsch", "nicht lesbar, oder das Passwort")],
)
def test_a_locked_private_key_needs_its_password(access, password, message):
    text = _private(paramiko.ECDSAKey.generate(), "richtig")

    with pytest.raises(ChannelRefused, match=message):
        SftpChannel(replace(access, private_key=text, password=password)).try_out()


def test_another_private_key_is_refused(tmp_path, access):
    with sftp_server(tmp_path, client_key=paramiko.ECDSAKey.generate()) as server:
        mine = replace(
            access,
            port=server.port,
            host_key=server.host_line,
            private_key=_private(paramiko.ECDSAKey.generate()),
        )

        with pytest.raises(ChannelRefused, match="lehnt die Anmeldung ab"):
            SftpChannel(mine).try_out()


def test_notices_become_one_file_that_is_written_once(server, access):
    # Encrypted twice, it never looks the same.
    channel = SftpChannel(access, seal=lambda content: os.urandom(8) + content)

    channel.send_notices([notice(1), notice(2)])
    receipt = channel.send_notices([notice(2), notice(1)])

    assert receipt.was_there_already
    (name,) = _inbox(server)
    assert name.startswith("Meldungen-")
    assert name.endswith(".json.pgp")


def test_reports_are_fetched_once_by_name_and_content(server, access):
    folder = server.folder / "berichte"
    (folder / "a.csv").write_bytes(b"eins")
    (folder / "b.csv").write_bytes(b"zwei")
    (folder / "c.csv.part").write_bytes(b"halb")
    (folder / "alt").mkdir()
    channel = SftpChannel(access)
    first = list(channel.fetch_reports([]))
    seen = [file.mark for file in first]

    (folder / "b.csv").write_bytes(b"verbessert")

    assert {file.name: file.content for file in first} == {"a.csv": b"eins", "b.csv": b"zwei"}
    assert first[0].sha256 == hashlib.sha256(first[0].content).hexdigest()
    assert [file.content for file in channel.fetch_reports(seen)] == [b"verbessert"]


def test_a_report_that_is_too_big_does_not_hide_the_others(server, access, monkeypatch):
    monkeypatch.setattr("inkasso.adapters.agencies.sftp.LARGEST_REPORT", 10)
    folder = server.folder / "berichte"
    (folder / "a.csv").write_bytes(b"viel zu viel")
    (folder / "b.csv").write_bytes(b"zwei")
    reports = SftpChannel(access).fetch_reports([])

    assert next(reports).name == "b.csv"
    with pytest.raises(ChannelRefused, match=r"a\.csv ist größer"):
        next(reports)


def test_no_reports_without_their_folder(access):
    assert list(SftpChannel(replace(access, report_folder="")).fetch_reports([])) == []


def test_files_taken_long_ago_are_not_read_again():
    written = {"alt.csv": 0, "neu.csv": LOOK_AGAIN_SECONDS + 1, "nie.csv": 1}
    seen = [report_mark("alt.csv", "x"), report_mark("neu.csv", "y")]

    assert worth_reading(written, seen) == ["nie.csv", "neu.csv"]


def test_trying_out_writes_nothing(server, access):
    assert "klappt" in SftpChannel(access).try_out()
    assert _inbox(server) == {}


def test_trying_out_tells_of_a_missing_report_folder(access):
    with pytest.raises(ChannelRefused, match="Ordner"):
        SftpChannel(replace(access, report_folder="nirgends")).try_out()


@pytest.mark.parametrize(
    "text",
    ["kein Schlüssel", "ssh-ed25519", "ssh-ed25519 %%%", "ssh-unbekannt AAAA", "ssh-rsa AAAA"],
)
def test_it_refuses_what_is_no_key_of_a_server(text):
    with pytest.raises(ChannelRefused, match="kein Schlüssel eines Servers"):
        host_keys(text)


def test_it_shows_the_fingerprint_of_the_servers_key(server):
    (shown,) = fingerprints(server.host_line)

    assert shown.startswith("ecdsa-sha2-nistp256 SHA256:")
