"""What clerks decide on what debtors asked for, and what holds afterwards."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from orders.models import Order
from orders.services.payments import record_payment
from orders.services.stops import lift_stop, set_stop
from reminders.models import DebtorPageSettings, DebtorRequest, DunningBlock
from reminders.rules.debtor_requests import DisputeReason
from reminders.rules.instalments import equal_rates
from reminders.services import debtor_requests as desk
from reminders.services.blocks import lift_block, set_block
from reminders.services.claim_facts import facts_of
from reminders.services.debtor_settling import (
    Decision,
    SettlingRefused,
    accept,
    decline,
    grant_deferral,
    grant_instalments,
    reject_dispute,
    take_over_address,
)
from tests import factories
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
State, Reason = DebtorRequest.State, DunningBlock.Reason
NOW = timezone.make_aware(datetime(TODAY.year, TODAY.month, TODAY.day, 10, 30))
WHEN = {"now": NOW, "today": TODAY}


def in_days(days: int) -> date:
    return TODAY + timedelta(days=days)


@pytest.fixture
def clerk():
    return factories.user("anna")


@pytest.fixture
def order() -> Order:
    return factories.order(total="90.00")


@pytest.fixture
def decide(clerk):
    """A decision of the clerk, perhaps with an answer."""

    def make(**told: object) -> Decision:
        return Decision(actor=clerk, **{**WHEN, **told})

    return make


def standing(order: Order) -> tuple[str, date | None] | None:
    """Reason and end of the order's block."""
    block = DunningBlock.objects.filter(order=order, lifted_on=None).first()
    return (block.reason, block.until_on) if block else None


def say_paid(order: Order) -> DebtorRequest:
    return desk.already_paid(order.pk, paid_on=TODAY, **WHEN)


def pay(order: Order, amount: str) -> None:
    record_payment(order.pk, amount=Decimal(amount), paid_on=TODAY, actor=None, today=TODAY)


def ask_delay(order: Order, days: int = 30) -> DebtorRequest:
    return desk.ask_deferral(order.pk, until_on=in_days(days), **WHEN)


def test_what_is_declined_is_dunned_again(order, decide, clerk):
    request = say_paid(order)

    settled = decline(request.pk, decide(answer="Nichts eingegangen.")).request

    assert standing(order) is None
    assert (settled.state, settled.settled_by, settled.settled_at) == (State.DECLINED, clerk, NOW)
    assert "Anliegen „Schon bezahlt“ abgelehnt. Antwort: Nichts eingegangen." in [
        entry.text for entry in order.history.all()
    ]


def test_what_is_done_is_dunned_again_for_the_rest(order, decide):
    request = say_paid(order)
    pay(order, "10.00")
    DebtorRequest.objects.update(received_at=timezone.now() - timedelta(hours=1))

    assert accept(request.pk, decide()).request.state == State.ACCEPTED
    assert standing(order) is None


def test_who_paid_is_not_dunned_because_his_payment_is_not_booked_yet(order, decide):
    pay(order, "10.00")
    request = say_paid(order)
    DebtorRequest.objects.update(received_at=timezone.now() + timedelta(hours=1))

    with pytest.raises(SettlingRefused, match="80,00"):
        accept(request.pk, decide())

    assert standing(order) == (Reason.CLARIFICATION, in_days(7))


def test_a_new_address_is_still_to_be_read_once_the_order_is_paid(order):
    request = desk.report_address(order.pk, address={"street": "Neuer Weg 1"}, **WHEN)

    pay(order, "90.00")

    request.refresh_from_db()
    assert request.state == State.OPEN


def test_the_pause_stays_while_another_request_needs_it(order, decide):
    paid, delay = say_paid(order), ask_delay(order)

    decline(paid.pk, decide())
    assert standing(order) == (Reason.CLARIFICATION, in_days(7))
    decline(delay.pk, decide())

    assert standing(order) is None


