"""The letters of a print batch as they lie in the pile, and what keeps one from being posted."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from common.rules.german import day as german_day
from common.rules.money import ZERO
from orders.models import Order
from reminders.models import Channel, PrintBatch, Reminder, ReminderDocument, ReminderItem
from reminders.rules.deadlines import leaves_time
from reminders.rules.states import ReminderState
from reminders.services.channels import recipient_of
from reminders.services.claims import principal_of
from reminders.services.reminder_states import stop_words

HOME = ("", "DE")
LetterState = Reminder.LetterState


@dataclass(frozen=True, slots=True)
class BatchLetter:
    """A letter of a batch; why_not says what keeps it from being posted, "" when nothing does.

    may_be_in_post: it was printed before that, so a clerk may have posted it all the same.
    """

    reminder: Reminder
    why_not: str
    may_be_in_post: bool


def letters_of(batch: PrintBatch, day: date) -> list[BatchLetter]:
    """All letters of the batch as they lie in the pile: by country, postcode and number.

    day: when they go to the post.
    """
    document = ReminderDocument.objects.filter(reminder=OuterRef("pk"))
    letters = (
        batch.reminders.annotate(is_made=Exists(document))
        .select_related("customer", "run", "sales_account__dunning_settings")
        .prefetch_related("items__order__installments", "items__bookings__entry")
        .order_by("pk")
    )
    return [_in_pile(one, batch, day) for one in sorted(letters, key=_place_in_pile)]


def _place_in_pile(reminder: Reminder) -> tuple[bool, str, str, int]:
    customer = reminder.customer
    country = "" if customer.country in HOME else customer.country
    return bool(country), country, customer.postcode, reminder.number or 0


def _in_pile(reminder: Reminder, batch: PrintBatch, day: date) -> BatchLetter:
    why_not = _why_not(reminder) or _too_late(reminder, batch, day)
    is_undecided = batch.sent_at is None and reminder.letter_state == LetterState.TO_PRINT
    is_made: bool = reminder.is_made  # type: ignore[attr-defined]
    return BatchLetter(reminder, why_not, bool(why_not) and is_undecided and is_made)


def _why_not(reminder: Reminder) -> str:
    """In the post nothing speaks against a letter any more."""
    if reminder.letter_state == LetterState.PRINTED or reminder.printed_at is not None:
        return ""
    if reminder.state in (ReminderState.CANCELLED, ReminderState.FAILED):
        return reminder.outcome
    if reminder.state == ReminderState.WITHDRAWN:
        return "Mahnung zurückgezogen"
    if reminder.letter_state == LetterState.NONE:
        return reminder.outcome
    if reminder.channel == Channel.BOTH:
        return next((why for item in reminder.items.all() if (why := _copy_is_idle(item))), "")
    if recipient_of(reminder.customer, Channel.LETTER) != reminder.recipient:
        return "die Anschrift hat sich geändert"
    return ""


def _too_late(reminder: Reminder, batch: PrintBatch, day: date) -> str:
    """That the deadline ends before the debtor can pay; after a mail he knows it already."""
    if batch.sent_at is not None or reminder.channel != Channel.LETTER:
        return ""
    return deadline_words(reminder, posted_on=day)


def deadline_words(reminder: Reminder, *, posted_on: date) -> str:
    """Why a letter posted on the day comes too late for its deadline, "" when it does not."""
    if leaves_time(written_on=reminder.written_on, pay_by=reminder.pay_by, posted_on=posted_on):
        return ""
    return f"die Zahlungsfrist {german_day(reminder.pay_by)} ist für den Postweg zu nah"


def _copy_is_idle(item: ReminderItem) -> str:
    """Why the paper of what a mail has said already is not needed any more, "" if it is."""
    order: Order = item.order
    if not order.is_open:
        return "inzwischen bezahlt oder storniert"
    booked = sum((booking.entry.amount for booking in item.bookings.all()), ZERO)
    if principal_of(order, item.reminder.written_on) != item.due_before + booked:
        return "der offene Betrag hat sich geändert"
    return stop_words(order)
