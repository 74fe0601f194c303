"""The parts of the order page as its templates print them."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef
from django.urls import reverse

from common.rules.german import day as german_day
from common.rules.german import euro, plural
from common.rules.money import ZERO, cents
from dunning_site.order_words import Badge, block_end, has_obstacle
from orders.models import Installment, LedgerEntry, Order, OrderLine
from orders.services.ledger import COST_KINDS
from orders.services.unmatched import load_unmatched
from reminders.models import (
    DunningBlock,
    Reminder,
    ReminderDocument,
    ReminderItem,
    Standing,
)
from reminders.rules.content import other_label
from reminders.rules.delivery_kinds import DeliveryKind
from reminders.rules.eligibility import Code, step_name
from reminders.services.assessment import Assessment
from reminders.services.letter_fallback import may_become_letter

Kind = LedgerEntry.Kind


def block_words(block: DunningBlock) -> str:
    """What a new Mahnsperre does."""
    end = "So lange" if block.until_on else "Bis Sie sie aufheben,"
    whose = "" if block.order_id else " für alle Aufträge des Kunden"
    return f"Mahnsperre {block_end(block.until_on)}{whose} gesetzt. {end} wird nicht gemahnt."


def unmatched_links(
    assessment: Assessment, user: AbstractBaseUser | AnonymousUser
) -> list[dict[str, str]]:
    """Where the movements can be seen that the explanation takes for money of this order."""
    is_told = any(doubt.code == Code.PAYMENT_UNMATCHED for doubt in assessment.doubts)
    if not is_told or not user.has_perm("orders.view_banktransaction"):
        return []
    order = assessment.order
    return [
        {
            "url": reverse("orders:payment-detail", args=[payment.pk]),
            "words": f"Umsatz über {euro(payment.amount)} vom {german_day(payment.booked_on)}",
        }
        for payment in load_unmatched(order).of([order]).get(order.pk, ())
    ]


def suggested_payment(order: Order, today: date) -> Decimal | None:
    """What is probably paid, in euros: all that is due, else the next rate; None if nothing is."""
    if order.oldest_installment is None:
        return None
    return order.due_amount(today) or order.oldest_installment.open_amount + order.open_ancillary


def explanation_tone(assessment: Assessment) -> str:
    """The colour of the line that explains."""
    if not assessment.order.is_open:
        return "success"
    told = (*assessment.reasons, *assessment.doubts)
    return "warning" if has_obstacle(told) else "info"


def order_figures(
    assessment: Assessment, sums: Mapping[str, Decimal], today: date
) -> list[dict[str, str]]:
    """The sums, which add up from left to right, and what comes next.

    sums: what the bookings that count add up to, by kind.
    """
    order = assessment.order
    optional = (
        ("Kosten", sum((sums[kind] for kind in COST_KINDS), ZERO)),
        ("Zinsen", sums[Kind.INTEREST]),
        ("Erlassen", -sums[Kind.WAIVER]),
        ("Gutschrift", -sums[Kind.CREDIT_NOTE]),
        ("Ausgebucht", -sums[Kind.WRITE_OFF]),
    )
    figures = [
        {"label": "Bestellbetrag", "value": euro(order.total)},
        *({"label": label, "value": euro(amount)} for label, amount in optional if amount),
        {"label": "Bezahlt", "value": euro(order.paid_amount)},
        _open_figure(order, today),
    ]
    if order.credit_amount:
        figures.append({"label": "Guthaben", "value": euro(order.credit_amount)})
    codes = {reason.code for reason in assessment.reasons}
    if Code.PLAN_RUNNING in codes:
        return [*figures, _next_rate(order)]
    if order.is_open and Code.IN_COLLECTION in codes:
        note = "solange wird der Kunde nicht gemahnt"
        return [*figures, {"label": "Nächster Schritt", "value": "Inkasso", "note": note}]
    return [*figures, _next_step(order, order.standing, today)]


def _next_rate(order: Order) -> dict[str, str]:
    """The rate that comes next by a payment plan."""
    rate = order.oldest_installment
    assert rate is not None  # a running plan has an unpaid rate
    note = f"{euro(rate.open_amount)} am {german_day(rate.due_on)}"
    return {"label": "Nächster Schritt", "value": "Rate", "note": note}


def _open_figure(order: Order, today: date) -> dict[str, str]:
    figure = {"label": "Offen", "value": euro(order.open_amount)}
    ancillary = order.open_ancillary
    what = "Kosten und Zinsen" if order.open_interest else "Kosten"
    costs = f", darin {euro(ancillary)} {what}" if ancillary else ""
    if order.is_overdue(today):
        days = plural(order.days_overdue(today), "Tag", "Tagen")
        due = order.due_amount(today)
        part = f"davon {euro(due)} " if due < order.open_amount else ""
        return {**figure, "tone": "bad", "note": f"{part}seit {days} überfällig{costs}"}
    if order.oldest_due_on:
        return {**figure, "note": f"fällig am {german_day(order.oldest_due_on)}{costs}"}
    return figure


def _next_step(order: Order, standing: Standing, today: date) -> dict[str, str]:
    """The next Mahnstufe with its day, or what a person must decide before."""
    figure = {"label": "Nächster Schritt"}
    if not order.is_open:
        return {**figure, "value": "Keiner", "note": "nichts mehr offen"}
    if order.stop_reason and not order.is_partly_disputed:
        note = f"angehalten: {order.get_stop_reason_display()}"
        return {**figure, "value": "Klären", "note": note}
    if order.reported_total is not None:
        note = f"der Shop meldet {euro(order.reported_total)}"
        return {**figure, "value": "Betrag zu klären", "note": note}
    if standing.is_closed:
        return {**figure, "value": "Keiner", "note": "alle Mahnungen versendet"}
    if standing.next_level is None or standing.next_level_on is None:
        return {**figure, "value": "Keiner", "note": "kein Mahnverfahren"}
    figure["value"] = f"Mahnstufe {standing.next_level}"
    if standing.blocked_until and standing.blocked_until >= today:
        return {**figure, "note": f"gesperrt {block_end(standing.blocked_until)}"}
    since = "seit" if standing.next_level_on <= today else "ab"
    return {**figure, "note": f"{since} {german_day(standing.next_level_on)}"}


def installments_shown(installments: Sequence[Installment]) -> dict[str, Any]:
    """A table for several installments, a line for the one of a one-off order."""
    charging = [one for one in installments if one.amount] or installments[:1]
    if len(charging) == 1:
        return {"one_installment": charging[0]}
    return {"installments": charging}


def positions(order: Order) -> dict[str, Any]:
    """The lines with their sums, and what shipping and discounts add to the total."""
    positions = [_position(line) for line in order.lines.all()]
    other = order.total - sum((position["amount"] for position in positions), ZERO)
    return {"positions": positions, "other_amount": other, "other_label": other_label(other)}


def _position(line: OrderLine) -> dict[str, Any]:
    quantity = f"{line.quantity.normalize():f}".replace(".", ",")
    return {"line": line, "quantity": quantity, "amount": cents(line.quantity * line.unit_price)}


def invoice_rows(order: Order) -> list[dict[str, Any]]:
    """The invoices, each with its PDF's name or None."""
    invoices = order.invoices.select_related("file").defer("file__pdf")
    return [{"invoice": one, "file": getattr(one, "file", None)} for one in invoices]


