"""Links that lead to what keeps an order from being dunned, for those who may change it."""

from contextlib import suppress
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.urls import NoReverseMatch, reverse

from reminders.models import Reminder, SkippedOrder
from reminders.rules.eligibility import Code

AnyUser = AbstractBaseUser | AnonymousUser
SEE_PAYMENTS = "orders.view_banktransaction"
SEE_REMINDERS = "reminders.view_reminder"
READ_STATEMENTS = "orders.add_statementimport"

# Which master data row stands behind a reason, and the words of the link.
_CUSTOMER = ("orders.customer", "Kunde bearbeiten")
_CREDITOR = ("orders.creditor", "Gläubiger bearbeiten")
_ACCOUNT = ("orders.salesaccount", "Verkaufsaccount bearbeiten")
_PROCEDURE = ("reminders.dunningprocedure", "Mahnverfahren bearbeiten")
_TARGETS = {
    Code.NO_ADDRESS: _CUSTOMER,
    Code.INVALID_ADDRESS: _CUSTOMER,
    Code.EXAMPLE_CREDITOR: _CREDITOR,
    Code.RESELLER: _ACCOUNT,
    Code.PROCEDURE_OFF: _PROCEDURE,
    Code.BEFORE_START: _PROCEDURE,
    Code.NOT_AUTOMATIC: _PROCEDURE,
    Code.NO_TEMPLATE: _PROCEDURE,
}


@dataclass(frozen=True, slots=True)
class Remedy:
    """A link that fixes it."""

    label: str
    url: str


class Remedies:
    """The links for one person; permissions and addresses are looked up once per kind of row."""

    def __init__(self, user: AnyUser) -> None:
        self._user = user
        self._patterns: dict[str, str] = {}

    def uncertain(self, reminder: Reminder) -> Remedy | None:
        """The page on which it is decided what became of a reminder."""
        if not self._user.has_perm(SEE_REMINDERS):
            return None
        return Remedy("Klären", reverse("reminders:uncertain-page", args=[reminder.pk]))

    def against(self, code: Code, skipped: SkippedOrder) -> Remedy | None:
        """The link for a reason, None where there is none or the person may not use it."""
        if code == Code.NO_PROCEDURE:
            url = self._admin_url("reminders.dunningprocedure", "add")
            return Remedy("Mahnverfahren anlegen", url) if url else None
        if code == Code.PAYMENT_UNMATCHED:
            return self.inbox()
        if code == Code.BANK_DATA_OLD:
            return self.statements()
        if code not in _TARGETS:
            return None
        model, label = _TARGETS[code]
        return self.change(model, _row_of(model, skipped), label)

    def change(self, model: str, pk: int | None, label: str) -> Remedy | None:
        """The link that opens a row of master data, None where the person may not change it."""
        pattern = self._admin_url(model, "change") if pk is not None else ""
        return Remedy(label, pattern.replace("/0/", f"/{pk}/")) if pattern else None

    def statements(self) -> Remedy | None:
        """The link to the bank statements."""
        return self._page("orders:statement-list", READ_STATEMENTS, "Kontoauszüge")

    def inbox(self) -> Remedy | None:
        """The link to the money that waits for an order."""
        return self._page("orders:payment-list", SEE_PAYMENTS, "Zahlungseingänge")

    def payment_url(self, pk: int) -> str:
        """The address of a movement's page, "" where the person may not open it."""
        return self._address("orders:payment-detail", SEE_PAYMENTS).replace("/0/", f"/{pk}/")

    def _page(self, url_name: str, permission: str, label: str) -> Remedy | None:
        url = self._address(url_name, permission)
        return Remedy(label, url) if url else None

    def _address(self, url_name: str, permission: str) -> str:
        """The address of a page, with 0 in place of its row; "" if not allowed."""
        if url_name not in self._patterns:
            may_open = self._user.has_perm(permission)
            self._patterns[url_name] = _find_address(url_name) if may_open else ""
        return self._patterns[url_name]

    def _admin_url(self, model: str, action: str) -> str:
        """The admin's address for the action, with 0 in place of the row, "" if not allowed."""
        key = f"{model} {action}"
        if key not in self._patterns:
            self._patterns[key] = self._find_admin_url(model, action)
        return self._patterns[key]

    def _find_admin_url(self, model: str, action: str) -> str:
        app_label, name = model.split(".")
        is_staff = getattr(self._user, "is_staff", False)
        if not is_staff or not self._user.has_perm(f"{app_label}.{action}_{name}"):
            return ""
        try:
            return reverse(
                f"admin:{app_label}_{name}_{action}", args=[0] if action == "change" else []
            )
        except NoReverseMatch:
            return ""


def _find_address(url_name: str) -> str:
    """The address of a list, or of a row with 0 in its place; "" where there is no such page."""
    for arguments in ([], [0]):
        with suppress(NoReverseMatch):
            return reverse(url_name, args=arguments)
    return ""


def _row_of(model: str, skipped: SkippedOrder) -> int | None:
    order = skipped.order
    if model == "orders.customer":
        return order.customer_id
    if model == "orders.creditor":
        return order.sales_account.creditor_id
    if model == "orders.salesaccount":
        return order.sales_account_id
    return order.standing.procedure_id
