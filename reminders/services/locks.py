"""Lock in the order that everybody keeps: orders by their keys, then the run, then reminders."""

from orders.models import Order
from orders.services.locks import lock_orders
from reminders.models import DunningRun, Reminder, ReminderItem


def lock_run(run_id: int) -> DunningRun:
    """The run, locked until the end of the transaction, after all orders that it holds.

    Raises DunningRun.DoesNotExist.
    """
    items = ReminderItem.objects.filter(reminder__run=run_id)
    lock_orders(items.values_list("order", flat=True))
    return DunningRun.objects.select_for_update(of=("self",)).get(pk=run_id)


def lock_reminder(reminder_id: int) -> tuple[list[Order], Reminder]:
    """The reminder with its run, after its orders, all locked until the transaction ends."""
    named = Order.objects.filter(reminder_items__reminder=reminder_id).order_by("pk")
    orders = list(named.select_for_update(of=("self",)))
    reminders = Reminder.objects.select_related("run").select_for_update(of=("self",))
    return orders, reminders.get(pk=reminder_id)
