"""The calendar of all deadlines, and the limitation as the court suspends it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from inkasso.models import CollectionCase, CourtProcedure
from inkasso.rules.court_deadlines import CourtDays, DeadlineKind, Urgency
from inkasso.rules.states import CaseState
from inkasso.services.court_calendar import calendar_of
from inkasso.services.court_days import barred_on, days_of
from inkasso.services.court_deadlines import calendar, warnings_count
from orders.models import Order
from tests import factories
from tests.collection_factories import case
from tests.factories import TODAY

pytestmark = pytest.mark.django_db


def at_court(served_on: date, **of_case: object) -> CollectionCase:
    made = case(state=CaseState.COURT_SERVED, **of_case)
    CourtProcedure.objects.create(
        case=made, court="hamburg", requested_on=served_on, served_on=served_on
    )
    return made


def test_the_calendar_shows_what_ends_next_first():
    later, sooner = at_court(date(2026, 11, 10)), at_court(date(2026, 5, 26))

    found = calendar(TODAY)

    # The debtor's two weeks of the older case are over.
    assert [(one.case.pk, one.deadline.kind, one.deadline.last_day) for one in found[:2]] == [
        (later.pk, DeadlineKind.OBJECTION, date(2026, 11, 24)),
        (sooner.pk, DeadlineKind.ENFORCEMENT, date(2026, 11, 26)),
    ]
    assert found[0].court_name == "Amtsgericht Hamburg-Altona – Mahngericht"


def test_it_warns_of_what_is_ours_only():
    at_court(date(2026, 5, 26))

    warned = [one.deadline.kind for one in calendar(TODAY) if one.is_warning]

    assert warned == [DeadlineKind.ENFORCEMENT]
    assert warnings_count(TODAY) == 1
    assert calendar(TODAY)[0].urgency == Urgency.ONE_WEEK


def test_cases_that_ended_have_no_deadlines():
    made = at_court(date(2026, 11, 10))
    CollectionCase.objects.filter(pk=made.pk).update(state=CaseState.PAID)

    assert calendar(TODAY) == []


def test_the_calendar_is_read_in_one_query(django_assert_num_queries):
    for _ in range(3):
        at_court(date(2026, 11, 10))

    with django_assert_num_queries(1):
        calendar(TODAY)


@pytest.fixture
def due_2023() -> Order:
    """An order that would be statute-barred at the end of 2026."""
    return factories.order(due_on=date(2023, 6, 1))


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        pytest.param(CourtDays(), date(2026, 12, 31), id="no court"),
        pytest.param(
            # The days from 30 December 2026 to 20 July 2027 are not counted: two are left.
            CourtDays(requested_on=date(2026, 12, 30), served_on=date(2027, 1, 20)),
            date(2027, 7, 22),
            id="asked for just in time",
        ),
        pytest.param(
            CourtDays(requested_on=date(2027, 1, 4), served_on=date(2027, 1, 20)),
            date(2026, 12, 31),
            id="asked for too late",
        ),
    ],
)
def test_the_court_holds_the_limitation_back(due_2023, days, expected):
    assert barred_on(due_2023, days) == expected


def test_an_application_on_the_moved_last_day_is_in_time():
    # 31 December 2028 is a Sunday: the last day is 2 January 2029.
    order = factories.order(due_on=date(2025, 6, 1))
    days = CourtDays(requested_on=date(2029, 1, 2), served_on=date(2029, 1, 10))

    assert barred_on(order, days) == date(2029, 7, 11)


def test_nothing_open_is_never_barred(due_2023):
    Order.objects.filter(pk=due_2023.pk).update(oldest_due_on=None, open_amount=0)
    due_2023.refresh_from_db()

    assert days_of(due_2023, None).barred_on is None


def test_the_calendar_file_names_no_customer():
    made = at_court(date(2026, 11, 10))
    made_at = datetime(2026, 11, 21, 12, tzinfo=ZoneInfo("Europe/Berlin"))

    content = calendar_of(calendar(TODAY), made_at=made_at).decode()

    assert content.startswith("BEGIN:VCALENDAR\r\n")
    assert content.endswith("END:VCALENDAR\r\n")
    assert f"UID:{made.reference}-objection@mahnwerk\r\n" in content
    assert "DTSTAMP:20261121T110000Z\r\n" in content
    assert "DTSTART;VALUE=DATE:20261124\r\nDTEND;VALUE=DATE:20261125\r\n" in content
    assert "Winter" not in content
    assert all(len(line.encode()) <= 75 for line in content.split("\r\n"))
