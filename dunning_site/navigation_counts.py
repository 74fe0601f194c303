"""How much work waits behind the entries of the menu: the numbers of the day, never totals."""

from datetime import date

from inkasso.models import CollectionCase, ReportEntry
from orders.models import BankStatement, BankTransaction, LedgerCheck, Order
from reminders.models import DebtorRequest, Reminder, Standing
from reminders.services.uncertain import uncertain


def ripe_orders(today: date) -> int:
    """How many orders can be dunned today; the tabs also show those that something stops."""
    return Standing.objects.active().ripe(on=today).count()


def credits(today: date) -> int:
    """How many orders have more paid than is owed."""
    return Order.objects.with_credit().count()


def ledger_findings(today: date) -> int:
    """What the newest check of the books found."""
    return len(next(iter(LedgerCheck.objects.values_list("findings", flat=True)[:1]), []))


def payments_to_clarify(today: date) -> int:
    """How many movements of the bank wait for a clerk, whatever the day."""
    return BankTransaction.objects.in_inbox().count()


def held_statements(today: date) -> int:
    """How many statements wait for a clerk to decide, whatever the day."""
    return BankStatement.objects.held().count()


def letters_to_post(today: date) -> int:
    """How many letters wait for the printer or for a clerk to say that they are in the post."""
    return Reminder.objects.released_letters().count()


def uncertain_reminders(today: date) -> int:
    """Of how many reminders nobody knows whether they went out, whatever the day."""
    return uncertain().count()


def requests_to_answer(today: date) -> int:
    """How many requests of debtors wait for a clerk, whatever the day."""
    return DebtorRequest.objects.waiting().count()


def cases_to_hand_over(today: date) -> int:
    """How many cases wait for a clerk, whatever the day."""
    return CollectionCase.objects.waiting().count()


def reports_to_clarify(today: date) -> int:
    """How many lines of agencies' reports wait for a clerk, whatever the day."""
    return ReportEntry.objects.filter(state=ReportEntry.State.TO_CLARIFY).count()
