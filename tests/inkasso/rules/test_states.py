"""Which state of a case may follow which, and in which tab each stands."""

import pytest

from inkasso.rules.reports import STATE_AFTER, AgencyStatus
from inkasso.rules.states import (
    ENDED,
    RUNNING,
    TAB_STATES,
    TRANSITIONS,
    WAITING,
    CaseState,
    TransitionRefused,
    check_transition,
)


def test_every_state_stands_in_exactly_one_tab():
    for state in CaseState:
        assert len([tab for tab, states in TAB_STATES.items() if state in states]) == 1


def test_every_state_waits_runs_or_has_ended():
    assert sorted([*WAITING, *RUNNING, *ENDED]) == sorted(CaseState)


def test_every_state_has_words_and_a_row_in_the_table():
    assert set(TRANSITIONS) == set(CaseState)
    assert all(state.label for state in CaseState)
    assert all(status.label for status in AgencyStatus)


def test_every_state_can_be_reached_from_the_first():
    reached, waiting = {CaseState.TO_CHECK}, [CaseState.TO_CHECK]
    while waiting:
        new = TRANSITIONS[waiting.pop()] - reached
        reached |= new
        waiting += new

    assert reached == set(CaseState)


@pytest.mark.parametrize("state", sorted(RUNNING - {CaseState.HANDING_OVER}))
def test_whatever_runs_ends_when_it_is_paid(state):
    check_transition(state, CaseState.PAID)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (CaseState.TO_CHECK, CaseState.HANDING_OVER),
        (CaseState.TO_CHECK, CaseState.HANDED_OVER),
        (CaseState.READY, CaseState.HANDED_OVER),
        (CaseState.HANDED_OVER, CaseState.READY),
        (CaseState.HANDED_OVER, CaseState.STOPPED),
        (CaseState.RECALLED, CaseState.READY),
        (CaseState.WRITTEN_OFF, CaseState.TO_CHECK),
        (CaseState.COURT_REQUESTED, CaseState.ENFORCEMENT_REQUESTED),
        (CaseState.COURT_SERVED, CaseState.TITLE),
    ],
)
def test_it_skips_no_step_and_never_goes_back_to_be_handed_over_again(before, after):
    with pytest.raises(TransitionRefused, match=f"„{before.label}“"):
        check_transition(before, after)


def test_reports_bring_a_case_to_running_states_only():
    assert set(STATE_AFTER.values()) <= RUNNING
