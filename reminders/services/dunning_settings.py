"""How a sales account duns, whatever its procedure."""

from django.db import transaction

from orders.models import SalesAccount
from reminders.models import DunningSettings


def settings_of(account: SalesAccount) -> DunningSettings:
    """The account's rules, or the defaults, unsaved, where nobody set any.

    One query per account unless the caller has it from select_related("dunning_settings").
    """
    return getattr(account, "dunning_settings", None) or DunningSettings(sales_account=account)


@transaction.atomic
def settle_all_accounts() -> None:
    """Store the defaults for every account without rules, so that a list shows them all."""
    without = SalesAccount.objects.filter(dunning_settings__isnull=True)
    DunningSettings.objects.bulk_create(
        [DunningSettings(sales_account=account) for account in without], ignore_conflicts=True
    )
