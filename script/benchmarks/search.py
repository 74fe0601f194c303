"""Search among very many orders and customers, as somebody types into the head of the page."""

import random
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from statistics import median

from django.db import connection, models, transaction

from common.bulk import insert, maker, reserve_keys
from dunning_site.services.search import Kind, search
from orders.models import Customer, Invoice, Order, SalesAccount
from orders.rules.number_keys import number_key
from orders.rules.search_keys import customer_keys
from orders.services.shop_orders import payment_method
from reminders.services.procedures import open_sales_account

_BATCH = 10_000
_REPEATS = 15
_TODAY = date(2026, 11, 21)
_FIRST = ("Greta", "Zoë", "Jürgen", "Ayşe", "Björn", "Marie-Luise", "Timo", "Hannelore")
_STEMS = ("Winkel", "Böhm", "Schröd", "Yılm", "Krüg", "Peters", "Linden", "Kowal", "Hart", "Brand")
_ENDS = ("mann", "er", "en", "ski", "berg", "feld", "hof", "bach", "stein", "", "lein", "meier")
# From what finds one to what finds very many: short beginnings, common names and prices.
_TYPED = (
    "EF-500123",
    "EF-5",
    "RE-2026-77",
    "Schröder",
    "Schroeder Greta",
    "Greta Schröder",
    "Marie-Luise Bö",
    "gr",
    "kunde4711",
    "kunde4711@kunden.example",
    "Böhm Handel",
    "IK-000123",
    "M-000123",
    "84,90",
    "19,90 €",
    "xyz gibt es nicht",
)


def measure_search(count: int) -> None:
    """Print how long each of the usual searches takes with that many orders."""
    account = open_sales_account("Messstand")
    _fill(account, count)
    with connection.cursor() as cursor:
        # Both databases gather such statistics by themselves, only later.
        cursor.execute("ANALYZE")
    print(f"{count:,} Aufträge, {Customer.objects.count():,} Kunden, {connection.vendor}")
    slowest = max(_measure(text) for text in _TYPED)
    print(f"Am langsamsten: {slowest:.1f} ms")


def _measure(text: str) -> float:
    """The milliseconds that a search usually takes, once the database has read its pages."""
    by_clock, by_processor = [], []
    for _ in range(_REPEATS):
        started, used = time.perf_counter(), time.process_time()
        found = search(text, list(Kind))
        by_clock.append((time.perf_counter() - started) * 1000)
        by_processor.append((time.process_time() - used) * 1000)
    hits = ", ".join(f"{one.kind} {len(one.rows)}{'+' * one.has_more}" for one in found)
    usual = median(by_clock)
    # On PostgreSQL the processor's time is that of this program alone, not of the server.
    times = f"{usual:8.1f} ms, zuerst {by_clock[0]:.1f} ms, Prozessor {median(by_processor):.1f} ms"
    print(f"{text:<28}{times}   {hits or 'nichts'}")
    return usual


def _fill(account: SalesAccount, count: int) -> None:
    """Store two orders for each customer, every fourth open, each with an invoice."""
    chance = random.Random(6)  # noqa: S311 - the same rows in every run
    customers = _store(Customer, count // 2, lambda number: _customer(account, number, chance))
    method = payment_method("Rechnung")
    orders = _store(
        Order, count, lambda number: _order(account, customers[number // 2], method, number, chance)
    )
    _store(Invoice, count // 2, lambda number: _invoice(orders[number], number))


def _store(
    model: type[models.Model], count: int, values: Callable[[int], dict[str, object]]
) -> range:
    """Store that many rows and return their keys."""
    make, first = maker(model), 0
    numbers = iter(range(count))
    while batch := list(islice(numbers, _BATCH)):
        with transaction.atomic():
            keys = reserve_keys(model, len(batch))
            insert([make(id=key, **values(n)) for key, n in zip(keys, batch, strict=True)])
        first = first or keys[0]
    return range(first, first + count)


def _names(number: int) -> Iterator[str]:
    yield _FIRST[number % len(_FIRST)]
    ending = _ENDS[number // 80 % len(_ENDS)]
    yield f"{_STEMS[number // 8 % len(_STEMS)]}{ending}"


def _customer(account: SalesAccount, number: int, chance: random.Random) -> dict[str, object]:
    first_name, last_name = _names(chance.randrange(960))
    told = {
        "first_name": first_name,
        "last_name": last_name,
        "company": f"{last_name} Handel {number}" if number % 10 == 0 else "",
        "email": f"kunde{number}@kunden.example",
    }
    keys = customer_keys(**told)
    return {"sales_account_id": account.pk, "identity": str(number), **told, **keys}


def _order(
    account: SalesAccount, customer: int, method: models.Model, number: int, chance: random.Random
) -> dict[str, object]:
    total = Decimal(chance.randrange(1, 400)) + Decimal("0.90")
    is_open = number % 4 == 0
    return {
        "sales_account_id": account.pk,
        "customer_id": customer,
        "payment_method_id": method.pk,
        "number": f"EF-{number}",
        "number_key": number_key(f"EF-{number}"),
        "ordered_on": _TODAY - timedelta(days=number % 900),
        "total": total,
        "open_amount": total if is_open else Decimal(0),
        "paid_amount": Decimal(0) if is_open else total,
        "oldest_due_on": _TODAY - timedelta(days=number % 300) if is_open else None,
        "payment_status": Order.PaymentStatus.OPEN if is_open else Order.PaymentStatus.PAID,
    }


def _invoice(order: int, number: int) -> dict[str, object]:
    name = f"RE-2026-{number}"
    return {"order_id": order, "number": name, "number_key": number_key(name)}
