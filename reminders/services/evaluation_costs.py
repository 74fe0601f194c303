"""What the dunning of a period cost, and which mails did not arrive."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db.models import Count

from common.sums import cents, euros
from orders.models import LedgerEntry
from reminders.models import Channel, DeliveryEvent, EvaluationSettings, Reminder
from reminders.rules.evaluation_figures import Bounces, Costs, EvaluationFilters
from reminders.services.evaluation_cubes import Dunned

Kind = LedgerEntry.Kind
COSTS = (Kind.RETURNED_DEBIT_COST, Kind.COLLECTION_COST, Kind.COURT_COST)


def costs_of(
    filters: EvaluationFilters,
    dunned: Sequence[Dunned],
    settings: EvaluationSettings,
    recovered: Decimal,
) -> Costs:
    """The costs of the period against what was recovered; one query."""
    letters = _sent_by(dunned, Channel.LETTER, Channel.BOTH)
    mails = _sent_by(dunned, Channel.EMAIL, Channel.BOTH)
    booked = _booked(filters)
    return Costs(
        letters=letters,
        mails=mails,
        # Before the first refresh there is no row, only defaults as they were typed.
        letter_costs=letters * Decimal(settings.letter_cost),
        mail_costs=mails * Decimal(settings.mail_cost),
        returned_debits=euros(booked.get(Kind.RETURNED_DEBIT_COST)),
        collection=euros(booked.get(Kind.COLLECTION_COST)),
        court=euros(booked.get(Kind.COURT_COST)),
        recovered=recovered,
    )


def bounces_of(
    filters: EvaluationFilters, dunned: Sequence[Dunned], names: Mapping[int, str]
) -> tuple[Bounces, ...]:
    """Mails that did not arrive, by account and channel; names: of the accounts; one query."""
    sent: dict[tuple[int, str], int] = defaultdict(int)
    refused: dict[tuple[int, str], int] = defaultdict(int)
    for one in dunned:
        if one.marks.channel != Channel.LETTER:
            sent[one.marks.account, one.marks.channel] += one.sent
            refused[one.marks.account, one.marks.channel] += one.bounced
    came_back = _came_back(filters)
    return tuple(
        Bounces(
            account=names[account],
            channel=Channel(channel).label,
            sent=sent[account, channel],
            refused=refused[account, channel],
            came_back=came_back.get((account, channel), 0),
        )
        for account, channel in sorted(sent, key=lambda key: (names[key[0]], key[1]))
    )


def _sent_by(dunned: Sequence[Dunned], *channels: str) -> int:
    return sum(one.sent for one in dunned if one.marks.channel in channels)


def _booked(filters: EvaluationFilters) -> dict[str, int]:
    """The costs booked in the period by kind, in cents."""
    # What takes back is of another kind; asked for it, SQLite would begin with all that does not.
    entries = LedgerEntry.objects.filter(
        kind__in=COSTS,
        booked_on__gte=filters.from_on,
        booked_on__lte=filters.to_on,
        reversed_by=None,
    )
    if filters.account_id is not None:
        entries = entries.filter(order__sales_account=filters.account_id)
    return dict(entries.order_by().values_list("kind").annotate(cent_sum=cents("amount")))


def _came_back(filters: EvaluationFilters) -> dict[tuple[int, str], int]:
    """Mails that were accepted first and came back for good, each once however often reported."""
    returned = DeliveryEvent.objects.filter(kind=DeliveryEvent.Kind.HARD_BOUNCE)
    reminders = Reminder.objects.filter(
        pk__in=returned.values("reminder"),
        withdrawn_on=None,
        sent_on__gte=filters.from_on,
        sent_on__lte=filters.to_on,
    ).exclude(channel=Channel.LETTER)
    if filters.account_id is not None:
        reminders = reminders.filter(sales_account=filters.account_id)
    counted = reminders.order_by().values_list("sales_account", "channel").annotate(Count("pk"))
    return {(account, channel): count for account, channel, count in counted}
