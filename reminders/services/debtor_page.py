"""Whether an order's payment page is offered, and what its account grants there by itself."""

from django.db import transaction

from orders.models import Order, SalesAccount
from orders.services.access import payment_link
from reminders.models import DebtorPageSettings


def settings_of_page(account: SalesAccount) -> DebtorPageSettings:
    """What the account's payment page offers; the unsaved defaults where nothing was chosen."""
    try:
        return account.debtor_page
    except DebtorPageSettings.DoesNotExist:
        return DebtorPageSettings(sales_account=account)


def page_is_offered(order: Order) -> bool:
    """Whether the order's account offers its customers a payment page."""
    return settings_of_page(order.sales_account).is_active


def link_for(order: Order) -> str:
    """The address of the order's payment page; "" where the account or the order has none.

    For many orders, select sales_account__debtor_page along with them.
    """
    link = payment_link(order)
    return link if link and page_is_offered(order) else ""


@transaction.atomic
def settle_all_pages() -> None:
    """Store the defaults for every account without a page, so that a list shows them all."""
    without = SalesAccount.objects.filter(debtor_page__isnull=True)
    DebtorPageSettings.objects.bulk_create(
        [DebtorPageSettings(sales_account=account) for account in without], ignore_conflicts=True
    )
