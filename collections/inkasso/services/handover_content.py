"""What an agency is told of each case: everything that § 13a RDG asks it to tell the debtor."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import prefetch_related_objects

from inkasso.models import Claimant, CollectionCase, HandoverItem
from inkasso.services.handover_amounts import amounts_of, default_told, interest_told, payments_of
from orders.models import Creditor, Customer, LedgerEntry, Order
from reminders.models import Channel
from reminders.services.claim_facts import ClaimFacts, claim_facts

# What is told of the goods; the agency repeats it as the subject of the contract.
MAX_SUBJECT = 300


@dataclass(frozen=True, slots=True)
class CaseToTell:
    """A case with what is known of its order, and the day as of which it is told."""

    case: CollectionCase
    facts: ClaimFacts
    claimant: Claimant
    day: date

    @property
    def order(self) -> Order:
        """The order that the case is about."""
        return self.case.order


def freeze_contents(items: Sequence[HandoverItem], day: date) -> None:
    """Keep with each live item what the agency is told, as of the day."""
    told = contents([item.case for item in items], day)
    for item in items:
        keep_content(item, told[item.case_id])


def keep_content(item: HandoverItem, content: dict[str, Any]) -> None:
    """Keep what is told of a locked case, and up to which booking of its order."""
    newest = LedgerEntry.objects.filter(order=item.case.order_id).order_by("-pk").first()
    item.content, item.ledger_until = content, newest.pk if newest else 0
    item.save(update_fields=["content", "ledger_until"])


def contents(cases: Sequence[CollectionCase], day: date) -> dict[int, dict[str, Any]]:
    """What is told of each case, by its id, as plain JSON; a fixed number of queries.

    Amounts are texts in euros ("79.90"), days are "2026-11-21", what is not known is "" or null.
    """
    orders = [case.order for case in cases]
    prefetch_related_objects(orders, "lines", "installments")
    facts = claim_facts(orders)
    creditors = {order.sales_account.creditor_id: order.sales_account.creditor for order in orders}
    claimants = _claimants(list(creditors.values()))
    return {
        case.pk: _content(
            CaseToTell(
                case,
                facts[case.order_id],
                claimants[case.order.sales_account.creditor_id],
                day,
            )
        )
        for case in cases
    }


def _content(told: CaseToTell) -> dict[str, Any]:
    case, order, facts, day = told.case, told.order, told.facts, told.day
    content = {
        "reference": case.reference,
        "as_of": day,
        "creditor": _creditor(order.sales_account.creditor, told.claimant),
        "debtor": _debtor(order.customer),
        "order": _order(order),
        "invoices": [
            {"number": one.number, "issued_on": one.issued_on, "received_on": one.received_on}
            for one in facts.invoices
        ],
        "due": _due(told),
        "amount": amounts_of(order, facts, day),
        "payments": payments_of(order, facts),
        "reminders": _reminders(facts),
        "default": default_told(order, facts, day),
        "interest": interest_told(order, facts, day),
        "dispute": _dispute(order),
        "has_withdrawn": order.stop_reason == Order.StopReason.WITHDRAWAL,
        "instalment_plans": _plans(facts),
        "after_failure": case.option,
        "after_failure_text": case.get_option_display(),
    }
    plain: dict[str, Any] = json.loads(json.dumps(content, cls=DjangoJSONEncoder))
    return plain


def _creditor(creditor: Creditor, claimant: Claimant) -> dict[str, Any]:
    return {
        "name": creditor.name,
        "legal_form": claimant.legal_form,
        "represented_by": claimant.representative_name,
        "representative_role": claimant.representative_role,
        "street": creditor.street,
        "postcode": creditor.postcode,
        "city": creditor.city,
        "country": creditor.country,
        "email": creditor.email,
        "phone": creditor.phone,
        "vat_id": creditor.vat_id,
        "is_vat_deductible": claimant.is_vat_deductible,
        "account_holder": creditor.account_holder,
        "iban": creditor.iban,
        "bic": creditor.bic,
        "bank_name": creditor.bank_name,
    }


def _debtor(customer: Customer) -> dict[str, Any]:
    """Who is not known to be a business is told as a consumer (§ 13 BGB)."""
    return {
        "type": "business" if customer.is_business else "consumer",
        "company": customer.company,
        "first_name": customer.first_name,
        "last_name": customer.last_name,
        "street": customer.street,
        "address_extra": customer.address_extra,
        "postcode": customer.postcode,
        "city": customer.city,
        "country": customer.country or "DE",
        "email": customer.effective_email,
        "phone": customer.phone,
        "language": customer.language or "de",
    }


def _order(order: Order) -> dict[str, Any]:
    return {
        "number": order.number,
        "shop_token": order.shop_token,
        "sales_account": order.sales_account.name,
        "payment_method": order.payment_method.name,
        "payment_plan": order.payment_plan,
        "contract_date": order.ordered_on,
        "subject": _subject(order),
        "unpaid_reason": order.unpaid_reason,
    }


def _subject(order: Order) -> str:
    """What was ordered, in one line."""
    lines = [f"{line.quantity.normalize():f} × {line.product}" for line in order.lines.all()]
    return ", ".join(lines)[:MAX_SUBJECT] or f"Bestellung {order.number}"


def _due(told: CaseToTell) -> dict[str, Any]:
    """Until when to pay; of several rates the oldest one that is unpaid."""
    return {
        "on": told.order.oldest_due_on,
        "is_agreed": told.order.sales_account.due_day_agreed,
        "installments": [
            {"due_on": one.due_on, "amount": one.amount, "open": one.open_amount}
            for one in told.order.installments.all()
        ],
    }


def _reminders(facts: ClaimFacts) -> list[dict[str, Any]]:
    """What was sent and stands, oldest first."""
    return [
        {
            "number": item.reminder.display_number,
            "level": item.level,
            "channel": Channel(item.reminder.channel).label,
            "sent_on": item.reminder.sent_on,
            "deadline": item.reminder.pay_by,
            "fee": item.dunning_fee,
            "interest": item.interest,
        }
        for item in facts.notices
    ]


def _dispute(order: Order) -> dict[str, Any]:
    is_disputed = order.stop_reason == Order.StopReason.DISPUTED
    return {
        "is_disputed": is_disputed,
        "amount": (order.disputed_amount or order.open_principal) if is_disputed else None,
    }


def _plans(facts: ClaimFacts) -> list[dict[str, Any]]:
    """Earlier agreements on rates, and what became of them."""
    return [
        {
            "agreed_on": plan.agreed_on,
            "state": plan.state,
            "state_text": plan.get_state_display(),
            "ended_on": plan.ended_on,
            "rates": len(plan.rates),
        }
        for plan in facts.plans
    ]


def _claimants(creditors: Sequence[Creditor]) -> dict[int, Claimant]:
    """What agency and court want to know of each creditor, or its defaults."""
    known = {one.creditor_id: one for one in Claimant.objects.filter(creditor__in=creditors)}
    return {one.pk: known.get(one.pk) or Claimant(creditor=one) for one in creditors}
