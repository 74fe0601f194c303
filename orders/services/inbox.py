"""The inbox of payments: what matching proposed, in what order a clerk works, whom he may mean."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q, QuerySet

from orders.models import BankTransaction, LedgerEntry, Order
from orders.rules.amount_reasons import (
    amount_reason,
    is_about_amount,
    is_by_amount_alone,
    reasons_now,
)
from orders.rules.number_keys import number_key
from orders.rules.payment_effects import effect_words, split_return
from orders.services.bank import (
    AllocationRefused,
    book_returned_debit,
    book_transaction,
    lock_transaction,
    refuse_if_decided,
)
from orders.services.locks import lock_orders

MOST_FOUND = 8


@dataclass(frozen=True, slots=True)
class ProposedPart:
    """What of a movement would go to an order, in euros, and what that does to the order."""

    order: Order
    amount: Decimal
    effect: str


@dataclass(frozen=True, slots=True)
class ShownProposal:
    """A kept proposal. The name is made of all it says: another effect is another name.

    is_by_amount_alone: neither a number, a name nor an account speaks for it.
    """

    name: str
    parts: tuple[ProposedPart, ...]
    why: tuple[str, ...]
    is_by_amount_alone: bool


def proposals_of(movements: Sequence[BankTransaction]) -> dict[int, list[ShownProposal]]:
    """The proposals of each movement, best first, by the movement's id; one query for all."""
    ids = {order_id for movement in movements for order_id in movement.proposed_order_ids}
    orders = Order.objects.select_related("customer", "oldest_installment").in_bulk(ids)
    return {movement.pk: list(_proposals(movement, orders)) for movement in movements}


@transaction.atomic
def accept_proposal(transaction_id: int, name: str, *, actor: AbstractBaseUser) -> BankTransaction:
    """Book a movement as the proposal of that name says.

    Raises AllocationRefused when the movement is decided, or when the proposal or the standing of
    one of its orders has changed since the clerk read it.
    """
    movement = lock_transaction(transaction_id)
    refuse_if_decided(movement)
    lock_orders(movement.proposed_order_ids)
    chosen = next((one for one in proposals_of([movement])[movement.pk] if one.name == name), None)
    if chosen is None:
        raise AllocationRefused(
            "Der Vorschlag gilt nicht mehr: Inzwischen wurde etwas gebucht oder neu gesucht. "
            "Prüfen Sie die Vorschläge, wie sie jetzt sind."
        )
    why = "; ".join(chosen.why)
    if is_returned_debit(movement):
        _accept_return(movement, chosen.parts[0], why, actor)
    else:
        parts = [(part.order.pk, part.amount) for part in chosen.parts]
        book_transaction(movement.pk, parts, why=why, actor=actor)
    movement.refresh_from_db()
    return movement


def is_returned_debit(movement: BankTransaction) -> bool:
    """Whether a bank took a payment back; own money that came back is none."""
    return movement.is_return and movement.amount < 0


def next_in_inbox(movement: BankTransaction) -> BankTransaction | None:
    """The movement below this one in the inbox, at its end the first of all."""
    waiting = BankTransaction.objects.in_inbox().exclude(pk=movement.pk)
    waiting = waiting.order_by("-booked_on", "-pk")
    is_below = Q(booked_on__lt=movement.booked_on) | Q(
        booked_on=movement.booked_on, pk__lt=movement.pk
    )
    return waiting.filter(is_below).first() or waiting.first()


def return_amounts(
    movement: BankTransaction, payment: Decimal | None = None
) -> tuple[Decimal, Decimal]:
    """The payment that came back and the bank's cost, in euros.

    As the bank tells them, unless the payment's amount is known from the order.
    """
    original = movement.original_amount if payment is None else payment
    return split_return(abs(movement.amount), original=original, charges=movement.charges)


