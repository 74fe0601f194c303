from dataclasses import replace

import pytest

from reminders.adapters.mailbox import LARGEST_PIECE, Mailbox, MailboxUnreachable
from tests.reminders.adapters.imap_server import Access, imap_server

MAIL = b"Message-ID: <r.1@shop.example>\r\nSubject: Unzustellbar\r\n\r\nGuten Tag\r\n"


@pytest.fixture
def server(tmp_path, monkeypatch):
    with imap_server(tmp_path, monkeypatch) as serving:
        yield serving


def read(server, **access):
    with Mailbox(replace(Access(server.port), **access)) as mailbox:
        return [one.raw for one in mailbox.new_mails(at_most=10)]


def flag_all(server):
    with Mailbox(Access(server.port)) as mailbox:
        for one in mailbox.new_mails(at_most=10):
            mailbox.leave_for_person(one)


def test_it_reads_what_is_new_and_leaves_it_unread(server):
    kept = [server.put(MAIL), server.put(MAIL.replace(b"r.1", b"r.2"))]

    assert read(server) == [one.raw for one in kept]
    assert all(one.flags == set() for one in kept)


def test_it_fetches_no_more_than_it_can_use(server):
    server.put(MAIL + b"x" * LARGEST_PIECE)

    (raw,) = read(server)

    assert len(raw) == LARGEST_PIECE


def test_it_takes_the_oldest_first_and_only_so_many(server):
    for _ in range(3):
        server.put(MAIL)

    with Mailbox(Access(server.port)) as mailbox:
        assert [one.uid for one in mailbox.new_mails(at_most=2)] == ["1", "2"]


@pytest.mark.parametrize("capabilities", ["IMAP4rev1 MOVE", "IMAP4rev1 UIDPLUS"])
def test_it_moves_what_was_understood(server, capabilities):
    server.capabilities = capabilities
    server.put(MAIL)

    with Mailbox(Access(server.port)) as mailbox:
        for one in mailbox.new_mails(at_most=10):
            mailbox.file_away(one)

    assert (server.folders["INBOX"], len(server.folders["Mahnwerk"])) == ([], 1)
    assert server.folders["Mahnwerk"][0].raw == MAIL


def test_it_uses_a_folder_below_the_inbox_where_no_other_can_be(server):
    server.refused_folders = ("Mahnwerk",)
    server.put(MAIL)

    with Mailbox(Access(server.port)) as mailbox:
        mailbox.file_away(next(mailbox.new_mails(at_most=1)))

    assert len(server.folders["INBOX.Mahnwerk"]) == 1


def test_it_flags_what_it_cannot_move_and_never_expunges_it(server):
    server.capabilities = "IMAP4rev1"
    kept = server.put(MAIL)

    with Mailbox(Access(server.port)) as mailbox:
        mailbox.file_away(next(mailbox.new_mails(at_most=1)))

    assert kept.flags == {r"\Flagged", r"\Seen"}
    assert read(server) == []


def test_it_leaves_what_it_does_not_understand_unread_for_a_person(server):
    kept = server.put(MAIL)

    flag_all(server)

    assert (server.folders["INBOX"], kept.flags) == ([kept], {r"\Flagged"})
    assert read(server) == []


def test_it_finds_a_mail_by_its_message_id_without_changing_anything(server):
    kept = server.put(MAIL)

    with Mailbox(Access(server.port), is_read_only=True) as mailbox:
        assert mailbox.holds("<r.1@shop.example>")
        assert not mailbox.holds("<r.2@shop.example>")

    assert kept.flags == set()
    assert any(one.startswith("EXAMINE") for one in server.commands)


@pytest.mark.parametrize(
    "wrong", [{"password": "falsch"}, {"folder": "Gibt es nicht"}, {"host": "localhost"}]
)
def test_it_says_why_a_mailbox_cannot_be_read(server, wrong):
    with pytest.raises(MailboxUnreachable, match="ist nicht lesbar") as refusal:
        read(server, **wrong)

    assert "falsch" not in str(refusal.value).replace("[AUTHENTICATIONFAILED] falsch", "")


def test_it_trusts_no_unknown_certificate(server, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")

    with pytest.raises(MailboxUnreachable, match="ist nicht lesbar"):
        read(server)


@pytest.mark.parametrize("command", ["SELECT", "SEARCH", "FETCH", "STORE"])
def test_it_says_so_when_the_line_breaks(server, command):
    server.put(MAIL)
    server.fails_at = command

    with pytest.raises(MailboxUnreachable):
        flag_all(server)


def test_it_says_so_when_nobody_listens(unused_port):
    with pytest.raises(MailboxUnreachable, match="ist nicht lesbar"), Mailbox(Access(unused_port)):
        pass


@pytest.fixture
def unused_port() -> int:
    """A port that nobody may listen on without being asked."""
    return 1