def reminder_rows(
    order: Order, user: AbstractBaseUser | AnonymousUser, today: date
) -> list[dict[str, Any]]:
    """What was or will be sent, newest first; papers exist once a reminder was prepared."""
    papers = ReminderDocument.objects.filter(reminder=OuterRef("reminder"))
    items = (
        ReminderItem.objects.filter(order=order)
        .select_related("reminder__customer")
        .prefetch_related("reminder__delivery_events")
        .annotate(has_papers=Exists(papers))
        .order_by("-pk")
    )
    may_read = user.has_perm("reminders.view_reminder")
    may_send = user.has_perm("reminders.release_dunningrun")
    return [
        {
            **_delivery(item.reminder),
            "level": Badge(step_name(item.level), f"level-{item.level}" if item.level else "info"),
            "may_print": may_send and may_become_letter(item.reminder, today=today),
            **(_papers(item.reminder) if may_read and item.has_papers else {}),
        }
        for item in items
    ]


def _delivery(reminder: Reminder) -> dict[str, Any]:
    """How it stands, and what came back about its mail, the newest last."""
    events = list(reminder.delivery_events.all())
    reminder.has_come_back = any(one.kind == DeliveryKind.HARD_BOUNCE for one in events)
    return {"reminder": reminder, "tone": reminder.state_tone, "events": events}


def _papers(reminder: Reminder) -> dict[str, str]:
    """Where the mail and the letter can be read as they were sent; a letter alone has no mail."""
    papers = {"pdf_url": reverse("reminders:reminder-pdf", args=[reminder.pk])}
    if reminder.channel != Reminder.Channel.LETTER:
        papers["mail_url"] = reverse("reminders:reminder-mail", args=[reminder.pk])
    return papers
