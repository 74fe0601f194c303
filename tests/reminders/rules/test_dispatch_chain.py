"""The chain of dispatches: the same rows give the same digests, any change another one."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from reminders.rules.dispatch_chain import DispatchClaim, DispatchRow, next_digest

AT = datetime(2026, 11, 21, 8, 15, 30, 123456, tzinfo=UTC)
CLAIM = DispatchClaim(order=4, installment=5, level=2, step_number=None, claim=Decimal("79.90"))
ROW = DispatchRow(
    reminder=1,
    message_id="<r.1@lindgruen.example>",
    creditor=2,
    number=17,
    sent_at=AT,
    sent_on=date(2026, 11, 21),
    recorded_at=AT,
    pdf_sha256="ab" * 32,
    claims=(CLAIM,),
)


def test_the_way_of_writing_never_changes():
    """Whoever sees this fail breaks the chain of every installation."""
    assert next_digest("", ROW) == (
        "62f1790fba9d68ca4d182b190255dd110064808b12fda1749f810973e5144205"
    )


def test_equal_instants_and_amounts_are_written_alike():
    there = AT.astimezone(timezone(timedelta(hours=1)))
    same = replace(ROW, sent_at=there, claims=(replace(CLAIM, claim=Decimal("79.9")),))

    assert next_digest("x", same) == next_digest("x", ROW)


@pytest.mark.parametrize(
    "change",
    [
        {"reminder": 2},
        {"message_id": "<r.2@lindgruen.example>"},
        {"number": None},
        {"sent_at": AT + timedelta(microseconds=1)},
        {"sent_on": date(2026, 11, 22)},
        {"recorded_at": AT + timedelta(seconds=1)},
        {"pdf_sha256": ""},
        {"claims": ()},
        {"claims": (replace(CLAIM, claim=Decimal("79.91")),)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_every_field_counts(change):
    assert next_digest("x", replace(ROW, **change)) != next_digest("x", ROW)


def test_the_row_before_counts():
    assert next_digest("x", ROW) != next_digest("y", ROW)
