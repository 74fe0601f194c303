"""Who acts in a simulated installation: workers, sweep, timetable, payers and two clerks."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from django.contrib.auth.models import User
from django.utils import timezone

from orders.models import LedgerEntry, Order
from orders.services.by_hand import BookingRepeated, DayRefused
from orders.services.payments import record_payment
from reminders import tasks
from reminders.adapters.journal import JournalNotWritable
from reminders.models import DunningBlock, DunningRun, Reminder, SendingStop, UncertainDecision
from reminders.rules.states import ReminderState
from reminders.services.blocks import BlockRefused, lift_block, set_block
from reminders.services.delivery import DeliveryImpossible
from reminders.services.runs import RunRefused, hold_run, retry_failed
from reminders.services.sending_stops import StopRefused, release_sending, stop_sending
from reminders.services.uncertain import UncertainRefused, decide_uncertain
from tests.faults.simulated_edges import Edges

Choice = UncertainDecision.Choice
WORKERS = ("worker0", "worker1", "worker2")
CLERKS = ("carla", "timo")
# What a clerk makes of a mail that no server has.
NOT_SENT = (Choice.SEND_AGAIN, Choice.SEND_AGAIN, Choice.AS_LETTER, Choice.DISCARD)
# What a person is told, and then leaves it.
REFUSALS = (UncertainRefused, StopRefused, BlockRefused, RunRefused, DayRefused)
# Nothing of this is a fault: the task fails, the queue keeps it, the sweep rings again.
HINDRANCES = (JournalNotWritable, DeliveryImpossible)


@dataclass(eq=False)
class People:
    """Acts as each of them; paid: the amount of each payment that somebody has made, by its key."""

    edges: Edges
    paid: dict[tuple[int, str], Decimal] = field(default_factory=dict)

    @property
    def actions(self) -> dict[str, Callable[[], None]]:
        """What each process does when it is started."""
        return {
            "sweep": self.sweep,
            "planner0": self.plan,
            "planner1": self.plan,
            "payer": self.pay,
            **dict.fromkeys(WORKERS, self.work),
            **dict.fromkeys(CLERKS, self.decide),
        }

    def work(self) -> None:
        """Take up one ring, as a worker of the queue does."""
        if self.edges.rings:
            self.edges.rings.pop()
        _hindered(tasks.deliver)

    def sweep(self) -> None:
        """The timetable's every minute."""
        _hindered(tasks.sweep)

    def plan(self) -> None:
        """The timetable's every morning."""
        tasks.daily_run()

    def pay(self) -> None:
        """Somebody pays one order, wholly or in part; the report of it comes in twice."""
        luck = self.edges.stage.random
        order = luck.choice(list(Order.objects.filter(open_amount__gt=0).order_by("pk")) or [None])
        if order is None:
            return
        amount = order.open_amount if luck.random() < 0.7 else Decimal("10.00")
        newest = LedgerEntry.objects.filter(order=order).latest("pk").pk
        reference = f"payment {len(self.paid)}"
        self.paid[order.pk, reference] = amount
        for _ in range(2):
            self._book(order, amount, reference, newest)

    def _book(self, order: Order, amount: Decimal, reference: str, seen: int) -> None:
        try:
            record_payment(
                order.pk,
                amount=amount,
                paid_on=order.ordered_on,
                reference=reference,
                actor=None,
                today=timezone.localdate(),
                seen_entry_id=seen,
            )
        except BookingRepeated:
            self.edges.stage.note("the payment is known already")

    def decide(self) -> None:
        """A clerk does one thing; uncertain mails come first."""
        luck = self.edges.stage.random
        actor = User.objects.get(username=luck.choice(CLERKS))
        waiting = list(Reminder.objects.filter(state=ReminderState.UNCERTAIN).order_by("pk"))
        try:
            if waiting and luck.random() < 0.7:
                self._settle(luck.choice(waiting), actor)
            else:
                luck.choice(OTHER_WORK)(self, actor)
        except REFUSALS as refusal:
            self.edges.stage.note(f"is refused: {refusal}")

    def release_all(self) -> None:
        """Lift every stop."""
        for stop in SendingStop.objects.filter(lifted_at=None):
            release_sending(stop.pk, reason="geprüft", actor=None, now=timezone.now())

    def _settle(self, reminder: Reminder, actor: User) -> None:
        """An honest clerk, who has asked the people of the mail server."""
        is_accepted = bool(self.edges.server.accepted(reminder.message_id))
        choice = Choice.WAS_SENT if is_accepted else self.edges.stage.random.choice(NOT_SENT)
        # The page stands open for a while; somebody else may have it open as well.
        self.edges.stage.sleep(self.edges.stage.random.choice((0, 5, 60, 600)))
        self.edges.stage.note(f"decides {reminder.pk} {choice}")
        decide_uncertain(
            reminder.pk,
            choice,
            reason="Der Betreiber des Mailservers hat nachgesehen.",
            evidence=[],
            actor=actor,
            now=timezone.now(),
        )

    def _stop(self, actor: User) -> None:
        """Stop the sending, or release it."""
        luck, now = self.edges.stage.random, timezone.now()
        stop = SendingStop.objects.filter(lifted_at=None).first()
        if stop is not None:
            release_sending(stop.pk, reason="geprüft", actor=actor, now=now)
            return
        accounts = list(Order.objects.values_list("sales_account", flat=True).distinct())
        account = luck.choice([None, *sorted(accounts)])
        self.edges.stage.note(f"stops {account or 'everything'}")
        stop_sending(account, reason="Preise falsch", actor=actor, now=now)

    def _block(self, actor: User) -> None:
        """Block an order, or lift its block."""
        today = timezone.localdate()
        order = self.edges.stage.random.choice(list(Order.objects.order_by("pk")))
        self.edges.stage.note(f"blocks or unblocks {order}")
        if order.dunning_blocks.filter(lifted_on=None).exists():
            lift_block(order.pk, actor=actor, today=today)
        else:
            reason = DunningBlock.Reason.CLARIFICATION
            set_block(order.pk, reason=reason, until_on=None, actor=actor, today=today)

    def _hold(self, actor: User) -> None:
        """Stop the rest of the newest run."""
        if run := DunningRun.objects.first():
            hold_run(run.pk, now=timezone.now())

    def _retry(self, actor: User) -> None:
        """Try the failed ones of the newest run once more."""
        if run := DunningRun.objects.first():
            retry_failed(run.pk, today=timezone.localdate(), now=timezone.now())


# What clerks do when no mail is uncertain; the stop they lift the next time.
OTHER_WORK = (
    *[People._stop] * 4,
    *[People._block] * 2,
    People._hold,
    *[People._retry] * 2,
)


def _hindered(task: Callable[[], str]) -> None:
    """Run a task of the queue; a full disk or a dead server fails the task, no more."""
    try:
        task()
    except HINDRANCES:
        return
