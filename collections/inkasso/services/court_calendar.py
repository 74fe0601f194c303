"""The deadlines at the courts as a file for calendar programs."""

from collections.abc import Sequence
from datetime import datetime

from common.rules.german import day as german_day
from inkasso.adapters.calendar_file import CalendarDay, calendar_file
from inkasso.services.court_deadlines import CaseDeadline


def calendar_of(found: Sequence[CaseDeadline], *, made_at: datetime) -> bytes:
    """The deadlines as an iCalendar file; customers are not named, as calendars are shared."""
    days = [_day(one) for one in found]
    return calendar_file(days, name="Gerichtsfristen", made_at=made_at)


def _day(one: CaseDeadline) -> CalendarDay:
    deadline = one.deadline
    opens = f"möglich ab {german_day(deadline.opens_on)}, " if deadline.opens_on else ""
    return CalendarDay(
        key=f"{one.case.reference}-{deadline.kind.value}",
        on=deadline.last_day,
        title=f"{deadline.kind.label} ({one.case.reference})",
        text=f"Auftrag {one.case.order}, {one.court_name}: {opens}letzter Tag "
        f"{german_day(deadline.last_day)} ({deadline.norm})",
    )
