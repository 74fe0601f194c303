"""The neutral handover file: a ZIP archive with table, JSON, documents and their checksums.

Every field is described in docs/agency_interface.md.
"""

import csv
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

from common.rules.spreadsheets import safe_cell
from inkasso.adapters.agencies.base import NoticeData

FORMAT = "mahnwerk-handover"
NOTICES_FORMAT = "mahnwerk-notices"
VERSION = 1
CASES_CSV, CASES_JSON, MANIFEST = "cases.csv", "cases.json", "manifest.json"
# No clock in the archive: the same cases give the same bytes.
_NO_DAY = (1980, 1, 1, 0, 0, 0)
_UNSAFE = re.compile(r"[^\w.\- ]+")
_LONGEST_NAME = 100


class Document(Protocol):
    """A paper that goes with a case."""

    @property
    def file_name(self) -> str: ...

    @property
    def content(self) -> bytes: ...


def build_package(
    key: UUID,
    agency_name: str,
    client_number: str,
    cases: Sequence[Mapping[str, Any]],
    documents: Mapping[str, Sequence[Document]],
) -> bytes:
    """The archive of a handover; the same input gives the same bytes.

    Each case has its "reference"; `documents` are named by it. Raises ValueError if a reference
    is missing or double, or if documents belong to no case.
    """
    references = _references(cases)
    if strangers := set(documents) - set(references):
        raise ValueError(f"documents of unknown cases: {sorted(strangers)}")
    papers = {name: list(_papers(name, documents.get(name, ()))) for name in references}
    files = {
        CASES_CSV: cases_csv(cases),
        CASES_JSON: to_json(_told(cases, papers)),
        **{path: content for of_case in papers.values() for path, content in of_case},
    }
    head = {
        "format": FORMAT,
        "version": VERSION,
        "key": key,
        "agency": agency_name,
        "client_number": client_number,
        "cases": references,
    }
    listed = [_listed(name, content) for name, content in files.items()]
    return _zipped({**files, MANIFEST: to_json({**head, "files": listed})})


def cases_csv(cases: Sequence[Mapping[str, Any]]) -> bytes:
    """One line per case, nested fields as "creditor.name"; lists as lines within their cell."""
    rows = [dict(_flat("", case)) for case in cases]
    columns = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([safe_cell(row.get(name, "")) for name in columns] for row in rows)
    # With the mark, or Excel reads umlauts wrongly.
    return text.getvalue().encode("utf-8-sig")


def notices_file(notices: Sequence[NoticeData]) -> bytes:
    """Later events as JSON, in the order of their keys; the same input gives the same bytes."""
    ordered = sorted(notices, key=lambda one: str(one.key))
    told = [notice_json(one) for one in ordered]
    return to_json({"format": NOTICES_FORMAT, "version": VERSION, "notices": told})


def notice_json(notice: NoticeData) -> dict[str, Any]:
    """One later event as agencies read it."""
    return {
        "key": str(notice.key),
        "reference": notice.reference,
        "agency_reference": notice.agency_reference,
        "kind": notice.kind,
        "amount": f"{notice.amount:.2f}",
        "currency": "EUR",
        "date": notice.happened_on.isoformat(),
        "text": notice.text,
    }


def to_json(value: Any) -> bytes:
    """UTF-8, two blanks for each level; amounts as texts, days as 2026-11-21."""
    text = json.dumps(value, ensure_ascii=False, indent=2, default=_plain)
    return f"{text}\n".encode()


def _references(cases: Sequence[Mapping[str, Any]]) -> list[str]:
    references = [str(case.get("reference") or "") for case in cases]
    if not all(references) or len(set(references)) != len(references):
        raise ValueError("every case needs a reference of its own")
    return references


def _papers(reference: str, documents: Sequence[Document]) -> Iterator[tuple[str, bytes]]:
    """The papers of a case with their places in the archive; equal names get a number."""
    used: set[str] = set()
    for document in documents:
        name = _free_name(_safe_name(document.file_name), used)
        used.add(name.casefold())
        yield f"documents/{_safe_name(reference)}/{name}", document.content


def _safe_name(name: str) -> str:
    """A name that stays in its folder on every system, whatever a shop called the file."""
    safe = _UNSAFE.sub("_", name).strip(" .")
    stem, dot, ending = safe.rpartition(".")
    if dot:
        return f"{stem[:_LONGEST_NAME]}.{ending[:10]}"
    return safe[:_LONGEST_NAME] or "Unterlage"


def _free_name(name: str, used: set[str]) -> str:
    stem, dot, ending = name.rpartition(".") if "." in name else (name, "", "")
    free, number = name, 2
    while free.casefold() in used:
        free, number = f"{stem}-{number}{dot}{ending}", number + 1
    return free


def _told(
    cases: Sequence[Mapping[str, Any]], papers: Mapping[str, Sequence[tuple[str, bytes]]]
) -> list[dict[str, Any]]:
    """The cases, each with the places of its documents."""
    return [
        {**case, "documents": [path for path, _ in papers[str(case["reference"])]]}
        for case in cases
    ]


def _listed(name: str, content: bytes) -> dict[str, Any]:
    digest = hashlib.sha256(content).hexdigest()
    return {"name": name, "size": len(content), "sha256": digest}


def _zipped(files: Mapping[str, bytes]) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        for name, content in files.items():
            member = zipfile.ZipInfo(name, _NO_DAY)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o600 << 16
            packed.writestr(member, content)
    return archive.getvalue()


def _flat(prefix: str, value: Any) -> Iterator[tuple[str, str]]:
    """Every value with its path."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _flat(f"{prefix}.{name}" if prefix else str(name), inner)
    elif isinstance(value, Sequence) and not isinstance(value, str | bytes):
        yield prefix, "\n".join(_line(one) for one in value)
    else:
        yield prefix, _plain(value)


def _line(value: Any) -> str:
    """One entry of a list: its values after one another."""
    if isinstance(value, Mapping):
        return " | ".join(text for _, text in _flat("", value))
    return _plain(value)


def _plain(value: Any) -> str:
    """A value as text that every program reads the same. Raises TypeError for anything unknown."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | Decimal | UUID):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"no text for {type(value).__name__}")
