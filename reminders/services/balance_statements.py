"""Saldenmitteilung: tell a customer all that he owes on a day, as a letter and by mail.

It is no reminder: no level, no fee, no effect on the ladder.
"""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F, Q, QuerySet

from common.rules.german import euro
from common.rules.money import ZERO
from orders.models import Customer, LedgerEntry, Order
from orders.services.bank_data import bank_data
from orders.services.history import record
from orders.services.ledger import COST_KINDS
from orders.services.locks import lock_orders
from reminders.adapters.addresses import InvalidAddress, sendable_address
from reminders.adapters.balance_statement import balance_mail, balance_pdf
from reminders.adapters.girocode import MAX_TEXT, NotAGiroCode
from reminders.adapters.pdf import LogoUnreadable
from reminders.models import BalanceStatement
from reminders.rules.balance import BalanceContent, BalanceLine, open_lines
from reminders.rules.balance_words import balance_words
from reminders.rules.content import CreditorFacts, joined_references
from reminders.services.content import creditor_facts
from reminders.services.plain_mails import MaybeTold, NotTold, send_plain_mail

State = BalanceStatement.State
# What was charged beside the goods, less what was waived of it.
CHARGE_KINDS = (LedgerEntry.Kind.INTEREST, LedgerEntry.Kind.WAIVER, *COST_KINDS)
NO_NUMBERS = {"de": "Saldo {}", "en": "Balance {}"}


class BalanceRefused(Exception):
    """No balance statement can be made or sent; the message tells the clerk why."""


class BalanceRepeated(BalanceRefused):
    """Another one was sent, or the balance changed, since the page was opened."""


@dataclass(frozen=True, slots=True)
class BalanceCheck:
    """What would be sent, and what the page must bring back so that nothing is sent twice.

    problem: why no mail can go, "" when it can; the PDF can be had all the same.
    """

    content: BalanceContent
    subject: str
    text: str
    recipient: str
    problem: str
    seen_statement: int


def check_balance(customer: Customer, *, today: date) -> BalanceCheck:
    """Everything that the page shows before sending; writes nothing. Raises BalanceRefused."""
    content = balance_content(customer, today=today)
    subject, text = balance_mail(content)
    return BalanceCheck(
        content=content,
        subject=subject,
        text=text,
        recipient=customer.effective_email,
        problem=_mail_problem(customer),
        seen_statement=_newest_id(customer),
    )


def make_pdf(customer: Customer, *, today: date) -> bytes:
    """The letter of the day, without sending or keeping it. Raises BalanceRefused."""
    return _pdf(balance_content(customer, today=today))


def balance_content(customer: Customer, *, today: date) -> BalanceContent:
    """All orders with an open amount or a credit. Raises BalanceRefused for mixed currencies."""
    account = customer.sales_account
    orders = list(_unsettled(customer))
    currencies = {order.currency for order in orders} or {"EUR"}
    if len(currencies) > 1:
        raise BalanceRefused(
            "Die offenen Aufträge lauten auf verschiedene Währungen; daraus lässt sich kein Saldo "
            "bilden."
        )
    language = customer.language or account.language or "de"
    return BalanceContent(
        creditor=_creditor(customer),
        sender_name=account.effective_sender_name,
        reply_to=account.reply_to or account.effective_sender_email,
        recipient_lines=customer.address_lines,
        name=customer.full_name,
        day=today,
        payments_until=_payments_until(account.creditor_id, today),
        lines=open_lines(_lines(orders)),
        currency=currencies.pop(),
        remittance_text=_remittance_text(orders, customer, language),
        language=language,
    )


def send_balance_statement(
    customer_id: int,
    *,
    seen_statement: int,
    seen_balance: Decimal,
    actor: AbstractBaseUser | None,
    today: date,
    now: datetime,
) -> BalanceStatement:
    """Keep the statement, then mail it once; its state says what became of it.

    seen_statement, seen_balance: what the page showed. Raises BalanceRepeated when another one was
    sent since or the balance is another now, BalanceRefused when none can be sent.
    """
    statement, subject = _keep(
        customer_id,
        seen_statement=seen_statement,
        seen_balance=seen_balance,
        actor=actor,
        today=today,
    )
    state, failure = _mail(statement, subject, now=now)
    return _note(statement, state, failure, actor=actor)


