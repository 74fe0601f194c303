"""How an order stands, in the one sentence that the debtor reads first."""

from dataclasses import dataclass
from datetime import date

from dunning_site.debtor.words import PageWords
from orders.models import Order
from reminders.models import DunningBlock
from reminders.services.debtor_amounts import PayNow
from reminders.services.debtor_speech import Speech

CALM, GOOD, LATE = "calm", "good", "late"
_DISPUTED = Order.StopReason.DISPUTED


@dataclass(frozen=True, slots=True)
class Status:
    """The sentence, what has to be added to it, and its colour, which says nothing more.

    asks: whether the debtor is asked to pay now. may_wait: whether he need not; where neither
    holds, nobody writes to him, but what he owes is due all the same.
    """

    sentence: str
    tone: str
    notes: tuple[str, ...] = ()
    asks: bool = False
    may_wait: bool = False


@dataclass(frozen=True, slots=True)
class Holds:
    """What keeps the order from being dunned."""

    has_plan: bool = False
    block: DunningBlock | None = None


def status_of(order: Order, pay: PayNow, holds: Holds, words: PageWords, speech: Speech) -> Status:
    """The sentence for the state of the day that pay was worked out for."""
    if not order.is_open:
        return _settled(order, words, speech)
    if order.stop_reason and not order.is_partly_disputed:
        is_disputed = order.stop_reason == _DISPUTED
        said = words.disputed if is_disputed else words.under_review
        return Status(said, CALM, (_open(order, pay, words, speech),), may_wait=True)
    notes = _notes(pay, words, speech)
    if holds.block is not None and holds.block.reason == DunningBlock.Reason.DEFERRED:
        return Status(_paused(order, holds.block, words, speech), CALM, notes, may_wait=True)
    if holds.has_plan:
        return _in_rates(pay, words, speech, (*notes, words.in_all.format(_all(order, speech))))
    if holds.block is not None:
        return Status(_paused(order, holds.block, words, speech), CALM, notes)
    tone = LATE if pay.is_late and pay.amount else CALM
    return Status(_open(order, pay, words, speech), tone, notes, asks=True)


def _notes(pay: PayNow, words: PageWords, speech: Speech) -> tuple[str, ...]:
    """What of the open amount is on its way, and what is disputed."""
    parts = ((words.on_its_way, pay.on_its_way), (words.partly_disputed, pay.disputed))
    return tuple(said.format(speech.money(amount)) for said, amount in parts if amount)


def _settled(order: Order, words: PageWords, speech: Speech) -> Status:
    """Nothing is owed: paid, cancelled or given up."""
    credit = order.credit_amount
    notes = (words.credit.format(speech.money(credit)),) if credit else ()
    if order.payment_status == Order.PaymentStatus.CANCELLED or order.is_cancelled:
        return Status(words.cancelled, GOOD, notes)
    is_paid = order.payment_status == Order.PaymentStatus.PAID
    return Status(words.paid if is_paid else words.nothing_to_pay, GOOD, notes)


def _open(order: Order, pay: PayNow, words: PageWords, speech: Speech) -> str:
    """What is open, and since or until when."""
    amount, day = _all(order, speech), _day(pay.due_on, speech)
    if len([one for one in order.installments.all() if one.open_amount > 0]) > 1:
        said = words.due_of_open if pay.is_late else words.next_of_open
        return said.format(speech.money(pay.amount), day, amount)
    return (words.open_since if pay.is_late else words.open_until).format(amount, day)


def _in_rates(pay: PayNow, words: PageWords, speech: Speech, notes: tuple[str, ...]) -> Status:
    """A payment plan holds."""
    said = words.plan_late if pay.is_late else words.plan_next
    sentence = said.format(speech.money(pay.amount), _day(pay.due_on, speech))
    return Status(sentence, LATE if pay.is_late else CALM, notes, asks=True)


def _paused(order: Order, block: DunningBlock, words: PageWords, speech: Speech) -> str:
    """Why nobody writes for a while."""
    amount = _all(order, speech)
    if block.until_on is None:
        return words.paused.format(amount)
    until = speech.day(block.until_on)
    if block.reason == DunningBlock.Reason.DEFERRED:
        return words.deferred_until.format(until, amount)
    return words.paused_until.format(amount, until)


def _all(order: Order, speech: Speech) -> str:
    return speech.money(order.open_amount)


def _day(day: date | None, speech: Speech) -> str:
    assert day is not None  # an open order has a due day
    return speech.day(day)
