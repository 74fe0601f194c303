"""Movements of the bank find their orders; what is sure is booked, the rest waits for a clerk.

Locks, in this order: movements by primary key, then orders by primary key.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from common.bulk import update
from orders.models import BankTransaction, Order, StatementImport
from orders.rules.match_hits import Payer
from orders.rules.match_values import Proposal
from orders.rules.matching import MatchIndex
from orders.rules.statements import EntryDraft
from orders.services.bank_bookings import Booking, book_payments
from orders.services.double_payments import payments_told_before, reason_against
from orders.services.locks import lock_orders
from orders.services.match_candidates import (
    candidates_again,
    closed_candidates,
    entry_of,
    open_candidates,
)
from orders.services.returned_debits import ReturnUnclear, book_return

State = BankTransaction.State
CHUNK_SIZE = 250
NO_PAYMENT = "Ausgang, keine Rückgabe"
OWN_MONEY = "Eigene Überweisung oder Lastschrift, die zurückkam: kein Zahlungseingang eines Kunden."


@dataclass(slots=True)
class MatchResult:
    """How many movements were booked, wait in the inbox, were returned debits, need nobody."""

    matched: int = 0
    inbox: int = 0
    returned: int = 0
    ignored: int = 0


@dataclass(slots=True)
class _Draft:
    """A locked movement and where it may belong."""

    movement: BankTransaction
    entry: EntryDraft
    proposals: tuple[Proposal, ...]

    @property
    def sure(self) -> Proposal | None:
        """The proposal that needs no person."""
        return self.proposals[0] if self.proposals and self.proposals[0].is_sure else None

    @property
    def order_ids(self) -> set[int]:
        """The orders of all proposals."""
        return {part.order_id for proposal in self.proposals for part in proposal.parts}


@dataclass(slots=True)
class _Outcome:
    """What a chunk of movements comes to."""

    bookings: list[Booking] = field(default_factory=list)
    waiting: list[BankTransaction] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Work:
    """What matching one creditor's movements is about; the result is added up on the way.

    states: a movement that has left them meanwhile is somebody else's.
    """

    creditor_id: int
    states: tuple[State, ...]
    today: date
    actor: AbstractBaseUser | None
    result: MatchResult


def match_transactions(
    transaction_ids: Iterable[int], *, today: date, actor: AbstractBaseUser | None
) -> MatchResult:
    """Book the new ones among the movements whose order is sure, put the rest into the inbox.

    Money that went out and is no returned debit is set aside. Movements decided already are left
    alone, so that a second call, or another one at the same time, books nothing twice. Works in
    short transactions: what is done stays done.
    """
    result = MatchResult()
    for creditor_id, (payments, others) in _new_by_creditor(transaction_ids).items():
        work = _Work(creditor_id, (State.NEW,), today, actor, result)
        if payments:
            _match_payments(work, payments)
        for transaction_id in others:
            _settle_other(work, transaction_id)
    return result


def match_waiting(creditor_id: int, *, today: date, actor: AbstractBaseUser | None) -> MatchResult:
    """Try once more what waits in the creditor's inbox, since orders have become known.

    A payment may come before its order. What a clerk took back or took up again stays with him.
    """
    waiting = BankTransaction.objects.in_inbox().filter(
        creditor=creditor_id, amount__gt=0, is_return=False, decided_by=None
    )
    ids = list(waiting.order_by("booked_on", "pk").values_list("pk", flat=True))
    work = _Work(creditor_id, (State.INBOX,), today, actor, MatchResult())
    if ids:
        _match_payments(work, ids)
    return work.result


def match_all_waiting(*, today: date) -> int:
    """The same for every creditor with an inbox; returns how many movements were booked."""
    waiting = BankTransaction.objects.in_inbox().filter(decided_by=None).order_by("creditor")
    creditor_ids = list(waiting.values_list("creditor", flat=True).distinct())
    return sum(match_waiting(one, today=today, actor=None).matched for one in creditor_ids)


def match_left_behind(*, today: date) -> int:
    """Match movements that a crash left new after their file was read; returns how many are done.

    What another process is matching just now waits for its locks and is then left alone.
    """
    read = StatementImport.objects.exclude(state=StatementImport.State.READING)
    new = BankTransaction.objects.filter(
        state=State.NEW,
        statement_lines__statement__statement_import__in=read.values("pk"),
    )
    ids = list(new.order_by("pk").distinct().values_list("pk", flat=True))
    if ids:
        match_transactions(ids, today=today, actor=None)
    return len(ids)


def _new_by_creditor(
    transaction_ids: Iterable[int],
) -> dict[int, tuple[list[int], list[int]]]:
    """Per creditor the payments and the other movements nobody decided yet, oldest first."""
    found: dict[int, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    columns = ("booked_on", "pk", "creditor_id", "amount", "is_return")
    rows: list[tuple[Any, ...]] = []
    for ids in _chunks(transaction_ids):
        new = BankTransaction.objects.filter(pk__in=ids, state=State.NEW)
        rows.extend(new.values_list(*columns))
    for _, pk, creditor_id, amount, is_return in sorted(rows):
        is_payment = amount > 0 and not is_return
        found[creditor_id][0 if is_payment else 1].append(pk)
    return found


def _match_payments(work: _Work, transaction_ids: Sequence[int]) -> None:
    ibans: set[str] = set()
    for ids in _chunks(transaction_ids):
        ibans.update(BankTransaction.objects.filter(pk__in=ids).values_list("iban", flat=True))
    index = MatchIndex(open_candidates(work.creditor_id, ibans))
    for ids in _chunks(transaction_ids):
        _match_chunk(work, index, ids)


@transaction.atomic
def _match_chunk(work: _Work, index: MatchIndex, transaction_ids: Sequence[int]) -> None:
    movements = _lock_undecided(work, transaction_ids)
    entries = [entry_of(movement) for movement in movements]
    index.add(closed_candidates(work.creditor_id, entries))
    drafts = [
        _Draft(movement, entry, index.propose(entry))
        for movement, entry in zip(movements, entries, strict=True)
    ]
    orders = _lock_sure(drafts)
    outcome = _decide(index, drafts, orders, work.today)
    book_payments(outcome.bookings, orders, actor=work.actor)
    update(outcome.waiting, ["state", "state_reason", "proposals"])
    work.result.matched += len(outcome.bookings)
    work.result.inbox += len(outcome.waiting)


def _lock_undecided(work: _Work, transaction_ids: Sequence[int]) -> list[BankTransaction]:
    """Those of the movements that nobody has decided meanwhile, locked, oldest first."""
    undecided = BankTransaction.objects.filter(
        pk__in=transaction_ids, state__in=work.states, decided_by=None
    )
    locked = list(undecided.select_for_update(of=("self",)).order_by("pk"))
    return sorted(locked, key=lambda movement: (movement.booked_on, movement.pk))


def _lock_sure(drafts: Sequence[_Draft]) -> dict[int, Order]:
    """The orders that sure proposals name, locked and as they stand now."""
    ids = {part.order_id for draft in drafts if draft.sure for part in draft.sure.parts}
    lock_orders(ids)
    return Order.objects.in_bulk(ids)


def _decide(
    index: MatchIndex, drafts: Sequence[_Draft], orders: dict[int, Order], today: date
) -> _Outcome:
    """What of the chunk is booked; what another process or an earlier movement changed counts."""
    outcome, told = _Outcome(), payments_told_before(orders)
    changed = {
        pk for pk, order in orders.items() if order.open_amount != index.candidate(pk).open_amount
    }
    index.add(candidates_again(changed))
    for draft in drafts:
        if changed & draft.order_ids:
            draft.proposals = index.propose(draft.entry)
        reason = _reason_to_wait(index, draft, orders, today)
        if draft.sure and not reason:
            reason = reason_against(
                draft.movement, draft.sure.parts, told, lambda pk: index.candidate(pk).open_amount
            )
        if draft.sure and not reason:
            index.pay(draft.sure)
            changed |= {part.order_id for part in draft.sure.parts}
            why = "; ".join(draft.sure.why)
            outcome.bookings.append(Booking(draft.movement, draft.sure.parts, why))
        else:
            wait(draft.movement, reason, draft.proposals)
            outcome.waiting.append(draft.movement)
    return outcome


def _reason_to_wait(index: MatchIndex, draft: _Draft, orders: dict[int, Order], today: date) -> str:
    """Why a clerk should look, in German; "" when nothing but certainty is missing, if at all."""
    if draft.movement.currency != "EUR":
        return f"Zahlung in {draft.movement.currency}, gemahnt wird in Euro."
    if draft.sure is None:
        return _closed_words(index, draft) or _refund_words(draft)
    if draft.movement.booked_on > today:
        return "Der Buchungstag liegt in der Zukunft."
    for part in draft.sure.parts:
        order = orders.get(part.order_id)
        if order is None:
            return "Der Stand eines Auftrags hat sich während der Zuordnung geändert."
        if draft.movement.booked_on < order.ordered_on:
            return f"Die Zahlung ist älter als der Auftrag {order}."
    return ""


def _closed_words(index: MatchIndex, draft: _Draft) -> str:
    """That the order the text names is paid, if that is the best there is."""
    if not draft.proposals:
        return ""
    candidates = [index.candidate(part.order_id) for part in draft.proposals[0].parts]
    closed = next((one for one in candidates if not one.is_open), None)
    return f"Auftrag {closed.number} ist schon bezahlt oder storniert." if closed else ""


def _refund_words(draft: _Draft) -> str:
    """That the text speaks of money given back, if orders are proposed at all."""
    if not draft.proposals or not Payer.of(draft.entry).takes_back:
        return ""
    return "Der Text spricht von Rückzahlung, Gutschrift oder Auszahlung."


def wait(movement: BankTransaction, reason: str, proposals: Sequence[Proposal]) -> None:
    """Set, without saving, that the movement waits in the inbox, with what is likely."""
    movement.state = State.INBOX
    movement.state_reason = reason[:300]
    movement.proposals = [
        {
            "parts": [
                {"order": part.order_id, "amount": str(part.amount)} for part in proposal.parts
            ],
            "why": list(proposal.why),
            "score": proposal.score,
            "sure": False,
        }
        for proposal in proposals
    ]


@transaction.atomic
def _settle_other(work: _Work, transaction_id: int) -> None:
    """Book a returned debit, or set aside what went out and concerns no order."""
    for movement in _lock_undecided(work, [transaction_id]):
        if movement.amount > 0:
            wait(movement, OWN_MONEY, ())
            work.result.inbox += 1
        elif not movement.is_return:
            movement.state, movement.state_reason = State.IGNORED, NO_PAYMENT
            work.result.ignored += 1
        else:
            try:
                book_return(movement, actor=work.actor)
            except ReturnUnclear as unclear:
                wait(movement, str(unclear), unclear.proposals)
                work.result.inbox += 1
            else:
                work.result.returned += 1
                continue
        movement.save(update_fields=["state", "state_reason", "proposals"])


def _chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    remaining = iter(ids)
    while chunk := list(islice(remaining, CHUNK_SIZE)):
        yield chunk
