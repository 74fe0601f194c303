"""What differs between two versions of a text, line by line."""

import difflib
from dataclasses import dataclass
from enum import StrEnum


class Change(StrEnum):
    """What became of a line."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """A line of the older or the newer text, and what became of it."""

    change: Change
    text: str


_BY_MARK = {" ": Change.SAME, "+": Change.ADDED, "-": Change.REMOVED}


def changed_lines(old: str, new: str) -> list[ChangedLine]:
    """All lines of both texts in their order, a removed one before the one that replaces it.

    Empty when the texts are equal; blank lines between paragraphs count as lines.
    """
    if old == new:
        return []
    compared = difflib.Differ().compare(old.splitlines(), new.splitlines())
    return [ChangedLine(_BY_MARK[line[0]], line[2:]) for line in compared if line[0] in _BY_MARK]
