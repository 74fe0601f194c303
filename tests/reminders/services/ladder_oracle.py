"""In which tabs an order belongs, worked out again from bookings, notices and block alone."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from orders.models import Installment, LedgerEntry, Order
from reminders.models import ReminderItem, Tab
from reminders.rules.states import ReminderState


@dataclass(frozen=True)
class Ladder:
    """A procedure as a seller would tell it: days of each level, waits, days to pay."""

    days: tuple[int, ...]
    waits: tuple[int, ...]
    is_by_order_day: bool = False


def balance_of(order: Order) -> Decimal:
    """What is owed by the bookings; negative is credit."""
    amounts = LedgerEntry.objects.filter(order=order).values_list("amount", flat=True)
    return sum(amounts, Decimal("0.00"))


def oldest_unpaid(order: Order) -> Installment | None:
    """The first installment that the money received does not reach."""
    installments = list(Installment.objects.filter(order=order).order_by("due_on", "position"))
    settled = sum((one.amount for one in installments), Decimal("0.00")) - balance_of(order)
    for installment in installments:
        settled -= installment.amount
        if settled < 0:
            return installment
    return None


def notices_of(installment: Installment) -> list[ReminderItem]:
    """The notices that were really sent for the installment, oldest first."""
    sent = ReminderItem.objects.filter(installment=installment, state=ReminderState.SENT)
    return list(sent.select_related("reminder").order_by("reminder__sent_at", "pk"))


def reached_level(order: Order, ladder: Ladder, day: date) -> int:
    """The Mahnstufe that the order is in on the day; 0 when it waits, is closed or is paid."""
    installment = oldest_unpaid(order)
    if installment is None:
        return 0
    notices = notices_of(installment)
    if len(notices) == len(ladder.days):
        return 0
    anchor = order.ordered_on if ladder.is_by_order_day else installment.due_on
    if day < anchor + timedelta(days=ladder.days[len(notices)]):
        return 0
    if notices:
        last, wait = notices[-1].reminder, ladder.waits[len(notices)]
        if day < last.sent_on + timedelta(days=wait) or day <= last.pay_by:
            return 0
    return len(notices) + 1


def tabs_of(order: Order, ladder: Ladder, day: date, *, blocked_until: date | None) -> set[Tab]:
    """The tabs that must show the order on the day, and no others."""
    installment = oldest_unpaid(order)
    if installment is None:
        return set()
    sent, level = len(notices_of(installment)), reached_level(order, ladder, day)
    tabs = {Tab.ALL_OPEN}
    if level:
        tabs.add(Tab(str(level)))
    if sent == len(ladder.days):
        tabs.add(Tab.CLOSED)
    elif sent and not level and installment.due_on < day:
        tabs.add(Tab.WAITING)
    if blocked_until is not None and blocked_until >= day:
        tabs.add(Tab.BLOCKED)
    return tabs
