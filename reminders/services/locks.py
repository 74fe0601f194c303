"""Lock a run in the order that everybody keeps: its orders first, then the run."""

from orders.services.locks import lock_orders
from reminders.models import DunningRun, ReminderItem


def lock_run(run_id: int) -> DunningRun:
    """The run, locked until the end of the transaction, after all orders that it holds.

    Raises DunningRun.DoesNotExist.
    """
    items = ReminderItem.objects.filter(reminder__run=run_id)
    lock_orders(items.values_list("order", flat=True))
    return DunningRun.objects.select_for_update(of=("self",)).get(pk=run_id)
