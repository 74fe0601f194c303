"""Until when a claim can be enforced: §§ 193, 195, 199, 203, 204, 209, 212 BGB."""

from datetime import date

import pytest

from reminders.rules.limitation import months_of_warning, statute_barred_on


def days(*texts):
    return [tuple(date.fromisoformat(day) for day in text.split("/")) for text in texts]


@pytest.mark.parametrize(
    ("due_on", "last_day"),
    [
        pytest.param(date(2023, 1, 1), date(2026, 12, 31), id="§ 199 I: first day of the year"),
        pytest.param(date(2023, 12, 31), date(2026, 12, 31), id="§ 199 I: last day of the year"),
        pytest.param(date(2024, 1, 1), date(2027, 12, 31), id="§ 199 I: the next year"),
        pytest.param(date(2024, 2, 29), date(2027, 12, 31), id="leap day"),
        pytest.param(date(2025, 5, 1), date(2029, 1, 2), id="§ 193, III ZR 146/07: 2028 on Sunday"),
        pytest.param(date(2019, 7, 1), date(2023, 1, 2), id="§ 193: 2022 ends on Saturday"),
        pytest.param(date(2020, 7, 1), date(2024, 1, 2), id="§ 193: Sunday, then New Year"),
        pytest.param(date(2021, 7, 1), date(2024, 12, 31), id="a Tuesday stays"),
    ],
)
def test_three_years_from_the_end_of_the_year(due_on, last_day):
    assert statute_barred_on(due_on) == last_day


@pytest.mark.parametrize(
    ("acknowledged_on", "last_day"),
    [
        pytest.param(date(2025, 3, 10), date(2028, 3, 10), id="§ 212 I 1: from the next day"),
        pytest.param(date(2026, 12, 31), date(2029, 12, 31), id="on the last day"),
        pytest.param(date(2024, 1, 1), date(2027, 1, 4), id="first day; ends on a Friday holiday"),
        pytest.param(date(2024, 2, 29), date(2027, 3, 1), id="§ 188 III, § 193: leap day, Sunday"),
        pytest.param(date(2023, 8, 1), date(2026, 12, 31), id="not begun: changes nothing"),
        pytest.param(date(2023, 12, 31), date(2026, 12, 31), id="not begun on the last day"),
        pytest.param(date(2027, 1, 1), date(2026, 12, 31), id="too late: already barred"),
    ],
)
def test_an_acknowledgement_restarts_a_running_period(acknowledged_on, last_day):
    assert statute_barred_on(date(2023, 5, 1), acknowledged_on=acknowledged_on) == last_day


@pytest.mark.parametrize(
    ("suspended", "last_day"),
    [
        pytest.param(
            days("2025-03-01/2025-03-10"), date(2027, 1, 11), id="§ 209: ten days, Sunday"
        ),
        pytest.param(days("2025-03-01/2025-03-14"), date(2027, 1, 14), id="§§ 203, 209: 14 days"),
        pytest.param(days("2023-06-01/2023-07-31"), date(2026, 12, 31), id="before it began"),
        pytest.param(days("2023-12-22/2024-01-14"), date(2027, 1, 14), id="only what lies in it"),
        pytest.param(
            days("2025-03-01/2025-03-10", "2025-03-05/2025-03-14"),
            date(2027, 1, 14),
            id="overlapping ones count once",
        ),
        pytest.param(
            days("2025-03-05/2025-03-08", "2025-03-01/2025-03-14"),
            date(2027, 1, 14),
            id="one within the other",
        ),
        pytest.param(
            days("2025-03-01/2025-03-14", "2027-01-12/2027-01-14"),
            date(2027, 1, 18),
            id="in the time gained; 17 January is a Sunday",
        ),
        pytest.param(days("2027-01-01/2027-01-31"), date(2026, 12, 31), id="after it ended"),
        pytest.param(days("2026-12-20/2027-01-20"), date(2027, 2, 1), id="§ 204: over its end"),
        pytest.param(days("2025-03-10/2025-03-01"), date(2026, 12, 31), id="empty interval"),
    ],
)
def test_suspended_days_are_not_counted(suspended, last_day):
    assert statute_barred_on(date(2023, 5, 1), suspended=suspended) == last_day


def test_days_suspended_after_an_acknowledgement_lengthen_the_new_period():
    found = statute_barred_on(
        date(2023, 5, 1),
        acknowledged_on=date(2025, 3, 10),
        suspended=days("2024-06-01/2024-06-30", "2026-01-01/2026-01-05"),
    )

    assert found == date(2028, 3, 15)


@pytest.mark.parametrize(
    ("today", "months"),
    [
        pytest.param(date(2026, 6, 29), None, id="more than six months"),
        pytest.param(date(2026, 6, 30), None, id="30 December is six months on"),
        pytest.param(date(2026, 7, 1), 6, id="six months"),
        pytest.param(date(2026, 9, 29), 6, id="more than three"),
        pytest.param(date(2026, 10, 1), 3, id="three months"),
        pytest.param(date(2026, 11, 30), 3, id="more than one"),
        pytest.param(date(2026, 12, 1), 1, id="one month"),
        pytest.param(date(2026, 12, 31), 1, id="the last day"),
        pytest.param(date(2027, 1, 1), None, id="barred"),
    ],
)
def test_it_warns_six_three_and_one_months_before(today, months):
    assert months_of_warning(date(2026, 12, 31), today) == months
