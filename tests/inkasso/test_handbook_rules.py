"""The handbook tells of everything that a case can lack."""

from pathlib import Path

import pytest

from inkasso.rules.readiness import Code

CHAPTER = Path(__file__).parents[2] / "docs" / "handbuch" / "19-inkassoregeln.md"


@pytest.mark.parametrize("code", Code)
def test_the_handbook_tells_of_everything_that_may_be_missing(code):
    rows = [line for line in CHAPTER.read_text().splitlines() if line.endswith(f"| `{code}` |")]

    assert len(rows) == 1
    assert rows[0].startswith(f"| {code.label} | ")
