"""The parts of the order page as its templates print them."""

from datetime import date
from decimal import Decimal
from itertools import accumulate
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef
from django.urls import reverse

from common.rules.german import day as german_day
from common.rules.german import euro, plural
from common.rules.money import ZERO, cents
from dunning_site.order_words import Badge, block_end, has_obstacle
from orders.models import LedgerEntry, Order, OrderLine
from reminders.models import STATE_TONES, DunningBlock, ReminderDocument, ReminderItem, Standing
from reminders.rules.content import other_label
from reminders.rules.states import ReminderState
from reminders.services.assessment import Assessment


def payment_words(order: Order, amount: Decimal) -> str:
    """What the payment did to the order."""
    booked = f"Zahlung über {euro(amount)} gebucht."
    if order.is_open:
        return f"{booked} Offen sind noch {euro(order.open_amount)}."
    settled = f"{booked} Der Auftrag ist bezahlt und wird nicht mehr gemahnt."
    if order.credit_amount:
        return f"{settled} Zu viel gezahlt: {euro(order.credit_amount)} stehen als Guthaben."
    return settled


def amount_on(entry: LedgerEntry) -> str:
    """A payment in words: "20,00 € vom 20.11.2026"."""
    return f"{euro(-entry.amount)} vom {german_day(entry.booked_on)}"


def reversal_consequence(open_amount: Decimal) -> str:
    """What taking back a payment will do, told before it is done."""
    booked = "Die Zahlung wird mit einer Gegenbuchung von heute zurückgenommen."
    if not open_amount:
        return f"{booked} Auf den Auftrag ist auch dann nichts offen."
    return f"{booked} Dann sind {euro(open_amount)} offen, und der Auftrag kann gemahnt werden."


def reversal_words(order: Order, amount: Decimal) -> str:
    """What taking back a payment did to the order."""
    reversed_ = f"Zahlung über {euro(amount)} storniert."
    if order.is_open:
        return f"{reversed_} Offen sind jetzt {euro(order.open_amount)}."
    return f"{reversed_} Auf den Auftrag ist weiterhin nichts offen."


def block_words(block: DunningBlock) -> str:
    """What a new Mahnsperre does."""
    end = "So lange" if block.until_on else "Bis Sie sie aufheben,"
    return f"Mahnsperre {block_end(block.until_on)} gesetzt. {end} wird nicht gemahnt."


def explanation_tone(assessment: Assessment) -> str:
    """The colour of the line that explains."""
    if not assessment.order.is_open:
        return "success"
    return "warning" if has_obstacle(assessment.reasons) else "info"


def order_figures(assessment: Assessment, today: date) -> list[dict[str, str]]:
    """The sums, which add up from left to right, and what comes next."""
    order = assessment.order
    # What was neither paid nor is owed any more was credited.
    credited = order.total - order.paid_amount - order.open_amount + order.credit_amount
    figures = [
        {"label": "Bestellbetrag", "value": euro(order.total)},
        {"label": "Bezahlt", "value": euro(order.paid_amount)},
    ]
    if credited:
        figures.append({"label": "Gutschrift", "value": euro(credited)})
    figures.append(_open_figure(order, today))
    if order.credit_amount:
        figures.append({"label": "Guthaben", "value": euro(order.credit_amount)})
    return [*figures, _next_step(order, order.standing, today)]


def _open_figure(order: Order, today: date) -> dict[str, str]:
    figure = {"label": "Offen", "value": euro(order.open_amount)}
    if order.is_overdue(today):
        days = plural(order.days_overdue(today), "Tag", "Tagen")
        return {**figure, "tone": "bad", "note": f"seit {days} überfällig"}
    if order.oldest_due_on:
        return {**figure, "note": f"fällig am {german_day(order.oldest_due_on)}"}
    return figure


def _next_step(order: Order, standing: Standing, today: date) -> dict[str, str]:
    """The next Mahnstufe with its day; what stops it stands in the explanation."""
    figure = {"label": "Nächster Schritt"}
    if not order.is_open:
        return {**figure, "value": "Keiner", "note": "nichts mehr offen"}
    if standing.is_closed:
        return {**figure, "value": "Keiner", "note": "alle Mahnungen versendet"}
    if standing.next_level is None or standing.next_level_on is None:
        return {**figure, "value": "Keiner", "note": "kein Mahnverfahren"}
    figure["value"] = f"Mahnstufe {standing.next_level}"
    if standing.blocked_until and standing.blocked_until >= today:
        return {**figure, "note": f"gesperrt {block_end(standing.blocked_until)}"}
    since = "seit" if standing.next_level_on <= today else "ab"
    return {**figure, "note": f"{since} {german_day(standing.next_level_on)}"}


def installments(order: Order) -> dict[str, Any]:
    """A table for several installments, a line for the one of a one-off order."""
    installments = list(order.installments.all())
    if len(installments) == 1:
        return {"one_installment": installments[0]}
    return {"installments": installments}


def ledger(entries: list[LedgerEntry], *, may_reverse: bool) -> list[dict[str, Any]]:
    """The bookings, each with the balance after it and the way to take it back."""
    balances = accumulate(entry.amount for entry in entries)
    return [
        {
            "entry": entry,
            "balance": balance,
            "reverse_url": _reverse_url(entry) if may_reverse and entry.is_reversible else "",
        }
        for entry, balance in zip(entries, balances, strict=True)
    ]


def _reverse_url(entry: LedgerEntry) -> str:
    return reverse("order-reverse", args=[entry.order_id, entry.pk])


def positions(order: Order) -> dict[str, Any]:
    """The lines with their sums, and what shipping and discounts add to the total."""
    positions = [_position(line) for line in order.lines.all()]
    other = order.total - sum((position["amount"] for position in positions), ZERO)
    return {"positions": positions, "other_amount": other, "other_label": other_label(other)}


def _position(line: OrderLine) -> dict[str, Any]:
    quantity = f"{line.quantity.normalize():f}".replace(".", ",")
    return {"line": line, "quantity": quantity, "amount": cents(line.quantity * line.unit_price)}


def reminder_rows(order: Order, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, Any]]:
    """What was or will be sent, newest first; papers exist once a reminder was prepared."""
    papers = ReminderDocument.objects.filter(reminder=OuterRef("reminder"))
    items = (
        ReminderItem.objects.filter(order=order)
        .select_related("reminder")
        .annotate(has_papers=Exists(papers))
        .order_by("-pk")
    )
    may_read = user.has_perm("reminders.view_reminder")
    return [
        {
            "reminder": item.reminder,
            "level": Badge(f"Mahnstufe {item.level}", f"level-{item.level}"),
            "tone": STATE_TONES[ReminderState(item.state)],
            **(_papers(item.reminder_id) if may_read and item.has_papers else {}),
        }
        for item in items
    ]


def _papers(reminder_id: int) -> dict[str, str]:
    """Where the mail and the letter can be read as they were sent."""
    return {
        "mail_url": reverse("reminders:reminder-mail", args=[reminder_id]),
        "pdf_url": reverse("reminders:reminder-pdf", args=[reminder_id]),
    }
