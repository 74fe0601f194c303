"""What the page of a case shows of the court."""

from dataclasses import dataclass
from datetime import date

from inkasso.models import CollectionCase, CollectionPolicy, CourtProcedure
from inkasso.rules.court_deadlines import CourtDays, Deadline, Urgency, urgency
from inkasso.rules.court_readiness import CourtGap
from inkasso.rules.court_steps import CourtStep, steps_of
from inkasso.rules.courts import Court
from inkasso.rules.states import COURT, CaseState
from inkasso.services.court_days import court_of, days_of, deadlines_of, procedure_of
from inkasso.services.court_readiness import court_readiness

_ROWS = (
    ("Mahnbescheid beantragt", "requested_on"),
    ("Mahnbescheid zugestellt", "served_on"),
    ("Widerspruch", "objected_on"),
    ("Vollstreckungsbescheid beantragt", "enforcement_requested_on"),
    ("Vollstreckungsbescheid zugestellt", "enforcement_served_on"),
    ("Einspruch", "enforcement_objected_on"),
    ("Titel rechtskräftig", "title_on"),
    ("Wirkung weggefallen", "lapsed_on"),
)
_AT_AGENCY = frozenset({CaseState.HANDING_OVER, CaseState.HANDED_OVER, CaseState.IN_PROGRESS})
_BEFORE = frozenset({CaseState.READY, CaseState.RETURNED, CaseState.RECALLED})


@dataclass(frozen=True, slots=True)
class ShownDeadline:
    """A deadline with how near it is."""

    deadline: Deadline
    urgency: Urgency


@dataclass(frozen=True, slots=True)
class CourtBlock:
    """The court in the page of a case."""

    case: CollectionCase
    procedure: CourtProcedure | None
    court: Court | None
    days: CourtDays
    rows: tuple[tuple[str, date], ...]
    deadlines: tuple[ShownDeadline, ...]
    gaps: tuple[CourtGap, ...]
    steps: tuple[CourtStep, ...]

    @property
    def is_prepared(self) -> bool:
        """Whether the data for the application are kept."""
        return self.procedure is not None

    @property
    def is_filed(self) -> bool:
        """Whether the court has the case."""
        return self.case.state in COURT

    @property
    def is_at_agency(self) -> bool:
        """Whether the agency works on the case, alone."""
        return self.case.state in _AT_AGENCY

    @property
    def can_prepare(self) -> bool:
        """Whether an application may be prepared now."""
        return self.case.state in _BEFORE or self.days.lapsed_on is not None

    @property
    def missing(self) -> tuple[CourtGap, ...]:
        """What stops an application."""
        return tuple(gap for gap in self.gaps if not gap.is_warning)


def court_block(case: CollectionCase, day: date) -> CourtBlock | None:
    """What to show of the court on the day; None where no court is foreseen.

    Shown for option a, and whenever a court has or had the case.
    """
    procedure = procedure_of(case)
    is_foreseen = case.option == CollectionPolicy.Option.COURT
    if procedure is None and not is_foreseen and case.state not in COURT:
        return None
    days = days_of(case.order, procedure)
    state = CaseState(case.state)
    is_open = state in _BEFORE or days.lapsed_on is not None
    return CourtBlock(
        case=case,
        procedure=procedure,
        court=court_of(case, procedure),
        days=days,
        rows=tuple((label, value) for label, name in _ROWS if (value := getattr(days, name))),
        deadlines=tuple(
            ShownDeadline(one, urgency(one.last_day, day)) for one in deadlines_of(case, procedure)
        )
        if state in COURT
        else (),
        gaps=court_readiness(case, day) if is_open else (),
        steps=steps_of(state, days),
    )
