"""The newest day that the bank has told of, per creditor."""

from datetime import date, timedelta

import pytest

from orders.models import BankStatement
from orders.services.bank_data import bank_data
from tests import factories
from tests.bank_rows import statement
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
State = BankStatement.State


def of_lindgruen(on: date = TODAY):
    creditor = factories.creditor()
    return bank_data(on=on)[creditor.pk]


def test_a_creditor_without_statements_has_no_day_and_is_never_stale():
    assert of_lindgruen().newest_on is None
    assert not of_lindgruen(on=TODAY + timedelta(days=400)).is_stale


def test_the_newest_day_of_all_statements_counts():
    for days in (9, 2, 5):
        statement(TODAY - timedelta(days=days))

    assert of_lindgruen().newest_on == TODAY - timedelta(days=2)


@pytest.mark.parametrize(
    ("to_on", "state"),
    [
        pytest.param(TODAY, State.HELD, id="held"),
        pytest.param(TODAY, State.DISCARDED, id="discarded"),
        pytest.param(None, State.TAKEN_OVER, id="without a period"),
    ],
)
def test_only_statements_in_force_count(to_on, state):
    statement(date(2026, 11, 10))
    statement(to_on, state=state)

    assert of_lindgruen().newest_on == date(2026, 11, 10)
    assert of_lindgruen().held_count == (1 if state == State.HELD else 0)


def test_a_statement_reaches_no_further_than_the_day_it_was_read():
    statement(date(2026, 11, 30), read_on=date(2026, 11, 12))

    assert of_lindgruen().newest_on == date(2026, 11, 12)


def test_no_day_after_the_one_that_is_asked_for_counts():
    statement(date(2026, 11, 20))

    assert of_lindgruen(on=date(2026, 11, 18)).newest_on == date(2026, 11, 18)


def test_the_age_counts_working_days_of_the_creditors_state():
    creditor = factories.creditor()
    statement(date(2026, 11, 16))

    assert of_lindgruen(on=date(2026, 11, 20)).age == 4
    creditor.federal_state = "SN"
    creditor.save()
    assert of_lindgruen(on=date(2026, 11, 20)).age == 3


def test_each_creditor_has_data_of_its_own_and_all_take_one_query(django_assert_num_queries):
    other = factories.creditor("Nordlicht GmbH", iban="DE02500105170137075030")
    statement(date(2026, 11, 19))
    statement(date(2026, 11, 10), creditor=other)

    with django_assert_num_queries(1):
        data = bank_data(on=TODAY)

    assert data[factories.creditor().pk].newest_on == date(2026, 11, 19)
    assert data[other.pk].newest_on == date(2026, 11, 10)
    assert list(bank_data(on=TODAY, creditor_ids=[other.pk])) == [other.pk]
