"""An installation with released reminders: made once by the product's services, copied per round.

Started as a process of its own: python -m tests.faults.world REMINDERS, which fills the empty
database of its environment.
"""

import os
import sys
from datetime import timedelta
from decimal import Decimal

ACCOUNTS = ("Foto-Shop", "Kalender-Shop")
# Past the first level of the shipped procedure, which is five days after the due day.
DAYS_OVERDUE = 7
FEE = Decimal("2.50")


def fill(reminders: int) -> None:
    """Orders, each with a released reminder of the first Mahnstufe; its fee makes sending book."""
    from django.core.management import call_command
    from django.utils import timezone

    from reminders.models import DunningLevel
    from reminders.services.runs import run_by_hand
    from tests.factories import order, sales_account

    call_command("migrate", verbosity=0)
    accounts = [sales_account(name) for name in ACCOUNTS]
    DunningLevel.objects.filter(level=1).update(fee=FEE)
    now = timezone.now()
    today = timezone.localdate(now)
    for index in range(reminders):
        order(
            accounts[index % len(accounts)],
            today=today,
            number=f"F-{index:05}",
            due_on=today - timedelta(days=DAYS_OVERDUE),
        )
    run = run_by_hand(today, sales_account_id=None, selection="Probe", today=today, now=now)
    waiting = run.reminders.filter(state="queued").count()
    if waiting != reminders:
        raise SystemExit(f"{waiting} reminders wait instead of {reminders}.")


def main(arguments: list[str]) -> None:
    """Fill the database of the environment."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.faults.settings")
    import django

    django.setup()
    fill(int(arguments[0]))


if __name__ == "__main__":
    main(sys.argv[1:])
