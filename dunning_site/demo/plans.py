"""Every order of the demo with all that will happen to it, made up before anything is stored."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from dunning_site.demo import shops
from dunning_site.demo.endings import Happening, happenings
from dunning_site.demo.fates import FATES, Ending, Fate, scaled
from dunning_site.demo.ladders import Course, course
from dunning_site.demo.people import INVALID_EMAILS, People
from dunning_site.demo.shops import SHOPS, Shop
from orders.rules.drafts import CustomerDraft, OrderDraft, ShopState

FIRST_ORDER_DAYS_AGO = 130
# The program has been in use for twelve weeks; what was unpaid before came from another one.
OLDEST_DUE_DAYS_AGO = 92


@dataclass(frozen=True, slots=True)
class Plan:
    """One order as the shop first tells it, and what happens to it later, by day."""

    shop: Shop
    draft: OrderDraft
    happenings: tuple[Happening, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class _Sketch:
    """An order without its number."""

    fate: Fate
    shop: Shop
    method: str
    customer: CustomerDraft
    ordered_on: date
    course: Course


def make_plans(size: int, *, today: date, runs: tuple[date, ...], rng: Random) -> list[Plan]:
    """About size orders in the order in which they came in; runs: the days reminders went out."""
    people = People(rng)
    sketches = [
        _sketch(fate, _customer(fate, people, rng), today=today, runs=runs, rng=rng)
        for fate in FATES
        for _ in range(scaled(fate.count, size))
    ]
    sketches.sort(key=lambda sketch: sketch.ordered_on)
    counts = dict.fromkeys((shop.name for shop in SHOPS), 0)
    plans = []
    for sketch in sketches:
        counts[sketch.shop.name] += 1
        plans.append(_plan(sketch, counts[sketch.shop.name], today=today, rng=rng))
    return plans


def first_draft(
    shop: Shop,
    method: str,
    customer: CustomerDraft,
    *,
    number: str,
    ordered_on: date,
    rng: Random,
) -> OrderDraft:
    """An unpaid order with a basket full of the shop's products."""
    lines, total = shops.basket(shop, rng)
    return OrderDraft(
        line=1,
        number=number,
        ordered_on=ordered_on,
        currency="EUR",
        total=total,
        open_amount=total,
        payment_method=method,
        shop_state=ShopState.OPEN,
        shop_state_text="pending",
        customer=customer,
        lines=lines,
    )


def order_number(shop: Shop, ordered_on: date, count: int) -> str:
    """The number of the shop's count-th order; marketplaces' numbers have gaps."""
    step = 1 if "{year}" in shop.number_format else 37
    return shop.number_format.format(year=ordered_on.year, number=shop.first_number + count * step)


def _customer(fate: Fate, people: People, rng: Random) -> CustomerDraft:
    if fate.is_email_valid:
        return people.customer(has_email=fate.has_email)
    return people.customer(email=rng.choice(INVALID_EMAILS))


def _sketch(
    fate: Fate, customer: CustomerDraft, *, today: date, runs: tuple[date, ...], rng: Random
) -> _Sketch:
    """An order whose due day leads, with these runs, to where its fate wants it today."""
    shop = rng.choice(fate.shops)
    method = rng.choice(fate.methods or shop.methods)
    term = timedelta(days=shops.term_days(shop, method))
    steps = shops.steps(shop, method)
    fitting = []
    for due_on in _due_days(fate, term, today):
        foreseen = course(steps, due_on, runs if fate.is_dunned else (), state=customer.state)
        if fate.fits(foreseen, today):
            fitting.append((due_on, foreseen))
    due_on, foreseen = rng.choice(fitting)
    return _Sketch(fate, shop, method, customer, due_on - term, foreseen)


def _due_days(fate: Fate, term: timedelta, today: date) -> list[date]:
    is_long_ago = fate.ending in (Ending.PAID_AT_ONCE, Ending.PAID_IN_TIME)
    days_ago = FIRST_ORDER_DAYS_AGO - term.days if is_long_ago else OLDEST_DUE_DAYS_AGO
    first = today - timedelta(days=days_ago)
    # Two days are left for whatever happens to the youngest order.
    last = today + term - timedelta(days=2)
    return [first + timedelta(days=days) for days in range((last - first).days + 1)]


def _plan(sketch: _Sketch, count: int, *, today: date, rng: Random) -> Plan:
    shop = sketch.shop
    draft = first_draft(
        shop,
        sketch.method,
        sketch.customer,
        number=order_number(shop, sketch.ordered_on, count),
        ordered_on=sketch.ordered_on,
        rng=rng,
    )
    first, later = happenings(sketch.fate, draft, sketch.course, today=today, rng=rng)
    return Plan(shop, first, tuple(later))
