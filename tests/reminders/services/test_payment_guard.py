"""Money that may have crossed: the schedule does not dun, a run by hand only warns."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from orders.models import Order
from orders.services.bank import book_transaction
from orders.services.ledger import refresh_figures
from reminders.models import DunningRun, Standing, Tab
from reminders.rules.states import ReminderState
from reminders.services.assessment import assess
from reminders.services.delivery import deliver_due
from reminders.services.proposals import (
    ProposalRefused,
    discard_run,
    propose_run,
    take_out_orders,
)
from reminders.services.runs import run_automatically, run_by_hand
from tests.bank_rows import movement, proposal, statement
from tests.factories import TODAY, order
from tests.reminders.services.test_runs import switched_on

pytestmark = pytest.mark.django_db

# A Monday; until the Saturday of the tests four working days have passed.
OLD = date(2026, 11, 16)


def codes(run: DunningRun) -> list[list[str]]:
    return [
        [reason["code"] for reason in skipped.reasons]
        for skipped in run.skipped_orders.order_by("pk")
    ]


def told(bought: Order) -> str:
    (assessment,) = assess(Order.objects.filter(pk=bought.pk), TODAY)
    return assessment.explanation


def stop(bought: Order, **why: object) -> None:
    """What the services that stop an order write."""
    Order.objects.filter(pk=bought.pk).update(**why)
    refresh_figures(Order.objects.get(pk=bought.pk))


def propose(*orders: Order) -> DunningRun:
    return propose_run(
        [one.pk for one in orders],
        level=1,
        day=TODAY,
        written_on=TODAY,
        selection="Test",
        actor=None,
    )


def test_the_daily_run_sends_nothing_on_old_bank_data_and_says_so(sink, clock):
    order(switched_on())
    statement(OLD)

    run = run_automatically(today=clock.today, now=clock())

    assert codes(run) == [["bank_data_old"]]
    assert run.state == DunningRun.State.FINISHED
    assert run.refusal == (
        "Nichts versendet: Der neueste Kontoauszug von Lindgrün Fotohaus GmbH reicht nur bis "
        "16.11.2026 und ist 4 Arbeitstage alt (erlaubt: 3). Lesen Sie die neuen Kontoauszüge ein."
    )


@pytest.mark.parametrize("days", [0, 1, 3])
def test_the_daily_run_sends_on_fresh_bank_data(days, sink, clock):
    order(switched_on())
    statement(TODAY - timedelta(days=days))

    run = run_automatically(today=clock.today, now=clock())

    assert run.reminders.count() == 1
    assert run.refusal == ""


def test_a_run_that_dunned_nobody_for_other_reasons_is_not_refused(sink, clock):
    order(switched_on(), email="")
    statement(OLD)

    run = run_automatically(today=clock.today, now=clock())

    assert run.refusal == ""
    assert codes(run) == [["no_address", "bank_data_old"]]


def test_the_daily_run_leaves_an_order_alone_whose_money_may_be_there(sink, clock):
    account = switched_on()
    doubtful, other = order(account), order(account)
    movement("300.00", proposals=[proposal(doubtful)])

    run = run_automatically(today=clock.today, now=clock())

    assert codes(run) == [["payment_unmatched"]]
    assert run.reminders.get().items.get().order == other


def test_a_run_by_hand_duns_all_the_same(sink, clock):
    bought = order()
    statement(OLD)
    movement("300.00", proposals=[proposal(bought)])

    run = run_by_hand(TODAY, sales_account_id=None, selection="", today=TODAY, now=clock())

    assert run.reminders.get().state == ReminderState.QUEUED


def test_money_that_comes_after_the_daily_run_stops_its_mail(sink, clock):
    bought = order(switched_on())
    run = run_automatically(today=clock.today, now=clock())
    movement("300.00", proposals=[proposal(bought)])

    assert deliver_due(clock=clock) == {"revoked": 1}

    assert run.reminders.get().outcome == "Zahlung vielleicht schon da"
    assert sink.envelopes == []


def test_money_that_comes_after_a_release_by_hand_does_not_stop_its_mail(released, sink, clock):
    bought = order()
    released(bought)
    movement("300.00", proposals=[proposal(bought)])

    assert deliver_due(clock=clock) == {"sent": 1}


def test_the_order_tells_of_the_money_and_of_old_data():
    bought = order()
    statement(OLD)
    movement("300.00", proposals=[proposal(bought)], name="Ida Sommer")

    assert told(bought) == (
        "Steht in Mahnstufe 1 zur Mahnung an: Noch keine Mahnung versendet. Ein Zahlungseingang "
        "über 300,00\xa0€ vom 19.11.2026 von Ida Sommer ist noch nicht zugeordnet und gehört "
        "vielleicht zu diesem Auftrag. Der neueste Kontoauszug von Lindgrün Fotohaus GmbH reicht "
        "nur bis 16.11.2026 und ist 4 Arbeitstage alt (erlaubt: 3). "
        "Lesen Sie die neuen Kontoauszüge ein."
    )


def test_several_payments_are_told_in_one_sentence():
    bought = order()
    for amount in ("10.00", "20.00"):
        movement(amount, proposals=[proposal(bought)])

    assert "2 Zahlungseingänge über zusammen 30,00\xa0€ sind noch nicht zugeordnet" in told(bought)


STOPS = [
    pytest.param({"stop_reason": "disputed"}, "disputed", id="disputed"),
    pytest.param({"stop_reason": "deceased"}, "deceased", id="deceased"),
    pytest.param({"stop_reason": "to_clarify"}, "to_clarify", id="to clarify"),
    pytest.param({"reported_total": Decimal("69.90")}, "amount_changed", id="amount changed"),
]


@pytest.mark.parametrize(("why", "code"), STOPS)
def test_a_stopped_order_is_skipped_by_every_run(why, code, sink, clock):
    bought = order(switched_on())
    stop(bought, **why)

    by_hand = propose(bought)
    discard_run(by_hand.pk)
    automatic = run_automatically(today=clock.today, now=clock())

    assert codes(by_hand) == codes(automatic) == [[code]]


@pytest.mark.parametrize(("why", "code"), STOPS)
def test_a_stopped_order_stays_in_its_level_but_is_not_due(why, code):
    bought = order()
    stop(bought, **why)

    assert Standing.objects.in_tab(Tab.LEVEL_1, on=TODAY).exists()
    assert Standing.objects.in_tab(Tab.BLOCKED, on=TODAY).exists()
    assert not Standing.objects.ripe(on=TODAY).exists()
    stop(bought, stop_reason="", reported_total=None)
    assert Standing.objects.ripe(on=TODAY).exists()


@pytest.mark.parametrize(("why", "code"), STOPS)
def test_a_stop_takes_back_what_is_not_sent_yet(why, code, released, sink, clock):
    bought = order()
    run = released(bought)

    stop(bought, **why)

    assert run.reminders.get().state == ReminderState.CANCELLED
    assert deliver_due(clock=clock) == {}


def test_a_proposal_keeps_up_to_which_day_payments_count():
    bought = order()
    statement(date(2026, 11, 20))
    reminder = propose(bought).reminders.get()

    statement(TODAY)

    reminder.refresh_from_db()
    assert reminder.payments_until == date(2026, 11, 20)


def test_without_a_statement_no_day_is_kept():
    assert propose(order()).reminders.get().payments_until is None


def test_orders_are_taken_out_of_a_proposal_at_once():
    first, second, third = order(), order(), order()
    run = propose(first, second, third)

    assert take_out_orders(run.pk, [first.pk, third.pk]) == 2

    assert run.reminders.proposed().get().items.get().order == second


def test_nothing_is_taken_out_of_a_released_run(released):
    bought = order()
    run = released(bought)

    with pytest.raises(ProposalRefused, match="schon freigegeben"):
        take_out_orders(run.pk, [bought.pk])


def test_a_matched_payment_raises_no_doubt():
    bought = order(total="100.00")
    paid = movement("40.00", name="Zoë Winter", proposals=[proposal(bought)])
    book_transaction(paid.pk, [(bought.pk, Decimal("40.00"))], why="Nummer", actor=None)

    assert told(bought) == "Steht in Mahnstufe 1 zur Mahnung an: Noch keine Mahnung versendet."
