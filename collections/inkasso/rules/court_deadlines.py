"""The deadlines of the court procedure, and how urgent they are (§§ 688–703d ZPO)."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from common.rules.holidays import next_working_day
from inkasso.rules.states import CaseState

_DAY = timedelta(days=1)
_TWO_WEEKS = timedelta(weeks=2)
_MONTHS_OF_LAPSE = 6
_MONTHS_OF_SUSPENSION = 6
_MONTHS_OF_SERVICE = 1
_MONTHS_IN_YEAR = 12
TITLE_YEARS = 30


class DeadlineKind(StrEnum):
    """What ends on a day."""

    SERVICE = "service"
    OBJECTION = "objection"
    ENFORCEMENT = "enforcement"
    ENFORCEMENT_SERVICE = "enforcement_service"
    ENFORCEMENT_OBJECTION = "enforcement_objection"
    LIMITATION = "limitation"
    TITLE = "title"

    @property
    def label(self) -> str:
        """What clerks read."""
        return _LABELS[self]

    @property
    def is_ours(self) -> bool:
        """Whether we lose something by missing it; else the debtor does, or nobody."""
        return self in _OURS


_LABELS = {
    DeadlineKind.SERVICE: "Zustellung des Mahnbescheids erfragen",
    DeadlineKind.OBJECTION: "Widerspruchsfrist des Schuldners endet",
    DeadlineKind.ENFORCEMENT: "Vollstreckungsbescheid beantragen",
    DeadlineKind.ENFORCEMENT_SERVICE: "Zustellung des Vollstreckungsbescheids erfragen",
    DeadlineKind.ENFORCEMENT_OBJECTION: "Einspruchsfrist des Schuldners endet",
    DeadlineKind.LIMITATION: "Verjährung ohne weiteren Schritt",
    DeadlineKind.TITLE: "Titel verjährt",
}
_OURS = frozenset(
    {
        DeadlineKind.SERVICE,
        DeadlineKind.ENFORCEMENT,
        DeadlineKind.ENFORCEMENT_SERVICE,
        DeadlineKind.LIMITATION,
        DeadlineKind.TITLE,
    }
)


class Urgency(StrEnum):
    """How near a day is."""

    LATER = "later"
    THREE_WEEKS = "three_weeks"
    ONE_WEEK = "one_week"
    TODAY = "today"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A last day, that day included; opens_on: the first day on which it can be done, if any."""

    kind: DeadlineKind
    last_day: date
    norm: str
    opens_on: date | None = None


@dataclass(frozen=True, slots=True)
class CourtDays:
    """What happened at the court on which day; None for what has not happened.

    barred_on: the last day of the limitation period, the court's suspension counted.
    """

    requested_on: date | None = None
    served_on: date | None = None
    objected_on: date | None = None
    enforcement_requested_on: date | None = None
    enforcement_served_on: date | None = None
    enforcement_objected_on: date | None = None
    title_on: date | None = None
    lapsed_on: date | None = None
    barred_on: date | None = None

    @property
    def steps(self) -> tuple[date, ...]:
        """The days of the steps of the procedure, as far as they happened."""
        days = (
            self.requested_on,
            self.served_on,
            self.objected_on,
            self.enforcement_requested_on,
            self.enforcement_served_on,
            self.enforcement_objected_on,
        )
        return tuple(day for day in days if day)


def objection_until(served_on: date, state: str) -> date:
    """The last day of the two weeks to object (§ 692 Abs. 1 Nr. 3 ZPO).

    The day of service is not counted, a last day on a Saturday, Sunday or holiday at the court's
    seat moves to the next working day (§ 222 ZPO, §§ 187 Abs. 1, 188 Abs. 2 BGB).
    """
    return next_working_day(served_on + _TWO_WEEKS, state)


def enforcement_from(served_on: date, state: str) -> date:
    """The first day to ask for the Vollstreckungsbescheid (§ 699 Abs. 1 Satz 2 ZPO)."""
    return objection_until(served_on, state) + _DAY


def enforcement_until(served_on: date, state: str) -> date:
    """The last day to ask for it: six months from service, else the Mahnbescheid lapses (§ 701).

    The six months are a period of the ZPO, so that § 222 Abs. 2 moves their end too.
    """
    return next_working_day(months_after(served_on, _MONTHS_OF_LAPSE), state)


def enforcement_objection_until(served_on: date, state: str) -> date:
    """The last day of the two weeks of the Einspruch (§§ 700 Abs. 1, 339 Abs. 1 ZPO)."""
    return next_working_day(served_on + _TWO_WEEKS, state)


def title_until(title_on: date) -> date:
    """The last day of the 30 years of a title (§§ 197 Abs. 1 Nr. 3, 201, 193 BGB)."""
    return next_working_day(months_after(title_on, TITLE_YEARS * _MONTHS_IN_YEAR))


def suspension(days: CourtDays) -> tuple[date, date] | None:
    """The days on which the limitation period stands still, both included; None if never.

    From the day the application reached the court, if it is then served soon (§ 167 ZPO, § 204
    Abs. 1 Nr. 3 BGB), else from service; until six months after the last step (§ 204 Abs. 2).
    """
    if days.requested_on is None:
        return None
    first = days.requested_on
    if days.served_on is not None and is_served_late(first, days.served_on):
        first = days.served_on
    return first, months_after(max(days.steps), _MONTHS_OF_SUSPENSION)


