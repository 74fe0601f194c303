"""What the pages of a run count, each with one query."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Count, F, Min, Q, QuerySet, Sum
from django.utils import timezone

from common.rules.german import whole
from common.rules.money import ZERO
from reminders.models import Channel, DunningRun, Reminder, ReminderItem
from reminders.rules.run_result import RunCounts, held_up, letters_left, waiting
from reminders.rules.states import PENDING, ReminderState
from reminders.services.approvals import CLAIM
from reminders.services.mail_channel import channel_state
from reminders.services.sending_stops import open_stops

SENT = (ReminderState.SENT, ReminderState.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class ProposalFigures:
    """What a proposal would send: how many reminders over which sums, and what follows from it.

    mails and letters: by the way they take, a reminder that takes both counts as both;
    companions: orders that came along with the chosen ones of the same customers; moving_up,
    closing and only_reminded: orders by what sending does to them; charges hold the lump_sums.
    """

    count: int
    mails: int
    letters: int
    sum_open: Decimal
    interest: Decimal
    charges: Decimal
    lump_sums: Decimal
    companions: int
    moving_up: int
    closing: int
    only_reminded: int

    @property
    def claim(self) -> Decimal:
        """All that the reminders ask for together, in euros."""
        return self.sum_open + self.interest + self.charges


def proposal_figures(run: DunningRun) -> ProposalFigures:
    """Count what the run would send; an order is closed by the last level of its procedure."""
    figures = run.reminders.proposed().aggregate(
        count=Count("pk"),
        mails=Count("pk", filter=~Q(channel=Channel.LETTER)),
        letters=Count("pk", filter=~Q(channel=Channel.EMAIL)),
        sum_open=Sum(F("principal") + F("other_costs")),
        interest=Sum("interest"),
        charges=Sum(F("dunning_fee") + F("lump_sum")),
        lump_sums=Sum("lump_sum"),
    )
    is_last = Q(level__gt=0, order__standing__level_count=F("level"))
    is_there = Q(state=ReminderState.PROPOSED)
    orders = ReminderItem.objects.filter(reminder__run=run).aggregate(
        all=Count("pk"),
        closing=Count("pk", filter=is_there & is_last),
        moving=Count("pk", filter=is_there & Q(level__gt=0)),
        reminded=Count("pk", filter=is_there & Q(level=0)),
    )
    return ProposalFigures(
        count=figures["count"],
        mails=figures["mails"],
        letters=figures["letters"],
        sum_open=figures["sum_open"] or ZERO,
        interest=figures["interest"] or ZERO,
        charges=figures["charges"] or ZERO,
        lump_sums=figures["lump_sums"] or ZERO,
        companions=orders["all"] + run.skipped_orders.count() - run.selected_count,
        moving_up=orders["moving"] - orders["closing"],
        closing=orders["closing"],
        only_reminded=orders["reminded"],
    )


def run_counts(run: DunningRun) -> RunCounts:
    """How the released reminders of the run stand."""
    released = run.reminders.filter(number__isnull=False)
    by_state = dict(released.order_by().values_list("state").annotate(Count("pk")))
    return RunCounts(
        sent=sum(by_state.get(state, 0) for state in SENT),
        failed=by_state.get(ReminderState.FAILED, 0),
        uncertain=by_state.get(ReminderState.UNCERTAIN, 0),
        revoked=by_state.get(ReminderState.CANCELLED, 0),
        pending=sum(by_state.get(state, 0) for state in PENDING),
    )


def revoked_why(run: DunningRun, *, was_released: bool = True) -> Mapping[str, int]:
    """How many reminders of the run were taken back for which reason, most frequent first."""
    revoked = run.reminders.filter(state=ReminderState.CANCELLED, number__isnull=not was_released)
    counted = revoked.order_by().values_list("outcome").annotate(count=Count("pk"))
    return dict(counted.order_by("-count", "outcome"))


@dataclass(frozen=True, slots=True)
class SentSums:
    """What the reminders of a run that were sent come to, in euros; letters: how many by post."""

    claim: Decimal
    interest: Decimal
    charges: Decimal
    lump_sums: Decimal
    mails: int
    letters: int


def sums_sent(run: DunningRun) -> SentSums:
    """Add up what was sent; one query. The charges hold the lump_sums."""
    sums = run.reminders.filter(state__in=SENT).aggregate(
        claim=Sum(CLAIM),
        interest=Sum("interest"),
        charges=Sum(F("dunning_fee") + F("lump_sum")),
        lump_sums=Sum("lump_sum"),
        mails=Count("pk", filter=~Q(channel=Channel.LETTER)),
        letters=Count("pk", filter=~Q(channel=Channel.EMAIL)),
    )
    return SentSums(
        claim=sums["claim"] or ZERO,
        interest=sums["interest"] or ZERO,
        charges=sums["charges"] or ZERO,
        lump_sums=sums["lump_sums"] or ZERO,
        mails=sums["mails"],
        letters=sums["letters"],
    )


def progress_words(counts: RunCounts) -> str:
    """ "37 von 174"."""
    return f"{whole(counts.settled)} von {whole(counts.total)}"


def letter_words(run: DunningRun) -> str:
    """What clerks still have to do with the run's letters, "" for nothing."""
    letters = run.reminders.released_letters().aggregate(
        to_print=Count("pk", filter=Q(print_batch=None)),
        to_post=Count("pk", filter=Q(print_batch__isnull=False)),
    )
    return letters_left(to_print=letters["to_print"], to_post=letters["to_post"])


def has_only_letters_left(run: DunningRun) -> bool:
    """Whether no mail of the run is on its way any more."""
    pending = run.reminders.filter(state__in=PENDING)
    return not pending.exclude(channel=Channel.LETTER).exists()


def waiting_words(run: DunningRun, *, now: datetime) -> str:
    """Why queued reminders are not sent yet and when the next attempt follows, "" if none waits."""
    queued = run.reminders.filter(state=ReminderState.QUEUED).exclude(channel=Channel.LETTER)
    state = channel_state(now)
    if not state.is_open and not state.last_error:
        return held_up(queued.count(), why=state.words)
    postponed = queued.exclude(outcome="")
    latest: Reminder | None = postponed.order_by("-not_before", "-pk").first()
    if state.last_error:
        # The delivery stops before it claims anything: all of them wait for the server.
        soonest = max(state.next_try_at or now, now + timedelta(minutes=1))
        return _waiting(queued, soonest, why=state.last_error, is_server_down=True)
    if latest is None:
        return ""
    return _waiting(postponed, now, why=latest.outcome, is_server_down=False)


def stop_words(run: DunningRun) -> list[str]:
    """What a stop of one sales account holds back of the run, a sentence each."""
    queued = run.reminders.filter(state=ReminderState.QUEUED).exclude(channel=Channel.LETTER)
    counts = dict(queued.order_by().values_list("sales_account").annotate(Count("pk")))
    stops = open_stops().filter(sales_account__in=counts).select_related("sales_account")
    return [
        held_up(
            counts[stop.sales_account_id],
            why=f"Der Versand für {stop.sales_account} ist angehalten: {stop.reason}",
        )
        for stop in stops
    ]


def _waiting(
    reminders: QuerySet[Reminder], soonest: datetime, *, why: str, is_server_down: bool
) -> str:
    """How many wait until when, "" for none; soonest: no attempt comes before."""
    figures = reminders.aggregate(count=Count("pk"), next_try=Min("not_before"))
    if not figures["count"]:
        return ""
    next_try = timezone.localtime(max(figures["next_try"] or soonest, soonest))
    return waiting(figures["count"], at=next_try.time(), why=why, is_server_down=is_server_down)
