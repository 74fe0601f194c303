"""Lists as files: streamed, noted in the record of exports, as CSV or as an Excel file."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from common.models import ExportLog
from common.rules.spreadsheets import Cell
from common.services.exports import begin_export, finish_export
from common.web.csv_answers import csv_lines
from common.web.permissions import refuse_without_rights
from common.web.xlsx_files import write_xlsx

MAY_EXPORT = "common.add_exportlog"
# The word of the address that asks for a file.
ASKED = "export"
Format = ExportLog.Format
_CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_LINES_AT_ONCE = 200
_BYTES_AT_ONCE = 64 * 1024
Rows = Iterable[Sequence[Cell]]


def export_answer(
    request: HttpRequest,
    *,
    page: str,
    file_name: str,
    columns: Sequence[str],
    rows: Rows,
    filters_words: str = "",
    format: str = "",
) -> StreamingHttpResponse:
    """All rows as a download, in the format given or, without one, that the address asks for.

    page: the list's name for people; file_name: without its ending and the day of the export.
    Raises PermissionDenied without the right to export, Http404 for an unknown format.
    """
    refuse_without_rights(request, MAY_EXPORT)
    found = _known(format or request.GET.get(ASKED, Format.CSV))
    answer = StreamingHttpResponse(content_type=_CONTENT_TYPES[_ending(found)])
    answer["Cache-Control"] = "private, no-store"
    # A HEAD only asks whether there is a file.
    if request.method != "HEAD":
        log = begin_export(request.user, page=page, format=found, filters=filters_words)
        name = f"{file_name}-{timezone.localdate(log.created_at).isoformat()}.{_ending(found)}"
        answer["Content-Disposition"] = content_disposition_header(True, name)
        answer.streaming_content = _stream(log, page, columns, rows)
    return answer


def _known(name: str) -> str:
    if name not in (Format.CSV, Format.XLSX, Format.NEWSLETTER):
        raise Http404("Exportiert wird als CSV oder XLSX.")
    return name


def _ending(name: str) -> str:
    return "xlsx" if name == Format.XLSX else "csv"


def _stream(log: ExportLog, title: str, columns: Sequence[str], rows: Rows) -> Iterator[bytes]:
    """The file bit by bit; the number of rows is noted behind the last one only."""
    counted = _Counted(rows)
    if log.format == Format.XLSX:
        yield from _xlsx(title, columns, counted)
    else:
        yield from _csv(columns, counted)
    finish_export(log, counted.count)


class _Counted:
    """The rows, counting those that were taken."""

    def __init__(self, rows: Rows) -> None:
        self.rows, self.count = rows, 0

    def __iter__(self) -> Iterator[Sequence[Cell]]:
        for row in self.rows:
            self.count += 1
            yield row


def _csv(columns: Sequence[str], rows: Rows) -> Iterator[bytes]:
    lines = csv_lines(columns, rows)
    # Many lines a write: the server sends each bit as a piece of its own.
    while piece := "".join(islice(lines, _LINES_AT_ONCE)):
        yield piece.encode()


def _xlsx(title: str, columns: Sequence[str], rows: Rows) -> Iterator[bytes]:
    """Excel files name their sheets at the end: written in full first, then sent."""
    with tempfile.TemporaryDirectory(prefix="export-") as folder:
        path = Path(folder) / "liste.xlsx"
        with path.open("wb") as file:
            write_xlsx(file, title, columns, rows, folder=Path(folder))
        with path.open("rb") as file:
            read: Callable[[], bytes] = lambda: file.read(_BYTES_AT_ONCE)  # noqa: E731
            yield from iter(read, b"")
