"""The shipped procedure and its texts, and what follows when a procedure changes."""

from django.db import transaction

from orders.models import Order, SalesAccount
from orders.services.sales_accounts import create_sales_account
from reminders.default_texts import DEFAULT_TEXTS
from reminders.models import DunningLevel, DunningProcedure, ReminderTemplate
from reminders.services.standings import refresh_standings

DEFAULT_NAME = "Shop 5/15/30"
# (level, days after the due day, days to pay)
DEFAULT_LEVELS = ((1, 5, 10), (2, 15, 10), (3, 30, 10))


@transaction.atomic
def open_sales_account(name: str) -> SalesAccount:
    """A new sales account of the default creditor with the shipped procedure, active by hand.

    Raises NoCreditor.
    """
    account = create_sales_account(name)
    create_default_procedure(account, is_active=True)
    return account


@transaction.atomic
def create_default_procedure(account: SalesAccount, *, is_active: bool) -> DunningProcedure:
    """The shipped procedure for an account: 5, 15, 30 days after the due day, not automatic."""
    procedure = DunningProcedure.objects.create(
        name=DEFAULT_NAME, sales_account=account, is_active=is_active
    )
    templates = install_default_templates()
    DunningLevel.objects.bulk_create(
        DunningLevel(
            procedure=procedure,
            level=level,
            days_after_anchor=days,
            payment_period_days=period,
            template=templates[level],
        )
        for level, days, period in DEFAULT_LEVELS
    )
    procedure_changed(procedure)
    return procedure


def install_default_templates() -> dict[int, ReminderTemplate]:
    """The shipped texts by level; those that exist are kept as the staff wrote them."""
    return {
        text.level: ReminderTemplate.objects.get_or_create(
            name=text.name,
            defaults={
                "mail_subject": text.mail_subject,
                "mail_body": text.mail_body,
                "letter_subject": text.letter_subject,
                "letter_body": text.letter_body,
            },
        )[0]
        for text in DEFAULT_TEXTS
    }


@transaction.atomic
def procedure_changed(procedure: DunningProcedure) -> int:
    """Refresh the standing of every open order the procedure may concern; returns how many."""
    orders = Order.objects.open().filter(sales_account=procedure.sales_account_id).order_by("pk")
    return refresh_standings(orders.select_for_update(of=("self",)))
