"""The last look at a reminder before it leaves the house, and what its sending brings about."""

from collections.abc import Sequence
from datetime import date

from common.rules.german import day as german_day
from orders.models import Order
from orders.services.history import record
from orders.services.reminded import mark_reminded
from reminders.models import Channel, Reminder, ReminderItem
from reminders.rules.eligibility import LADDER, Code, step_name
from reminders.rules.reasons import ADDRESS
from reminders.services.assessment import assess
from reminders.services.channels import recipient_of
from reminders.services.charges import book_charges
from reminders.services.claims import principal_of
from reminders.services.dispatch_chain import record_dispatch
from reminders.services.letter_pile import deadline_words
from reminders.services.payment_guard import no_guard
from reminders.services.standings import refresh_standings


def objection_to(reminder: Reminder, orders: Sequence[Order], today: date) -> str:
    """Why the reminder must not go out after all, or an empty string; the orders are locked."""
    if reminder.pay_by <= today:
        return f"die Zahlungsfrist {german_day(reminder.pay_by)} wäre schon abgelaufen"
    if reminder.channel == Channel.LETTER and (late := deadline_words(reminder, posted_on=today)):
        return late
    items = {item.order_id: item for item in reminder.items.all()}
    objections = (_objection(order, items[order.pk], reminder, today) for order in orders)
    return next((one for one in objections if one), "")


def _objection(order: Order, item: ReminderItem, reminder: Reminder, today: date) -> str:
    if not order.is_open:
        return "inzwischen bezahlt oder storniert"
    # A clerk who released a run had the doubts before him; the schedule asks anew.
    guard = None if reminder.run.is_automatic else no_guard()
    (assessment,) = assess(Order.objects.filter(pk=order.pk), today, guard=guard)
    # The same locked order, with all that is asked of it here read at once.
    order = assessment.order
    if principal_of(order, reminder.written_on) != item.due_before:
        return "der offene Betrag hat sich geändert"
    if recipient_of(order.customer, Channel(reminder.channel)) != reminder.recipient:
        what = "Anschrift" if reminder.channel == Channel.LETTER else "E-Mail-Adresse"
        return f"die {what} hat sich geändert"
    if _is_dead_address(order, reminder):
        return "an diese Adresse geht inzwischen keine E-Mail mehr"
    is_free = reminder.is_written_by_hand and not item.level
    if not is_free and not _stands_there(order, item, today):
        return "der Auftrag steht nicht mehr in dieser Mahnstufe"
    reasons = [one for one in assessment.reasons if one.code not in _not_asked(reminder, item)]
    objections = [*reasons, *assessment.doubts]
    return objections[0].code.label if objections else ""


def _is_dead_address(order: Order, reminder: Reminder) -> bool:
    """Whether the mail would go where others came back from; by hand the clerk chose the way."""
    is_mail = reminder.channel != Channel.LETTER and not reminder.is_written_by_hand
    return is_mail and order.customer.email_failed_on is not None


def _not_asked(reminder: Reminder, item: ReminderItem) -> frozenset[Code]:
    """What is no objection: that it stands in this run; by hand the clerk has chosen the way.

    A free reminder asks for no ladder.
    """
    if not reminder.is_written_by_hand:
        return frozenset({Code.IN_RUN})
    return ADDRESS | {Code.IN_RUN} if item.level else ADDRESS | LADDER | {Code.IN_RUN}


def _stands_there(order: Order, item: ReminderItem, today: date) -> bool:
    """Whether the item's step is still the one to send."""
    standing = order.standing
    if item.level:
        return bool(standing.next_level == item.level)
    first = standing.next_reminder_number
    return first is not None and first <= (item.step_number or 0) and not standing.level_on(today)


def note_sent(reminder: Reminder, orders: Sequence[Order], *, sent_on: date) -> None:
    """What follows from sending: history, bookings, level, the record in the chain.

    Call once, in the transaction that makes it sent, after the state is written.
    """
    for order in orders:
        record(
            order,
            f"Mahnung {reminder} ({step_name(reminder.level)}) an {reminder.recipient} versendet, "
            f"zahlbar bis {german_day(reminder.pay_by)}."[:500],
            actor=reminder.run.released_by,
        )
        mark_reminded(order, sent_on=sent_on, is_first=reminder.level == 1)
    charged = book_charges(reminder, booked_on=sent_on, actor=reminder.run.released_by)
    refresh_standings(order for order in orders if order.pk not in charged)
    # A letter is sent on a day that may lie before the decision; the record follows both.
    moment = max(one for one in (reminder.sent_at, reminder.decided_at) if one is not None)
    record_dispatch(reminder, moment)
