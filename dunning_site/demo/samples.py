"""What stands in the two sample files that a visitor can import."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from dunning_site.demo import shops
from dunning_site.demo.adapters.export_files import (
    shopify_file,
    with_broken_total,
    woocommerce_file,
)
from dunning_site.demo.endings import cancelled, paid, partly_paid
from dunning_site.demo.people import People
from dunning_site.demo.plans import first_draft, order_number
from dunning_site.demo.shops import COURSES, ELBFOTO_SHOP, Shop
from orders.rules.drafts import OrderDraft

SHOPIFY_ORDERS = 60
WOOCOMMERCE_ORDERS = 24
YOUNGEST_DAYS, OLDEST_DAYS = 1, 45
BROKEN = 20
# Far above the numbers in the database: these orders are new.
FIRST_COUNT = 5_000


def shopify_sample(known: Sequence[OrderDraft], *, today: date, rng: Random) -> str:
    """New orders of the shop, one of them unreadable, after known ones that were paid since."""
    new = list(_new_orders(ELBFOTO_SHOP, SHOPIFY_ORDERS + 1, today=today, rng=rng))
    return with_broken_total(shopify_file([*map(paid, known), *new]), new[BROKEN].number)


def woocommerce_sample(*, today: date, rng: Random) -> str:
    """New orders of the course shop."""
    return woocommerce_file(_new_orders(COURSES, WOOCOMMERCE_ORDERS, today=today, rng=rng))


def _new_orders(shop: Shop, count: int, *, today: date, rng: Random) -> Iterator[OrderDraft]:
    people = People(rng)
    days = sorted((rng.randint(YOUNGEST_DAYS, OLDEST_DAYS) for _ in range(count)), reverse=True)
    for index, days_ago in enumerate(days):
        ordered_on = today - timedelta(days=days_ago)
        draft = first_draft(
            shop,
            rng.choice((shops.PREPAYMENT, shops.INVOICE, shops.PAYPAL)),
            people.customer(has_email=rng.random() > 0.05),
            number=order_number(shop, ordered_on, FIRST_COUNT + index),
            ordered_on=ordered_on,
            rng=rng,
        )
        yield _as_it_went(draft, days_ago, rng)


def _as_it_went(draft: OrderDraft, days_ago: int, rng: Random) -> OrderDraft:
    """Most orders by PayPal and some of the others are paid, a few are cancelled."""
    chance = rng.random()
    if draft.payment_method == shops.PAYPAL or chance < 0.3:
        return paid(draft)
    if chance < 0.36:
        return cancelled(draft, draft.ordered_on + timedelta(days=min(2, days_ago)))
    if chance < 0.4 and draft.total > 20:
        return partly_paid(draft, draft.total - 10)
    return draft
