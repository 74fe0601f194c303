"""Orders dunned in vain, under rules that collect; for tests of what the program does by itself."""

from datetime import UTC, date, datetime, timedelta

from inkasso.models import CollectionCase
from orders.models import Order, SalesAccount
from reminders.services.standings import refresh_standing
from tests import factories
from tests.collection_factories import claimant, policy
from tests.factories import TODAY
from tests.reminders.services.claim_bench import send, step

NOW = datetime(2026, 11, 21, 5, 30, tzinfo=UTC)


def collecting(name: str = "Foto-Shop", **rules: object) -> SalesAccount:
    """A sales account that collects, with an agency and all that a court must know."""
    account = factories.sales_account(name)
    policy(account, **rules)
    claimant(account)
    return account


def dunned(
    account: SalesAccount | None = None,
    *,
    levels: int = 2,
    days_overdue: int = 60,
    pay_by: date = TODAY - timedelta(days=1),
    **of_draft: object,
) -> Order:
    """An order overdue for so many days, with so many levels sent; pay_by: of the last one."""
    due_on = TODAY - timedelta(days=days_overdue)
    order = factories.order(account or collecting(), due_on=due_on, **of_draft)
    for level in range(1, levels + 1):
        sent_on = due_on + timedelta(days=5 * level)
        last = level == levels
        send(
            order,
            step(level, interest=False),
            on=sent_on,
            pay_by=pay_by if last else sent_on + timedelta(days=5),
        )
    order = Order.objects.get(pk=order.pk)
    refresh_standing(order)
    return Order.objects.get(pk=order.pk)


def codes(case: CollectionCase) -> list[str]:
    """What a case lacks, as it is kept."""
    case.refresh_from_db()
    return [one["code"] for one in case.missing]
