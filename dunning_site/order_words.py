"""Where an order stands, in few words: badges and short reasons for lists and the order page."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from common.rules.german import day as german_day
from orders.models import Customer, Order
from reminders.models import Standing
from reminders.rules.eligibility import Code, Reason

# Reasons that are the ordinary course of things and no obstacle.
ORDINARY = frozenset(
    {
        Code.PAID,
        Code.CANCELLED,
        Code.WRITTEN_OFF,
        Code.NOT_OVERDUE,
        Code.WAITING,
        Code.CLOSED,
        Code.IN_RUN,
        Code.PLAN_RUNNING,
    }
)
SHORT_LABELS = {
    Code.DISPUTED_PART: "Zum Teil bestritten",
    Code.BELOW_MINIMUM: "Unter Mindestbetrag",
    Code.RESELLER: "Reseller",
    Code.PROCEDURE_OFF: "Mahnverfahren aus",
    Code.BEFORE_START: "Vor Starttag",
    Code.WAITING: "Wartet",
    Code.CLOSED: "Abgeschlossen",
    Code.NO_TEMPLATE: "Textvorlage fehlt",
    Code.NO_ADDRESS: "Keine E-Mail",
    Code.INVALID_ADDRESS: "E-Mail ungültig",
    Code.EXAMPLE_CREDITOR: "Beispiel-Gläubiger",
    Code.IN_RUN: "Im Mahnlauf",
    Code.FAILED: "Zustellung fehlgeschlagen",
    Code.UNCERTAIN: "Zustellung ungeklärt",
}


class Badge(NamedTuple):
    """A word with a colour."""

    text: str
    tone: str


def level_badge(standing: Standing, day: date) -> Badge:
    """The Mahnstufe of an open order on the day, or from when the next one starts."""
    level = standing.level_on(day)
    if level:
        return Badge(f"Mahnstufe {level}", f"level-{level}")
    if standing.is_closed:
        return Badge("Abgeschlossen", "closed")
    if reminder := _reminder_badge(standing, day):
        return reminder
    if standing.next_level is None or standing.next_level_on is None:
        return Badge("Ohne Verfahren", "plain")
    return Badge(f"Stufe {standing.next_level} ab {german_day(standing.next_level_on)}", "plain")


def _reminder_badge(standing: Standing, day: date) -> Badge | None:
    """The payment reminder that comes before the next Mahnstufe, or None."""
    reminder_on, level_on = standing.next_reminder_on, standing.next_level_on
    if not standing.is_open or reminder_on is None or (level_on and level_on <= reminder_on):
        return None
    if standing.is_reminder_due(day):
        return Badge("Erinnerung", "info")
    return Badge(f"Erinnerung ab {german_day(reminder_on)}", "plain")


def stop_badge(order: Order) -> Badge | None:
    """What a person must decide before anybody is dunned for an open order; None for nothing."""
    if not order.is_open:
        return None
    if order.stop_reason and not order.is_partly_disputed:
        return Badge(f"Angehalten: {order.get_stop_reason_display()}", "warning")
    if order.collection_since is not None:
        return Badge("Beim Inkasso", "info")
    return Badge("Betrag zu klären", "warning") if order.reported_total is not None else None


def order_badge(order: Order, standing: Standing, day: date) -> Badge:
    """The same for any order, also a stopped, paid or cancelled one."""
    if order.is_open:
        return stop_badge(order) or _plan_badge(order) or level_badge(standing, day)
    is_paid = order.payment_status == Order.PaymentStatus.PAID
    return Badge(order.get_payment_status_display(), "good" if is_paid else "closed")


def _plan_badge(order: Order) -> Badge | None:
    """That rates are being paid; only of an order read with its facts, as lists and pages are."""
    return Badge("Ratenplan", "info") if getattr(order, "running_plans", None) else None


def notices_sent(standing: Standing) -> str:
    """How many of the procedure's levels were sent: "1 von 3"."""
    if not standing.level_count:
        return str(standing.levels_sent)
    return f"{standing.levels_sent} von {standing.level_count}"


def status_words(
    reasons: Sequence[Reason], standing: Standing, *, with_block_reason: bool = False
) -> str:
    """Why the order is not dunned, in few words; "Bereit" when nothing is in the way.

    with_block_reason: name a Mahnsperre by its end and reason, where the list is about it.
    """
    if not reasons:
        return "Bereit"
    obstacles = [reason for reason in reasons if reason.code not in ORDINARY]
    return ", ".join(
        _short(reason, standing, with_block_reason) for reason in obstacles or reasons[:1]
    )


def has_obstacle(reasons: Sequence[Reason]) -> bool:
    """Whether something out of the ordinary stops the next notice."""
    return any(reason.code not in ORDINARY for reason in reasons)


def missing_address_parts(customer: Customer) -> list[str]:
    """What a letter lacks to be delivered; empty when the address is complete."""
    parts = {
        "Name": customer.full_name or customer.company,
        "Straße": customer.street,
        "PLZ": customer.postcode,
        "Ort": customer.city,
    }
    return [label for label, value in parts.items() if not value]


def block_end(until: date | None) -> str:
    """When a Mahnsperre ends: "bis 30.11.2026" or "ohne Ende"."""
    return "ohne Ende" if until in (None, date.max) else f"bis {german_day(until)}"


def _short(reason: Reason, standing: Standing, with_block_reason: bool) -> str:
    if reason.code == Code.BLOCKED:
        if with_block_reason:
            return reason.text.removeprefix("Mahnsperre ").removesuffix(".")
        return f"Gesperrt {block_end(standing.blocked_until)}"
    if reason.code == Code.WAITING and not standing.levels_sent:
        return "Karenzzeit"
    return SHORT_LABELS.get(reason.code, reason.code.label)
