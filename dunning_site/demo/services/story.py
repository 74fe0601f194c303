"""Live through the demo's past day by day, with the services that live through the present.

Nothing is written that a shop's export, a clerk or the mail server's yes would not have written.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from common.rules.german import day as german_day
from common.rules.german import plural
from dunning_site.demo.endings import (
    ClerkBlocks,
    ClerkBooks,
    Happening,
    LeadWritesOff,
    ShopSays,
)
from dunning_site.demo.plans import Plan
from inkasso.models import Handover
from orders.models import Customer, HistoryEntry, Order, SalesAccount
from orders.services.corrections import write_off
from orders.services.new_orders import create_order
from orders.services.payments import record_payment
from orders.services.shop_orders import update_order
from reminders.models import DunningBlock, DunningRun, Reminder, Standing, Tab
from reminders.services.assessment import assess_orders
from reminders.services.blocks import lift_block, set_block
from reminders.services.customer_kind import change_kind
from reminders.services.delivery import deliver_due
from reminders.services.letter_posting import mark_posted
from reminders.services.letter_preparing import prepare_batch
from reminders.services.letters import create_batch, letters_to_print
from reminders.services.proposals import propose_run
from reminders.services.runs import release_run

STATEMENT_AT = time(7, 20)
NEWS_AT, CLERK_AT, RUN_AT, ORDERS_AT = time(7, 40), time(9, 15), time(10, 30), time(19, 5)
LEVELS = (Tab.LEVEL_3, Tab.LEVEL_2, Tab.LEVEL_1)
# One letter and the next.
TICK = timedelta(seconds=2)
Say = Callable[[str], None]


class StoryBroken(Exception):
    """A letter of the past was not delivered; the demo is incomplete."""


@dataclass
class Story:
    """The people and shops of the story, and the present day, which it never passes."""

    accounts: dict[str, SalesAccount]
    clerk: User
    lead: User
    today: date
    now: datetime
    say: Say
    _order_ids: dict[str, int] = field(default_factory=dict)

    def tell(self, plans: Sequence[Plan], runs: Sequence[date]) -> None:
        """Let all of it happen; runs: the days on which reminders go out, empty for none."""
        orders: dict[date, list[Plan]] = defaultdict(list)
        later: dict[date, list[tuple[Plan, Happening]]] = defaultdict(list)
        for plan in plans:
            orders[plan.draft.ordered_on].append(plan)
            for happening in plan.happenings:
                later[happening.on].append((plan, happening))
        for day in sorted({*orders, *later, *runs}):
            self._happen(later[day], day)
            if day in runs:
                self._dun(day)
            self._receive(orders[day], day)

    def _receive(self, plans: Sequence[Plan], day: date) -> None:
        with transaction.atomic(), self.dated(day, ORDERS_AT):
            for plan in plans:
                account = self.accounts[plan.shop.name]
                order = create_order(account, plan.draft, actor=None, today=day)
                if plan.draft.customer.company:
                    change_kind(order.customer_id, Customer.Kind.BUSINESS, actor=self.clerk)
                self._order_ids[plan.draft.number] = order.pk

    def _happen(self, happenings: Sequence[tuple[Plan, Happening]], day: date) -> None:
        news = [(plan, what) for plan, what in happenings if isinstance(what, ShopSays)]
        with transaction.atomic(), self.dated(day, NEWS_AT):
            for plan, said in news:
                order_id = self._order_ids[plan.draft.number]
                update_order(order_id, said.draft, actor=None, today=day)
        with transaction.atomic(), self.dated(day, CLERK_AT):
            for plan, done in happenings:
                if not isinstance(done, ShopSays):
                    self._act(self._order_ids[plan.draft.number], done)

    def _act(self, order_id: int, done: Happening) -> None:
        """What is done by hand."""
        if isinstance(done, ClerkBooks):
            record_payment(
                order_id,
                amount=done.amount,
                paid_on=done.on,
                reference=done.reference,
                actor=self.clerk,
                today=done.on,
            )
        elif isinstance(done, ClerkBlocks):
            set_block(
                order_id,
                reason=done.reason,
                note=done.note,
                until_on=done.until_on,
                actor=self.clerk,
                today=done.on,
            )
        elif isinstance(done, LeadWritesOff):
            write_off(
                order_id,
                amount=Order.objects.get(pk=order_id).open_amount,
                reason=done.reason,
                actor=self.lead,
                today=done.on,
            )
        else:
            lift_block(order_id, actor=self.clerk, today=done.on)

    def _dun(self, day: date) -> None:
        """The weekly work: propose each level, release it, and send everything by mail."""
        moment = self._moment(day, RUN_AT)
        with self.dated(day, RUN_AT):
            sent = sum(self._release(tab, day, moment) for tab in LEVELS)
            if not sent:
                return
            self.say(f"{plural(sent, 'Mahnung', 'Mahnungen')} vom {german_day(day)} …")
            ticking = _ticking_from(moment).__next__
            ended = deliver_due(clock=ticking)
            posted = self._post_letters(day, ticking)
        if ended["sent"] + posted != sent:
            raise StoryBroken(
                f"Von {sent} Mahnungen vom {german_day(day)} kam an: {ended}, {posted} Briefe."
            )

    def _post_letters(self, day: date, ticking: Callable[[], datetime]) -> int:
        """The clerk prints what waits and takes it to the post; returns how many letters."""
        count = letters_to_print().count()
        if count:
            batch = create_batch(run_id=None, actor=self.clerk, now=ticking())
            prepare_batch(batch.pk, clock=ticking)
            mark_posted(batch.pk, posted_on=day, actor=self.clerk, today=day, now=ticking())
        return count

    def _release(self, tab: Tab, day: date, moment: datetime) -> int:
        """Dun everything in one Mahnstufe, as the clerk does with all hits; returns how many."""
        in_tab = Standing.objects.in_tab(tab, on=day).order_by("due_on", "pk")
        order_ids = list(in_tab.values_list("pk", flat=True))
        if not any(assessment.is_dunned for assessment in assess_orders(order_ids, day)):
            return 0
        run = propose_run(
            order_ids,
            level=tab.level,
            day=day,
            written_on=day,
            selection=tab.label,
            actor=self.clerk,
        )
        # The last notice is a matter for the head of the office.
        actor = self.lead if tab is Tab.LEVEL_3 else self.clerk
        release_run(run.pk, actor=actor, today=day, now=moment)
        return run.reminders.count()

    @contextmanager
    def dated(self, day: date, clock_time: time) -> Iterator[None]:
        """Give what is written inside the time of the story.

        These columns are filled by the clock of the machine, as an audit wants it. A history that
        is twelve weeks long but all of one minute would explain nothing to the visitor.
        """
        models = (HistoryEntry, DunningBlock, DunningRun, Reminder, Handover)
        last = {model: model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
                for model in models}  # fmt: skip
        yield
        for model, pk in last.items():
            model.objects.filter(pk__gt=pk).update(created_at=self._moment(day, clock_time))

    def _moment(self, day: date, clock_time: time) -> datetime:
        moment = datetime.combine(day, clock_time, tzinfo=timezone.get_default_timezone())
        return min(moment, self.now)


def _ticking_from(moment: datetime) -> Iterator[datetime]:
    while True:
        yield moment
        moment += TICK