def is_served_late(requested_on: date, served_on: date) -> bool:
    """Whether service took more than a month, so that "demnächst" is doubtful (§ 167 ZPO)."""
    return served_on > months_after(requested_on, _MONTHS_OF_SERVICE)


def deadlines(state: CaseState, days: CourtDays, court_state: str) -> tuple[Deadline, ...]:
    """The deadlines that run in a state of the case, the next one to keep first.

    court_state: the Land of the court's seat, "" for unknown.
    """
    found = _of_state(state, days, court_state)
    if days.barred_on is not None and state != CaseState.TITLE:
        norm = "§ 167 ZPO, § 204 BGB" if days.requested_on else "§§ 195, 199 BGB"
        found.append(Deadline(DeadlineKind.LIMITATION, days.barred_on, norm))
    return tuple(sorted(found, key=lambda one: (one.last_day, one.kind)))


def _of_state(state: CaseState, days: CourtDays, court_state: str) -> list[Deadline]:
    if state == CaseState.COURT_REQUESTED and days.requested_on:
        return [_follow_up(DeadlineKind.SERVICE, days.requested_on, "§ 167 ZPO", court_state)]
    if state == CaseState.COURT_SERVED and days.served_on and days.lapsed_on is None:
        return _after_service(days.served_on, court_state)
    if state == CaseState.ENFORCEMENT_REQUESTED and days.enforcement_requested_on:
        asked_on, kind = days.enforcement_requested_on, DeadlineKind.ENFORCEMENT_SERVICE
        return [_follow_up(kind, asked_on, "§ 699 Abs. 4 ZPO", court_state)]
    if state == CaseState.ENFORCEMENT_SERVED and days.enforcement_served_on:
        until = enforcement_objection_until(days.enforcement_served_on, court_state)
        return [Deadline(DeadlineKind.ENFORCEMENT_OBJECTION, until, "§§ 700, 339 ZPO")]
    if state == CaseState.TITLE and days.title_on:
        return [Deadline(DeadlineKind.TITLE, title_until(days.title_on), "§ 197 Abs. 1 Nr. 3 BGB")]
    return []


def _after_service(served_on: date, court_state: str) -> list[Deadline]:
    return [
        Deadline(
            DeadlineKind.OBJECTION,
            objection_until(served_on, court_state),
            "§ 692 Abs. 1 Nr. 3 ZPO",
        ),
        Deadline(
            DeadlineKind.ENFORCEMENT,
            enforcement_until(served_on, court_state),
            "§ 701 ZPO",
            opens_on=enforcement_from(served_on, court_state),
        ),
    ]


def _follow_up(kind: DeadlineKind, since: date, norm: str, court_state: str) -> Deadline:
    """No period of the law: after a month without news somebody should ask the court."""
    return Deadline(
        kind, next_working_day(months_after(since, _MONTHS_OF_SERVICE), court_state), norm
    )


def urgency(last_day: date, today: date) -> Urgency:
    """How near the last day is: within three weeks, within one, today, or missed."""
    if last_day < today:
        return Urgency.MISSED
    if last_day == today:
        return Urgency.TODAY
    if last_day <= today + timedelta(weeks=1):
        return Urgency.ONE_WEEK
    if last_day <= today + timedelta(weeks=3):
        return Urgency.THREE_WEEKS
    return Urgency.LATER


def next_step(
    state: CaseState, days: CourtDays, found: Sequence[Deadline]
) -> tuple[str, date | None]:
    """What is to be done next on a case at the court, and until when."""
    by_kind = {one.kind: one.last_day for one in found}
    limit = by_kind.get(DeadlineKind.LIMITATION)
    if state == CaseState.COURT_SERVED and days.lapsed_on is not None:
        return "Neuen Mahnbescheid beantragen oder Fall beenden", limit
    words, kind = _NEXT.get(state, ("", DeadlineKind.LIMITATION))
    return words, by_kind.get(kind, limit)


_NEXT: dict[CaseState, tuple[str, DeadlineKind]] = {
    CaseState.COURT_REQUESTED: ("Zustellung des Mahnbescheids erfragen", DeadlineKind.SERVICE),
    CaseState.COURT_SERVED: ("Vollstreckungsbescheid beantragen", DeadlineKind.ENFORCEMENT),
    CaseState.COURT_OBJECTION: (
        "Anspruch vor dem Streitgericht begründen oder Widerspruch klären",
        DeadlineKind.LIMITATION,
    ),
    CaseState.ENFORCEMENT_REQUESTED: (
        "Zustellung des Vollstreckungsbescheids erfragen",
        DeadlineKind.ENFORCEMENT_SERVICE,
    ),
    CaseState.ENFORCEMENT_SERVED: (
        "Einspruchsfrist abwarten, dann Titel eintragen",
        DeadlineKind.ENFORCEMENT_OBJECTION,
    ),
    CaseState.ENFORCEMENT_OBJECTION: (
        "Anspruch vor dem Streitgericht begründen",
        DeadlineKind.LIMITATION,
    ),
    CaseState.TITLE: ("Zwangsvollstreckung beauftragen", DeadlineKind.TITLE),
}


def months_after(day: date, months: int) -> date:
    """The same day so many months on, or the last day of that month (§ 188 Abs. 2, 3 BGB)."""
    years, month = divmod(day.month - 1 + months, _MONTHS_IN_YEAR)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