@transaction.atomic
def _keep(
    customer_id: int,
    *,
    seen_statement: int,
    seen_balance: Decimal,
    actor: AbstractBaseUser | None,
    today: date,
) -> tuple[BalanceStatement, str]:
    """Store what is about to be sent: committed before the mail, so that no crash sends twice."""
    lock_orders(Order.objects.filter(customer=customer_id).values_list("pk", flat=True))
    locked = Customer.objects.select_for_update(of=("self",))
    customer = locked.select_related("sales_account__creditor").get(pk=customer_id)
    check = check_balance(customer, today=today)
    if check.seen_statement != seen_statement:
        raise BalanceRepeated("Inzwischen wurde schon eine Saldenmitteilung versendet.")
    if check.content.balance != seen_balance:
        raise BalanceRepeated(
            f"Der Saldo ist inzwischen {euro(check.content.balance)}. Prüfen Sie ihn noch einmal."
        )
    if check.problem:
        raise BalanceRefused(check.problem)
    pdf = _pdf(check.content)
    statement = BalanceStatement.objects.create(
        customer=customer,
        day=today,
        balance=check.content.balance,
        recipient=check.recipient,
        pdf=pdf,
        pdf_sha256=hashlib.sha256(pdf).hexdigest(),
        mail_text=check.text,
        sent_by=actor,
    )
    return statement, check.subject


def _mail(statement: BalanceStatement, subject: str, *, now: datetime) -> tuple[State, str]:
    """Send the mail outside of any transaction, and say what became of it."""
    customer = statement.customer
    language = customer.language or customer.sales_account.language
    try:
        send_plain_mail(
            customer.sales_account,
            statement.recipient,
            subject=subject,
            text=statement.mail_text,
            kind="s",
            now=now,
            pdf=(f"{balance_words(language).file_name}.pdf", bytes(statement.pdf)),
        )
    except MaybeTold as problem:
        return State.UNCERTAIN, str(problem)
    except NotTold as problem:
        return State.FAILED, str(problem)
    return State.SENT, ""


@transaction.atomic
def _note(
    statement: BalanceStatement, state: State, failure: str, *, actor: AbstractBaseUser | None
) -> BalanceStatement:
    """Store the outcome and tell it in the history of each order that the statement names."""
    statement.state, statement.failure = state, failure[:300]
    statement.save(update_fields=["state", "failure"])
    outcome = f"{statement.get_state_display()}{f' ({failure})' if failure else ''}"
    words = f"Saldenmitteilung über {euro(statement.balance)} an {statement.recipient}: {outcome}."
    for order in _unsettled(statement.customer):
        record(order, words, actor=actor)
    return statement


def _unsettled(customer: Customer) -> QuerySet[Order]:
    """The customer's orders on which money is owed, either way, oldest due first."""
    unsettled = Order.objects.filter(Q(open_amount__gt=0) | Q(credit_amount__gt=0))
    due_first = F("oldest_due_on").asc(nulls_last=True)
    return unsettled.filter(customer=customer).order_by(due_first, "pk")


def _lines(orders: Sequence[Order]) -> list[BalanceLine]:
    """A line for each order; two queries for all of them."""
    charges: dict[int, Decimal] = defaultdict(lambda: ZERO)
    booked = LedgerEntry.objects.filter(order__in=[order.pk for order in orders]).effective()
    # Added up here: SQLite would add decimals as floats.
    for entry in booked.filter(kind__in=CHARGE_KINDS):
        charges[entry.order_id] += entry.amount
    return [_line(order, charges[order.pk]) for order in orders]


def _line(order: Order, charges: Decimal) -> BalanceLine:
    return BalanceLine(
        order_number=order.number,
        due_on=order.oldest_due_on if order.is_open else None,
        total=order.total,
        settled=order.total + charges - order.open_amount,
        charges=charges,
        open_amount=order.open_amount,
        credit=order.credit_amount,
        is_at_agency=order.is_open and order.collection_since is not None,
    )


def _remittance_text(orders: list[Order], customer: Customer, language: str) -> str:
    """The order numbers, or the customer's own number where they are too long together."""
    fallback = NO_NUMBERS.get(language, NO_NUMBERS["de"]).format(customer.pk)
    numbers = tuple(order.number for order in orders if order.is_open)
    return joined_references(numbers, fallback=fallback, longest=MAX_TEXT)


def _payments_until(creditor_id: int, today: date) -> date | None:
    return bank_data(on=today, creditor_ids=[creditor_id])[creditor_id].newest_on


def _mail_problem(customer: Customer) -> str:
    """Why no mail can be sent to the customer, "" when it can."""
    if not customer.effective_email:
        return "Der Kunde hat keine E-Mail-Adresse. Laden Sie das PDF herunter."
    if customer.email_failed_on is not None:
        return "An diese Adresse geht keine E-Mail mehr. Laden Sie das PDF herunter."
    try:
        sendable_address(customer.effective_email)
    except InvalidAddress as problem:
        return str(problem)
    return ""


def _newest_id(customer: Customer) -> int:
    return customer.balance_statements.values_list("pk", flat=True).first() or 0


def _creditor(customer: Customer) -> CreditorFacts:
    try:
        return creditor_facts(customer.sales_account.creditor)
    except LogoUnreadable as problem:
        raise BalanceRefused(str(problem)) from problem


def _pdf(content: BalanceContent) -> bytes:
    try:
        return balance_pdf(content)
    except (LogoUnreadable, NotAGiroCode) as problem:
        raise BalanceRefused(str(problem)) from problem
