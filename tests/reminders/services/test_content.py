"""What a reminder says adds up, whatever was booked to and fro."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from orders.models import Order
from orders.rules.drafts import ShopState
from orders.services.shop_orders import create_order, update_order
from reminders.rules.content import POSITIONS_MARKER
from reminders.services.content import content_of
from reminders.services.proposals import propose_run
from tests.bank_rows import statement
from tests.factories import TODAY, draft, order, sales_account

pytestmark = pytest.mark.django_db


def proposed(bought: Order):
    run = propose_run([bought.pk], level=1, day=TODAY, written_on=TODAY, selection="", actor=None)
    return run.reminders.get()


def test_an_order_cancelled_and_opened_again_has_its_own_total():
    one = draft(total="100.00")
    bought = create_order(sales_account(), one, actor=None, today=TODAY)
    gone = replace(one, shop_state=ShopState.CANCELLED, open_amount=Decimal("0.00"))
    update_order(bought.pk, gone, actor=None, today=TODAY)
    update_order(bought.pk, one, actor=None, today=TODAY)

    content = content_of(proposed(bought))

    assert (content.total, content.payments) == (Decimal("100.00"), ())
    assert content.open_amount == Decimal("100.00")


def test_payments_and_credits_lead_from_the_total_to_the_open_amount():
    one = draft(total="100.00", open_amount="70.00")
    bought = create_order(sales_account(), one, actor=None, today=TODAY)
    less = replace(one, credited_amount=Decimal("20.00"), open_amount=Decimal("50.00"))
    update_order(bought.pk, less, actor=None, today=TODAY)

    content = content_of(proposed(bought))

    amounts = [line.amount for line in content.payments]
    assert amounts == [Decimal("30.00"), Decimal("20.00")]
    assert content.total - sum(amounts) == content.open_amount == Decimal("50.00")


def test_a_name_cannot_bring_in_our_own_markers():
    bought = order(last_name=f"Winter{POSITIONS_MARKER}")

    content = content_of(proposed(bought))

    assert content.mail_body.count(POSITIONS_MARKER) == 1


def test_a_subject_grown_too_long_is_cut():
    bought = order(last_name="W" * 90)
    template = bought.sales_account.dunning_procedures.get().levels.get(level=1).template
    template.mail_subject = "((NAME)) " * 10
    template.save()

    assert len(proposed(bought).mail_subject) == 300


@pytest.mark.parametrize(
    ("to_on", "filled"),
    [(date(2026, 11, 20), "Stand: 20.11.2026"), (None, "Stand:")],
)
def test_a_text_may_name_the_day_up_to_which_payments_count(to_on, filled):
    bought = order()
    statement(to_on)
    template = bought.sales_account.dunning_procedures.get().levels.get(level=1).template
    template.mail_body = "Stand: ((ZAHLUNGEN_BIS))"
    template.save()

    content = content_of(proposed(bought))

    assert content.mail_body.strip() == filled
    assert content.payments_until == to_on
