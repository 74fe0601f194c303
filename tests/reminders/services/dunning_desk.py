"""A few orders under two procedures, what can happen to them, and what must be true of them."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.db.models import QuerySet

from orders.models import Order
from orders.rules.drafts import OrderDraft, ShopState
from orders.services.payments import record_payment
from orders.services.shop_orders import update_order
from reminders.models import (
    DunningBlock,
    DunningProcedure,
    DunningRun,
    Reminder,
    ReminderItem,
)
from reminders.rules.states import PENDING, ReminderState
from reminders.services.blocks import BlockRefused, set_block
from reminders.services.delivery import DeliveryImpossible, deliver_due
from tests import factories
from tests.reminders.conftest import Clock
from tests.reminders.services.ladder_oracle import (
    Ladder,
    balance_of,
    oldest_unpaid,
    reached_level,
)
from tests.reminders.services.witness import (
    Dot,
    Road,
    Witness,
    WorkerDied,
)
from tests.stories import Story

State = DunningRun.State
UNDER_WAY = (State.RELEASED, State.RUNNING)


class DunningDesk(Story):
    """A few orders under two procedures; the mail server's dots are the truth."""

    witness: Witness
    road: Road

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        # The database of the last story was rolled back: its journal is another installation's.
        settings.JOURNAL_PATH = settings.DATA_DIR / uuid.uuid4().hex / "delivery.journal"
        self.blocked: dict[int, date | None] = {}
        self.drafts: dict[int, OrderDraft] = {}
        self.ladders: dict[int, Ladder] = {}
        self.witness.dots.clear()
        self.witness.refused_recipients = 0
        self.road.accidents, self.road.judge = {}, self.judge

    def account(self, name: str, ladder: Ladder):
        account = factories.sales_account(name)
        procedure = factories.procedure(account)
        procedure.is_automatic = True
        if ladder.is_by_order_day:
            procedure.anchor = DunningProcedure.Anchor.ORDER_DAY
        procedure.save()
        for level in procedure.levels.all():
            if level.level > len(ladder.days):
                level.delete()
                continue
            level.days_after_anchor = ladder.days[level.level - 1]
            level.wait_days = ladder.waits[level.level - 1] if ladder.is_by_order_day else None
            level.save()
        self.ladders_by_account = {**getattr(self, "ladders_by_account", {}), account.pk: ladder}
        return account

    def judge(self, message_id: str) -> None:
        """Whether the mail may go out at all, asked after the decision and before its dot."""
        item = ReminderItem.objects.select_related("order").get(reminder__message_id=message_id)
        order = item.order
        assert item.principal == balance_of(order)
        blocked_until = self.blocked_until(order.pk)
        assert blocked_until is None or blocked_until < self.today
        assert reached_level(order, self.ladders[order.pk], self.today) == item.level

    def ripe_orders(self, *, is_automatic: bool) -> set[int]:
        return {order.pk for order in Order.objects.all() if self.is_ripe(order, is_automatic)}

    def is_ripe(self, order: Order, is_automatic: bool) -> bool:
        level = reached_level(order, self.ladders[order.pk], self.today)
        installment, blocked_until = oldest_unpaid(order), self.blocked_until(order.pk)
        if not level or installment.due_on >= self.today:
            return False
        if blocked_until is not None and blocked_until >= self.today:
            return False
        if order.customer.email_failed_on is not None:
            return False
        items = ReminderItem.objects.filter(order=order)
        is_stale = {"state": ReminderState.PROPOSED, "reminder__written_on__lt": self.today}
        live = (ReminderState.PROPOSED, ReminderState.UNCERTAIN, *PENDING)
        if items.filter(state__in=live).exclude(**is_stale).exists():
            return False
        failed = items.filter(state=ReminderState.FAILED, installment=installment, level=level)
        return not (is_automatic and failed.exists())

    def check_run(self, run: DunningRun, expected: set[int]) -> None:
        items = ReminderItem.objects.filter(reminder__run=run)
        assert set(items.values_list("order", flat=True)) == expected
        assert run.state == (State.RELEASED if expected else State.FINISHED)

    def deliver(self, place: str = "", accident: Callable[[], object] | None = None) -> None:
        self.road.accidents = {place: accident} if accident else {}
        with suppress(DeliveryImpossible, WorkerDied):
            deliver_due(clock=self.clock)
        self.road.accidents = {}

    def pay(self, order_id: int, amount: str) -> None:
        record_payment(
            order_id, amount=Decimal(amount), paid_on=self.today, actor=None, today=self.today
        )

    def block(self, order_id: int, days: int | None) -> None:
        until_on = None if days is None else self.today + timedelta(days=days)
        arguments = {"until_on": until_on, "actor": None, "today": self.today}
        if days is not None and days < 0:
            with pytest.raises(BlockRefused):
                set_block(order_id, reason=DunningBlock.Reason.DISPUTED, **arguments)
            return
        set_block(order_id, reason=DunningBlock.Reason.DISPUTED, **arguments)
        self.blocked[order_id] = until_on

    def shop_says(self, order_id: int, state: ShopState) -> None:
        draft = self.drafts[order_id]
        open_amount = draft.total if state == ShopState.OPEN else Decimal("0.00")
        later = replace(draft, shop_state=state, open_amount=open_amount)
        update_order(order_id, later, actor=None, today=self.today)

    def blocked_until(self, order_id: int) -> date | None:
        if order_id not in self.blocked:
            return None
        return self.blocked[order_id] or date.max

    def dots_with_items(self) -> Iterator[tuple[Dot, ReminderItem]]:
        items = {
            item.reminder.message_id: item
            for item in ReminderItem.objects.select_related("reminder")
        }
        return ((dot, items[dot.message_id]) for dot in self.witness.dots)

    def waiting(self) -> QuerySet[Reminder]:
        return Reminder.objects.filter(state=ReminderState.QUEUED)

    def idle_runs(self) -> list[DunningRun]:
        return [
            run
            for run in self.runs(*UNDER_WAY)
            if not run.reminders.filter(state__in=PENDING).exists()
        ]

    def runs(self, *states: State) -> list[DunningRun]:
        return list(DunningRun.objects.filter(state__in=states or list(State)).order_by("-pk"))

    @staticmethod
    def pick(rows: list, number: int):
        return rows[number % len(rows)]

    @property
    def today(self) -> date:
        return self.clock.today