def test_after_the_pause_the_block_of_the_clerk_holds_its_days(order, decide, clerk):
    until_on = in_days(3)
    set_block(order.pk, reason=Reason.GOODWILL, until_on=until_on, actor=clerk, today=TODAY)
    request = say_paid(order)

    decline(request.pk, decide())

    assert standing(order) == (Reason.GOODWILL, until_on)
    assert DunningBlock.objects.get(order=order, lifted_on=None).set_by == clerk


def test_after_the_pause_a_delay_granted_meanwhile_holds_its_days(order, decide):
    DebtorPageSettings.objects.create(sales_account=order.sales_account, deferral_days=5)
    request = say_paid(order)
    ask_delay(order, days=5)

    decline(request.pk, decide())

    assert standing(order) == (Reason.DEFERRED, in_days(5))


def test_a_delay_behind_a_longer_pause_bears_no_interest(order, decide):
    DebtorPageSettings.objects.create(sales_account=order.sales_account, pause_days=20)
    paid, delay = say_paid(order), ask_delay(order)

    grant_deferral(delay.pk, until_on=in_days(10), decision=decide())
    while_paused = facts_of(order).pauses(in_days(30))
    decline(paid.pk, decide())

    assert while_paused == [(TODAY, in_days(10))]
    assert standing(order) == (Reason.DEFERRED, in_days(10))


def test_a_block_that_a_clerk_lifted_does_not_come_back(order, decide, clerk):
    set_block(order.pk, reason=Reason.GOODWILL, until_on=in_days(3), actor=clerk, today=TODAY)
    decline(say_paid(order).pk, decide())
    lift_block(order.pk, actor=clerk, today=TODAY)

    decline(ask_delay(order).pk, decide())

    assert standing(order) is None


def test_what_a_clerk_set_since_is_left_alone(order, decide, clerk):
    request = say_paid(order)
    set_block(order.pk, reason=Reason.RETURN, until_on=in_days(2), actor=clerk, today=TODAY)

    decline(request.pk, decide())

    assert standing(order) == (Reason.RETURN, in_days(2))


def test_a_delay_is_granted_until_another_day(order, decide):
    request = ask_delay(order)

    settled = grant_deferral(request.pk, until_on=in_days(14), decision=decide()).request

    assert standing(order) == (Reason.DEFERRED, in_days(14))
    assert settled.details["until_on"] == "2026-12-05"


def test_a_delay_shorter_than_the_pause_ends_the_pause(order, decide):
    request = ask_delay(order)

    grant_deferral(request.pk, until_on=in_days(2), decision=decide())

    assert standing(order) == (Reason.DEFERRED, in_days(2))


def test_a_delay_ends_on_a_day_ahead(order, decide):
    request = ask_delay(order)

    with pytest.raises(SettlingRefused, match="liegt nicht in der Zukunft"):
        grant_deferral(request.pk, until_on=TODAY, decision=decide())


def test_rates_are_agreed_as_the_clerk_changes_them(order, decide, clerk):
    request = desk.ask_instalments(order.pk, count=9, **WHEN)
    rates = equal_rates(Decimal("90.00"), 3, in_days(10))
    newest = order.ledger_entries.order_by("-pk").first().pk

    settled = grant_instalments(request.pk, rates, seen_entry_id=newest, decision=decide()).request

    plan = order.instalment_plans.get()
    assert (settled.plan, plan.created_by, len(plan.rates)) == (plan, clerk, 3)
    assert standing(order) is None


def test_rates_that_make_no_plan_change_nothing(order, decide):
    request = desk.ask_instalments(order.pk, count=3, **WHEN)

    with pytest.raises(SettlingRefused, match="Die Raten ergeben"):
        grant_instalments(
            request.pk,
            equal_rates(Decimal("80.00"), 2, in_days(10)),
            seen_entry_id=order.ledger_entries.order_by("-pk").first().pk,
            decision=decide(),
        )

    request.refresh_from_db()
    assert request.state == State.OPEN
    assert standing(order) == (Reason.CLARIFICATION, in_days(7))