def returnable_payments(order: Order) -> list[LedgerEntry]:
    """The payments of an order that nobody took back yet, newest first."""
    payments = order.ledger_entries.effective().filter(kind=LedgerEntry.Kind.PAYMENT)
    returned = LedgerEntry.objects.effective().filter(order=order, returns__isnull=False)
    return list(payments.exclude(pk__in=returned.values("returns")).order_by("-booked_on", "-pk"))


def change_by(movement: BankTransaction, amount: Decimal) -> Decimal:
    """What a part of the movement does to what an order owes: money received lowers it."""
    return -amount if movement.amount > 0 else amount


def find_orders(movement: BankTransaction, text: str) -> list[Order]:
    """The orders that words of a clerk may mean, of the movement's creditor: it pays no other's."""
    return orders_meant(movement.creditor_id, text)


def orders_meant(creditor_id: int, text: str) -> list[Order]:
    """The orders of a creditor that a number or a name may mean: at most eight, open ones first.

    A whole number, however typed, wins over every other find.
    """
    orders = Order.objects.filter(sales_account__creditor=creditor_id).select_related(
        "customer", "sales_account"
    )
    key = number_key(text)
    exact = _first(orders.filter(Q(number_key=key) | Q(invoices__number_key=key))) if key else []
    return exact or _first(orders.search(text))


def _first(orders: QuerySet[Order]) -> list[Order]:
    found = orders.distinct().order_by("-open_amount", "-ordered_on", "-pk")
    return list(found[:MOST_FOUND])


def _proposals(movement: BankTransaction, orders: dict[int, Order]) -> Iterator[ShownProposal]:
    for kept in movement.proposals:
        parts = tuple(_parts(movement, kept["parts"], orders))
        # A debit that came back took back one payment of one order.
        is_possible = len(parts) == 1 or not is_returned_debit(movement)
        if parts and len(parts) == len(kept["parts"]) and is_possible:
            why = kept.get("why", ())
            yield ShownProposal(
                _name(parts), parts, _why_now(movement, parts, why), is_by_amount_alone(why)
            )


def _why_now(
    movement: BankTransaction, parts: Sequence[ProposedPart], why: Sequence[str]
) -> tuple[str, ...]:
    """The reasons, true today: what was open when they were kept may have been paid since."""
    if is_returned_debit(movement):
        # They compare the amount to a payment, which stays what it was.
        return tuple(why)
    if len(parts) > 1:
        is_sum = all(part.amount == part.order.open_amount for part in parts)
        return tuple(reason for reason in why if is_sum or not is_about_amount(reason))
    order, oldest = parts[0].order, parts[0].order.oldest_installment
    rates = {order.open_principal} | ({oldest.open_amount} if oldest else set())
    reason = amount_reason(order.number, parts[0].amount, order.open_amount, further_amounts=rates)
    return reasons_now(why, reason)


def _accept_return(
    movement: BankTransaction, part: ProposedPart, why: str, actor: AbstractBaseUser
) -> None:
    amount, cost = return_amounts(movement, part.amount)
    payments = returnable_payments(part.order)
    taken_back = next((one for one in payments if -one.amount == amount), None)
    book_returned_debit(
        movement.pk,
        part.order.pk,
        amount=amount,
        cost=cost,
        payment=taken_back,
        why=why,
        actor=actor,
    )


def _parts(
    movement: BankTransaction, kept: Iterable[dict[str, Any]], orders: dict[int, Order]
) -> Iterator[ProposedPart]:
    for part in kept:
        order = orders.get(part["order"])
        if order is not None:
            amount = Decimal(part["amount"])
            # The bank's cost is owed as well.
            moved = abs(movement.amount) if is_returned_debit(movement) else amount
            balance = order.open_amount - order.credit_amount
            yield ProposedPart(order, amount, effect_words(balance, change_by(movement, moved)))


def _name(parts: Sequence[ProposedPart]) -> str:
    content = [[part.order.pk, str(part.amount), part.effect] for part in parts]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16]
