"""What a debtor's form hands over to the services, by its kind, and what it says beforehand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from common.rules.countries import country_code
from dunning_site.debtor.forms import Asked, rate_choices
from dunning_site.debtor.request_words import RequestWords
from dunning_site.debtor.request_words_english import ENGLISH_REQUESTS
from dunning_site.debtor.request_words_german import GERMAN_REQUESTS
from orders.models import Order
from reminders.models import DebtorRequest
from reminders.rules.debtor_requests import DisputeReason, RequestKind, refusal
from reminders.rules.debtor_words import ADDRESS_FIELDS
from reminders.services import debtor_requests as desk
from reminders.services.debtor_arrivals import RequestRefused, standing_of
from reminders.services.debtor_requests import is_unclear, requests_of

Kind, State = DebtorRequest.Kind, DebtorRequest.State


@dataclass(frozen=True, slots=True)
class Told:
    """A form that was filled in, and when it came."""

    order: Order
    cleaned: Mapping[str, Any]
    now: datetime
    today: date


def words_of(language: str) -> RequestWords:
    """The words of the forms in a language, "de" or "en"."""
    return ENGLISH_REQUESTS if language == "en" else GERMAN_REQUESTS


def refused_now(order: Order, kind: str, *, today: date) -> RequestRefused | None:
    """Why there is no form of this kind today; None where there is one."""
    why = refusal(RequestKind(kind), standing_of(order, today=today))
    if why is None:
        return None
    waiting = [one for one in requests_of(order) if (one.kind, one.state) == (kind, State.OPEN)]
    return RequestRefused(why, waiting[0].received_at if waiting else None)


def hint(kind: str, asked: Asked) -> str:
    """What happens at once, said before the form is sent; "" where there is nothing to say."""
    earlier = [one.state for one in requests_of(asked.order) if one.kind == kind]
    if State.DECLINED in earlier:
        return asked.words.said_before
    page, words = asked.page, asked.words
    if is_unclear(asked.order):
        return words.rates_wait if kind == Kind.INSTALMENTS else ""
    has_plan = asked.order.instalment_plans.running().exists()
    if (
        kind == Kind.DEFERRAL
        and not has_plan
        and page.deferral_days
        and State.GRANTED not in earlier
    ):
        last = asked.today + timedelta(days=page.deferral_days)
        return words.deferral_at_once.format(asked.speech.day(last))
    if kind != Kind.INSTALMENTS:
        return ""
    limit = page.max_plan_amount
    is_within = limit is None or asked.order.open_amount <= limit
    if page.max_rates and is_within and not asked.order.open_ancillary:
        return words.rates_at_once.format(page.max_rates)
    return words.rates_wait


def has_no_choice(kind: str, asked: Asked) -> bool:
    """Whether the amount is too small to be paid in rates."""
    return kind == Kind.INSTALMENTS and not rate_choices(asked)


def tell(kind: str, told: Told) -> DebtorRequest:
    """Keep what the form says. Raises RequestRefused and ProofUnreadable."""
    return _DESKS[Kind(kind)](told)


def _paid(told: Told) -> DebtorRequest:
    proof = told.cleaned["proof"]
    return desk.already_paid(
        told.order.pk,
        paid_on=told.cleaned["paid_on"],
        amount=told.cleaned["amount"],
        proof=(proof.name, proof.read()) if proof else None,
        **_common(told),
    )


def _deferral(told: Told) -> DebtorRequest:
    return desk.ask_deferral(told.order.pk, until_on=told.cleaned["until_on"], **_common(told))


def _instalments(told: Told) -> DebtorRequest:
    return desk.ask_instalments(told.order.pk, count=told.cleaned["count"], **_common(told))


def _dispute(told: Told) -> DebtorRequest:
    return desk.dispute(
        told.order.pk,
        reason=DisputeReason(told.cleaned["reason"]),
        amount=told.cleaned["disputed"],
        **_common(told),
    )


def _address(told: Told) -> DebtorRequest:
    address = {name: told.cleaned[name] for name in ADDRESS_FIELDS}
    # A country that nobody knows is for the clerk to read.
    address["country"] = country_code(address["country"]) or address["country"] or "DE"
    return desk.report_address(told.order.pk, address=address, **_common(told))


def _payment_method(told: Told) -> DebtorRequest:
    choice = told.cleaned["choice"]
    return desk.change_payment_method(told.order.pk, choice=choice, **_common(told))


def _common(told: Told) -> dict[str, Any]:
    return {"message": told.cleaned["message"], "now": told.now, "today": told.today}


_DESKS = {
    Kind.ALREADY_PAID: _paid,
    Kind.DEFERRAL: _deferral,
    Kind.INSTALMENTS: _instalments,
    Kind.DISPUTE: _dispute,
    Kind.ADDRESS: _address,
    Kind.PAYMENT_METHOD: _payment_method,
}
