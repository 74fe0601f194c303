"""A returned direct debit finds the payment it takes back."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q, QuerySet

from common.rules.german import day, euro, fold
from common.rules.money import ZERO
from orders.models import Allocation, BankTransaction, Invoice, LedgerEntry, Order
from orders.rules.match_values import Candidate, Part, Proposal
from orders.rules.references import possible_numbers
from orders.rules.returned_debits import explains_cost, propose_return, returned_amount
from orders.rules.statements import EntryDraft
from orders.services.bank import AllocationRefused, book_returned_debit
from orders.services.chargebacks import ChargebackRefused
from orders.services.locks import lock_orders
from orders.services.match_candidates import accounts_by_customer, entry_of

# A debit without a mandate can come back for 13 months (§ 676b Abs. 2 BGB).
_LONGEST_RETURN = timedelta(days=400)
# A clerk books what the bank's letter tells, a shop what its provider tells: weeks apart.
_FEW_DAYS = timedelta(days=30)
_MOST_ORDERS = 200
_TOLD_BY = (LedgerEntry.Source.SHOP, LedgerEntry.Source.MANUAL, LedgerEntry.Source.API)
_SHORTEST_NAME = 3
NOTHING_FOUND = "Keine Zahlung gefunden, die zurückgegeben wurde."


class ReturnUnclear(Exception):
    """The returned debit waits for a clerk; the message says why, the proposals what is likely."""

    def __init__(self, message: str, proposals: tuple[Proposal, ...] = ()) -> None:
        super().__init__(message)
        self.proposals = proposals


def book_return(movement: BankTransaction, *, actor: AbstractBaseUser | None) -> None:
    """Book a locked returned debit to the order it belongs to. Raises ReturnUnclear."""
    entry = entry_of(movement)
    payments = _payments_by_order(movement)
    proposals = propose_return(entry, list(_candidates(movement, payments)))
    if not proposals:
        raise ReturnUnclear(NOTHING_FOUND)
    best = proposals[0]
    if not best.is_sure or len(best.parts) > 1:
        raise ReturnUnclear(_told_before(movement, best.parts[0]), proposals)
    part = best.parts[0]
    cost = -movement.amount - part.amount
    lock_orders([part.order_id])
    reason = _told_before(movement, part) or _odd_cost(entry, cost)
    if reason:
        raise ReturnUnclear(reason, proposals)
    taken_back = next((one for one in payments[part.order_id] if -one.amount == part.amount), None)
    try:
        book_returned_debit(
            movement.pk,
            part.order_id,
            amount=part.amount,
            cost=cost,
            payment=taken_back,
            why="; ".join(best.why),
            is_automatic=True,
            actor=actor,
        )
    except (AllocationRefused, ChargebackRefused) as refusal:
        raise ReturnUnclear(str(refusal), proposals) from refusal


def _told_before(movement: BankTransaction, part: Part) -> str:
    """That somebody told of the return before the bank did, in German; "" if nobody seems to."""
    told = LedgerEntry.objects.effective().filter(
        order=part.order_id,
        kind=LedgerEntry.Kind.CHARGEBACK,
        amount=part.amount,
        source__in=_TOLD_BY,
        booked_on__range=(movement.booked_on - _FEW_DAYS, movement.booked_on + _FEW_DAYS),
    )
    first = told.order_by("booked_on", "pk").first()
    if first is None:
        return ""
    return (
        f"Am {day(first.booked_on)} wurde schon eine Rückgabe über {euro(part.amount)} gebucht "
        f"({first.get_source_display()}). Prüfen Sie, ob es dieselbe ist."
    )


def _odd_cost(entry: EntryDraft, cost: Decimal) -> str:
    """That the bank took more or less than a return costs, in German; "" if it did not."""
    if explains_cost(entry, cost):
        return ""
    taken, amount = euro(-entry.amount), euro(-entry.amount - cost)
    return f"Die Bank nahm {taken} zurück, gezahlt waren {amount}. Prüfen Sie, was der Rest ist."


def _payments_by_order(movement: BankTransaction) -> dict[int, list[LedgerEntry]]:
    """The payments still standing of the orders that may be meant, newest first; [] without."""
    orders = set(_orders_named(movement))
    orders = orders or set(_orders_by_people(movement))
    standing = LedgerEntry.objects.effective().filter(order__in=orders)
    # What a shop told counts from the day it told; only of the bank's payments the day is known.
    is_later = Q(source=LedgerEntry.Source.BANK, booked_on__gt=movement.booked_on)
    payments = standing.filter(~is_later, kind=LedgerEntry.Kind.PAYMENT).order_by(
        "-booked_on", "-pk"
    )
    returned = set(standing.exclude(returns=None).values_list("returns", flat=True))
    found: dict[int, list[LedgerEntry]] = defaultdict(list)
    for order_id in orders:
        found[order_id] = []
    for payment in payments:
        if payment.pk not in returned:
            found[payment.order_id].append(payment)
    return found


def _orders_named(movement: BankTransaction) -> Iterator[int]:
    """Orders whose number or invoice the bank's texts may name, or that the same debit paid."""
    texts = (
        movement.remittance_text,
        movement.structured_reference,
        movement.end_to_end_id,
        movement.mandate_id,
    )
    keys = {key for text in texts for key in possible_numbers(text)}
    orders = _orders_of(movement)
    yield from orders.filter(number_key__in=keys).values_list("pk", flat=True)[:_MOST_ORDERS]
    invoices = Invoice.objects.filter(number_key__in=keys, order__in=orders)
    yield from invoices.values_list("order_id", flat=True)[:_MOST_ORDERS]
    yield from _orders_paid_from(movement, Q(transaction__iban=movement.iban), movement.iban)
    reference = movement.end_to_end_id
    is_own = reference and reference.upper() != "NOTPROVIDED"
    yield from _orders_paid_from(
        movement, Q(transaction__end_to_end_id=reference), reference if is_own else ""
    )


