"""What happens inside the installation while many do the same thing at the same time.

Each function runs in a process of its own ("manage.py shell") and prints what it saw as JSON.
"""

import json
import sys
import time
from collections.abc import Sequence
from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from orders.models import HistoryEntry, LedgerEntry, Order
from orders.services.api_tokens import create_token
from orders.services.payments import record_payment
from reminders.models import DunningRun, Reminder, ReminderItem
from reminders.rules.states import PENDING
from reminders.services.delivery import deliver_due
from reminders.services.proposals import propose_run
from reminders.services.runs import release_run
from tests import factories

PATIENCE_SECONDS = 60


def propose(name: str, count: int) -> None:
    """A proposed run over so many new orders; prints it with their addresses."""
    today = timezone.localdate()
    account = factories.sales_account("Andrang")
    orders = [
        factories.order(
            account,
            today=today,
            number=f"{name}-{number}",
            due_on=today - timedelta(days=7),
            email=f"{name}{number}@kunden.example",
        )
        for number in range(count)
    ]
    run = propose_run(
        [order.pk for order in orders],
        level=1,
        day=today,
        written_on=today,
        selection=name,
        actor=User.objects.get(username="petra"),
    )
    addresses = {order.customer.email: order.pk for order in orders}
    _tell({"run": run.pk, "orders": addresses})


def release_and_pay(run_id: int, order_ids: Sequence[int]) -> None:
    """Send the run while money comes in; prints what each payment found under the order's lock."""
    today = timezone.localdate()
    release_run(run_id, actor=None, today=today, now=timezone.now())
    found = {}
    for order_id in order_ids:
        with transaction.atomic():
            order = Order.objects.get(pk=order_id)
            amount = order.open_amount
            record_payment(order_id, amount=amount, paid_on=today, actor=None, today=today)
            found[order_id] = Reminder.objects.get(items__order=order_id).state
        time.sleep(0.1)
    _tell(found)


def deliver(run_id: int) -> None:
    """Deliver whatever is due, over and over, until nothing of the run is pending."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        deliver_due(clock=timezone.now)
        run = DunningRun.objects.get(pk=run_id)
        if run.state == DunningRun.State.FINISHED:
            return
        time.sleep(0.1)


def outcome(run_id: int) -> None:
    """What became of the run; prints its state, its items and the history lines of mails sent."""
    items = ReminderItem.objects.filter(reminder__run=run_id)
    sent = HistoryEntry.objects.filter(order__in=items.values("order"), text__contains="versendet,")
    _tell(
        {
            "state": DunningRun.objects.get(pk=run_id).state,
            "pending": items.filter(state__in=PENDING).count(),
            "states": dict(items.values_list("order", "state")),
            "told": sorted(sent.values_list("order", flat=True)),
        }
    )


def shop_with_order(number: str) -> None:
    """A token and an order of its account; prints the secret."""
    account = factories.sales_account("Andrang")
    factories.order(account, today=timezone.localdate(), number=number)
    actor = User.objects.get(username="ruth")
    _, secret = create_token(account, name=number, scopes=["payments"], actor=actor)
    _tell({"secret": secret})


def bookings(number: str) -> None:
    """How many payments the order has; prints it with its figures."""
    order = Order.objects.get(number=number)
    payments = order.ledger_entries.filter(kind=LedgerEntry.Kind.PAYMENT)
    _tell({"payments": payments.count(), "paid": str(order.paid_amount)})


def _tell(seen: dict[object, object]) -> None:
    sys.stdout.write(json.dumps(seen))
