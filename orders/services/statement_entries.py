"""Store the movements that a statement tells of, each exactly once."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q

from common.rules.iban import compact_iban
from orders.models import BankStatement, BankTransaction, Creditor, StatementLine
from orders.rules.fingerprints import fingerprint, is_same_purpose, purpose_key
from orders.rules.statement_chain import Period, apart_from
from orders.rules.statements import EntryDraft, StatementDraft

# Few enough parameters for one query on every database.
LOOKUP_SIZE = 400
BATCH_SIZE = 400
# Statements that overlap speak of neighbouring days; these many are looked at around them.
NEIGHBOUR_DAYS = timedelta(days=40)
_Alike = tuple[date, Decimal, str]


@dataclass(frozen=True, slots=True)
class Movement:
    """An entry with what makes it the same one in every file of its format."""

    entry: EntryDraft
    fingerprint: str


def account_key(draft: StatementDraft) -> str:
    """The account of a statement as it is stored."""
    return compact_iban(draft.account)[:40]


def movements_of(draft: StatementDraft) -> list[Movement]:
    """The movements of a statement."""
    return [Movement(entry, fingerprint(entry)) for entry in draft.entries]


def store_movements(
    statement: BankStatement, movements: Sequence[Movement], creditor: Creditor
) -> int:
    """Store what is new, and tie every movement to the statement; returns how many were known.

    The creditor is locked: two files that tell of the same movement take turns.
    """
    known = _known(statement, movements)
    _add_alike(known, statement, movements)
    unknown = [place for place in range(len(movements)) if place not in known]
    rows = _new_rows(statement.account, [movements[place] for place in unknown], creditor)
    BankTransaction.objects.bulk_create(rows, batch_size=BATCH_SIZE)
    ids = known | {place: row.pk for place, row in zip(unknown, rows, strict=True)}
    StatementLine.objects.bulk_create(
        [
            StatementLine(
                statement=statement,
                position=place + 1,
                transaction_id=ids[place],
                fingerprint=movement.fingerprint,
            )
            for place, movement in enumerate(movements)
        ],
        batch_size=BATCH_SIZE,
    )
    return len(known)


def _known(statement: BankStatement, movements: Sequence[Movement]) -> dict[int, int]:
    """The movements stored before, by their place in the statement.

    Equal ones that nothing tells apart are taken one after the other, so that two genuine
    payments of a day are two, and a file read again adds none. What only statements apart from
    this one tell of is not meant here, unless the bank's own reference says so.
    """
    apart = _statements_apart(statement)
    told: dict[str, dict[int, bool]] = defaultdict(dict)
    for chunk in _chunks(sorted({one.fingerprint for one in movements})):
        lines = StatementLine.objects.filter(
            statement__account=statement.account, fingerprint__in=chunk
        )
        columns = ("fingerprint", "transaction", "statement")
        for print_, transaction_id, statement_id in lines.values_list(*columns):
            is_near = statement_id not in apart
            told[print_][transaction_id] = told[print_].get(transaction_id, False) or is_near
    known: dict[int, int] = {}
    for place, one in enumerate(movements):
        stored = told[one.fingerprint]
        meant = [pk for pk in sorted(stored) if stored[pk] or one.entry.bank_reference]
        if meant:
            known[place] = meant[0]
            del stored[meant[0]]
    return known


def _statements_apart(statement: BankStatement) -> set[int]:
    """The account's statements that end where this one begins, or begin where it ends."""
    others = BankStatement.objects.taken_over().filter(account=statement.account)
    if statement.from_on and statement.to_on:
        others = others.filter(
            Q(to_on__isnull=True) | Q(to_on__gte=statement.from_on - NEIGHBOUR_DAYS),
            Q(from_on__isnull=True) | Q(from_on__lte=statement.to_on + NEIGHBOUR_DAYS),
        )
    return apart_from(_period(statement), [_period(one) for one in others.exclude(pk=statement.pk)])


def _period(statement: BankStatement) -> Period:
    return Period(
        statement.pk,
        statement.opening_balance,
        statement.closing_balance,
        statement.from_on,
        statement.to_on,
    )


def _new_rows(
    account: str, movements: Sequence[Movement], creditor: Creditor
) -> list[BankTransaction]:
    """Rows of new movements; equal ones are counted on from those that are stored."""
    stored: Counter[str] = Counter()
    for chunk in _chunks(sorted({one.fingerprint for one in movements})):
        rows = BankTransaction.objects.filter(account=account, fingerprint__in=chunk)
        stored.update(rows.values_list("fingerprint", flat=True))
    made = []
    for one in movements:
        made.append(_row(one, stored[one.fingerprint], account, creditor))
        stored[one.fingerprint] += 1
    return made


def _add_alike(
    known: dict[int, int], statement: BankStatement, movements: Sequence[Movement]
) -> None:
    """Add to the known movements those that a file of another format told in other words.

    Formats differ in references, but not in day, amount and purpose. Each stored movement stands
    for one of the file, so that a second equal one still counts.
    """
    unknown = {place: one for place, one in enumerate(movements) if place not in known}
    stored = _told_by_other_formats(statement, list(unknown.values())) if unknown else {}
    taken = set(known.values())
    for place, one in unknown.items():
        entry = one.entry
        purpose = purpose_key(entry.structured_reference, entry.remittance_text)
        for told, pk in stored.get((entry.booked_on, entry.amount, entry.currency), []):
            if pk not in taken and is_same_purpose(purpose, told):
                known[place] = pk
                taken.add(pk)
                break


def _told_by_other_formats(
    statement: BankStatement, movements: Sequence[Movement]
) -> dict[_Alike, list[tuple[str, int]]]:
    days = [one.entry.booked_on for one in movements]
    rows = (
        BankTransaction.objects.filter(
            account=statement.account, booked_on__range=(min(days), max(days))
        )
        .exclude(statement_lines__statement__statement_import__format=_format_of(statement))
        .order_by("pk")
    )
    found: defaultdict[_Alike, list[tuple[str, int]]] = defaultdict(list)
    for pk, booked_on, amount, currency, reference, text in rows.values_list(
        "pk", "booked_on", "amount", "currency", "structured_reference", "remittance_text"
    ):
        found[booked_on, amount, currency].append((purpose_key(reference, text), pk))
    return found


def _format_of(statement: BankStatement) -> str:
    return statement.statement_import.format


def _row(movement: Movement, occurrence: int, account: str, creditor: Creditor) -> BankTransaction:
    entry = movement.entry
    return BankTransaction(
        creditor=creditor,
        account=account,
        fingerprint=movement.fingerprint,
        occurrence=occurrence,
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
