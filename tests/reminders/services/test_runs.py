"""Releasing, holding and finishing runs; the daily run and its three switches."""

from datetime import timedelta

import pytest
from django.db import connection

from reminders.models import AutomaticDunning, DunningRun, Reminder
from reminders.rules.states import ReminderState
from reminders.services.proposals import propose_run
from reminders.services.runs import (
    RunRefused,
    finish_idle_runs,
    finish_if_done,
    hold_run,
    release_run,
    run_automatically,
    run_by_hand,
)
from tests.factories import TODAY, order, procedure, sales_account, user

pytestmark = pytest.mark.django_db


def switched_on():
    account = sales_account()
    shipped = procedure(account)
    shipped.is_automatic = True
    shipped.save()
    AutomaticDunning.objects.update_or_create(pk=1, defaults={"is_enabled": True})
    return account


def test_a_release_numbers_without_gaps_and_queues(released, clock):
    first = released(order(), order())
    second = released(order(), actor=user("petra"))

    numbers = Reminder.objects.order_by("pk").values_list("number", flat=True)
    assert list(numbers) == [1, 2, 3]
    assert set(first.reminders.values_list("state", flat=True)) == {ReminderState.QUEUED}
    assert second.released_by.username == "petra"


def test_a_run_cannot_be_released_twice(released, clock):
    run = released(order())

    with pytest.raises(RunRefused, match="schon freigegeben"):
        release_run(run.pk, actor=None, today=clock.today, now=clock())


def test_a_proposal_of_yesterday_cannot_be_released(sink, clock):
    run = propose_run([order().pk], level=1, day=TODAY, written_on=TODAY, selection="", actor=None)
    clock.advance(days=1)

    with pytest.raises(RunRefused, match="Fristen passen nicht"):
        release_run(run.pk, actor=None, today=clock.today, now=clock())


def test_without_a_mail_server_nothing_is_released(clock):
    run = propose_run([order().pk], level=1, day=TODAY, written_on=TODAY, selection="", actor=None)

    with pytest.raises(RunRefused, match="kein Mailserver"):
        release_run(run.pk, actor=None, today=clock.today, now=clock())

    assert run.reminders.get().state == ReminderState.PROPOSED


def test_holding_a_run_stops_what_is_queued(released, clock):
    run = released(order(), order())

    assert hold_run(run.pk, now=clock()) == 2

    run.refresh_from_db()
    assert run.state == DunningRun.State.FINISHED
    assert set(run.reminders.values_list("state", flat=True)) == {ReminderState.CANCELLED}


def test_the_daily_run_needs_all_three_switches(sink, clock):
    account = switched_on()
    order(account)

    run = run_automatically(today=clock.today, now=clock())

    assert run.state == DunningRun.State.RELEASED
    assert run.reminders.count() == 1


@pytest.mark.parametrize("switch", ["installation", "procedure", "level"])
def test_the_daily_run_sends_nothing_when_one_switch_is_off(switch, sink, clock):
    account = switched_on()
    order(account)
    if switch == "installation":
        AutomaticDunning.objects.update(is_enabled=False)
    elif switch == "procedure":
        account.dunning_procedures.update(is_automatic=False)
    else:
        procedure(account).levels.update(is_automatic=False)

    run_automatically(today=clock.today, now=clock())

    assert not Reminder.objects.exists()


def test_the_daily_run_happens_once_a_day(sink, clock):
    account = switched_on()
    order(account)
    run_automatically(today=clock.today, now=clock())
    order(account)

    assert run_automatically(today=clock.today, now=clock()) is None
    clock.advance(days=1)
    assert run_automatically(today=clock.today, now=clock()).reminders.count() == 1


def test_a_run_by_hand_ignores_the_automatic_switches(sink, clock):
    order()

    run = run_by_hand(TODAY, sales_account_id=None, selection="", today=clock.today, now=clock())

    assert run.reminders.get().state == ReminderState.QUEUED


def test_a_run_by_hand_for_a_future_day_is_refused(sink, clock):
    with pytest.raises(RunRefused, match="--dry-run"):
        run_by_hand(
            TODAY + timedelta(days=1),
            sales_account_id=None,
            selection="",
            today=clock.today,
            now=clock(),
        )


def test_the_schedule_does_not_retry_a_failed_reminder(released, clock):
    account = switched_on()
    run = released(order(account))
    run.reminders.update(state=ReminderState.FAILED)
    run.reminders.get().items.update(state=ReminderState.FAILED)

    daily = run_automatically(today=clock.today, now=clock())

    assert [reason["code"] for reason in daily.skipped_orders.get().reasons] == ["failed"]


@pytest.mark.parametrize("how", ["settled", "swept"])
def test_what_a_person_queues_again_meanwhile_keeps_its_run_open(released, clock, how):
    run = released(order())
    reminders = Reminder.objects.filter(run=run)
    reminders.update(state=ReminderState.CANCELLED)

    def queue_after_the_first_look(execute, sql, params, many, context):
        found = execute(sql, params, many, context)
        if not reminders_are_back:
            reminders_are_back.append(True)
            reminders.update(state=ReminderState.QUEUED)
        return found

    reminders_are_back: list[bool] = []
    with connection.execute_wrapper(queue_after_the_first_look):
        if how == "settled":
            finish_if_done(run, now=clock())
        else:
            finish_idle_runs(now=clock())

    run.refresh_from_db()
    assert (run.state, run.finished_at) == (DunningRun.State.RELEASED, None)


def test_settling_asks_one_query_while_something_of_the_run_is_pending(
    released, clock, django_assert_num_queries
):
    run = released(order())

    with django_assert_num_queries(1):
        finish_if_done(run, now=clock())


def test_an_idle_run_is_finished_and_told_so(released, clock):
    run = released(order())
    Reminder.objects.filter(run=run).update(state=ReminderState.CANCELLED)

    finish_if_done(run, now=clock())

    assert run.state == DunningRun.State.FINISHED
    run.refresh_from_db()
    assert (run.state, run.finished_at) == (DunningRun.State.FINISHED, clock())
