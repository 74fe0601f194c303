"""Prüfen: which cases of a handover may leave, which may not and why, and what they claim."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from common.rules.money import ZERO
from inkasso.models import CollectionCase, CollectionPolicy, Handover, HandoverItem
from inkasso.rules.states import WAITING
from inkasso.services.handover_locks import with_facts
from inkasso.services.readiness import readiness
from reminders.services.claim_facts import claim_facts
from reminders.services.interest_accounts import interest_accounts

# How the reason of a case that was left out is kept in its item's content.
LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class ReadyCase:
    """A case that would leave, with what is claimed of it, in euros."""

    item: HandoverItem
    claim: Decimal
    is_over_limit: bool

    @property
    def case(self) -> CollectionCase:
        """The case itself."""
        return self.item.case


@dataclass(frozen=True, slots=True)
class ExcludedCase:
    """A case that stays, and why: codes of inkasso.rules.readiness or our own, with sentences."""

    case: CollectionCase
    reasons: tuple[tuple[str, str], ...]

    @property
    def words(self) -> str:
        """All reasons in one line."""
        return " ".join(text for _, text in self.reasons)


@dataclass(slots=True)
class HandoverCheck:
    """What a handover holds as of a day."""

    ready: list[ReadyCase] = field(default_factory=list)
    excluded: list[ExcludedCase] = field(default_factory=list)

    @property
    def total(self) -> Decimal:
        """The sum of what is claimed of the ready cases, in euros."""
        return sum((one.claim for one in self.ready), ZERO)

    @property
    def over_limit(self) -> list[ReadyCase]:
        """Those that a second person must approve."""
        return [one for one in self.ready if one.is_over_limit]


def check_handover(handover: Handover, day: date) -> HandoverCheck:
    """The cases of a handover as they stand on the day; a fixed number of queries."""
    items = list(handover.items.order_by("pk"))
    cases = {
        case.pk: case
        for case in with_facts(
            CollectionCase.objects.filter(pk__in=[item.case_id for item in items])
        )
    }
    for item in items:
        item.case, item.handover = cases[item.case_id], handover
    checked = judge([item for item in items if item.is_live], day)
    for item in items:
        if not item.is_live:
            why = item.content.get(LEFT_OUT) or "ohne Angabe"
            checked.excluded.append(ExcludedCase(item.case, ((LEFT_OUT, why),)))
    return checked


def judge(items: Sequence[HandoverItem], day: date) -> HandoverCheck:
    """Live items sorted into what may leave on the day and what may not."""
    cases = [item.case for item in items]
    against = hindrances(cases, day)
    due, limits = claims([case for case in cases if not against[case.pk]], day), _limits()
    checked = HandoverCheck()
    for item in items:
        case = item.case
        if found := against[case.pk]:
            checked.excluded.append(ExcludedCase(case, found))
        else:
            limit = limits.get(case.order.sales_account_id)
            is_over = limit is not None and due[case.pk] > limit
            checked.ready.append(ReadyCase(item, due[case.pk], is_over))
    return checked


def hindrances(
    cases: Sequence[CollectionCase], day: date, *, states: Iterable[str] = WAITING
) -> dict[int, tuple[tuple[str, str], ...]]:
    """What keeps each case from leaving on the day, by its id: codes with their sentences.

    states: those in which it may stand.
    """
    allowed = frozenset(states)
    standing = [case for case in cases if case.state in allowed and case.order.is_open]
    missing = readiness(standing, day)
    found: dict[int, tuple[tuple[str, str], ...]] = {}
    for case in cases:
        if not case.order.is_open:
            found[case.pk] = (("paid", "inzwischen bezahlt"),)
        elif case.state not in allowed:
            found[case.pk] = (("state", f"inzwischen „{case.state_label}“"),)
        else:
            lacking = missing.get(case.pk, ())
            found[case.pk] = tuple((one.code.value, one.text) for one in lacking)
    return found


def claims(cases: Sequence[CollectionCase], day: date) -> dict[int, Decimal]:
    """What is claimed of each case on the day, in euros: all that is open, and interest till then.

    A fixed number of queries.
    """
    facts = claim_facts([case.order for case in cases])
    return {
        case.pk: case.order.open_amount
        + sum((one.new for one in interest_accounts(case.order, day, facts[case.order_id])), ZERO)
        for case in cases
    }


def _limits() -> dict[int, Decimal]:
    """Over which claim a second person must approve, in euros, by sales account."""
    limited = CollectionPolicy.objects.filter(approval_limit__isnull=False)
    return dict(limited.values_list("sales_account", "approval_limit"))
