"""What makes a movement of a bank account the same one in every file that tells of it."""

import hashlib
from collections import Counter

from orders.rules.statements import EntryDraft


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
    """The purpose without blanks and capitals, "" if there is none."""
    return "".join(f"{structured_reference}{remittance_text}".split()).casefold()


class Occurrences:
    """Counts equal movements of an account within one file, in the order of the file.

    Two genuine payments that nothing tells apart are the first and the second one in every file
    that has both, so that both count, and none counts twice.
    """

    def __init__(self) -> None:
        self._seen: Counter[tuple[str, str]] = Counter()

    def next(self, account: str, print_: str) -> int:
        """How many equal ones came before: 0 for the first."""
        occurrence = self._seen[account, print_]
        self._seen[account, print_] += 1
        return occurrence
