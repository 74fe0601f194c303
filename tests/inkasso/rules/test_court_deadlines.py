"""The deadlines of the court procedure, to the day."""

from datetime import date, timedelta

import pytest

from inkasso.rules.court_deadlines import (
    CourtDays,
    DeadlineKind,
    Urgency,
    deadlines,
    enforcement_from,
    enforcement_objection_until,
    enforcement_until,
    is_served_late,
    months_after,
    next_step,
    objection_until,
    suspension,
    title_until,
    urgency,
)
from inkasso.rules.states import COURT, CaseState

Kind = DeadlineKind


@pytest.mark.parametrize(
    ("served_on", "state", "until"),
    [
        pytest.param(date(2026, 11, 10), "HH", date(2026, 11, 24), id="two weeks, a Tuesday"),
        pytest.param(date(2026, 11, 7), "HH", date(2026, 11, 23), id="ends on a Saturday"),
        pytest.param(date(2026, 11, 8), "HH", date(2026, 11, 23), id="ends on a Sunday"),
        pytest.param(date(2026, 12, 11), "HH", date(2026, 12, 28), id="first Christmas holiday"),
        pytest.param(
            date(2026, 12, 10), "HH", date(2026, 12, 24), id="Christmas Eve is no holiday"
        ),
        pytest.param(date(2026, 12, 17), "HH", date(2026, 12, 31), id="31 December is no holiday"),
        pytest.param(date(2026, 12, 18), "BY", date(2027, 1, 4), id="New Year, then a weekend"),
        pytest.param(date(2026, 12, 23), "BY", date(2027, 1, 7), id="Epiphany in Coburg"),
        pytest.param(date(2026, 12, 23), "HH", date(2027, 1, 6), id="no Epiphany in Hamburg"),
        pytest.param(date(2026, 10, 17), "ST", date(2026, 11, 2), id="Reformation Day, a Saturday"),
        pytest.param(date(2026, 5, 21), "NW", date(2026, 6, 5), id="Corpus Christi in Hagen"),
        pytest.param(date(2026, 5, 21), "BE", date(2026, 6, 4), id="no Corpus Christi in Berlin"),
        pytest.param(date(2026, 3, 20), "HE", date(2026, 4, 7), id="Good Friday to Easter Monday"),
        pytest.param(date(2028, 2, 15), "HH", date(2028, 2, 29), id="leap day"),
        pytest.param(date(2028, 2, 16), "HH", date(2028, 3, 1), id="across the leap day"),
        pytest.param(date(2026, 11, 4), "ST", date(2026, 11, 18), id="Repentance Day not in ST"),
    ],
)
def test_the_debtor_has_two_weeks_to_object(served_on, state, until):
    assert objection_until(served_on, state) == until
    assert enforcement_objection_until(served_on, state) == until
    assert enforcement_from(served_on, state) == until + timedelta(days=1)


@pytest.mark.parametrize(
    ("served_on", "state", "until"),
    [
        pytest.param(date(2026, 5, 12), "HH", date(2026, 11, 12), id="a Thursday"),
        pytest.param(date(2026, 5, 14), "HH", date(2026, 11, 16), id="ends on a Saturday"),
        pytest.param(date(2026, 6, 25), "HH", date(2026, 12, 28), id="ends at Christmas"),
        pytest.param(date(2026, 7, 1), "HH", date(2027, 1, 4), id="ends on New Year's Day"),
        pytest.param(
            date(2026, 8, 31), "HH", date(2027, 3, 1), id="no 31 February: the 28th, Sunday"
        ),
        pytest.param(date(2027, 8, 31), "HH", date(2028, 2, 29), id="leap year: the 29th"),
        pytest.param(date(2027, 8, 29), "HH", date(2028, 2, 29), id="the 29th of a leap year"),
        pytest.param(date(2026, 5, 1), "BW", date(2026, 11, 2), id="All Saints on a Sunday"),
        pytest.param(date(2027, 5, 1), "BW", date(2027, 11, 2), id="All Saints in Stuttgart"),
        pytest.param(date(2027, 5, 1), "HH", date(2027, 11, 1), id="no All Saints in Hamburg"),
    ],
)
def test_the_mahnbescheid_lapses_after_six_months(served_on, state, until):
    assert enforcement_until(served_on, state) == until


@pytest.mark.parametrize(
    ("title_on", "until"),
    [
        pytest.param(date(2026, 11, 20), date(2056, 11, 20), id="thirty years"),
        pytest.param(date(2024, 2, 29), date(2054, 3, 2), id="no leap day: the 28th, a Saturday"),
        pytest.param(date(2026, 12, 25), date(2056, 12, 27), id="Christmas"),
    ],
)
def test_a_title_holds_thirty_years(title_on, until):
    assert title_until(title_on) == until


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        pytest.param(CourtDays(), None, id="nothing happened"),
        pytest.param(
            CourtDays(requested_on=date(2026, 12, 30)),
            (date(2026, 12, 30), date(2027, 6, 30)),
            id="asked for, service to come",
        ),
        pytest.param(
            CourtDays(requested_on=date(2026, 12, 30), served_on=date(2027, 1, 20)),
            (date(2026, 12, 30), date(2027, 7, 20)),
            id="served soon: from the application",
        ),
        pytest.param(
            CourtDays(requested_on=date(2026, 12, 30), served_on=date(2027, 3, 15)),
            (date(2027, 3, 15), date(2027, 9, 15)),
            id="served late: from service",
        ),
        pytest.param(
            CourtDays(
                requested_on=date(2026, 9, 1),
                served_on=date(2026, 9, 10),
                objected_on=date(2026, 9, 30),
            ),
            (date(2026, 9, 1), date(2027, 3, 30)),
            id="six months from the last step",
        ),
        pytest.param(
            CourtDays(
                requested_on=date(2026, 6, 1),
                served_on=date(2026, 6, 10),
                enforcement_requested_on=date(2026, 8, 31),
            ),
            (date(2026, 6, 1), date(2027, 2, 28)),
            id="no 31 February",
        ),
    ],
)
def test_the_court_suspends_the_limitation(days, expected):
    assert suspension(days) == expected


