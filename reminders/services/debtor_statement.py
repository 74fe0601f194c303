"""What the payment page shows of one order: positions, bookings, interest and letters; reads only.

All of it is finished words, typeset like the letters that the debtor has in hand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce

from common.rules.money import ZERO
from orders.models import Order
from orders.services.bank_data import bank_data
from reminders.adapters.statement import (
    ShownInterest,
    ShownPosition,
    ShownSum,
    shown_interest,
    shown_position,
)
from reminders.models import Reminder, ReminderDocument, ReminderItem
from reminders.rules.content import OrderClaim
from reminders.rules.states import ReminderState
from reminders.services.claim_content import booking_lines, interest_row, positions_of
from reminders.services.debtor_speech import Speech


@dataclass(frozen=True, slots=True)
class ShownBooking:
    """What was booked on a day."""

    label: str
    day: str
    amount: str


@dataclass(frozen=True, slots=True)
class ShownPurchase:
    """What was bought, and what leads from there to the total."""

    positions: list[ShownPosition]
    sums: list[ShownSum]


def shown_purchase(order: Order, speech: Speech) -> ShownPurchase:
    """The order's lines, shipping or discount, and its total."""
    positions = positions_of(order)
    other = order.total - sum((one.amount for one in positions), ZERO)
    words = speech.words
    sums = [ShownSum(words.total, speech.money(order.total), is_strong=True)]
    if other and positions:
        label = words.shipping if other > 0 else words.discount
        sums.insert(0, ShownSum(label, speech.money(other)))
    shown = [
        shown_position(index, one, order.currency, words)
        for index, one in enumerate(positions, start=1)
    ]
    return ShownPurchase(shown, sums)


def shown_bookings(order: Order, speech: Speech) -> list[ShownBooking]:
    """All that was booked since the order, oldest first, from its total to what is open.

    Another order that money was moved to or from is not named: it is none of this page.
    """
    entries = order.ledger_entries.effective().order_by("booked_on", "pk")
    lines = booking_lines(order, entries, speech.words.language, names_orders=False)
    return [
        ShownBooking(line.label.rstrip(","), speech.day(line.paid_on), speech.money(-line.amount))
        for line in lines
    ]


def sent_items(order: Order) -> list[ReminderItem]:
    """What was claimed of the order by reminders that were sent and stand, newest first.

    Each knows has_papers, and order_count: of how many orders its reminder speaks.
    """
    papers = ReminderDocument.objects.filter(reminder=OuterRef("reminder"))
    same = ReminderItem.objects.filter(reminder=OuterRef("reminder")).order_by()
    counted = same.values("reminder").annotate(count=Count("pk")).values("count")
    items = ReminderItem.objects.filter(order=order, reminder__state=ReminderState.SENT)
    return list(
        items.select_related("reminder")
        .annotate(has_papers=Exists(papers), order_count=Coalesce(Subquery(counted), 1))
        .order_by("-reminder__sent_on", "-pk")
    )


def letter_name(reminder: Reminder, speech: Speech) -> str:
    """What the reminder is called, with its number: "Mahnung M-000123"."""
    payment_reminder, notice = speech.words.reminder_names
    return f"{notice if reminder.level else payment_reminder} {reminder.display_number}"


def shown_interest_of(
    order: Order, items: Sequence[ReminderItem], speech: Speech, *, open_label: str
) -> ShownInterest | None:
    """How the interest came about, as the newest letter that charged any calculated it.

    None where none is owed any more. open_label names the rest where a part is settled.
    """
    newest = next((one for one in items if one.interest_lines), None)
    if newest is None or not order.open_interest:
        return None
    rows = tuple(interest_row(line) for line in newest.interest_lines)
    total = sum((row.amount for row in rows), ZERO)
    interest = shown_interest(_claim(order, newest, total), order.currency, speech.words)
    if total != order.open_interest:
        interest.sums.append(ShownSum(open_label, speech.money(order.open_interest)))
    return interest


def no_account_words(order: Order, speech: Speech, reply_to: str) -> str:
    """How to pay where the creditor has told no bank account."""
    words = speech.words
    contact = words.no_account_contact.format(reply_to) if reply_to else ""
    return words.no_account.format(order.number) + contact


def payments_until_words(order: Order, speech: Speech, *, today: date) -> str:
    """Up to which day payments are taken into account; "" where nobody compares with the bank."""
    creditor = order.sales_account.creditor_id
    newest = bank_data(on=today, creditor_ids=[creditor])[creditor].newest_on
    return speech.words.payments_until.format(speech.long_day(newest)) if newest else ""


def _claim(order: Order, item: ReminderItem, interest: Decimal) -> OrderClaim:
    """What the table of interest is made from: all of it as new, so that it is one sum."""
    return OrderClaim(
        order_number=order.number,
        ordered_on=order.ordered_on,
        due_on=item.reminder.written_on,
        positions=(),
        other_amount=ZERO,
        total=order.total,
        payments=(),
        open_amount=order.open_amount,
        interest=interest,
        interest_rows=tuple(interest_row(line) for line in item.interest_lines),
    )
