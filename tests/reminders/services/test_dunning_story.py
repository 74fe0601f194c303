"""Dunning through random stories: clerks, payments, blocks, nights, a bad mail server, crashes."""

from contextlib import suppress
from datetime import timedelta
from functools import partial

import pytest
from django.contrib.auth.models import User
from django.test.utils import override_settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from orders.models import Customer, Order
from orders.rules.drafts import ShopState
from orders.services.shop_orders import create_order
from reminders.models import (
    AutomaticDunning,
    DunningRun,
    Reminder,
    ReminderItem,
    ReminderNumber,
    Standing,
    Tab,
)
from reminders.rules.states import PENDING, ReminderState
from reminders.services.blocks import BlockRefused, lift_block
from reminders.services.delivery import sweep
from reminders.services.proposals import ProposalRefused, discard_run, propose_run, take_out
from reminders.services.runs import (
    RunRefused,
    hold_run,
    release_run,
    retry_failed,
    run_automatically,
    run_by_hand,
)
from reminders.services.standings import refresh_standing
from tests import factories
from tests.factories import TODAY
from tests.reminders.adapters.mail_servers import Server, scripted_server
from tests.reminders.services.dunning_desk import UNDER_WAY, DunningDesk, State
from tests.reminders.services.ladder_oracle import (
    Ladder,
    tabs_of,
)
from tests.reminders.services.witness import (
    FAULTS,
    PLACES,
    Witness,
    die,
    watched_road,
)
from tests.stories import tell

# Due in the past by so many days; the fourth falls due while the story goes on.
DUE = (7, 40, 20, -3)
WHICH = st.integers(0, len(DUE) - 1)
CHANGES = ("discard", "take out", "hold", "retry")
MINUTES = st.sampled_from([0, 2, 6, 13, 70])


