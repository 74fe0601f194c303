"""Text that spreadsheets show instead of calculating."""

import pytest

from common.rules.spreadsheets import safe_cell


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        pytest.param("Müller", "Müller", id="plain text"),
        pytest.param("", "", id="nothing"),
        pytest.param("-79,90", "-79,90", id="a negative amount stays a number"),
        pytest.param("+4", "+4", id="a number with a plus"),
        pytest.param("-1.234,50", "-1.234,50", id="with thousands"),
        pytest.param("=1+1", "'=1+1", id="formula"),
        pytest.param("  =1+1", "'  =1+1", id="formula after blanks"),
        pytest.param("-2+3", "'-2+3", id="a sum"),
        pytest.param("@SUM(A1)", "'@SUM(A1)", id="old formula"),
        pytest.param("\t=1", "'\t=1", id="tabulator"),
        pytest.param("\r\n=1", "'\r\n=1", id="line break"),
        pytest.param("a=1", "a=1", id="a sign within"),
    ],
)
def test_safe_cell(text, cell):
    assert safe_cell(text) == cell
