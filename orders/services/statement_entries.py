"""Store the movements that a statement tells of, each exactly once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from common.rules.iban import compact_iban
from orders.models import BankStatement, BankTransaction, Creditor, StatementLine
from orders.rules.fingerprints import Occurrences, fingerprint, purpose_key
from orders.rules.statements import EntryDraft, StatementDraft

# Few enough parameters for one query on every database.
LOOKUP_SIZE = 400
BATCH_SIZE = 400
_Alike = tuple[date, Decimal, str, str]


@dataclass(frozen=True, slots=True)
class Movement:
    """An entry with what makes it the same one in every file."""

    entry: EntryDraft
    fingerprint: str
    occurrence: int

    @property
    def key(self) -> tuple[str, int]:
        """What is unique on an account."""
        return self.fingerprint, self.occurrence


def account_key(draft: StatementDraft) -> str:
    """The account of a statement as it is stored."""
    return compact_iban(draft.account)[:40]


def movements_of(statements: Sequence[StatementDraft]) -> list[list[Movement]]:
    """The movements of each statement of a file, equal ones told apart by their place."""
    occurrences = Occurrences()
    found = []
    for draft in statements:
        account = account_key(draft)
        occurrences.begin(account, draft)
        prints = [(entry, fingerprint(entry)) for entry in draft.entries]
        found.append([Movement(one, it, occurrences.next(account, it)) for one, it in prints])
    return found


def store_movements(
    statement: BankStatement, movements: Sequence[Movement], creditor: Creditor
) -> int:
    """Store what is new, and tie every movement to the statement; returns how many were known.

    The creditor is locked: two files that tell of the same movement take turns.
    """
    account = statement.account
    known = _known(account, movements)
    _add_alike(known, statement, movements)
    unknown = [one for one in movements if one.key not in known]
    rows = BankTransaction.objects.bulk_create(
        [_row(one, account, creditor) for one in unknown], batch_size=BATCH_SIZE
    )
    ids = known | {one.key: row.pk for one, row in zip(unknown, rows, strict=True)}
    StatementLine.objects.bulk_create(
        [
            StatementLine(statement=statement, position=position, transaction_id=ids[one.key])
            for position, one in enumerate(movements, start=1)
        ],
        batch_size=BATCH_SIZE,
    )
    return len(known)


def _known(account: str, movements: Sequence[Movement]) -> dict[tuple[str, int], int]:
    """The movements stored before, by their key."""
    wanted = {one.key for one in movements}
    known = {}
    for chunk in _chunks(sorted({one.fingerprint for one in movements})):
        rows = BankTransaction.objects.filter(account=account, fingerprint__in=chunk)
        for print_, occurrence, pk in rows.values_list("fingerprint", "occurrence", "pk"):
            if (print_, occurrence) in wanted:
                known[print_, occurrence] = pk
    return known


def _add_alike(
    known: dict[tuple[str, int], int], statement: BankStatement, movements: Sequence[Movement]
) -> None:
    """Add to the known movements those that a file of another format told in other words.

    Formats differ in references, but not in day, amount and purpose. Each stored movement stands
    for one of the file, so that a second equal one still counts.
    """
    unknown = [one for one in movements if one.key not in known]
    stored = _told_by_other_formats(statement, unknown) if unknown else {}
    taken = set(known.values())
    for one in unknown:
        entry = one.entry
        purpose = purpose_key(entry.structured_reference, entry.remittance_text)
        alike = stored.get((entry.booked_on, entry.amount, entry.currency, purpose), [])
        free = [pk for pk in alike if pk not in taken]
        if purpose and free:
            known[one.key] = free[0]
            taken.add(free[0])


def _told_by_other_formats(
    statement: BankStatement, movements: Sequence[Movement]
) -> dict[_Alike, list[int]]:
    days = [one.entry.booked_on for one in movements]
    rows = (
        BankTransaction.objects.filter(
            account=statement.account, booked_on__range=(min(days), max(days))
        )
        .exclude(statement_lines__statement__statement_import__format=_format_of(statement))
        .order_by("pk")
    )
    found: defaultdict[_Alike, list[int]] = defaultdict(list)
    for pk, booked_on, amount, currency, reference, text in rows.values_list(
        "pk", "booked_on", "amount", "currency", "structured_reference", "remittance_text"
    ):
        found[booked_on, amount, currency, purpose_key(reference, text)].append(pk)
    return found


def _format_of(statement: BankStatement) -> str:
    return statement.statement_import.format


def _row(movement: Movement, account: str, creditor: Creditor) -> BankTransaction:
    entry = movement.entry
    return BankTransaction(
        creditor=creditor,
        account=account,
        fingerprint=movement.fingerprint,
        occurrence=movement.occurrence,
        booked_on=entry.booked_on,
        value_on=entry.value_on,
        amount=entry.amount,
        remittance_text=entry.remittance_text,
        is_return=entry.is_return,
        original_amount=entry.original_amount,
        charges=entry.charges,
        **_cut(
            name=entry.name,
            currency=entry.currency,
            iban=entry.iban,
            structured_reference=entry.structured_reference,
            end_to_end_id=entry.end_to_end_id,
            mandate_id=entry.mandate_id,
            bank_reference=entry.bank_reference,
            booking_text=entry.booking_text,
            gvc=entry.gvc,
            return_reason=entry.return_reason,
        ),
    )


def _cut(**texts: str) -> dict[str, str]:
    """The texts as long as their columns; banks keep to the standards, but not all of them."""
    return {
        name: text[: BankTransaction._meta.get_field(name).max_length]
        for name, text in texts.items()
    }


def _chunks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), LOOKUP_SIZE):
        yield values[start : start + LOOKUP_SIZE]


def transactions_to_match(statements: Iterable[BankStatement]) -> list[int]:
    """The movements of the statements that nobody has looked at, in the order of the bank."""
    return list(
        BankTransaction.objects.filter(
            statement_lines__statement__in=list(statements), state=BankTransaction.State.NEW
        )
        .order_by("pk")
        .distinct()
        .values_list("pk", flat=True)
    )
