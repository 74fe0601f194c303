"""Which steps of the court procedure can be entered when, and for which day."""

from datetime import date

import pytest

from inkasso.rules.court_deadlines import CourtDays
from inkasso.rules.court_steps import STEPS, CourtStep, StepRefused, check_step, steps_of
from inkasso.rules.states import COURT, TRANSITIONS, CaseState

TODAY = date(2026, 11, 21)
SERVED = CourtDays(requested_on=date(2026, 10, 1), served_on=date(2026, 10, 12))
OBJECTED = CourtDays(
    requested_on=date(2025, 10, 1), served_on=date(2025, 10, 13), objected_on=date(2025, 10, 27)
)
ENFORCED = CourtDays(
    requested_on=date(2026, 10, 1),
    served_on=date(2026, 10, 12),
    enforcement_requested_on=date(2026, 10, 28),
    enforcement_served_on=date(2026, 11, 9),
)


def check(step: CourtStep, state: CaseState, days: CourtDays, on: date, court_state="HH") -> None:
    check_step(step, state, days, on=on, today=TODAY, court_state=court_state)


def test_every_step_leads_along_the_table_of_transitions():
    for state, steps in STEPS.items():
        for step in steps:
            if step.state is not None:
                assert step.state in TRANSITIONS[state]


def test_every_state_at_the_court_says_what_can_be_entered():
    assert set(STEPS) >= COURT


@pytest.mark.parametrize(
    ("step", "state", "days", "on"),
    [
        pytest.param(CourtStep.REQUEST, CaseState.READY, CourtDays(), TODAY, id="the same day"),
        pytest.param(
            CourtStep.SERVICE,
            CaseState.COURT_REQUESTED,
            CourtDays(requested_on=TODAY),
            TODAY,
            id="the day of the step before",
        ),
        pytest.param(
            CourtStep.OBJECTION,
            CaseState.COURT_SERVED,
            SERVED,
            date(2026, 11, 20),
            id="a late objection counts until the enforcement order",
        ),
        pytest.param(
            CourtStep.ENFORCEMENT_REQUEST,
            CaseState.COURT_SERVED,
            SERVED,
            date(2026, 10, 27),
            id="the day after the two weeks",
        ),
        pytest.param(
            CourtStep.ENFORCEMENT_REQUEST,
            CaseState.COURT_OBJECTION,
            OBJECTED,
            date(2026, 11, 20),
            id="objection taken back after more than six months",
        ),
    ],
)
def test_it_takes_steps_in_time(step, state, days, on):
    check(step, state, days, on)


@pytest.mark.parametrize(
    ("step", "state", "days", "on", "words"),
    [
        pytest.param(
            CourtStep.REQUEST,
            CaseState.READY,
            CourtDays(),
            date(2026, 11, 22),
            "Zukunft",
            id="ahead",
        ),
        pytest.param(
            CourtStep.SERVICE,
            CaseState.COURT_REQUESTED,
            CourtDays(requested_on=date(2026, 11, 10)),
            date(2026, 11, 9),
            "vor dem vorherigen Schritt vom 10.11.2026",
            id="before the step before",
        ),
        pytest.param(
            CourtStep.ENFORCEMENT_REQUEST,
            CaseState.COURT_SERVED,
            SERVED,
            date(2026, 10, 26),
            "erst ab 27.10.2026",
            id="within the two weeks",
        ),
        pytest.param(
            CourtStep.ENFORCEMENT_REQUEST,
            CaseState.COURT_SERVED,
            CourtDays(requested_on=date(2026, 4, 1), served_on=date(2026, 5, 12)),
            date(2026, 11, 13),
            "endeten am 12.11.2026",
            id="after six months",
        ),
        pytest.param(
            CourtStep.TITLE,
            CaseState.ENFORCEMENT_SERVED,
            ENFORCED,
            TODAY,
            "bis 23.11.2026",
            id="title within the two weeks",
        ),
        pytest.param(
            CourtStep.TITLE,
            CaseState.COURT_SERVED,
            SERVED,
            TODAY,
            "„Titel rechtskräftig“ lässt sich im Stand „Mahnbescheid zugestellt“ nicht",
            id="a step that is not next",
        ),
        pytest.param(
            CourtStep.REQUEST,
            CaseState.TO_CHECK,
            CourtDays(),
            TODAY,
            "„Zu prüfen“",
            id="not checked yet",
        ),
    ],
)
def test_it_refuses_what_cannot_be(step, state, days, on, words):
    with pytest.raises(StepRefused, match=words):
        check(step, state, days, on)


def test_the_last_day_of_the_six_months_is_in_time():
    days = CourtDays(requested_on=date(2026, 4, 1), served_on=date(2026, 5, 12))

    check(CourtStep.ENFORCEMENT_REQUEST, CaseState.COURT_SERVED, days, date(2026, 11, 12))


def test_a_lapsed_mahnbescheid_can_only_be_asked_for_again():
    days = CourtDays(served_on=date(2026, 1, 12), lapsed_on=date(2026, 7, 14))

    assert steps_of(CaseState.COURT_SERVED, days) == (CourtStep.REQUEST,)