def test_a_month_until_service_is_still_soon():
    assert not is_served_late(date(2026, 1, 31), date(2026, 2, 28))
    assert is_served_late(date(2026, 1, 31), date(2026, 3, 1))


SERVED = CourtDays(
    requested_on=date(2026, 10, 1), served_on=date(2026, 10, 12), barred_on=date(2028, 12, 29)
)


@pytest.mark.parametrize(
    ("state", "days", "expected"),
    [
        pytest.param(
            CaseState.COURT_REQUESTED,
            CourtDays(requested_on=date(2026, 10, 1), barred_on=date(2028, 12, 29)),
            [(Kind.SERVICE, date(2026, 11, 2)), (Kind.LIMITATION, date(2028, 12, 29))],
            id="requested",
        ),
        pytest.param(
            CaseState.COURT_SERVED,
            SERVED,
            [
                (Kind.OBJECTION, date(2026, 10, 26)),
                (Kind.ENFORCEMENT, date(2027, 4, 12)),
                (Kind.LIMITATION, date(2028, 12, 29)),
            ],
            id="served",
        ),
        pytest.param(
            CaseState.COURT_SERVED,
            CourtDays(served_on=date(2026, 1, 12), lapsed_on=date(2026, 7, 14)),
            [],
            id="lapsed",
        ),
        pytest.param(
            CaseState.COURT_OBJECTION,
            SERVED,
            [(Kind.LIMITATION, date(2028, 12, 29))],
            id="objection",
        ),
        pytest.param(
            CaseState.ENFORCEMENT_SERVED,
            CourtDays(enforcement_served_on=date(2026, 12, 11)),
            [(Kind.ENFORCEMENT_OBJECTION, date(2026, 12, 28))],
            id="enforcement order served",
        ),
        pytest.param(
            CaseState.TITLE,
            CourtDays(title_on=date(2026, 11, 20), barred_on=date(2028, 12, 29)),
            [(Kind.TITLE, date(2056, 11, 20))],
            id="title",
        ),
        pytest.param(CaseState.COURT_SERVED, CourtDays(), [], id="days not known"),
    ],
)
def test_each_state_has_its_deadlines(state, days, expected):
    found = deadlines(state, days, "HH")

    assert [(one.kind, one.last_day) for one in found] == expected


def test_the_enforcement_order_opens_the_day_after_the_objection_ends():
    enforcement = next(
        one
        for one in deadlines(CaseState.COURT_SERVED, SERVED, "HH")
        if one.kind == Kind.ENFORCEMENT
    )

    assert enforcement.opens_on == date(2026, 10, 27)


@pytest.mark.parametrize(
    ("days_left", "expected"),
    [
        (22, Urgency.LATER),
        (21, Urgency.THREE_WEEKS),
        (8, Urgency.THREE_WEEKS),
        (7, Urgency.ONE_WEEK),
        (1, Urgency.ONE_WEEK),
        (0, Urgency.TODAY),
        (-1, Urgency.MISSED),
    ],
)
def test_it_warns_three_weeks_and_one_week_ahead_on_the_day_and_after(days_left, expected):
    today = date(2026, 11, 21)

    assert urgency(today + timedelta(days=days_left), today) == expected


@pytest.mark.parametrize("state", sorted(COURT))
def test_every_state_at_the_court_has_a_next_step(state):
    days = CourtDays(
        requested_on=date(2026, 10, 1),
        served_on=date(2026, 10, 12),
        enforcement_requested_on=date(2026, 11, 1),
        enforcement_served_on=date(2026, 11, 10),
        title_on=date(2026, 11, 30),
        barred_on=date(2028, 12, 29),
    )

    words, until = next_step(state, days, deadlines(state, days, "HH"))

    assert words
    assert len(words) <= 120
    assert until is not None


def test_after_a_lapse_a_new_application_is_the_next_step():
    days = CourtDays(
        served_on=date(2026, 1, 12), lapsed_on=date(2026, 7, 14), barred_on=date(2028, 12, 29)
    )
    found = deadlines(CaseState.COURT_SERVED, days, "HH")

    assert next_step(CaseState.COURT_SERVED, days, found) == (
        "Neuen Mahnbescheid beantragen oder Fall beenden",
        date(2028, 12, 29),
    )


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 31), 6, date(2027, 6, 30)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
    ],
)
def test_months_end_on_the_same_day_or_the_last_of_the_month(day, months, expected):
    assert months_after(day, months) == expected
