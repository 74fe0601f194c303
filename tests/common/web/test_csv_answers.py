"""Lists as lines of a table, one after the other."""

from collections.abc import Iterator

from common.rules.spreadsheets import Cell
from common.web.csv_answers import csv_lines


def test_a_file_is_made_line_by_line_with_its_mark():
    asked = []

    def rows() -> Iterator[list[Cell]]:
        for number in range(2):
            asked.append(number)
            yield [number, 'a;b"c']

    lines = csv_lines(["Nr.", "Text"], rows())

    assert next(lines) == '\ufeff"Nr.";"Text"\r\n'
    assert asked == []
    assert next(lines) == '"0";"a;b""c"\r\n'
    assert asked == [0]
