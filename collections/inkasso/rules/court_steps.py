"""The steps of the court procedure as a clerk enters them, and what is refused."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from common.rules.german import day as german_day
from inkasso.rules.court_deadlines import (
    CourtDays,
    enforcement_from,
    enforcement_objection_until,
    enforcement_until,
)
from inkasso.rules.states import CaseState


class CourtStep(StrEnum):
    """A step by the word in its address."""

    REQUEST = "beantragt"
    SERVICE = "zugestellt"
    OBJECTION = "widerspruch"
    ENFORCEMENT_REQUEST = "vollstreckungsbescheid-beantragt"
    ENFORCEMENT_SERVICE = "vollstreckungsbescheid-zugestellt"
    ENFORCEMENT_OBJECTION = "einspruch"
    TITLE = "titel"
    REFUSAL = "zurueckgewiesen"
    QUERY = "monierung"

    @property
    def label(self) -> str:
        """What clerks read."""
        return _TABLE[self].label

    @property
    def field(self) -> str:
        """The day of CourtProcedure that the step writes; "" for none."""
        return _TABLE[self].field

    @property
    def state(self) -> CaseState | None:
        """The state that the step leads to; None where it depends or nothing changes."""
        return _TABLE[self].state


@dataclass(frozen=True, slots=True)
class _Row:
    label: str
    field: str
    state: CaseState | None


_TABLE = {
    CourtStep.REQUEST: _Row("Mahnbescheid beantragt", "requested_on", CaseState.COURT_REQUESTED),
    CourtStep.SERVICE: _Row("Mahnbescheid zugestellt", "served_on", CaseState.COURT_SERVED),
    CourtStep.OBJECTION: _Row("Widerspruch eingegangen", "objected_on", CaseState.COURT_OBJECTION),
    CourtStep.ENFORCEMENT_REQUEST: _Row(
        "Vollstreckungsbescheid beantragt",
        "enforcement_requested_on",
        CaseState.ENFORCEMENT_REQUESTED,
    ),
    CourtStep.ENFORCEMENT_SERVICE: _Row(
        "Vollstreckungsbescheid zugestellt", "enforcement_served_on", CaseState.ENFORCEMENT_SERVED
    ),
    CourtStep.ENFORCEMENT_OBJECTION: _Row(
        "Einspruch eingegangen", "enforcement_objected_on", CaseState.ENFORCEMENT_OBJECTION
    ),
    CourtStep.TITLE: _Row("Titel rechtskräftig", "title_on", CaseState.TITLE),
    CourtStep.REFUSAL: _Row("Antrag zurückgewiesen", "", None),
    CourtStep.QUERY: _Row("Monierung des Gerichts", "", None),
}
# What a clerk can enter in each state, the usual step first.
STEPS: dict[CaseState, tuple[CourtStep, ...]] = {
    CaseState.READY: (CourtStep.REQUEST,),
    CaseState.IN_PROGRESS: (CourtStep.REQUEST,),
    CaseState.RETURNED: (CourtStep.REQUEST,),
    CaseState.RECALLED: (CourtStep.REQUEST,),
    CaseState.COURT_REQUESTED: (
        CourtStep.SERVICE,
        CourtStep.OBJECTION,
        CourtStep.QUERY,
        CourtStep.REFUSAL,
    ),
    CaseState.COURT_SERVED: (
        CourtStep.ENFORCEMENT_REQUEST,
        CourtStep.OBJECTION,
        CourtStep.QUERY,
    ),
    CaseState.COURT_OBJECTION: (
        CourtStep.TITLE,
        CourtStep.ENFORCEMENT_REQUEST,
        CourtStep.QUERY,
    ),
    CaseState.ENFORCEMENT_REQUESTED: (
        CourtStep.ENFORCEMENT_SERVICE,
        CourtStep.OBJECTION,
        CourtStep.QUERY,
        CourtStep.REFUSAL,
    ),
    CaseState.ENFORCEMENT_SERVED: (
        CourtStep.TITLE,
        CourtStep.ENFORCEMENT_OBJECTION,
    ),
    CaseState.ENFORCEMENT_OBJECTION: (CourtStep.TITLE,),
    CaseState.TITLE: (),
}


class StepRefused(Exception):
    """The step cannot be entered so; the message tells the clerk why.

    field: the field of the form that the message is about, "" for the whole form.
    """

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


def steps_of(state: CaseState, days: CourtDays) -> tuple[CourtStep, ...]:
    """What a clerk can enter now; a lapsed Mahnbescheid can only be asked for again (§ 701)."""
    if state == CaseState.COURT_SERVED and days.lapsed_on is not None:
        return (CourtStep.REQUEST,)
    return STEPS.get(state, ())


def check_step(
    step: CourtStep,
    state: CaseState,
    days: CourtDays,
    *,
    on: date,
    today: date,
    court_state: str,
) -> None:
    """Raise StepRefused unless the step can be entered in the state, for that day.

    on: when it happened: not after today, not before the step before it, both days allowed.
    court_state: the Land of the court's seat, for its holidays.
    """
    if step not in steps_of(state, days):
        raise StepRefused(f"„{step.label}“ lässt sich im Stand „{state.label}“ nicht eintragen.")
    if on > today:
        raise StepRefused(
            f"Der {german_day(on)} liegt in der Zukunft. Tragen Sie den Schritt erst ein, wenn er "
            "geschehen ist.",
            field="on",
        )
    is_new = step == CourtStep.REQUEST
    last = None if is_new else max(days.steps, default=None)
    if last is not None and on < last:
        raise StepRefused(
            f"Der {german_day(on)} liegt vor dem vorherigen Schritt vom {german_day(last)}. "
            "Prüfen Sie das Datum.",
            field="on",
        )
    _check_periods(step, state, days, on, court_state)


def _check_periods(
    step: CourtStep, state: CaseState, days: CourtDays, on: date, court_state: str
) -> None:
    if step == CourtStep.ENFORCEMENT_REQUEST and days.served_on is not None:
        _check_enforcement(state, days.served_on, on, court_state)
    if (
        step == CourtStep.TITLE
        and state == CaseState.ENFORCEMENT_SERVED
        and days.enforcement_served_on is not None
    ):
        until = enforcement_objection_until(days.enforcement_served_on, court_state)
        if on <= until:
            raise StepRefused(
                f"Die Einspruchsfrist läuft bis {german_day(until)} (§§ 700, 339 ZPO). "
                "Rechtskräftig wird der Vollstreckungsbescheid erst danach.",
                field="on",
            )


def _check_enforcement(state: CaseState, served_on: date, on: date, court_state: str) -> None:
    first = enforcement_from(served_on, court_state)
    if on < first:
        raise StepRefused(
            f"Der Vollstreckungsbescheid kann erst ab {german_day(first)} beantragt werden, nach "
            "dem Ende der Widerspruchsfrist (§ 699 Abs. 1 ZPO).",
            field="on",
        )
    last = enforcement_until(served_on, court_state)
    # Once the debtor has objected, the six months of § 701 do not run.
    if on > last and state != CaseState.COURT_OBJECTION:
        raise StepRefused(
            f"Die sechs Monate des § 701 ZPO endeten am {german_day(last)}: Der Mahnbescheid hat "
            "seine Wirkung verloren. Beantragen Sie einen neuen.",
            field="on",
        )
