"""What differs between two versions of a text."""

import pytest

from reminders.rules.text_changes import Change, changed_lines


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        pytest.param("a\nb", "a\nb", [], id="equal texts"),
        pytest.param("", "a", [("added", "a")], id="from nothing"),
        pytest.param("a", "", [("removed", "a")], id="to nothing"),
        pytest.param("a\nb", "a\nc", [("same", "a"), ("removed", "b"), ("added", "c")], id="line"),
        pytest.param(
            "a\n\nb", "a\n\nb\nc", [("same", "a"), ("same", ""), ("same", "b"), ("added", "c")],
            id="blank lines stay",
        ),
        pytest.param("? a", "? a\n+ b", [("same", "? a"), ("added", "+ b")], id="marks as text"),
    ],
)  # fmt: skip
def test_each_line_says_what_became_of_it(old, new, lines):
    found = changed_lines(old, new)

    assert [(line.change, line.text) for line in found] == [
        (Change(change), text) for change, text in lines
    ]
