"""The search in the head of the page: one query for each kind of thing, all of them by index."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db.models import Model, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from common.prefixes import PrefixOrder, begins
from common.rules.german import NotAnAmount, parse_amount
from common.rules.money import ZERO
from inkasso.models import CollectionCase
from orders.models import Creditor, Customer, Invoice, Order
from orders.rules.number_keys import number_key
from orders.rules.search_keys import email_key, spelling_key
from reminders.models import ReminderItem

MIN_LENGTH = 2
MAX_LENGTH = 100
# What the amounts of orders can hold.
MAX_AMOUNT = Decimal("9999999999.99")
SHOWN = 10
_CASE = re.compile(r"(?:ik-?)?0*([0-9]{1,15})", re.IGNORECASE)
_REMINDER = re.compile(r"m-?0*([0-9]{1,9})", re.IGNORECASE)
# Letters that no number has would vanish from its key: "Müller" is no number "mller", and
# "84,90" no number "8490".
_NUMBER = re.compile(r"(?![0-9]+\.[0-9]{2}$)[ -+\--~]+")


class Kind(StrEnum):
    """What can be found."""

    ORDERS = "orders"
    INVOICES = "invoices"
    CUSTOMERS = "customers"
    CASES = "cases"
    REMINDERS = "reminders"
    AMOUNTS = "amounts"


@dataclass(frozen=True, slots=True)
class Found:
    """The first hits of one kind, at most SHOWN, and whether there are more."""

    kind: Kind
    rows: Sequence[Any]
    has_more: bool


def search(text: str, kinds: Collection[Kind]) -> list[Found]:
    """What the text finds of these kinds, without those of which it finds nothing.

    The text has at least MIN_LENGTH characters; one query for each kind.
    """
    typed = text.strip()[:MAX_LENGTH]
    found = (_cut(kind, rows) for kind, rows in _queries(typed) if kind in kinds)
    return [one for one in found if one.rows]


def exact_order(text: str, found: Sequence[Found]) -> Order | None:
    """The one order whose number was typed, None when there is none or several accounts have it."""
    key = number_key(text)
    orders = [order for one in found if one.kind == Kind.ORDERS for order in one.rows]
    exact = [order for order in orders if key and order.number_key == key]
    return exact[0] if len(exact) == 1 else None


def typed_amount(text: str) -> Decimal | None:
    """The amount in euros that was typed, "84,90" or "84,90 €"; None for anything else."""
    try:
        amount = parse_amount(text)
    except NotAnAmount:
        return None
    return amount if 0 < amount <= MAX_AMOUNT else None


def _queries(text: str) -> Iterator[tuple[Kind, QuerySet[Any]]]:
    """The query of each kind that the text can mean, up to one hit more than is shown."""
    if _NUMBER.fullmatch(text) and (key := number_key(text)):
        yield Kind.ORDERS, _orders(key)
        yield Kind.INVOICES, _invoices(key)
    yield Kind.CUSTOMERS, _customers(text)
    yield Kind.CASES, _cases(text)
    if match := _REMINDER.fullmatch(text):
        yield Kind.REMINDERS, _reminders(int(match[1]))
    if (amount := typed_amount(text)) is not None:
        yield Kind.AMOUNTS, _orders_by_amount(amount)


def _cut(kind: Kind, query: QuerySet[Any]) -> Found:
    rows = list(query)
    return Found(kind, rows[:SHOWN], len(rows) > SHOWN)


def _first(query: QuerySet[Any], order: str | PrefixOrder) -> QuerySet[Any]:
    """The keys of the first rows of a query that reads an index in this order."""
    keys = query.order_by(order).values("pk")[: SHOWN + 1]
    # Once more around it: SQLite cuts no part of a union.
    return query.model._base_manager.filter(pk__in=keys).values("pk")


def _any_of(model: type[Model], parts: Sequence[QuerySet[Any]]) -> Q:
    """Rows of any of the parts, each by its own index: an OR would make PostgreSQL read all."""
    return Q(pk__in=parts[0].union(*parts[1:]) if len(parts) > 1 else parts[0])


def _orders(key: str) -> QuerySet[Order]:
    found = Order.objects.filter(begins("number_key", key)).order_by(
        PrefixOrder("number_key"), "pk"
    )
    return found.select_related("customer", "sales_account")[: SHOWN + 1]


def _invoices(key: str) -> QuerySet[Invoice]:
    found = Invoice.objects.filter(begins("number_key", key)).order_by(
        PrefixOrder("number_key"), "pk"
    )
    return found.select_related("order__customer", "order__sales_account")[: SHOWN + 1]


def _customers(text: str) -> QuerySet[Customer]:
    by_field = [*_by_name(spelling_key(text.replace(",", " "))), *_by_one_field(text)]
    parts = [
        _first(Customer.objects.filter(condition), PrefixOrder(field))
        for condition, field in by_field
    ]
    orders = Order.objects.filter(customer=OuterRef("pk")).order_by().values("customer")
    open_sum = Subquery(orders.annotate(sum=Sum("open_amount")).values("sum"))
    return (
        Customer.objects.filter(_any_of(Customer, parts))
        .select_related("sales_account")
        .annotate(open_sum=Coalesce(open_sum, ZERO))
        .order_by("name_key", "company_key", "pk")[: SHOWN + 1]
    )


def _by_one_field(text: str) -> list[tuple[Q, str]]:
    return [
        (begins("company_key", spelling_key(text)), "company_key"),
        (begins("email_key", email_key(text)), "email_key"),
    ]


def _by_name(key: str) -> Iterator[tuple[Q, str]]:
    """The name as it is kept, last name first, and as people say it: first name first."""
    yield begins("name_key", key), "name_key"
    words = key.split()
    for index in range(1, min(len(words), 4)):
        first, last = " ".join(words[:index]), " ".join(words[index:])
        # The index leads to the last name; the first name is looked for among these.
        yield begins("name_key", last) & Q(name_key__contains=f" {first}"), "name_key"


def _cases(text: str) -> QuerySet[CollectionCase]:
    cases = CollectionCase.objects
    parts = [
        _first(cases.filter(begins("agency_reference", spelling)), PrefixOrder("agency_reference"))
        for spelling in sorted({text, text.upper(), text.lower()})
    ]
    if match := _CASE.fullmatch(text):
        parts.append(cases.filter(pk=int(match[1])).values("pk"))
    found = cases.filter(_any_of(CollectionCase, parts)).order_by("-pk")
    return found.select_related("order__customer", "agency")[: SHOWN + 1]


def _reminders(number: int) -> QuerySet[ReminderItem]:
    # Each creditor counts for itself; naming them all lets the index of both columns be read.
    creditors = Creditor.objects.values("pk")
    found = ReminderItem.objects.filter(
        reminder__creditor__in=creditors, reminder__number=number
    ).select_related("reminder", "order__customer")
    return found.order_by("reminder", "pk")[: SHOWN + 1]


def _orders_by_amount(amount: Decimal) -> QuerySet[Order]:
    parts = [
        _first(Order.objects.open().filter(open_amount=amount), "-pk"),
        _first(Order.objects.filter(total=amount), "-pk"),
    ]
    found = Order.objects.filter(_any_of(Order, parts)).select_related("customer", "sales_account")
    return found.order_by("-open_amount", "-pk")[: SHOWN + 1]


RIGHTS: Mapping[Kind, str] = {
    Kind.ORDERS: "orders.view_order",
    Kind.INVOICES: "orders.view_order",
    Kind.CUSTOMERS: "orders.view_order",
    Kind.CASES: "collections.view_collectioncase",
    Kind.REMINDERS: "reminders.view_reminder",
    Kind.AMOUNTS: "orders.view_order",
}


def searchable_kinds(has_right: Callable[[str], bool]) -> list[Kind]:
    """The kinds that a person with these rights may find."""
    return [kind for kind, right in RIGHTS.items() if has_right(right)]
