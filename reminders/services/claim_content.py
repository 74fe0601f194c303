"""Put together what a reminder says of one order, so that every line adds up to the claim."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from common.rules.money import ZERO, cents
from orders.models import LedgerEntry, Order
from reminders.adapters.display import wording
from reminders.models import Reminder, ReminderItem
from reminders.rules.content import (
    InterestRow,
    OrderClaim,
    PaymentLine,
    Position,
    RateLine,
)

Kind = LedgerEntry.Kind


def claim_content(reminder: Reminder, item: ReminderItem) -> OrderClaim:
    """The order of an item with its positions, bookings and what the item claims of it.

    An item that is not stored may leave the amounts to its reminder.
    """
    order = item.order
    frozen = reminder if item.principal is None else item
    claimed = frozen.principal + frozen.other_costs
    positions = positions_of(order)
    booked = _booked_by(item)
    open_amount = order.open_amount - sum((entry.amount for entry in booked), ZERO)
    disputed = _disputed(order, open_amount - claimed)
    return OrderClaim(
        order_number=order.number,
        ordered_on=order.ordered_on,
        due_on=item.installment.due_on,
        positions=positions,
        other_amount=order.total - sum((position.amount for position in positions), ZERO),
        total=order.total,
        payments=_bookings(order, reminder.language, without=booked),
        open_amount=claimed,
        invoice_numbers=tuple(invoice.number for invoice in order.invoices.all()),
        rates=_rates(item, reminder.written_on),
        not_due_amount=open_amount - claimed - disputed,
        disputed_amount=disputed,
        interest=frozen.interest,
        dunning_fee=frozen.dunning_fee,
        lump_sum=frozen.lump_sum,
        interest_rows=tuple(interest_row(line) for line in item.interest_lines),
        default_since=item.default_since,
        default_ground=item.default_ground,
    )


def _booked_by(item: ReminderItem) -> list[LedgerEntry]:
    """What the reminder's own sending booked: the letter shows it as new, not as a booking."""
    if item.pk is None:
        return []
    bookings = item.bookings.filter(entry__reversed_by=None).select_related("entry")
    return [booking.entry for booking in bookings]


def _disputed(order: Order, unclaimed: Decimal) -> Decimal:
    """The part of what is not claimed that the customer disputes."""
    if order.stop_reason != Order.StopReason.DISPUTED or not order.disputed_amount:
        return ZERO
    return min(order.disputed_amount, max(unclaimed, ZERO))


def positions_of(order: Order) -> tuple[Position, ...]:
    """What was bought, each line with its sum in euros."""
    return tuple(
        Position(
            line.product, line.quantity, line.unit_price, cents(line.quantity * line.unit_price)
        )
        for line in order.lines.all()
    )


def _rates(item: ReminderItem, written_on: date) -> tuple[RateLine, ...]:
    """Of an order in rates those that are due and open; of a one-off order none."""
    rates = list(item.order.installments.all())
    if len(rates) < 2:
        return ()
    return tuple(
        RateLine(rate.due_on, rate.amount, rate.open_amount)
        for rate in rates
        if rate.open_amount and (rate.due_on < written_on or rate == item.installment)
    )


def interest_row(line: Mapping[str, str]) -> InterestRow:
    """A line of interest as a reminder froze it."""
    return InterestRow(
        from_on=date.fromisoformat(line["from"]),
        to_on=date.fromisoformat(line["to"]),
        days=int(line["days"]),
        days_in_year=int(line["days_in_year"]),
        base_rate=Decimal(line["base_rate"]),
        surcharge=Decimal(line["surcharge"]),
        principal=Decimal(line["principal"]),
        amount=Decimal(line["amount"]),
        is_provisional=bool(line.get("is_provisional")),
    )


def _bookings(
    order: Order, language: str, *, without: list[LedgerEntry]
) -> tuple[PaymentLine, ...]:
    """What was booked since the order, so that the letter adds up."""
    entries = order.ledger_entries.effective().select_related("counter_order")
    entries = entries.exclude(pk__in=[entry.pk for entry in without])
    return booking_lines(order, entries.order_by("booked_on", "pk"), language)


def booking_lines(
    order: Order, entries: Iterable[LedgerEntry], language: str, *, names_orders: bool = True
) -> tuple[PaymentLine, ...]:
    """The effective entries, in the order of their days, from the order's total to what is open.

    Payments and what was given back, moved, given up or added as costs stand each for themselves.
    What was charged and credited to and fro counts once, with what is left of it. names_orders:
    whether a transfer says which other order it went to or came from.
    """
    credited, last_credit, lines = order.total, None, []
    for entry in entries:
        if entry.kind in (Kind.CHARGE, Kind.CREDIT_NOTE):
            credited -= entry.amount
            last_credit = entry if entry.amount < 0 else last_credit
        else:
            label = _label(entry, language, names_orders=names_orders)
            lines.append(PaymentLine(entry.booked_on, -entry.amount, label))
    if credited and last_credit is not None:
        label = _label(last_credit, language, names_orders=names_orders)
        lines.append(PaymentLine(last_credit.booked_on, credited, label))
    return tuple(lines)


def _label(entry: LedgerEntry, language: str, *, names_orders: bool) -> str:
    """What the letter calls a booking; of the shop's payments only the day of its file is known."""
    words = wording(language)
    kind = words.bookings.get(entry.kind, entry.get_kind_display())
    if entry.kind == Kind.TRANSFER:
        way = words.moved_to if entry.amount > 0 else words.moved_from
        return f"{kind} {way} {entry.counter_order}" if names_orders else kind
    return f"{kind} {words.by_shop}" if entry.source == LedgerEntry.Source.SHOP else kind
