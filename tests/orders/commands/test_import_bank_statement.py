"""manage.py import_bank_statement."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from orders.models import BankTransaction, ImportTemplate
from orders.rules.column_mapping import ColumnMapping, MappingKind
from tests.factories import creditor
from tests.orders.adapters.bank.samples import ACCOUNT, movement, mt940, read_sample

pytestmark = pytest.mark.django_db
GOOD = mt940(movement(), movement("D4,00", "191?00SEPA-UEBERW"), closing="C261002EUR106,00")
HELD = mt940(movement("C7,00"), closing="C261002EUR106,00")
TABLE = b"Buchungstag;Betrag;Zweck\n02.10.2026;10,00;Danke\n02.10.2026;-4,00;Miete\n"
KEYS = [
    "file",
    "format",
    "statements",
    "entries",
    "new",
    "known",
    "matched",
    "inbox",
    "reconciled",
    "errors",
]


@pytest.fixture(autouse=True)
def ours():
    return creditor(iban=ACCOUNT)


@pytest.fixture
def file(tmp_path):
    def write(name: str, data: bytes) -> Path:
        (tmp_path / name).write_bytes(data)
        return tmp_path / name

    return write


def run(*paths: Path, as_json: bool = True) -> tuple[int, str]:
    """The exit code and what was printed."""
    output = StringIO()
    options = ["--json"] if as_json else []
    try:
        call_command("import_bank_statement", *map(str, paths), *options, stdout=output)
    except SystemExit as end:
        return end.code, output.getvalue()
    return 0, output.getvalue()


def test_it_tells_what_became_of_a_file(file):
    path = file("a.sta", GOOD)

    code, output = run(path)

    [told] = json.loads(output)["files"]
    assert code == 0
    assert list(told) == KEYS
    assert told == {
        "file": str(path),
        "format": "mt940",
        "statements": 1,
        "entries": 2,
        "new": 2,
        "known": 0,
        "matched": 0,
        "inbox": 1,
        "reconciled": True,
        "errors": [],
    }


def test_a_second_time_everything_is_known(file):
    path = file("a.sta", GOOD)
    run(path)

    code, output = run(path)

    [told] = json.loads(output)["files"]
    assert code == 0
    assert (told["new"], told["known"], told["inbox"]) == (0, 2, 0)
    assert BankTransaction.objects.count() == 2


def test_a_statement_that_does_not_reconcile_ends_with_1(file):
    code, output = run(file("a.sta", GOOD), file("b.sta", HELD))

    good, held = json.loads(output)["files"]
    assert code == 1
    assert good["reconciled"]
    assert not held["reconciled"]
    assert (held["entries"], held["new"]) == (1, 0)
    assert "Der Unterschied ist 1,00\u00a0€" in held["errors"][0]


@pytest.mark.parametrize("data", [b"", b"Guten Tag", b"<?xml version='1.0'?><Document"])
def test_a_file_that_is_refused_ends_with_1(file, data):
    code, output = run(file("a.sta", data))

    [told] = json.loads(output)["files"]
    assert code == 1
    assert list(told) == KEYS
    assert (told["format"], told["statements"], told["reconciled"]) == (None, 0, False)
    assert told["errors"]


def test_a_table_is_read_by_the_template_that_has_its_columns(file):
    path = file("umsaetze.csv", TABLE)
    before, refused = run(path)
    columns = {"booked_on": "Buchungstag", "amount": "Betrag", "remittance_text": "Zweck"}
    mapping = ColumnMapping(
        kind=MappingKind.BANK,
        columns=columns,
        date_format="TT.MM.JJJJ",
        decimal_mark=",",
        account=ACCOUNT,
    )
    ImportTemplate.objects.create(name="Hausbank", kind="bank", mapping=mapping.to_json())

    code, output = run(path)

    [told] = json.loads(output)["files"]
    assert before == 1
    assert "speichern Sie die Zuordnung als Vorlage" in refused
    assert (code, told["format"], told["new"], told["inbox"]) == (0, "csv", 2, 1)


def test_a_file_that_is_not_there_ends_with_1(tmp_path):
    code, output = run(tmp_path / "fehlt.sta")

    [told] = json.loads(output)["files"]
    assert code == 1
    assert told["errors"] == ["Die Datei lässt sich nicht lesen. Prüfen Sie Namen und Rechte."]


def test_without_json_it_speaks_german(file):
    code, output = run(file("a.xml", read_sample("statement_v8.xml")), as_json=False)

    assert code == 0
    assert "(camt053): 1 Kontoauszug, 2 Umsätze, 2 neu, 0 schon bekannt" in output
