"""An installation with released reminders: made once by the product's services, copied per round.

Started as a process of its own: python -m tests.faults.start world REMINDERS [unplanned],
which fills the empty database of its environment.
"""

from datetime import date, datetime, timedelta

from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from orders.models import SalesAccount
from orders.services.new_orders import create_orders
from reminders.models import DunningLevel
from reminders.services import runs
from tests.factories import draft, sales_account

ACCOUNTS = ("Foto-Shop", "Kalender-Shop")
# Past the first level of the shipped procedure, which is five days after the due day.
DAYS_OVERDUE = 7
AT_ONCE = 500


def fill(reminders: int, *, is_planned: bool = True) -> None:
    """Overdue orders, each with a released reminder of the first Mahnstufe, or not planned yet."""
    call_command("migrate", verbosity=0)
    now = timezone.now()
    create(reminders, timezone.localdate(now))
    waiting = plan(now) if is_planned else reminders
    if waiting != reminders:
        raise SystemExit(f"{waiting} reminders wait instead of {reminders}.")


def plan(now: datetime) -> int:
    """One released run over all orders; returns how many reminders wait in it."""
    today = timezone.localdate(now)
    run = runs.run_by_hand(today, sales_account_id=None, selection="Probe", today=today, now=now)
    return run.reminders.filter(state="queued").count()


def create(count: int, today: date) -> None:
    """Overdue orders of two sales accounts; for the first, the sending of a reminder books."""
    due_on = today - timedelta(days=DAYS_OVERDUE)
    accounts = [sales_account(name) for name in ACCOUNTS]
    # Debtors of an agreed due day are in default from then on: their first reminder has interest.
    SalesAccount.objects.filter(name=ACCOUNTS[0]).update(due_day_agreed=True)
    DunningLevel.objects.filter(level=1).update(charges_interest=True)
    drafts = [draft(number=f"F-{index:05}", due_on=due_on) for index in range(count)]
    for start in range(0, count, AT_ONCE):
        batch = drafts[start : start + AT_ONCE]
        for offset, account in enumerate(accounts):
            with transaction.atomic():
                create_orders(account, batch[offset :: len(accounts)], actor=None, today=today)


def main(arguments: list[str]) -> None:
    """Fill the database of the environment."""
    fill(int(arguments[0]), is_planned="unplanned" not in arguments)
