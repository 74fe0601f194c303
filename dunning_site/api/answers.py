"""What a shop is answered."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from ninja import Schema
from pydantic import ConfigDict

from common.rules.money import ZERO
from dunning_site.api.fields import ShownAmount
from orders.models import Installment, Order
from reminders.models import Reminder
from reminders.rules.states import ReminderState
from reminders.services.assessment import Assessment


class Shown(Schema):
    """An object of an answer."""

    model_config = ConfigDict(use_attribute_docstrings=True, extra="forbid")


class InstallmentOut(Shown):
    """Eine Rate."""

    position: int
    """Nummer der Rate, ab 1"""
    due_on: date
    """Fällig am"""
    amount: ShownAmount
    """Betrag der Rate"""
    open_amount: ShownAmount
    """davon noch offen, ohne Kosten"""


class StandingOut(Shown):
    """Wie es um einen Auftrag steht."""

    number: str
    """Bestellnummer"""
    total: ShownAmount
    """Bestellbetrag"""
    paid: ShownAmount
    """Bezahlt und nicht zurückgegeben"""
    open_amount: ShownAmount
    """Offen, mit Kosten"""
    overdue_amount: ShownAmount
    """davon heute überfällig, ohne Kosten"""
    credit_amount: ShownAmount
    """Guthaben des Kunden"""
    payment_status: Order.PaymentStatus
    """offen, teilweise bezahlt, bezahlt, ausgebucht oder storniert"""
    reported_total: ShownAmount | None
    """Ein anderer Bestellbetrag, den der Shop nach einer Mahnung gemeldet hat; ein Mensch prüft"""
    due_on: date | None
    """Fälligkeit der ältesten unbezahlten Rate; null, wenn nichts offen ist"""
    levels_sent: int
    """Wie viele Mahnstufen versendet sind"""
    next_level: int | None
    """Die nächste Mahnstufe"""
    next_level_on: date | None
    """Der Tag, ab dem sie erreicht ist"""
    closed: bool
    """Ob alle Mahnstufen versendet sind"""
    reasons: list[str]
    """Warum heute nicht gemahnt wird, als Kürzel; leer, wenn gemahnt würde"""
    explanation: str
    """Dasselbe als deutscher Satz"""
    installments: list[InstallmentOut]
    """Alle Raten nach Fälligkeit"""


class BookedOut(Shown):
    """Was eine Meldung bewirkt hat."""

    bookings: list[int]
    """Nummern der neuen Buchungen"""
    standing: StandingOut
    """Der Stand danach"""


class ReminderOut(Shown):
    """Eine Mahnung zu diesem Auftrag."""

    number: str
    """Nummer der Mahnung"""
    level: int
    """Mahnstufe"""
    state: ReminderState
    """Wie weit der Versand ist"""
    channel: Reminder.Channel
    """Weg"""
    written_on: date
    """Datum der Mahnung"""
    sent_at: datetime | None
    """Zeitpunkt des Versands"""
    pay_by: date
    """Zahlungsfrist"""
    claimed: ShownAmount
    """Was von diesem Auftrag gefordert wird"""


class RemindersOut(Shown):
    """Die Mahnungen zu einem Auftrag, älteste zuerst."""

    reminders: list[ReminderOut]


class FaultOut(Shown):
    """Eine nicht annehmbare Angabe."""

    detail: str
    """Was nicht stimmt"""
    pointer: str | None = None
    """Wo im Inhalt, als JSON-Pointer"""
    parameter: str | None = None
    """oder welcher Teil der Adresse oder des Kopfs"""


class ProblemOut(Shown):
    """Warum eine Anfrage abgelehnt ist (RFC 9457)."""

    type: str
    """Kennung für Programme, zum Beispiel urn:mahnwerk:problem:invalid-values"""
    title: str
    """Überschrift"""
    status: int
    """HTTP-Status"""
    detail: str
    """Ein Satz für Menschen"""
    errors: list[FaultOut] | None = None
    """Die einzelnen Angaben, wenn es an ihnen liegt"""


def standing_out(assessment: Assessment, today: date) -> StandingOut:
    """The standing of an order on the day."""
    order, standing = assessment.order, assessment.order.standing
    installments = sorted(order.installments.all(), key=lambda one: (one.due_on, one.position))
    return StandingOut(
        number=order.number,
        total=order.total,
        paid=order.paid_amount,
        open_amount=order.open_amount,
        overdue_amount=_overdue(installments, today),
        credit_amount=order.credit_amount,
        payment_status=order.payment_status,
        reported_total=order.reported_total,
        due_on=order.oldest_due_on,
        levels_sent=standing.levels_sent,
        next_level=standing.next_level,
        next_level_on=standing.next_level_on,
        closed=standing.is_closed,
        reasons=[reason.code.value for reason in assessment.reasons],
        explanation=assessment.explanation,
        installments=[InstallmentOut.model_validate(one) for one in installments],
    )


def _overdue(installments: Iterable[Installment], today: date) -> Decimal:
    return sum((one.open_amount for one in installments if one.due_on < today), ZERO)
