"""Whose account a bank statement is of."""

from common.rules.iban import compact_iban
from orders.models import BankStatement, Creditor


def creditor_of(account: str) -> Creditor | None:
    """The creditor that the account belongs to; None when a clerk has to say.

    The account is the creditor's own IBAN, or one whose statements were taken over for it before:
    a company has several. Where there is one creditor only, every account is its.
    """
    compact = compact_iban(account)
    creditors = list(Creditor.objects.all())
    for creditor in creditors:
        if compact_iban(creditor.iban) == compact:
            return creditor
    before = BankStatement.objects.taken_over().filter(account=compact, creditor__isnull=False)
    newest = before.select_related("creditor").order_by("-pk").first()
    if newest is not None:
        return newest.creditor
    return creditors[0] if len(creditors) == 1 else None
