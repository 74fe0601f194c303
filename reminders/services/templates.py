"""Change a text, and see what it becomes on a real order before anybody stores it."""

from datetime import date

from django.db import transaction

from orders.models import Order
from reminders.models import Reminder, ReminderItem, ReminderTemplate
from reminders.rules.content import ReminderContent
from reminders.rules.deadlines import pay_by
from reminders.services.content import content_of_item
from reminders.services.texts import filled_texts

DEFAULT_LEVEL = 1
DEFAULT_PERIOD_DAYS = 10


class NoSuchOrder(Exception):
    """There is no open order to show the text on; the message says what to do."""


@transaction.atomic
def revise_template(template: ReminderTemplate) -> None:
    """Store changed texts as the template's next version."""
    stored = ReminderTemplate.objects.select_for_update(no_key=True).get(pk=template.pk)
    template.version = stored.version + 1
    template.save()


def preview_order(number: str, *, today: date) -> Order:
    """The open order of that number, without one the newest, if possible an overdue one.

    Raises NoSuchOrder.
    """
    orders = Order.objects.open().select_related("customer", "sales_account__creditor")
    if number:
        found = orders.filter(number=number).order_by("-pk").first()
        if found is None:
            raise NoSuchOrder(f"Es gibt keinen offenen Auftrag „{number}“. Prüfen Sie die Nummer.")
        return found
    newest = orders.overdue(on=today).order_by("-oldest_due_on", "-pk").first()
    newest = newest or orders.order_by("-ordered_on", "-pk").first()
    if newest is None:
        raise NoSuchOrder("Die Vorschau braucht einen offenen Auftrag; noch gibt es keinen.")
    return newest


def preview_content(template: ReminderTemplate, order: Order, *, today: date) -> ReminderContent:
    """What mail and letter would say of the order today, by texts that are not stored.

    Raises UnknownPlaceholder and TextTooLong.
    """
    used_at = template.levels.order_by("level").first() if template.pk else None
    level = used_at.level if used_at else DEFAULT_LEVEL
    deadline = pay_by(
        today,
        period_days=used_at.payment_period_days if used_at else DEFAULT_PERIOD_DAYS,
        state=order.customer.state,
    )
    reminder = Reminder(
        creditor=order.sales_account.creditor,
        sales_account=order.sales_account,
        customer=order.customer,
        level=level,
        written_on=today,
        pay_by=deadline,
        principal=order.open_amount,
        **filled_texts(template, order, level=level, written_on=today, pay_by=deadline),
    )
    item = ReminderItem(order=order, installment=order.oldest_installment, level=level)
    return content_of_item(reminder, item)
