"""Prüfen: which cases of a handover may leave, which may not and why, and what they claim."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from common.rules.money import ZERO
from inkasso.models import CollectionCase, CollectionPolicy, Handover, HandoverItem
from inkasso.rules.states import WAITING
from inkasso.services.handover_locks import with_facts
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
    """A case that stays, and why."""

    case: CollectionCase
    reasons: tuple[str, ...]
    codes: tuple[str, ...] = ()


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


class Lacking(Protocol):
    """One thing that a case lacks."""

    @property
    def code(self) -> str: ...

    @property
    def text(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Hindrance:
    """One reason against a case; code: of inkasso.rules.readiness, or our own."""

    code: str
    text: str


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
            reason = item.content.get(LEFT_OUT, "")
            checked.excluded.append(ExcludedCase(item.case, (reason,) if reason else ()))
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
            reasons = tuple(one.text for one in found)
            codes = tuple(one.code for one in found)
            checked.excluded.append(ExcludedCase(case, reasons, codes))
        else:
            limit = limits.get(case.order.sales_account_id)
            is_over = limit is not None and due[case.pk] > limit
            checked.ready.append(ReadyCase(item, due[case.pk], is_over))
    return checked


def hindrances(
    cases: Sequence[CollectionCase], day: date, *, states: Iterable[str] = WAITING
) -> dict[int, tuple[Hindrance, ...]]:
    """What keeps each case from leaving on the day, by its id; nothing is left incomplete.

    states: those in which it may stand.
    """
    allowed = frozenset(states)
    standing = [case for case in cases if case.state in allowed and case.order.is_open]
    missing = _readiness(standing, day)
    found: dict[int, tuple[Hindrance, ...]] = {}
    for case in cases:
        if not case.order.is_open:
            found[case.pk] = (Hindrance("paid", "inzwischen bezahlt"),)
        elif case.state not in allowed:
            found[case.pk] = (Hindrance("state", f"inzwischen „{case.state_label}“"),)
        else:
            lacking = missing.get(case.pk, ())
            found[case.pk] = tuple(Hindrance(one.code, one.text) for one in lacking)
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


def refresh(case_ids: Sequence[int], *, today: date, now: datetime) -> None:
    """Let waiting cases know what they lack today."""
    from inkasso.services.refresh import refresh_cases

    if case_ids:
        refresh_cases(list(case_ids), today=today, now=now)


def _readiness(cases: Sequence[CollectionCase], day: date) -> Mapping[int, Sequence[Lacking]]:
    """What each case lacks on the day, by its id."""
    from inkasso.services.readiness import readiness

    return readiness(cases, day)