def dispute(order: Order) -> DebtorRequest:
    return desk.dispute(order.pk, reason=DisputeReason.OTHER, message="Kaputt", **WHEN)


def test_a_dispute_cleared_up_lets_the_order_be_dunned(order, decide):
    reject_dispute(dispute(order).pk, reason="Ersatz geliefert", decision=decide())

    order.refresh_from_db()
    assert order.stop_reason == ""
    assert any("Ersatz geliefert" in entry.text for entry in order.history.all())


def test_the_part_that_was_disputed_before_stays_so(order, decide, clerk):
    stop = Order.StopReason.DISPUTED
    set_stop(order.pk, stop, reason="Kratzer", disputed_amount=Decimal("20.00"), actor=clerk)

    reject_dispute(dispute(order).pk, reason="Ersatz geliefert", decision=decide())

    order.refresh_from_db()
    assert (order.stop_reason, order.disputed_amount) == (stop, Decimal("20.00"))


def test_a_dispute_without_a_word_how_it_was_cleared_up_stays(order, decide):
    request = dispute(order)

    with pytest.raises(SettlingRefused, match="wie es geklärt wurde"):
        reject_dispute(request.pk, reason=" ", decision=decide())

    request.refresh_from_db()
    assert request.state == State.OPEN


def test_a_dispute_whose_stop_is_lifted_already_is_settled_all_the_same(order, decide, clerk):
    request = dispute(order)
    lift_stop(order.pk, seen="disputed", reason="telefonisch", actor=clerk)

    settled = reject_dispute(request.pk, reason="telefonisch", decision=decide()).request

    assert settled.state == State.DECLINED


def test_a_justified_dispute_stays_stopped_until_it_is_booked(order, decide):
    accept(dispute(order).pk, decide())

    order.refresh_from_db()
    assert order.stop_reason == "disputed"


def test_an_address_is_taken_over_for_the_customer(order, decide):
    request = desk.report_address(
        order.pk, address={"street": "Am Hang 3", "city": "Ulm", "postcode": "89073"}, **WHEN
    )

    take_over_address(
        request.pk, {"street": "Am Hang 3", "postcode": "89073", "city": "Ulm"}, decision=decide()
    )

    order.customer.refresh_from_db()
    assert (order.customer.street, order.customer.city) == ("Am Hang 3", "Ulm")
    assert standing(order) is None
    assert any("Kundendaten von Hand geändert" in entry.text for entry in order.history.all())


def test_the_second_clerk_is_told_who_was_faster(order, decide):
    request = say_paid(order)
    decline(request.pk, decide())

    with pytest.raises(SettlingRefused) as refused:
        accept(request.pk, decide())

    assert str(refused.value) == (
        "Das Anliegen ist schon abgelehnt, seit 21.11.2026 10:30 Uhr von anna."
    )


def test_the_answer_is_mailed(order, decide, sink, settings):
    settings.PUBLIC_URL = "https://mahnung.example"
    request = say_paid(order)

    settled = decline(request.pk, decide(answer="Bitte senden Sie Beleg.", tells_customer=True))

    (envelope,) = sink.envelopes
    assert settled.told == order.customer.email == envelope.rcpt_tos[0]
    assert b"Bitte senden Sie Beleg." in envelope.content
    assert f"https://mahnung.example/z/{order.public_id}".encode() in envelope.content.replace(
        b"=\r\n", b""
    )


def test_a_mail_that_fails_is_told_and_the_decision_holds(order, decide):
    request = say_paid(order)

    settled = decline(request.pk, decide(answer="Nein.", tells_customer=True))

    assert settled.mail_problem == "Es ist kein Mailserver eingerichtet."
    request.refresh_from_db()
    assert request.state == State.DECLINED
    assert order.history.order_by("-pk")[0].text.startswith("Die Antwort auf ein Anliegen wurde")
