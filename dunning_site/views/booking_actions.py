"""What a clerk can book on an order: each with its form, its obstacle and its effect in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import reverse

from common.rules.german import euro
from dunning_site.booking_forms import (
    BookingForm,
    CancellationForm,
    ChargebackForm,
    CreditForm,
    OtherAllocationForm,
    RefundForm,
    WaiverForm,
    WriteOffForm,
)
from dunning_site.move_credit_form import MoveCreditForm
from dunning_site.views import booking_words as words
from orders.models import Order
from orders.services.corrections import cancel_order, charge_back, credit, write_off
from orders.services.credits import move_credit, refund_credit
from orders.services.payments import record_payment
from reminders.services.waivers import waive

BOOK, CORRECT = "orders.add_ledgerentry", "orders.correct_ledgerentry"


@dataclass(frozen=True, slots=True)
class Clerk:
    """Who books, on which day, having seen which newest booking."""

    user: Any
    today: date
    seen_entry: int

    @property
    def of_booking(self) -> dict[str, Any]:
        """As services that book want it."""
        return {"actor": self.user, "today": self.today, "seen_entry_id": self.seen_entry}


Run = Callable[[Order, Mapping[str, Any], Clerk], str]


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do on a page of its own; obstacle and effect are told before it is done."""

    slug: str
    title: str
    button: str
    hint: str
    right: str
    form: type[BookingForm]
    obstacle: Callable[[Order], str]
    effect: Callable[[Order], str]
    run: Run
    busy: str = "Wird gebucht …"
    is_dangerous: bool = False


def shown_actions(order: Order, user: AbstractBaseUser | Any) -> list[dict[str, str]]:
    """What this person can book on the order now, for the order page."""
    return [
        {
            "title": action.title,
            "hint": action.hint,
            "url": reverse("order-booking", args=[order.pk, action.slug]),
        }
        for action in BOOKINGS
        if user.has_perm(action.right) and not action.obstacle(order)
    ]


def _other_allocation(order: Order, told: Mapping[str, Any], clerk: Clerk) -> str:
    after = record_payment(
        order.pk,
        amount=told["amount"],
        paid_on=told["paid_on"],
        reference=told["reference"],
        installment=told["installment"],
        principal_first=told["principal_first"],
        reason=told["reason"],
        **clerk.of_booking,
    )
    return words.payment_words(after, told["amount"])


def _credit(order: Order, told: Mapping[str, Any], clerk: Clerk) -> str:
    after = credit(order.pk, amount=told["amount"], reason=told["reason"], **clerk.of_booking)
    return words.booked_words(f"{euro(told['amount'])} gutgeschrieben.", after)


def _cancel(order: Order, told: Mapping[str, Any], clerk: Clerk) -> str:
    after = cancel_order(
        order.pk,
        cancelled_on=told["cancelled_on"],
        reason=told["reason"],
        actor=clerk.user,
        today=clerk.today,
    )
    return words.booked_words("Auftrag storniert.", after)


def _charge_back(order: Order, told: Mapping[str, Any], clerk: Clerk) -> str:
    after = charge_back(
        order.pk,
        amount=told["amount"],
        cost=told["cost"],
        reason_code=told["reason_code"],
        booked_on=told["booked_on"],
        reference=told["reference"],
        payment=told["payment"],
        **clerk.of_booking,
    )
    return words.booked_words(f"Rückbuchung über {euro(told['amount'])} gebucht.", after)


def _write_off(order: Order, told: Mapping[str, Any], clerk: Clerk) -> str:
    after = write_off(order.pk, amount=told["amount"], reason=told["reason"], **clerk.of_booking)
    return words.booked_words(f"{euro(told['amount'])} ausgebucht.", after)


def _waive(order: Order, told: Mapping[str, Any], clerk: Clerk) -> str:
    after, amount = waive(order.pk, reason=told["reason"], actor=clerk.user, today=clerk.today)
    return words.booked_words(f"{euro(amount)} Zinsen und Gebühren erlassen.", after)


def _move_credit(order: Order, told: Mapping[str, Any], clerk: Clerk) -> str:
    _, target = move_credit(
        order.pk,
        told["order"].pk,
        amount=told["amount"],
        reason=told["reason"],
        **clerk.of_booking,
    )
    whose = target.customer.display_name
    moved = f"{euro(told['amount'])} auf {target} ({whose}) umgebucht."
    left = f"Dort sind noch {euro(target.open_amount)} offen."
    return f"{moved} {left if target.is_open else 'Er ist damit bezahlt.'}"


def _refund(order: Order, told: Mapping[str, Any], clerk: Clerk) -> str:
    after = refund_credit(
        order.pk,
        amount=told["amount"],
        refunded_on=told["refunded_on"],
        reference=told["reference"],
        **clerk.of_booking,
    )
    return words.booked_words(f"{euro(told['amount'])} als erstattet gebucht.", after)


BOOKINGS = (
    Action(
        "zahlung-zuordnen",
        "Zahlung anders zuordnen",
        "Zahlung buchen",
        "auf eine bestimmte Rate oder die Hauptforderung zuerst",
        BOOK,
        OtherAllocationForm,
        words.no_choice,
        words.other_allocation_effect,
        _other_allocation,
    ),
    Action(
        "rueckbuchung",
        "Rückbuchung",
        "Rückbuchung buchen",
        "die Bank hat Geld zurückgeholt",
        BOOK,
        ChargebackForm,
        words.nothing_paid,
        words.chargeback_effect,
        _charge_back,
    ),
    Action(
        "guthaben-umbuchen",
        "Guthaben umbuchen",
        "Guthaben umbuchen",
        "auf einen anderen Auftrag des Gläubigers",
        BOOK,
        MoveCreditForm,
        words.no_credit,
        words.move_effect,
        _move_credit,
    ),
    Action(
        "guthaben-erstatten",
        "Guthaben erstatten",
        "Als erstattet buchen",
        "das Geld ging an den Kunden zurück",
        BOOK,
        RefundForm,
        words.no_credit,
        words.refund_effect,
        _refund,
    ),
    Action(
        "gutschrift",
        "Gutschrift",
        "Gutschrift buchen",
        "ein Teil des Preises wird erlassen",
        CORRECT,
        CreditForm,
        words.nothing_to_credit,
        words.credit_effect,
        _credit,
    ),
    Action(
        "ausbuchen",
        "Ausbuchen",
        "Ausbuchen",
        "der offene Betrag wird aufgegeben",
        CORRECT,
        WriteOffForm,
        words.nothing_open,
        words.write_off_effect,
        _write_off,
        is_dangerous=True,
    ),
    Action(
        "zinsen-erlassen",
        "Zinsen und Gebühren erlassen",
        "Zinsen und Gebühren erlassen",
        "was Mahnungen zur Ware dazu berechnet haben",
        CORRECT,
        WaiverForm,
        words.nothing_to_waive,
        words.waiver_effect,
        _waive,
        busy="Wird erlassen …",
    ),
    Action(
        "storno",
        "Auftrag stornieren",
        "Auftrag stornieren",
        "der ganze Auftrag gilt nicht mehr",
        CORRECT,
        CancellationForm,
        words.nothing_to_cancel,
        words.cancellation_effect,
        _cancel,
        busy="Wird storniert …",
        is_dangerous=True,
    ),
)