def _orders_paid_from(movement: BankTransaction, condition: Q, value: str) -> Iterator[int]:
    if value:
        paid = Allocation.objects.standing().filter(
            condition, transaction__creditor=movement.creditor_id, transaction__amount__gt=0
        )
        yield from paid.values_list("order_id", flat=True)[:_MOST_ORDERS]


def _orders_by_people(movement: BankTransaction) -> Iterator[int]:
    """Orders of somebody with one of the debtor's names on which just this was paid."""
    amount = returned_amount(entry_of(movement))
    names = [name for name in fold(movement.name).split() if len(name) >= _SHORTEST_NAME]
    if not names or amount <= 0:
        return
    named = Q()
    for name in names:
        named |= Q(search_text__contains=name)
    payments = LedgerEntry.objects.effective().filter(
        kind=LedgerEntry.Kind.PAYMENT,
        amount=-amount,
        booked_on__gte=movement.booked_on - _LONGEST_RETURN,
        order__in=_orders_of(movement).filter(named),
    )
    yield from payments.order_by("-booked_on").values_list("order_id", flat=True)[:_MOST_ORDERS]


def _orders_of(movement: BankTransaction) -> QuerySet[Order]:
    return Order.objects.filter(
        sales_account__creditor=movement.creditor_id, currency=movement.currency
    )


def _candidates(
    movement: BankTransaction, payments: dict[int, list[LedgerEntry]]
) -> Iterator[Candidate]:
    """The orders with their payments in place of what is open."""
    accounts = accounts_by_customer(movement.creditor_id, [movement.iban])
    orders = Order.objects.filter(pk__in=payments).select_related("customer")
    for order in orders.prefetch_related("invoices").order_by("pk"):
        amounts = [-payment.amount for payment in payments[order.pk]]
        yield Candidate(
            order_id=order.pk,
            number=order.number,
            open_amount=amounts[0] if amounts else ZERO,
            first_name=order.customer.first_name,
            last_name=order.customer.last_name,
            company=order.customer.company,
            invoice_numbers=tuple(one.number for one in order.invoices.all()),
            token=order.public_id,
            shop_token=order.shop_token,
            ibans=accounts.get(order.customer_id, frozenset()),
            is_open=bool(amounts),
            further_amounts=tuple(amounts[1:]),
        )
