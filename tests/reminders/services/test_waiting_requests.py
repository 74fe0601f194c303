"""Who wrote is not dunned before somebody has read it."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from inkasso.tasks import daily_collections
from orders.models import Order
from reminders.models import DebtorRequest, DunningBlock
from reminders.services import debtor_requests as desk
from reminders.services.blocks import lift_block, set_block
from reminders.services.debtor_settling import Decision, decline
from reminders.services.waiting_requests import extend_pauses, have_waited_too_long
from reminders.tasks import daily_run
from tests import factories
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
Reason = DunningBlock.Reason
NOW = timezone.make_aware(datetime(TODAY.year, TODAY.month, TODAY.day, 10, 30))
WHEN = {"now": NOW, "today": TODAY}


def in_days(days: int) -> date:
    return TODAY + timedelta(days=days)


@pytest.fixture
def order() -> Order:
    return factories.order(total="90.00")


def say_paid(order: Order) -> DebtorRequest:
    return desk.already_paid(order.pk, paid_on=TODAY, **WHEN)


def held_until(order: Order, on: date) -> date | None:
    """The end of the order's block, if one holds on the day."""
    block = DunningBlock.objects.active(on=on).filter(order=order).first()
    return block.until_on if block else None


@pytest.mark.parametrize("night", [7, 8, 12])
def test_a_pause_lasts_until_somebody_has_answered(order, night):
    request = say_paid(order)

    assert extend_pauses(today=in_days(6)) == 0
    assert not have_waited_too_long()
    assert extend_pauses(today=in_days(night)) == 1

    request.refresh_from_db()
    assert held_until(order, in_days(night)) == in_days(night + 7)
    assert request.details["paused_until"] == in_days(night + 7).isoformat()
    assert have_waited_too_long()


def test_the_answer_ends_also_a_longer_pause(order):
    request = say_paid(order)
    extend_pauses(today=in_days(7))

    decline(request.pk, Decision(actor=factories.user("anna"), now=NOW, today=in_days(8)))

    assert held_until(order, in_days(8)) is None
    assert extend_pauses(today=in_days(20)) == 0
    assert not have_waited_too_long()


def test_a_pause_that_a_clerk_lifted_stays_lifted(order):
    say_paid(order)
    lift_block(order.pk, actor=None, today=TODAY)

    assert extend_pauses(today=in_days(7)) == 0


def test_a_pause_follows_the_longer_block_of_a_clerk(order):
    set_block(order.pk, reason=Reason.GOODWILL, until_on=in_days(10), actor=None, today=TODAY)
    say_paid(order)

    extend_pauses(today=in_days(10))

    assert held_until(order, in_days(11)) == in_days(17)


def test_it_is_extended_before_anybody_is_dunned_or_handed_over(order, monkeypatch):
    say_paid(order)

    monkeypatch.setattr(timezone, "localdate", lambda: in_days(7))
    daily_run()
    held_after_run = held_until(order, in_days(8))
    monkeypatch.setattr(timezone, "localdate", lambda: in_days(14))
    daily_collections()

    assert (held_after_run, held_until(order, in_days(15))) == (in_days(14), in_days(21))


def test_another_payment_method_holds_nothing_for_longer(order):
    desk.change_payment_method(order.pk, choice="Rechnung", **WHEN)
    set_block(order.pk, reason=Reason.GOODWILL, until_on=in_days(3), actor=None, today=TODAY)

    assert extend_pauses(today=in_days(7)) == 0
