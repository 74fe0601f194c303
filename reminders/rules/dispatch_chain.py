"""The chain of dispatches: each digest covers its row and the digest before it.

Persons are named by nothing but keys, so that erasing somebody's data does not break the chain.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class DispatchClaim:
    """What a sent reminder claimed of one installment of an order, in euros."""

    order: int
    installment: int
    level: int
    step_number: int | None
    claim: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchRow:
    """What nobody may change later of a reminder that was sent.

    claims: in ascending order of order and installment; pdf_sha256: "" without a letter.
    """

    reminder: int
    message_id: str
    creditor: int
    number: int | None
    sent_at: datetime | None
    sent_on: date | None
    recorded_at: datetime
    pdf_sha256: str
    claims: tuple[DispatchClaim, ...]


def next_digest(previous: str, row: DispatchRow) -> str:
    """The digest of a row after the digest before it ("" for the first), 64 hexadecimal digits."""
    return hashlib.sha256(previous.encode() + _canonical(row)).hexdigest()


def _canonical(row: DispatchRow) -> bytes:
    """The row in the one way of writing it; changing it breaks every chain there is."""
    return json.dumps(
        asdict(row), sort_keys=True, separators=(",", ":"), default=_written, ensure_ascii=False
    ).encode()


def _written(value: object) -> str:
    """An instant in UTC to the microsecond, a day as ISO date, an amount with two decimals."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    raise TypeError(f"{value!r} hat keine feste Schreibweise")
