"""What happened on a day of the virtual year, one line each, as an accountant would note it."""

from collections.abc import Iterator
from datetime import date

from orders.models import LedgerEntry, Order
from reminders.models import Reminder, ReminderItem
from reminders.services.assessment import assess_orders

Kind = LedgerEntry.Kind
NEW_CHARGES = (Kind.INTEREST, Kind.DUNNING_FEE, Kind.LUMP_SUM, Kind.WAIVER)


class YearLog:
    """Collects the lines; reasons are told when they change."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._reasons: dict[str, str] = {}
        self._booked = 0

    @property
    def mail_count(self) -> int:
        """How many mails were sent, with a letter or without."""
        return sum(line[11:16] in ("email", "both ") for line in self.lines)

    def add(self, day: date) -> None:
        """Note what was sent and booked on the day, and whose reasons have changed."""
        self.lines += [f"{day} {line}" for line in (*_sent(day), *self._bookings())]
        self.lines += [f"{day} {line}" for line in self._changed_reasons(day)]

    def _bookings(self) -> Iterator[str]:
        """Interest, fees, lump sums and what was waived since the last look."""
        new = LedgerEntry.objects.filter(pk__gt=self._booked).select_related("order", "reverses")
        for entry in new.order_by("pk"):
            self._booked = entry.pk
            if entry.kind in NEW_CHARGES:
                yield f"book  {entry.order}: {entry.kind} {entry.amount}"
            elif entry.reverses and entry.reverses.kind in NEW_CHARGES:
                yield f"book  {entry.order}: {entry.reverses.kind} {entry.amount} taken back"

    def _changed_reasons(self, day: date) -> Iterator[str]:
        ids = list(Order.objects.order_by("number").values_list("pk", flat=True))
        told = {
            one.order.number: " ".join(sorted(reason.code for reason in one.reasons))
            for one in assess_orders(ids, day, is_automatic=True)
        }
        for number in sorted(told):
            if self._reasons.get(number) != told[number]:
                self._reasons[number] = told[number]
                yield f"why   {number}: {told[number] or 'is dunned'}"


def _sent(day: date) -> Iterator[str]:
    sent = Reminder.objects.filter(sent_on=day).prefetch_related("items__order")
    for reminder in sent.order_by("pk"):
        items = sorted(reminder.items.all(), key=lambda item: item.order.number)
        orders = " + ".join(f"{item.order} {_step(item)}" for item in items)
        yield (
            f"{reminder.channel:7}{orders}: {reminder.principal} goods {reminder.other_costs} "
            f"before {reminder.interest} interest {reminder.dunning_fee} fee "
            f"{reminder.lump_sum} lump = {reminder.claim} by {reminder.pay_by}"
        )


def _step(item: ReminderItem) -> str:
    return f"level {item.level}" if item.level else f"reminder {item.step_number}"
