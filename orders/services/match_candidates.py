"""Which orders a movement of the bank may belong to, as the rules of matching want them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice

from django.db.models import Q, QuerySet

from orders.models import Allocation, BankTransaction, Invoice, Order
from orders.rules.match_values import Candidate
from orders.rules.references import possible_numbers
from orders.rules.statements import EntryDraft

LOOKUP_SIZE = 2000
_COLUMNS = (
    "pk",
    "number",
    "open_amount",
    "open_costs",
    "open_interest",
    "oldest_installment__open_amount",
    "customer_id",
    "customer__first_name",
    "customer__last_name",
    "customer__company",
    "public_id",
    "shop_token",
)


def entry_of(movement: BankTransaction) -> EntryDraft:
    """The movement as the bank told it."""
    return EntryDraft(
        booked_on=movement.booked_on,
        value_on=movement.value_on,
        amount=movement.amount,
        currency=movement.currency,
        name=movement.name,
        iban=movement.iban,
        remittance_text=movement.remittance_text,
        structured_reference=movement.structured_reference,
        end_to_end_id=movement.end_to_end_id,
        mandate_id=movement.mandate_id,
        is_return=movement.is_return,
        original_amount=movement.original_amount,
        charges=movement.charges,
    )


def open_candidates(creditor_id: int, ibans: Collection[str]) -> Iterator[Candidate]:
    """All orders of the creditor on which euros are owed, one row at a time.

    ibans: the accounts of the movements to be matched; who paid from them before is told.
    """
    invoices = _invoices(Invoice.objects.filter(order__in=_orders_of(creditor_id).open()))
    known = accounts_by_customer(creditor_id, ibans)
    return _candidates(_orders_of(creditor_id).open(), invoices, known)


def candidates_again(order_ids: Iterable[int]) -> Iterator[Candidate]:
    """The orders as they stand now, accounts left out."""
    orders = Order.objects.filter(pk__in=order_ids)
    return _candidates(orders, _invoices(Invoice.objects.filter(order__in=orders)), {})


def closed_candidates(creditor_id: int, entries: Iterable[EntryDraft]) -> Iterator[Candidate]:
    """Orders paid or cancelled whose number, or whose invoice's, an entry may name."""
    for keys in _slices(sorted(numbers_in(entries))):
        closed = _orders_of(creditor_id).filter(open_amount=0)
        invoices = Invoice.objects.filter(number_key__in=keys, order__in=closed)
        by_invoice = _invoices(invoices)
        named = closed.filter(Q(number_key__in=keys) | Q(pk__in=list(by_invoice)))
        yield from _candidates(named, by_invoice, {})


def numbers_in(entries: Iterable[EntryDraft]) -> set[str]:
    """The keys of all numbers that the entries may name."""
    return {
        key
        for entry in entries
        for text in (entry.remittance_text, entry.structured_reference, entry.end_to_end_id)
        for key in possible_numbers(text)
    }


def accounts_by_customer(creditor_id: int, ibans: Collection[str]) -> dict[int, frozenset[str]]:
    """Which of the accounts each customer paid from before; those that several share are none."""
    customers = defaultdict(set)
    people = defaultdict(set)
    for chunk in _slices(sorted(set(ibans) - {""})):
        paid = Allocation.objects.standing().filter(
            transaction__iban__in=chunk, transaction__creditor=creditor_id
        )
        names = ("order__customer__last_name", "order__customer__company")
        rows = paid.values_list("transaction__iban", "order__customer", *names).distinct()
        for iban, customer_id, last_name, company in rows:
            customers[iban].add(customer_id)
            people[iban].add((last_name.casefold(), company.casefold()))
    known = defaultdict(set)
    for iban, ids in customers.items():
        if len(people[iban]) == 1:
            for customer_id in ids:
                known[customer_id].add(iban)
    return {customer_id: frozenset(found) for customer_id, found in known.items()}


def _orders_of(creditor_id: int) -> QuerySet[Order]:
    return Order.objects.filter(sales_account__creditor=creditor_id, currency="EUR")


def _invoices(invoices: QuerySet[Invoice]) -> dict[int, tuple[str, ...]]:
    numbers: dict[int, tuple[str, ...]] = {}
    rows = invoices.order_by("pk").values_list("order_id", "number")
    for order_id, number in rows.iterator(chunk_size=LOOKUP_SIZE):
        numbers[order_id] = (*numbers.get(order_id, ()), number)
    return numbers


def _candidates(
    orders: QuerySet[Order],
    invoices: dict[int, tuple[str, ...]],
    accounts: dict[int, frozenset[str]],
) -> Iterator[Candidate]:
    for row in orders.order_by("pk").values_list(*_COLUMNS).iterator(chunk_size=LOOKUP_SIZE):
        order_id, number, open_amount, costs, interest, rate, customer_id = row[:7]
        first, last, company, token, shop_token = row[7:]
        yield Candidate(
            order_id=order_id,
            number=number,
            open_amount=open_amount,
            first_name=first,
            last_name=last,
            company=company,
            invoice_numbers=invoices.get(order_id, ()),
            token=token,
            shop_token=shop_token,
            ibans=accounts.get(customer_id, frozenset()),
            is_open=open_amount > 0,
            further_amounts=_further_amounts(open_amount, costs + interest, rate),
        )


def _further_amounts(
    open_amount: Decimal, ancillary: Decimal, rate: Decimal | None
) -> tuple[Decimal, ...]:
    """What a payer may mean besides everything: the rate that is due, the goods alone."""
    wanted = {amount for amount in (rate, open_amount - ancillary) if amount}
    return tuple(sorted(wanted - {open_amount}))


def _slices(keys: Sequence[str]) -> Iterator[list[str]]:
    remaining = iter(keys)
    while chunk := list(islice(remaining, LOOKUP_SIZE)):
        yield chunk