class DunningStory(DunningDesk):
    """Each rule is one step; the witness's dots are the truth."""

    @initialize()
    def orders_are_imported(self) -> None:
        self.people = [User.objects.create(username=name) for name in ("petra", "ruth")]
        AutomaticDunning.objects.create(pk=1, is_enabled=True)
        late = self.account("Foto-Shop", Ladder((5, 15, 30), (0, 10, 10)))
        short = self.account("Postershop", Ladder((16, 20), (0, 3), is_by_order_day=True))
        for days, account in zip(DUE, (late, late, short, short), strict=True):
            # Mails only: nobody can be written to on paper here.
            draft = factories.draft(due_on=TODAY - timedelta(days=days), total="80.00", street="")
            order = create_order(account, draft, actor=None, today=TODAY)
            self.drafts[order.pk] = draft
            self.ladders[order.pk] = self.ladders_by_account[account.pk]
        self.order_ids = list(self.drafts)
        self.a_run_by_command()

    # What clerks do.

    @rule(level=st.integers(1, 3), person=st.integers(0, 1), chosen=st.sets(WHICH, min_size=1))
    def a_clerk_proposes(self, level: int, person: int, chosen: set[int]) -> None:
        propose_run(
            [self.order_ids[number] for number in sorted(chosen)],
            level=level,
            day=self.today,
            written_on=self.today,
            selection="",
            actor=self.people[person],
        )

    @precondition(lambda self: self.runs(State.PROPOSED))
    @rule(number=st.integers(0, 3))
    def a_clerk_sends(self, number: int) -> None:
        run = self.pick(self.runs(State.PROPOSED), number)
        has_some = run.reminders.filter(state=ReminderState.PROPOSED).exists()
        if has_some and run.written_on == self.today:
            release_run(run.pk, actor=self.people[0], today=self.today, now=self.clock())
        with pytest.raises(RunRefused):
            release_run(run.pk, actor=self.people[1], today=self.today, now=self.clock())

    @precondition(lambda self: Reminder.objects.exists())
    @rule(
        change=st.sampled_from(["discard", "take out", "hold", "retry"]), number=st.integers(0, 5)
    )
    def a_clerk_thinks_again(self, change: str, number: int) -> None:
        reminder = self.pick(list(Reminder.objects.order_by("-pk")), number)
        with suppress(ProposalRefused, RunRefused):
            if change == "discard":
                discard_run(reminder.run_id)
            elif change == "take out":
                take_out(reminder.pk)
            elif change == "hold":
                hold_run(reminder.run_id, now=self.clock())
            else:
                retry_failed(reminder.run_id, today=self.today, now=self.clock())

    @rule(which=WHICH, days=st.sampled_from([-1, 0, 3, 20, None]))
    def a_clerk_blocks(self, which: int, days: int | None) -> None:
        self.block(self.order_ids[which], days)

    @rule(which=WHICH)
    def a_clerk_lifts_a_block(self, which: int) -> None:
        order_id = self.order_ids[which]
        if order_id in self.blocked:
            lift_block(order_id, actor=None, today=self.today)
            del self.blocked[order_id]
        else:
            with pytest.raises(BlockRefused):
                lift_block(order_id, actor=None, today=self.today)

    @rule(which=WHICH, amount=st.sampled_from(["30.00", "30.00", "90.00"]))
    def money_arrives(self, which: int, amount: str) -> None:
        self.pay(self.order_ids[which], amount)

    @rule(which=WHICH, state=st.sampled_from([ShopState.OPEN, ShopState.OPEN, ShopState.CANCELLED]))
    def the_shop_tells_something_new(self, which: int, state: ShopState) -> None:
        self.shop_says(self.order_ids[which], state)

    # What the machine does.

    @rule()
    def the_daily_run(self) -> None:
        is_first = not DunningRun.objects.filter(run_on=self.today, is_automatic=True).exists()
        # Proposals of earlier days are discarded first, so they hinder nobody.
        expected = self.ripe_orders(is_automatic=True)
        run = run_automatically(today=self.today, now=self.clock())
        assert (run is not None) == is_first
        if run is not None:
            self.check_run(run, expected)

    @rule()
    def a_run_by_command(self) -> None:
        expected = self.ripe_orders(is_automatic=False)
        run = run_by_hand(
            self.today, sales_account_id=None, selection="", today=self.today, now=self.clock()
        )
        self.check_run(run, expected)

    @precondition(lambda self: self.waiting().exists())
    @rule()
    def mails_are_delivered(self) -> None:
        self.deliver()
        assert self.idle_runs() == []

    @precondition(lambda self: self.waiting().exists())
    @rule(fault=st.sampled_from(sorted(FAULTS)), minutes=MINUTES)
    def mails_meet_a_bad_server(self, fault: str, minutes: int) -> None:
        if fault:
            step, reply = FAULTS[fault]
            self.witness.replies[step] = reply if step == "body" else [reply]
        self.deliver()
        self.witness.replies.clear()
        self.go_on_after(minutes)

    @precondition(lambda self: self.waiting().exists())
    @rule(minutes=MINUTES)
    def the_server_is_down(self, minutes: int) -> None:
        with override_settings(MAIL_SERVER=Server(port=1)):
            self.deliver()
        self.go_on_after(minutes)

    @precondition(lambda self: self.waiting().exists())
    @rule(place=st.sampled_from(PLACES), minutes=MINUTES)
    def a_worker_dies(self, place: str, minutes: int) -> None:
        self.deliver(place, die)
        self.go_on_after(minutes)

    @precondition(lambda self: self.waiting().exists())
    @rule(
        place=st.sampled_from(PLACES),
        which=WHICH,
        amount=st.sampled_from(["80.00", "30.00"]),
        fault=st.sampled_from(["", "dot 4xx", "dot 5xx"]),
    )
    def money_arrives_meanwhile(self, place: str, which: int, amount: str, fault: str) -> None:
        if fault:
            self.witness.replies["dot"] = [FAULTS[fault][1]]
        self.deliver(place, partial(self.pay, self.order_ids[which], amount))
        self.witness.replies.clear()

    @precondition(lambda self: self.waiting().exists())
    @rule(place=st.sampled_from(PLACES), which=WHICH, days=st.sampled_from([None, 0, 5]))
    def a_clerk_blocks_meanwhile(self, place: str, which: int, days: int | None) -> None:
        self.deliver(place, partial(self.block, self.order_ids[which], days))

    @rule()
    def the_sweep(self) -> None:
        sweep(clock=self.clock)
        assert self.idle_runs() == []

    @rule(
        days=st.sampled_from([1, 3, 11, 12]), fault=st.sampled_from(["", "", "", *sorted(FAULTS)])
    )
    def nights_pass(self, days: int, fault: str) -> None:
        self.clock.advance(days=days)
        self.the_daily_run()
        self.mails_meet_a_bad_server(fault, minutes=13)

    @precondition(lambda self: self.waiting().exists())
    @rule()
    def everything_settles(self) -> None:
        for _ in range(7):
            self.clock.advance(hours=5)
            sweep(clock=self.clock)
            self.deliver()
        assert not ReminderItem.objects.filter(state__in=PENDING).exists()
        assert not self.runs(*UNDER_WAY)

    def go_on_after(self, minutes: int) -> None:
        self.clock.advance(minutes=minutes)
        self.the_sweep()
        self.mails_are_delivered()

    # What must be true after every step.

    @invariant()
    def no_mail_is_repeated_without_a_definite_refusal(self) -> None:
        by_claim: dict[tuple[int, int], list[bool]] = {}
        for dot, item in self.dots_with_items():
            by_claim.setdefault((item.installment_id, item.level), []).append(dot.is_refused)
        for refusals in by_claim.values():
            assert all(refusals[:-1])

    @invariant()
    def no_level_is_skipped(self) -> None:
        levels: dict[int, list[int]] = {}
        for dot, item in self.dots_with_items():
            if not dot.is_refused:
                levels.setdefault(item.installment_id, []).append(item.level)
        for reached in levels.values():
            assert reached == list(range(1, len(reached) + 1))

    @invariant()
    def what_counts_as_sent_was_accepted(self) -> None:
        accepted = {dot.message_id for dot in self.witness.dots if dot.is_accepted}
        sent = Reminder.objects.filter(state=ReminderState.SENT)
        assert set(sent.values_list("message_id", flat=True)) <= accepted
        unsettled = (ReminderState.SENT, ReminderState.SENDING, ReminderState.UNCERTAIN)
        others = Reminder.objects.exclude(state__in=unsettled)
        assert not accepted & set(others.values_list("message_id", flat=True))

    @invariant()
    def an_address_is_given_up_only_after_a_refusal(self) -> None:
        given_up = Customer.objects.filter(email_failed_on__isnull=False)
        assert given_up.count() <= self.witness.refused_recipients

    @invariant()
    def every_order_is_in_its_tabs(self) -> None:
        shown = {
            tab: set(Standing.objects.in_tab(tab, on=self.today).values_list("order", flat=True))
            for tab in Tab
        }
        for order in Order.objects.all():
            tabs = {tab for tab in Tab if order.pk in shown[tab]}
            assert tabs == tabs_of(
                order,
                self.ladders[order.pk],
                self.today,
                blocked_until=self.blocked_until(order.pk),
            )

    @invariant()
    def standings_are_kept_as_they_would_be_computed(self) -> None:
        kept = list(Standing.objects.order_by("pk").values())
        for order in Order.objects.all():
            refresh_standing(order)
        assert list(Standing.objects.order_by("pk").values()) == kept

    @invariant()
    def numbers_have_no_gaps(self) -> None:
        for counter in ReminderNumber.objects.all():
            numbers = Reminder.objects.filter(creditor=counter.creditor, number__isnull=False)
            given = sorted(numbers.values_list("number", flat=True))
            assert given == list(range(1, counter.last_number + 1))

    @invariant()
    def items_and_runs_agree_with_their_reminders(self) -> None:
        for item in ReminderItem.objects.select_related("reminder__run"):
            reminder = item.reminder
            assert (item.state, item.level) == (reminder.state, reminder.level)
            if reminder.state in PENDING:
                assert reminder.run.state in UNDER_WAY
            if reminder.state == ReminderState.PROPOSED:
                assert reminder.run.state == State.PROPOSED


@pytest.mark.django_db
def test_no_story_duns_twice_or_wrongly(settings):
    with scripted_server(Witness) as witness, watched_road() as road:
        settings.MAIL_SERVER = Server(port=witness.port)
        DunningStory.witness, DunningStory.road = witness, road
        tell(DunningStory, examples=10, steps=30)
