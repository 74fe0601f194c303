"""Lists as files: German numbers and days, no formulas, one line after the other."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from common.web.csv_answers import Cell, csv_answer, plain_cell


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        pytest.param(Decimal("1234.5"), "1234,50", id="amount"),
        pytest.param(Decimal("-5.00"), "-5,00", id="negative amount stays a number"),
        pytest.param(date(2026, 11, 21), "21.11.2026", id="day"),
        pytest.param(1024, "1024", id="count without points"),
        pytest.param(None, "", id="nothing"),
        pytest.param("Müller", "Müller", id="text"),
        pytest.param("=1+1", "'=1+1", id="formula"),
        pytest.param("+49 40 123", "'+49 40 123", id="plus"),
        pytest.param("-Müller", "'-Müller", id="minus"),
        pytest.param("@SUMME(A1)", "'@SUMME(A1)", id="at"),
        pytest.param("\t=1+1", "'\t=1+1", id="behind a tab"),
    ],
)
def test_a_cell_reads_german_and_is_never_a_formula(cell: Cell, text: str):
    assert plain_cell(cell) == text


def test_a_file_is_sent_line_by_line_with_its_mark():
    asked = []

    def rows() -> Iterator[list[Cell]]:
        for number in range(2):
            asked.append(number)
            yield [number, 'a;b"c']

    answer = csv_answer("liste.csv", ["Nr.", "Text"], rows())
    lines = iter(answer)

    assert next(lines).decode() == "\ufeffNr.;Text\r\n"
    assert asked == []
    assert next(lines).decode() == '0;"a;b""c"\r\n'
    assert asked == [0]
    assert answer["Content-Disposition"] == 'attachment; filename="liste.csv"'
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
