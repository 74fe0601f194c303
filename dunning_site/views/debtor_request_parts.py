"""The parts of the page of one request as its template prints them."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from common.rules.german import day as german_day
from common.rules.german import euro, number
from common.templatetags.components import badge
from dunning_site.debtor_request_list import STATE_TONES
from dunning_site.order_words import block_end, order_badge
from dunning_site.settling_forms import ACCEPT, DECLINE
from orders.models import Customer, Order
from reminders.models import DebtorProof, DebtorRequest, DunningBlock
from reminders.rules.debtor_requests import PROOF_PICTURE
from reminders.rules.debtor_words import ADDRESS_FIELDS, kept_amount, kept_day, kept_rates, summary

Kind, State = DebtorRequest.Kind, DebtorRequest.State
BOOK_CREDIT = "orders.correct_ledgerentry"
# What a decision does beside answering; who decides may do that elsewhere as well.
ACT_RIGHTS = {
    (Kind.ADDRESS, ACCEPT): "orders.change_customer",
    (Kind.DEFERRAL, ACCEPT): "reminders.add_dunningblock",
    (Kind.INSTALMENTS, ACCEPT): "reminders.add_dunningblock",
    (Kind.DISPUTE, DECLINE): "reminders.change_dunningblock",
}


@dataclass(frozen=True, slots=True)
class Button:
    """A decision: what it sends, what it says, and whether it is the one that was asked for."""

    value: str
    label: str
    is_primary: bool


_BUTTONS = {
    Kind.ALREADY_PAID: ("Zahlung gefunden, erledigt", "Nicht eingegangen, weiter mahnen"),
    Kind.DEFERRAL: ("Aufschub gewähren", "Ablehnen, weiter mahnen"),
    Kind.INSTALMENTS: ("Raten vereinbaren", "Ablehnen, weiter mahnen"),
    Kind.DISPUTE: ("Berechtigt, weiter zur Gutschrift", "Einwand erledigt, weiter mahnen"),
    Kind.ADDRESS: ("Anschrift übernehmen", "Nicht übernehmen"),
    Kind.PAYMENT_METHOD: ("Erledigt", "Nicht möglich"),
}
_EFFECTS = {
    Kind.ALREADY_PAID: (
        "Ist die Zahlung gebucht und nichts mehr offen, erledigt sich das Anliegen von selbst. "
        "Bleibt nach der Buchung etwas offen, wird nach Ihrer Entscheidung wieder gemahnt."
    ),
    Kind.DEFERRAL: "Bis zu diesem Tag wird nicht gemahnt, und es laufen keine Zinsen.",
    Kind.INSTALMENTS: "Solange die Raten kommen, ruht das Mahnen.",
    Kind.DISPUTE: (
        "Ist der Einwand berechtigt, bleibt der Auftrag angehalten, bis Sie gutgeschrieben oder "
        "storniert haben und das Mahnen wieder zulassen."
    ),
    Kind.ADDRESS: "Die Anschrift gilt danach für alle Aufträge des Kunden.",
    Kind.PAYMENT_METHOD: "Am Auftrag ändert sich dadurch nichts.",
}


def decisions(asked: DebtorRequest, user: Any) -> list[Button]:
    """The decisions on the request that the person has the rights for."""
    accept, decline = _BUTTONS[Kind(asked.kind)]
    if asked.kind == Kind.DISPUTE and not user.has_perm(BOOK_CREDIT):
        accept = "Berechtigt"
    buttons = [Button(ACCEPT, accept, True), Button(DECLINE, decline, False)]
    return [one for one in buttons if user.has_perms(rights_for(asked.kind, one.value))]


def rights_for(kind: str, decision: str) -> list[str]:
    """What a decision asks for beside the right to decide at all."""
    right = ACT_RIGHTS.get((Kind(kind), decision))
    return [right] if right else []


def page_parts(asked: DebtorRequest, user: Any, today: date) -> dict[str, Any]:
    """What the page shows of request and order."""
    return {
        "summary": summary(asked.kind, asked.details),
        "effect": _EFFECTS[Kind(asked.kind)],
        "state_badge": badge(asked.get_state_display(), STATE_TONES[State(asked.state)]),
        "order_badge": order_badge(asked.order, asked.order.standing, today),
        "rates": [
            {"due_on": german_day(due_on), "amount": euro(amount)}
            for due_on, amount in kept_rates(asked.details)
        ],
        "address_rows": _address_rows(asked) if asked.kind == Kind.ADDRESS else [],
        "proof": _proof(asked),
        "blocks": _blocks(asked.order, today),
        "payment_url": _payment_url(asked, user),
        "others": _others(asked),
    }


def _address_rows(asked: DebtorRequest) -> list[dict[str, str]]:
    """Part by part what is known and what was told."""
    customer = asked.order.customer
    return [
        {
            "label": str(Customer._meta.get_field(name).verbose_name),
            "known": getattr(customer, name),
            "told": asked.details.get(name, ""),
        }
        for name in ADDRESS_FIELDS
        if asked.details.get(name) or (name != "email" and getattr(customer, name))
    ]


def _proof(asked: DebtorRequest) -> dict[str, str] | None:
    """The file that came along, without its content."""
    found = DebtorProof.objects.filter(pk=asked.pk).defer("content").first()
    if found is None:
        return None
    is_picture = found.content_type == PROOF_PICTURE
    return {
        "name": found.file_name,
        "url": reverse("debtor-request-proof", args=[asked.pk]),
        "picture_url": reverse("debtor-request-picture", args=[asked.pk]) if is_picture else "",
    }


def _blocks(order: Order, today: date) -> list[str]:
    """What holds the dunning today, in words."""
    of_both = Q(order=order) | Q(customer=order.customer_id)
    return [
        f"{block.get_reason_display()}, {block_end(block.until_on)}"
        + ("" if block.order_id else " (ganzer Kunde)")
        for block in DunningBlock.objects.active(on=today).filter(of_both)
    ]


def _payment_url(asked: DebtorRequest, user: Any) -> str:
    """The order's form for payments, filled in with what the debtor told; "" where it is not."""
    is_wanted = asked.kind == Kind.ALREADY_PAID and asked.state == State.OPEN
    if not is_wanted or not user.has_perms(("orders.view_order", "orders.add_ledgerentry")):
        return ""
    amount, paid_on = kept_amount(asked.details), kept_day(asked.details, "paid_on")
    told = {
        "betrag": number(amount) if amount else "",
        "tag": german_day(paid_on) if paid_on else "",
    }
    query = urlencode({name: value for name, value in told.items() if value})
    return f"{reverse('order-page', args=[asked.order_id])}?{query}#payment-heading"


def _others(asked: DebtorRequest) -> list[dict[str, Any]]:
    """What else the debtor told of the same order."""
    others = asked.order.debtor_requests.exclude(pk=asked.pk)
    return [
        {
            "url": reverse("debtor-request-page", args=[one.pk]),
            "label": one.get_kind_display(),
            "received_at": one.received_at,
            "badge": badge(one.get_state_display(), STATE_TONES[State(one.state)]),
        }
        for one in others[:10]
    ]
