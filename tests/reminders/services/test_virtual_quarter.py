"""Sixty days of the automatic run: exactly these mails on exactly these days, and no others."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import partial

import pytest
from django.test.utils import override_settings
from django.utils import timezone

from orders.models import Order, SalesAccount
from orders.rules.drafts import OrderDraft, ShopState
from orders.services.payments import record_payment
from orders.services.shop_orders import create_order, update_order
from reminders.models import (
    AutomaticDunning,
    DunningBlock,
    DunningProcedure,
    DunningRun,
    ReminderItem,
    Standing,
)
from reminders.services.blocks import set_block
from reminders.services.delivery import DeliveryImpossible, deliver_due
from reminders.services.runs import run_automatically
from tests.factories import draft, procedure, sales_account
from tests.reminders.adapters.mail_servers import Server, scripted_server
from tests.reminders.conftest import Clock
from tests.reminders.services.witness import Dot, Witness, watched_road

pytestmark = pytest.mark.django_db

FIRST, DAYS = date(2026, 11, 2), 60
MISSED_NIGHT, DEAD_MAIL_SERVER = date(2026, 11, 20), date(2026, 12, 4)


def november(number: int) -> date:
    return date(2026, 11, number)


def december(number: int) -> date:
    return date(2026, 12, number)


# Levels at 5, 15 and 30 days after the due day, 10 days to pay each; the customers live in Bavaria.
EXPECTED = [
    # Overdue since summer: one level after the other, never two at once.
    (november(2), "long overdue", 1),
    (november(13), "long overdue", 2),
    (november(24), "long overdue", 3),
    # Level 2 waits for the end of 17 November, the deadline of level 1; the deadline of level 2
    # would be Saturday the 28th and is Monday the 30th.
    (november(7), "plain", 1),
    (november(18), "plain", 2),
    (december(2), "plain", 3),
    # The deadline of level 2 would be Sunday 6 December.
    (november(15), "weekend", 1),
    (november(26), "weekend", 2),
    (december(10), "weekend", 3),
    (november(10), "paid on 18 November", 1),
    (november(10), "partly paid", 1),
    (november(21), "partly paid", 2),
    (december(5), "partly paid", 3),
    (november(16), "blocked to 15 November", 1),
    (november(27), "blocked to 15 November", 2),
    (december(8), "blocked to 15 November", 3),
    # A procedure of two levels; the deadline of level 1 would be Saturday 21 November.
    (november(11), "two levels", 1),
    (november(24), "two levels", 2),
    # Counted from the order day level 1 is ripe on 6 November, but due is only the 15th.
    (november(16), "by order day", 1),
    (november(27), "by order day", 2),
    (december(8), "by order day", 3),
    # Ripe on 20 November, when no run took place.
    (november(21), "missed night", 1),
    (december(2), "missed night", 2),
    (december(15), "missed night", 3),
    (november(17), "cancelled on 25 November", 1),
    # Paid by direct debit on the 16th, charged back on the 30th: level 2, not level 1 again.
    (november(8), "charged back", 1),
    (november(30), "charged back", 2),
    (december(11), "charged back", 3),
    # Released on the 4th, delivered on the 5th; the wait counts from the delivery.
    (december(5), "mail server down", 1),
    (december(15), "mail server down", 2),
    (december(29), "mail server down", 3),
    # 25 and 26 December are holidays, the 27th is a Sunday: the deadline is the 28th.
    (december(15), "christmas", 1),
    (december(29), "christmas", 2),
]


DUE = {
    "long overdue": date(2026, 8, 1),
    "plain": november(2),
    "no address": november(2),
    "weekend": november(10),
    "paid on 18 November": november(5),
    "partly paid": november(5),
    "blocked to 15 November": november(4),
    "missed night": november(15),
    "cancelled on 25 November": november(12),
    "charged back": november(3),
    "mail server down": november(29),
    "christmas": december(10),
}
DUE_AT_THE_POSTERSHOP = {"two levels": november(6), "before the start day": date(2026, 10, 20)}
DUE_BY_ORDER_DAY = {"by order day": november(15)}


@pytest.fixture
def drafts() -> dict[str, OrderDraft]:
    """All orders, imported on the first day, under three automatic procedures."""
    AutomaticDunning.objects.create(pk=1, is_enabled=True)
    shop, short, counted = (sales_account(name) for name in ("Shop", "Postershop", "Vorkasse"))
    procedure(short).levels.filter(level=3).delete()
    change(procedure(short), starts_on=november(1))
    change(procedure(counted), anchor=DunningProcedure.Anchor.ORDER_DAY)
    DunningProcedure.objects.update(is_automatic=True)
    return {
        **sell(shop, DUE),
        **sell(short, DUE_AT_THE_POSTERSHOP),
        **sell(counted, DUE_BY_ORDER_DAY),
    }


def change(one: DunningProcedure, **fields: object) -> None:
    for name, value in fields.items():
        setattr(one, name, value)
    one.save()


def sell(account: SalesAccount, due: dict[str, date]) -> dict[str, OrderDraft]:
    made = {number: draft(number=number, due_on=day) for number, day in due.items()}
    if "no address" in made:
        made["no address"] = draft(number="no address", due_on=due["no address"], email="")
    for one in made.values():
        create_order(account, one, actor=None, today=FIRST)
    return made


def events(drafts: dict[str, OrderDraft]) -> dict[date, Callable[[date], object]]:
    """What people and shops do in the morning, before the run."""
    charged_back, cancelled = drafts["charged back"], drafts["cancelled on 25 November"]
    return {
        november(6): partial(block, "blocked to 15 November", november(15)),
        november(12): partial(pay, "partly paid", "30.00"),
        november(16): partial(shop_says, paid(charged_back, ShopState.PAID)),
        november(18): partial(pay, "paid on 18 November", "79.90"),
        november(25): partial(shop_says, paid(cancelled, ShopState.CANCELLED)),
        november(30): partial(shop_says, charged_back),
    }


def paid(one: OrderDraft, state: ShopState) -> OrderDraft:
    return replace(one, shop_state=state, open_amount=Decimal("0.00"))


def find(number: str) -> Order:
    return Order.objects.get(number=number)


def block(number: str, until_on: date, today: date) -> None:
    reason = DunningBlock.Reason.DEFERRED
    set_block(find(number).pk, reason=reason, until_on=until_on, actor=None, today=today)


def pay(number: str, amount: str, today: date) -> None:
    record_payment(find(number).pk, amount=Decimal(amount), paid_on=today, actor=None, today=today)


def shop_says(one: OrderDraft, today: date) -> None:
    update_order(find(one.number).pk, one, actor=None, today=today)


def run_and_deliver(clock: Clock, mail_server: Server) -> None:
    """What the schedule does at six in the morning."""
    is_dead = clock.today == DEAD_MAIL_SERVER
    with override_settings(MAIL_SERVER=Server(port=1) if is_dead else mail_server):
        run_automatically(today=clock.today, now=clock())
        try:
            deliver_due(clock=clock)
        except DeliveryImpossible:
            assert is_dead


def test_sixty_days_send_exactly_the_expected_mails(drafts, clock):
    happenings = events(drafts)
    clock.now = timezone.make_aware(datetime(FIRST.year, FIRST.month, FIRST.day, 6))
    mails = []
    with scripted_server(Witness) as witness, watched_road():
        for _ in range(DAYS):
            happenings.pop(clock.today, lambda today: None)(clock.today)
            if clock.today != MISSED_NIGHT:
                run_and_deliver(clock, Server(port=witness.port))
            mails += [(clock.today, *claim_of(dot)) for dot in witness.dots]
            witness.dots.clear()
            clock.advance(days=1)

    assert happenings == {}
    assert sorted(mails) == sorted(EXPECTED)
    assert DunningRun.objects.exclude(state=DunningRun.State.FINISHED).count() == 0
    sent = {number: level for _, number, level in sorted(EXPECTED, key=lambda mail: mail[2])}
    assert levels_sent() == {**dict.fromkeys(drafts, 0), **sent, **PAID_OR_CANCELLED}


# What is settled stands nowhere any more.
PAID_OR_CANCELLED = {"paid on 18 November": 0, "cancelled on 25 November": 0}


def claim_of(dot: Dot) -> tuple[str, int]:
    item = ReminderItem.objects.get(reminder__message_id=dot.message_id)
    return item.order.number, item.level


def levels_sent() -> dict[str, int]:
    return dict(Standing.objects.values_list("order__number", "levels_sent"))
