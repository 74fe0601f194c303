"""What makes a movement of a bank account the same one in every file that tells of it."""

import hashlib
from collections import Counter, defaultdict

from orders.rules.statements import EntryDraft, StatementDraft


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
    """Counts equal movements of an account, in the order of a file.

    Two genuine payments that nothing tells apart are the first and the second one in every file
    that has both, so that both count, and none counts twice. Statements of one file may overlap
    like files do: only one that goes on where the last one of its account ended counts on.
    """

    def __init__(self) -> None:
        self._seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._last: dict[str, StatementDraft] = {}

    def begin(self, account: str, statement: StatementDraft) -> None:
        """Begin to count the movements of the next statement of the file."""
        last = self._last.get(account)
        if last is None or not _goes_on(last, statement):
            self._seen[account].clear()
        self._last[account] = statement

    def next(self, account: str, print_: str) -> int:
        """How many equal ones came before: 0 for the first."""
        occurrence = self._seen[account][print_]
        self._seen[account][print_] += 1
        return occurrence


def _goes_on(last: StatementDraft, statement: StatementDraft) -> bool:
    """Whether a statement opens with what the last one closed with, and is no copy of it."""
    is_next = last.closing_balance is not None and last.closing_balance == statement.opening_balance
    return is_next and statement.entries != last.entries
