"""The neutral handover file."""

import csv
import hashlib
import io
import json
import uuid
import zipfile
from datetime import date
from decimal import Decimal

import pytest

from inkasso.adapters.agencies.neutral_file import build_package, cases_csv, notices_file
from tests.inkasso.servers.packages import KEY, Paper, notice, package, told


def _built(cases: list[dict[str, object]], papers: dict[str, list[Paper]]) -> zipfile.ZipFile:
    content = build_package(KEY, "Nordwest Inkasso", "M-4711", cases, papers)
    return zipfile.ZipFile(io.BytesIO(content))


def _rows(content: bytes) -> list[dict[str, str]]:
    text = content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def test_the_same_cases_give_the_same_bytes():
    assert package().content == package().content


def test_the_manifest_lists_every_other_file_with_its_checksum():
    archive = _built([told("IK-000001")], {"IK-000001": [Paper("Rechnung.pdf", b"%PDF")]})

    manifest = json.loads(archive.read("manifest.json"))

    listed = {one["name"]: one["sha256"] for one in manifest["files"]}
    assert set(listed) | {"manifest.json"} == set(archive.namelist())
    for name, digest in listed.items():
        assert hashlib.sha256(archive.read(name)).hexdigest() == digest
    assert manifest["key"] == str(KEY)
    assert manifest["client_number"] == "M-4711"
    assert manifest["cases"] == ["IK-000001"]


def test_the_json_holds_what_was_told_and_where_the_documents_are():
    archive = _built([told("IK-000001")], {"IK-000001": [Paper("Rechnung Ä.pdf", b"%PDF")]})

    (case,) = json.loads(archive.read("cases.json"))

    assert case["debtor"] == {"first_name": "Jörg", "last_name": "Müßig"}
    assert case["amount"]["principal"] == "79.90"
    assert case["documents"] == ["documents/IK-000001/Rechnung Ä.pdf"]


def test_the_table_names_nested_fields_by_their_path():
    (row,) = _rows(cases_csv([told("IK-000001")]))

    assert row["debtor.last_name"] == "Müßig"
    assert row["amount.principal"] == "79.90"


def test_the_table_writes_lists_as_lines_and_what_is_unknown_as_nothing():
    case = {
        "reference": "IK-1",
        "payments": [{"on": date(2026, 3, 1), "amount": Decimal("5.00")}, {"on": None}],
        "is_vat_deductible": False,
    }

    (row,) = _rows(cases_csv([case]))

    assert row["payments"] == "2026-03-01 | 5.00\n"
    assert row["is_vat_deductible"] == "false"


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+49 40 123", "'+49 40 123"),
        ("-5.00", "-5.00"),
        ("@SUM(A1)", "'@SUM(A1)"),
        (" =1+1", "' =1+1"),
        ("\tx", "'\tx"),
        ('Müller; "Söhne"', 'Müller; "Söhne"'),
    ],
)
def test_no_cell_is_a_formula(text, cell):
    (row,) = _rows(cases_csv([{"reference": "IK-1", "name": text}]))

    assert row["name"] == cell


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..\\..\\boot.ini", "/abs.pdf", "a\x00b.pdf", "...", ""]
)
def test_no_document_leaves_its_folder(name):
    archive = _built([told("IK-000001")], {"IK-000001": [Paper(name, b"x")]})

    (path,) = [one for one in archive.namelist() if one.startswith("documents/")]

    folder, _, rest = path.rpartition("/")
    assert folder == "documents/IK-000001"
    assert rest.strip(".")
    assert "\\" not in rest


def test_documents_of_one_name_keep_apart():
    papers = [Paper("Mahnung.pdf", b"1"), Paper("mahnung.pdf", b"2"), Paper("Mahnung.pdf", b"3")]

    archive = _built([told("IK-000001")], {"IK-000001": papers})

    documents = [one for one in archive.namelist() if one.startswith("documents/")]
    assert [archive.read(one) for one in documents] == [b"1", b"2", b"3"]


@pytest.mark.parametrize(
    ("cases", "papers"),
    [
        pytest.param([{"reference": ""}], {}, id="no reference"),
        pytest.param([told("IK-1"), told("IK-1")], {}, id="twice"),
        pytest.param([told("IK-1")], {"IK-2": []}, id="documents of nobody"),
    ],
)
def test_it_refuses_cases_that_cannot_be_told_apart(cases, papers):
    with pytest.raises(ValueError, match=r"reference|unknown"):
        build_package(KEY, "Nordwest Inkasso", "", cases, papers)


def test_it_refuses_a_value_that_has_no_text():
    with pytest.raises(TypeError):
        build_package(KEY, "Nordwest Inkasso", "", [{"reference": "IK-1", "x": object()}], {})


def test_notices_are_told_in_the_order_of_their_keys():
    told_once = notices_file([notice(2), notice(1)])

    assert told_once == notices_file([notice(1), notice(2)])
    first = json.loads(told_once)["notices"][0]
    assert first["key"] == str(uuid.UUID(int=1))
    assert (first["kind"], first["amount"], first["date"]) == (
        "direct_payment",
        "20.00",
        "2026-11-20",
    )
