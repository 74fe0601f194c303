"""The sending journal: what is written stays, and a torn line harms nothing."""

import fcntl
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import pytest

from reminders.adapters import journal as adapter
from reminders.adapters.journal import Journal, JournalClaim, JournalEntry, JournalNotWritable

AT = datetime(2026, 11, 21, 8, 15, 30, tzinfo=UTC)


def entry(number: int) -> JournalEntry:
    return JournalEntry(number, f"<r.{number}@lindenhof.example>", f"250 Ok: Grüße {number}", AT)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "var" / "journal" / "sent.jsonl"


def test_it_finds_what_it_was_given_even_through_another_handle(path):
    Journal(path).append(entry(1))
    Journal(path).append(entry(2))

    found = Journal(path).find(["<r.2@lindenhof.example>", "<unknown@lindenhof.example>"])

    assert found == {"<r.2@lindenhof.example>": entry(2)}


def test_a_journal_that_does_not_exist_yet_knows_nothing(path):
    assert Journal(path).find(["<r.1@lindenhof.example>"]) == {}


def test_a_line_torn_by_a_power_cut_is_skipped_and_does_not_spoil_the_next(path):
    journal = Journal(path)
    journal.append(entry(1))
    path.write_bytes(path.read_bytes() + b'{"reminder_id": 2, "message_')

    journal.append(entry(3))

    found = journal.find([entry(number).message_id for number in (1, 2, 3)])
    assert list(found.values()) == [entry(1), entry(3)]


def test_a_reply_cannot_forge_a_line(path):
    forged = JournalEntry(1, "<a@b>", '250\n{"reminder_id": 9, "message_id": "<x@y>"}', AT)

    Journal(path).append(forged)

    assert Journal(path).find(["<x@y>", "<a@b>"]) == {"<a@b>": forged}


def test_lines_of_many_writers_never_mix(path):
    writers = [
        Thread(
            target=lambda first=first: [Journal(path).append(entry(first + n)) for n in range(20)]
        )
        for first in range(0, 100, 20)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    found = Journal(path).find([entry(number).message_id for number in range(100)])

    assert len(found) == 100


@pytest.mark.parametrize("step", ["append", "check"])
def test_it_says_in_german_when_it_cannot_be_written(tmp_path, step):
    (tmp_path / "blocked").write_text("a file where the folder should be")
    journal = Journal(tmp_path / "blocked" / "sent.jsonl")

    with pytest.raises(JournalNotWritable, match="Solange das so ist, wird nichts versendet"):
        journal.append(entry(1)) if step == "append" else journal.check_writable()


def test_the_check_leaves_the_journal_as_it_is(path):
    journal = Journal(path)
    journal.append(entry(1))
    before = path.read_bytes()

    journal.check_writable()

    assert path.read_bytes() == before
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_line_names_what_the_mail_claimed(path):
    claims = (JournalClaim("Lindenhof", "EF-7", 2), JournalClaim("Lindenhof", "EF-8", 2))
    whole = replace(entry(1), number="M-000007", claims=claims)

    Journal(path).append(whole)

    assert list(Journal(path).entries()) == [whole]


def test_a_line_of_an_older_version_names_no_claims(path):
    path.parent.mkdir(parents=True)
    old = {"reminder_id": 1, "message_id": "<a@b>", "reply": "250 Ok", "at": AT.isoformat()}
    path.write_text(json.dumps(old) + "\n")

    (found,) = Journal(path).entries()

    assert (found.message_id, found.number, found.claims) == ("<a@b>", "", ())


def test_without_a_question_the_journal_is_not_read(tmp_path):
    a_folder_cannot_be_read = Journal(tmp_path)

    assert a_folder_cannot_be_read.find([]) == {}


def test_only_the_lines_asked_for_are_parsed(path, monkeypatch):
    journal = Journal(path)
    for number in range(20):
        journal.append(entry(number))
    parsed: list[bytes] = []
    read_line = adapter._read_line
    monkeypatch.setattr(
        adapter, "_read_line", lambda line: (parsed.append(line), read_line(line))[1]
    )

    found = journal.find([entry(7).message_id, entry(17).message_id])

    assert list(found.values()) == [entry(7), entry(17)]
    assert len(parsed) == 2


@pytest.mark.parametrize("message_id", ["<größe@büro.example>", '<"a b"@c>', "<a\\b@c>"])
def test_whatever_a_message_is_called_it_is_found(path, message_id):
    Journal(path).append(replace(entry(1), message_id=message_id))

    assert list(Journal(path).find([message_id])) == [message_id]


def test_of_two_lines_about_one_mail_the_later_one_counts(path):
    journal = Journal(path)
    journal.append(entry(1))
    journal.append(replace(entry(1), reply="250 again"))

    assert journal.find([entry(1).message_id])[entry(1).message_id].reply == "250 again"


def test_nobody_writes_while_another_has_half_a_line(path):
    journal = Journal(path)
    journal.append(entry(1))
    writer = Thread(target=lambda: Journal(path).append(entry(2)))
    with path.open("ab", buffering=0) as another:
        fcntl.flock(another, fcntl.LOCK_EX)
        writer.start()
        writer.join(timeout=0.2)
        had_to_wait = writer.is_alive()
        another.write(b'{"reminder_id": 3, "message_')
    writer.join()

    assert had_to_wait
    assert list(journal.entries()) == [entry(1), entry(2)]
    assert path.read_bytes().count(b"\n") == 3


def test_a_process_that_stands_still_with_the_lock_keeps_no_yes_from_the_disk(path, monkeypatch):
    monkeypatch.setattr(adapter, "LOCK_SECONDS", 0.0)
    journal = Journal(path)
    journal.append(entry(1))

    with path.open("ab") as halted:
        fcntl.flock(halted, fcntl.LOCK_EX)
        journal.append(entry(2))

    assert list(journal.entries()) == [entry(1), entry(2)]
