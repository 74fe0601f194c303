"""Values that adapters hand over."""

import pytest

from orders.rules.drafts import FileRefused, ImportProblem


def test_a_refusal_reads_like_its_first_problem():
    first = ImportProblem(1, "Total", "Zeile 1: Die Spalte „Total“ fehlt.")
    second = ImportProblem(1, "Name", "Zeile 1: Die Spalte „Name“ fehlt.")

    with pytest.raises(FileRefused) as refusal:
        raise FileRefused(first, second)

    assert str(refusal.value) == first.message
    assert refusal.value.problems == (first, second)
