"""Lists as files: who may take them, what is noted, what cells become, and how much memory."""

import io
import tracemalloc
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import django_tables2 as tables
import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.test import RequestFactory
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from common.models import ExportLog
from common.rules.spreadsheets import Cell
from common.web.exports import export_answer
from common.web.table_cells import file_columns, file_rows
from common.web.xlsx_files import write_xlsx
from tests import factories

ROWS = [["Müller", Decimal("-5.00"), 3, date(2026, 11, 21), None]]
HEADINGS = ["Name", "Betrag", "Zahl", "Tag", "Nichts"]


@pytest.fixture
def request_of_clerk(db: None, rf: RequestFactory) -> HttpRequest:
    """A request of somebody who may export."""
    request = rf.get("/")
    request.user = factories.user("petra", "common.add_exportlog")
    return request


def answer(request: HttpRequest, format: str, rows=ROWS) -> StreamingHttpResponse:
    return export_answer(
        request,
        page="Aufträge",
        file_name="auftraege",
        columns=HEADINGS,
        rows=rows,
        filters_words="Suche: Müller",
        format=format,
    )


def first_sheet(data: bytes) -> Worksheet:
    return load_workbook(io.BytesIO(data)).worksheets[0]


def test_an_export_is_noted_with_its_number_of_rows(request_of_clerk):
    made = answer(request_of_clerk, "csv")
    b"".join(made)

    log = ExportLog.objects.get()
    assert (log.user.username, log.page, log.format) == ("petra", "Aufträge", "csv")
    assert (log.filters, log.row_count) == ("Suche: Müller", 1)
    day = timezone.localdate(log.created_at).isoformat()
    assert made["Content-Disposition"] == f'attachment; filename="auftraege-{day}.csv"'
    assert made["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_an_export_that_breaks_off_has_no_number(request_of_clerk, format):
    def broken() -> Iterator[list[Cell]]:
        yield ROWS[0]
        raise ConnectionError

    with pytest.raises(ConnectionError):
        b"".join(answer(request_of_clerk, format, broken()))

    assert ExportLog.objects.get().row_count is None


def test_it_needs_the_right_to_export(db, rf):
    request = rf.get("/")
    request.user = factories.user("ines", "orders.view_order")

    with pytest.raises(PermissionDenied, match="Listen als Datei exportieren"):
        answer(request, "csv")
    assert not ExportLog.objects.exists()


def test_an_unknown_format_is_no_page(request_of_clerk):
    with pytest.raises(Http404):
        answer(request_of_clerk, "docx")


def test_who_only_looks_whether_there_is_a_file_takes_none(request_of_clerk):
    request_of_clerk.method = "HEAD"
    answer(request_of_clerk, "csv")

    assert not ExportLog.objects.exists()


def test_an_excel_file_holds_texts_numbers_and_days(request_of_clerk):
    rows = [*ROWS, ["=1+1", Decimal("1234.5"), 0, datetime(2026, 11, 21, 8, 5), "\0\t@x"]]
    sheet = first_sheet(b"".join(answer(request_of_clerk, "xlsx", rows)))

    assert [cell.value for cell in sheet[1]] == HEADINGS
    assert [cell.value for cell in sheet[2]][:4] == ["Müller", -5, 3, datetime(2026, 11, 21)]
    assert (sheet["A3"].value, sheet["A3"].data_type) == ("=1+1", "s")
    assert (sheet["B3"].value, sheet["B3"].number_format) == (1234.5, "#,##0.00")
    assert (sheet["D3"].value, sheet["D3"].number_format) == (
        datetime(2026, 11, 21, 8, 5),
        "dd.mm.yyyy hh:mm",
    )
    assert sheet["E3"].data_type == "s"


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(tmp_path: Path):
    file = io.BytesIO()
    rows = ([number] for number in range(5))

    count = write_xlsx(file, "Auf/träge", ["Nr."], rows, folder=tmp_path, max_rows=3)

    book = load_workbook(file)
    assert count == 5
    assert book.sheetnames == ["Auf träge", "Auf träge 2", "Auf träge 3"]
    assert [[cell.value for (cell,) in sheet.iter_rows()] for sheet in book] == [
        ["Nr.", 0, 1],
        ["Nr.", 2, 3],
        ["Nr.", 4],
    ]


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_memory_does_not_grow_with_the_rows(request_of_clerk, format):
    def peak(count: int) -> int:
        rows = ([f"Kunde {number}", Decimal(number), number, None, ""] for number in range(count))
        tracemalloc.start()
        for _ in answer(request_of_clerk, format, rows):
            pass
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    peak(100)
    few, many = peak(200), peak(4_000)

    # The rows held at once would be more than a megabyte.
    assert many < few + 300_000


class Sale:
    """A record of the table below."""

    def __init__(self, name: str, amount: Decimal | None, count: int) -> None:
        self.name, self.amount, self.count, self.currency = name, amount, count, "EUR"


class SaleTable(tables.Table):
    """All kinds of columns."""

    amounts = ("amount",)
    select = tables.Column(accessor="name")
    name = tables.Column(verbose_name="Na\N{SOFT HYPHEN}me")
    amount = tables.Column(attrs={"td": {"class": "num"}})
    count = tables.Column(attrs={"td": {"class": "num"}})
    state = tables.Column(accessor="name")
    own = tables.Column(accessor="name")
    action = tables.Column(accessor="name", exclude_from_export=True)

    def render_amount(self, value: Decimal) -> str:
        return f"{value} €"

    def render_state(self, value: str) -> SafeString:
        return format_html('<b title="x">A &amp; B {}</b>', value)

    def value_own(self, record: Sale) -> str:
        return f"für die Datei: {record.name}"


def test_the_columns_of_a_page_are_those_of_its_file():
    table = SaleTable([Sale("<i>", Decimal("2.50"), 7), Sale("", None, 0)])
    columns = file_columns(table, ["name", "amount", "count", "state", "own"])

    rows = list(file_rows(table, [cell for _, cell in columns]))

    assert [heading for heading, _ in columns] == [
        "Name",
        "Amount",
        "Count",
        "State",
        "Own",
        "Waehrung",
    ]
    assert rows[0] == ["<i>", Decimal("2.50"), 7, "A & B <i>", "für die Datei: <i>", "EUR"]
    assert rows[1][:3] == [None, None, 0]
