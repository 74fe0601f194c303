"""Which payment a bank took back: a returned direct debit finds its order."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from common.rules.money import ZERO
from orders.rules.match_hits import Wording
from orders.rules.match_values import Candidate, Proposal
from orders.rules.matching import MatchIndex
from orders.rules.statements import EntryDraft

# What banks charge for a return; more is another payment.
_HIGHEST_CHARGES = Decimal("15.00")
_MOST_GUESSES = 20
_OF_RETURNS = Wording(
    same="Betrag gleich einer Zahlung",
    same_rate="Betrag gleich einer Zahlung",
    less="weniger als die Zahlung von {}",
    more="mehr als die Zahlung von {}",
    closed="nicht bezahlt",
)


def returned_amount(entry: EntryDraft) -> Decimal:
    """What was collected once and went back now, in euros, without the charges of the banks."""
    return entry.original_amount or -entry.amount - entry.charges


def explains_cost(entry: EntryDraft, cost: Decimal) -> bool:
    """Whether banks may charge that much for a return, in euros: told as such, or not too much."""
    return cost >= ZERO and (cost == entry.charges or cost <= _HIGHEST_CHARGES)


def propose_return(entry: EntryDraft, paid: Sequence[Candidate]) -> tuple[Proposal, ...]:
    """Which of the orders paid a returned debit belongs to, best first, at most five.

    paid: orders with a payment in place of the open amount, further ones beside it. The parts add
    up to what was collected once. Sure only when a payment of exactly this amount exists and
    number, mandate, or account and name name its order. Where the bank does not part its charges
    from the amount, a payment a little smaller counts if the text names its order.
    """
    index = MatchIndex(paid, _OF_RETURNS)
    by_order = {candidate.order_id: candidate for candidate in paid}
    likely: tuple[Proposal, ...] = ()
    for mirrored in _as_payments(entry, paid):
        found = index.propose_return(mirrored)
        if found and found[0].is_sure and _is_paid(found[0], by_order):
            return found
        likely = likely or tuple(replace(proposal, is_sure=False) for proposal in found)
    return likely


def _as_payments(entry: EntryDraft, paid: Sequence[Candidate]) -> Iterator[EntryDraft]:
    """The payments that may have come back; guesses go without name and account as signals."""
    amount = returned_amount(entry)
    if amount <= 0:
        return
    yield replace(entry, amount=amount, is_return=False)
    if entry.original_amount is not None or entry.charges != ZERO:
        return
    smaller = {
        payment
        for candidate in paid
        for payment in (candidate.open_amount, *candidate.further_amounts)
        if amount - _HIGHEST_CHARGES <= payment < amount
    }
    for payment in sorted(smaller, reverse=True)[:_MOST_GUESSES]:
        yield replace(entry, amount=payment, is_return=False, name="", iban="")


def _is_paid(proposal: Proposal, by_order: dict[int, Candidate]) -> bool:
    """Whether each part is exactly one payment."""
    return all(by_order[part.order_id].fits(part.amount) for part in proposal.parts)
