"""Withdraw the newest reminder of an order: level and unpaid charges go back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Max

from common.rules.money import ZERO
from orders.models import LedgerEntry, Order
from orders.services.history import record
from orders.services.ledger import COST_KINDS
from orders.services.reminded import mark_withdrawn
from reminders.adapters.display import company_columns, wording
from reminders.models import Channel, Reminder, ReminderBooking, ReminderItem
from reminders.rules.content import CreditorFacts
from reminders.rules.states import IN_FLIGHT, ReminderState
from reminders.rules.withdrawal_words import Withdrawal, withdrawal_mail
from reminders.services.charges import take_back_charges
from reminders.services.content import CREDITOR_TEXTS
from reminders.services.locks import lock_reminder
from reminders.services.plain_mails import NotTold, send_plain_mail
from reminders.services.plans import give_back_level
from reminders.services.reminder_states import move, revoke
from reminders.services.standings import refresh_standings

WHY = "Mahnung zurückgezogen"


class WithdrawalRefused(Exception):
    """The reminder stays as it is; the message tells the clerk why."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A reminder taken back, the charges that went back with it, and what became of the mail.

    mail_problem: why the customer was not told although he should be, "" when nothing failed.
    """

    reminder: Reminder
    charges: Decimal
    told: str = ""
    mail_problem: str = ""


def newest_sent(order: Order) -> Reminder | None:
    """The order's newest reminder that was sent and still stands, None without one."""
    sent = Reminder.objects.filter(items__order=order, state=ReminderState.SENT)
    return sent.order_by("-sent_on", "-pk").first()


def withdraw_reminder(
    reminder_id: int,
    *,
    reason: str,
    tells_customer: bool,
    actor: AbstractBaseUser | None,
    today: date,
    now: datetime,
) -> Withdrawn:
    """Take back the newest reminder of its orders, all of a collective one; perhaps tell by mail.

    The withdrawal holds even if the mail does not get through. Raises WithdrawalRefused without a
    reason, for what is not sent or not the newest, and while another one is on its way.
    """
    if not reason.strip():
        raise WithdrawalRefused("Geben Sie an, warum die Mahnung zurückgezogen wird.")
    done = _withdraw(reminder_id, reason=reason, actor=actor, today=today)
    if not tells_customer:
        return done
    return _tell(done, now=now, actor=actor)


@transaction.atomic
def _withdraw(
    reminder_id: int, *, reason: str, actor: AbstractBaseUser | None, today: date
) -> Withdrawn:
    orders, reminder = lock_reminder(reminder_id)
    _refuse(reminder, orders)
    words = f"Mahnung {reminder} zurückgezogen: {reason}"
    changes = {"withdrawn_on": today, "withdrawn_by": actor, "withdrawal_reason": reason[:300]}
    if reminder.letter_state == Reminder.LetterState.TO_PRINT and reminder.print_batch_id is None:
        changes["letter_state"] = Reminder.LetterState.NONE
    move(reminder, ReminderState.WITHDRAWN, **changes)
    charges = take_back_charges(reminder, today=today, actor=actor, why=WHY)
    levels = dict(reminder.items.values_list("order", "level"))
    for order in Order.objects.filter(pk__in=[one.pk for one in orders]).order_by("pk"):
        revoke(order, WHY)
        last_sent_on = _last_sent_on(order)
        mark_withdrawn(order, last_sent_on=last_sent_on)
        give_back_level(order, levels[order.pk], last_sent_on=last_sent_on)
        record(order, words, actor=actor)
        refresh_standings([order])
    return Withdrawn(reminder, charges)


def _refuse(reminder: Reminder, orders: Sequence[Order]) -> None:
    if reminder.state != ReminderState.SENT:
        raise WithdrawalRefused(
            f"Mahnung {reminder} ist {reminder.get_state_display()} und lässt sich nicht "
            "zurückziehen."
        )
    others = ReminderItem.objects.filter(order__in=orders).exclude(reminder=reminder)
    if others.filter(state__in=IN_FLIGHT).exists():
        raise WithdrawalRefused(
            "Eine weitere Mahnung ist gerade unterwegs. Warten Sie ab, was aus ihr wird."
        )
    for order in orders:
        newest = newest_sent(order)
        if newest is not None and newest.pk != reminder.pk:
            raise WithdrawalRefused(
                f"Zurückziehen lässt sich nur die neueste Mahnung; von Auftrag {order} ist das "
                f"{newest}."
            )


def _last_sent_on(order: Order) -> date | None:
    sent = ReminderItem.objects.filter(order=order, state=ReminderState.SENT)
    last: date | None = sent.aggregate(last=Max("reminder__sent_on"))["last"]
    return last


def address_to_tell(reminder: Reminder) -> str:
    """Where a mail about the reminder goes: where itself was mailed, else to the customer."""
    was_mailed = reminder.channel in (Channel.EMAIL, Channel.BOTH)
    return reminder.recipient if was_mailed else reminder.customer.effective_email


def _tell(done: Withdrawn, *, now: datetime, actor: AbstractBaseUser | None) -> Withdrawn:
    """Send the mail once; what came of it stands in the history of each order."""
    reminder = done.reminder
    address = address_to_tell(reminder)
    try:
        send_plain_mail(reminder.sales_account, address, **_words(reminder), kind="w", now=now)
    except NotTold as problem:
        told = Withdrawn(reminder, done.charges, mail_problem=str(problem))
        words = f"Der Kunde weiß noch nicht, dass Mahnung {reminder} gegenstandslos ist: {problem}"
    else:
        told = Withdrawn(reminder, done.charges, told=address)
        words = f"{address} mitgeteilt, dass Mahnung {reminder} gegenstandslos ist."
    for item in reminder.items.select_related("order"):
        record(item.order, words[:500], actor=actor)
    return told


def _is_gone(reminder: Reminder, kinds: Sequence[str]) -> bool:
    """Whether charges of these kinds went back with the reminder and none of them stays."""
    booked = ReminderBooking.objects.filter(item__reminder=reminder, entry__kind__in=kinds)
    if booked.filter(entry__reversed_by=None).exists():
        return False
    return booked.filter(entry__reversed_by__reference=WHY).exists()


def _words(reminder: Reminder) -> dict[str, str]:
    assert reminder.sent_on is not None  # a withdrawn one was sent
    customer = reminder.customer
    orders = [item.order for item in reminder.items.select_related("order").order_by("pk")]
    what = Withdrawal(
        number=reminder.display_number,
        level=reminder.level,
        sent_on=reminder.sent_on,
        orders=[order.number for order in orders],
        name=customer.full_name,
        sender=reminder.sales_account.effective_sender_name,
        costs_gone=_is_gone(reminder, COST_KINDS),
        interest_gone=_is_gone(reminder, [LedgerEntry.Kind.INTEREST]),
        still_open=_still_open(orders),
        company=_company_lines(reminder),
    )
    subject, text = withdrawal_mail(what, reminder.language)
    return {"subject": subject, "text": text}


def _still_open(orders: Sequence[Order]) -> Decimal | None:
    """What the orders are to be paid with all the same, in euros; None while one is stopped."""
    if any(order.stop_reason for order in orders):
        return None
    return sum((max(order.open_amount, ZERO) for order in orders), ZERO)


def _company_lines(reminder: Reminder) -> list[str]:
    """The creditor's details below the mail (§ 35a GmbHG, § 37a HGB)."""
    creditor = CreditorFacts(**{name: getattr(reminder.creditor, name) for name in CREDITOR_TEXTS})
    columns = company_columns(creditor, wording(reminder.language))
    return [", ".join(column) for column in columns]
