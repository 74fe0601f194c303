"""What makes a movement of a bank account the same one in every file that tells of it."""

import hashlib
import re

from common.rules.german import fold
from orders.rules.statements import EntryDraft

# A purpose is cut after 27 characters at the earliest.
LEAST_CUT = 24
_OTHERS = re.compile(r"[^0-9a-z]+")


def fingerprint(entry: EntryDraft) -> str:
    """What the bank tells of a movement, as 64 hexadecimal digits.

    Left out is what differs between files that tell of the same one: its place in the statement,
    the day of value, the bank's words for the kind of booking, and blanks in the purpose, which
    every format breaks in its own way.
    """
    told = (
        entry.booked_on.isoformat(),
        str(entry.amount),
        entry.currency,
        entry.iban,
        entry.bank_reference,
        entry.end_to_end_id,
        purpose_key(entry.structured_reference, entry.remittance_text),
    )
    return hashlib.sha256("\x1f".join(told).encode()).hexdigest()


def purpose_key(structured_reference: str, remittance_text: str) -> str:
    """The letters and digits of the purpose, "ü" like "ue", "" if there are none."""
    return _OTHERS.sub("", fold(f"{structured_reference}{remittance_text}"))


def is_same_purpose(one: str, other: str) -> bool:
    """Whether two keys are of one purpose, which formats cut at different lengths."""
    shorter, longer = sorted((one, other), key=len)
    return bool(one and other) and (
        one == other or (len(shorter) >= LEAST_CUT and longer.startswith(shorter))
    )
