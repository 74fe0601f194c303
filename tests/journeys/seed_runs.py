"""A run that waits for a second person, with a collective reminder, and payment reminders due."""

from datetime import date, timedelta
from decimal import Decimal

from django.contrib.auth.models import User

from orders.models import Order, SalesAccount
from reminders.models import DunningRun
from reminders.services.approvals import hand_in
from reminders.services.proposals import propose_run
from tests import factories


def runs(clerk: User, today: date, account: SalesAccount) -> dict[str, DunningRun | Order]:
    """The clerk's run over the account's limit, and an order in the tab Erinnerung."""
    factories.collect_per_customer(account, approval_limit=Decimal("500.00"))
    factories.procedure(account).levels.filter(level=1).update(charges_interest=True)
    account.due_day_agreed = True
    account.save(update_fields=["due_day_agreed"])
    factories.add_payment_reminder(account, days=2)
    first, second, third = (
        factories.order(
            account, today=today, due_on=today - timedelta(days=days), total=total, last_name=name
        )
        for days, total, name in (
            (24, "389.00", "Ahrens"),
            (31, "245.50", "Ahrens"),
            (9, "59.90", "Vogt"),
        )
    )
    Order.objects.filter(pk=second.pk).update(customer=first.customer)
    reminded = factories.order(account, today=today, due_on=today - timedelta(days=3))
    run = propose_run(
        [first.pk, third.pk],
        level=1,
        day=today,
        written_on=today,
        selection="Mahnstufe 1, einzeln ausgewählt",
        actor=clerk,
    )
    return {"awaiting_run": hand_in(run.pk, actor=clerk), "reminded_order": reminded}
