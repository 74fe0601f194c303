"""Make a sales account, as the import command may."""

from django.db import transaction

from orders.models import Creditor, SalesAccount


class NoSuchSalesAccount(Exception):
    """No account has that name; the message lists those that exist."""


class NoCreditor(Exception):
    """There is no creditor that an account could belong to."""


def find_sales_account(name: str) -> SalesAccount:
    """The account of exactly that name. Raises NoSuchSalesAccount."""
    account = SalesAccount.objects.filter(name=name).first()
    if account is None:
        names = ", ".join(
            f"„{known}“" for known in SalesAccount.objects.values_list("name", flat=True)
        )
        raise NoSuchSalesAccount(
            f"Es gibt keinen Verkaufsaccount „{name}“. "
            + (f"Vorhanden: {names}." if names else "Es ist noch keiner angelegt.")
        )
    return account


@transaction.atomic
def create_sales_account(name: str, *, creditor: Creditor | None = None) -> SalesAccount:
    """A new account of the creditor, by default of the first one. Raises NoCreditor."""
    creditor = creditor or Creditor.objects.order_by("pk").first()
    if creditor is None:
        raise NoCreditor("Es ist noch kein Gläubiger angelegt. Legen Sie zuerst einen an.")
    return SalesAccount.objects.create(name=name, creditor=creditor)
