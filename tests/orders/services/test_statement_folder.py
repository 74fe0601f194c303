"""The watched folder."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from orders.models import BankTransaction, StatementImport
from orders.services.statement_folder import import_folder
from orders.tasks import import_statement_folder
from tests.factories import creditor
from tests.orders.adapters.bank.samples import ACCOUNT, movement, mt940

pytestmark = pytest.mark.django_db
GOOD = mt940(movement(), closing="C261002EUR110,00")


@pytest.fixture
def folder(tmp_path, settings) -> Path:
    creditor(iban=ACCOUNT)
    settings.STATEMENT_FOLDER = tmp_path / "auszuege"
    settings.STATEMENT_FOLDER.mkdir()
    return settings.STATEMENT_FOLDER


def put(folder: Path, name: str, data: bytes, *, age: int = 60) -> Path:
    """A file that has lain there for so many seconds."""
    path = folder / name
    path.write_bytes(data)
    at = timezone.now().timestamp() - age
    os.utime(path, (at, at))
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_it_reads_what_lies_there_and_puts_it_away(folder):
    put(folder, "a.sta", GOOD)
    put(folder, "brief.txt", b"Guten Tag")

    told = import_statement_folder()

    assert told == "1 eingelesen, 1 nicht lesbar"
    assert names(folder / "eingelesen") == ["a.sta"]
    assert names(folder / "nicht-lesbar") == ["brief.txt"]
    assert BankTransaction.objects.count() == 1
    refused = StatementImport.objects.get(state=StatementImport.State.FAILED)
    assert refused.problems[0].startswith("Die Datei ist kein Kontoauszug.")


def test_a_file_that_is_broken_inside_is_put_away_as_such(folder):
    put(folder, "a.xml", b"<?xml version='1.0'?><Document")

    import_statement_folder()

    assert names(folder / "nicht-lesbar") == ["a.xml"]


def test_it_leaves_alone_what_is_too_young_hidden_a_link_or_a_folder(folder, tmp_path):
    put(folder, "jung.sta", GOOD, age=0)
    put(folder, ".versteckt.sta", GOOD)
    (folder / "ordner").mkdir()
    (folder / "verweis.sta").symlink_to(put(tmp_path, "anderswo.sta", GOOD))

    assert import_statement_folder() == "0 eingelesen, 0 nicht lesbar"
    assert names(folder) == [".versteckt.sta", "jung.sta", "ordner", "verweis.sta"]


def test_a_file_of_the_same_name_replaces_none(folder):
    put(folder, "a.sta", GOOD)
    import_statement_folder()
    put(folder, "a.sta", mt940(movement("C5,00"), closing="C261002EUR105,00"))

    import_statement_folder()

    assert names(folder / "eingelesen") == ["a-2.sta", "a.sta"]
    assert BankTransaction.objects.count() == 2


def test_after_a_crash_the_file_is_read_again_and_changes_nothing(folder, monkeypatch):
    put(folder, "a.sta", GOOD)
    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", _crash)
        with pytest.raises(KeyboardInterrupt):
            import_folder(folder, today=timezone.localdate(), clock=timezone.now)

    import_folder(folder, today=timezone.localdate(), clock=timezone.now)

    assert names(folder) == ["eingelesen"]
    assert BankTransaction.objects.count() == 1
    assert StatementImport.objects.count() == 1


def _crash(self: Path, target: Path) -> None:
    raise KeyboardInterrupt


def test_without_a_folder_nothing_happens(settings):
    settings.STATEMENT_FOLDER = None

    assert import_statement_folder() == "kein Ordner eingestellt"


def test_a_folder_that_is_missing_is_an_error(settings, tmp_path):
    settings.STATEMENT_FOLDER = tmp_path / "fehlt"

    with pytest.raises(FileNotFoundError):
        import_folder(
            settings.STATEMENT_FOLDER,
            today=timezone.localdate(),
            clock=lambda: timezone.now() + timedelta(),
        )
