"""What a later file may change on a known order, and what it leaves as it was."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from orders.models import Order, PaymentMethod
from orders.rules.drafts import InstallmentDraft, OrderDraft, PaymentPlan, ShopState
from orders.services.flags import Decision, decide_total
from orders.services.import_plan import plan
from orders.services.payments import record_payment
from orders.services.shop_orders import create_order, update_order
from tests.factories import TODAY, draft, sales_account

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
DUE_ON = TODAY - 7 * DAY


def reminded(one: OrderDraft) -> Order:
    bought = create_order(sales_account(), one, actor=None, today=TODAY)
    Order.objects.filter(pk=bought.pk).update(last_reminded_on=TODAY)
    return bought


def prepaid(one: OrderDraft) -> OrderDraft:
    PaymentMethod.objects.create(name="Vorkasse", payment_term_days=30)
    return replace(one, payment_method="Vorkasse")


def told(one: OrderDraft, total: str) -> OrderDraft:
    return replace(one, total=Decimal(total), open_amount=Decimal(total))


def due_days(order: Order) -> list[timedelta]:
    days = order.installments.order_by("position").values_list("due_on", flat=True)
    return [day - DUE_ON for day in days]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(prepaid, id="another payment method"),
        pytest.param(lambda one: replace(one, ordered_on=one.ordered_on + DAY), id="another day"),
        pytest.param(
            lambda one: replace(one, installments=(InstallmentDraft(TODAY + DAY, one.total),)),
            id="another due day",
        ),
    ],
)
def test_a_reminded_order_keeps_its_due_day(change: Callable[[OrderDraft], OrderDraft]):
    one = draft(total="80.00", due_on=DUE_ON)
    bought = reminded(one)

    after = update_order(bought.pk, change(one), actor=None, today=TODAY)

    assert (after.oldest_due_on, after.open_amount) == (DUE_ON, Decimal("80.00"))
    said = after.history.first().text
    assert f"Fälligkeit bleibt {DUE_ON:%d.%m.%Y}, weil schon gemahnt" in said


def test_other_terms_of_the_account_move_no_reminded_due_day():
    one = draft(total="80.00", due_on=DUE_ON)
    bought = reminded(one)
    account = sales_account()
    account.payment_term_days += 20
    account.save()

    update_order(bought.pk, replace(one, shop_state_text="pending"), actor=None, today=TODAY)

    assert due_days(bought) == [0 * DAY]


@pytest.mark.parametrize("total", ["90.00", "60.00"])
def test_an_accepted_total_changes_the_amount_alone(total):
    one = draft(total="80.00", due_on=DUE_ON)
    bought = reminded(one)
    update_order(bought.pk, told(prepaid(one), total), actor=None, today=TODAY)

    after = decide_total(
        bought.pk, Decision.ACCEPT, seen_total=Decimal(total), actor=None, today=TODAY
    )

    assert (after.oldest_due_on, after.open_amount) == (DUE_ON, Decimal(total))


def test_a_reminded_rate_keeps_its_day_and_a_further_one_has_its_own():
    rate = InstallmentDraft(DUE_ON, Decimal("40.00"))
    one = replace(draft(total="40.00", due_on=DUE_ON), installments=(rate,))
    one = replace(one, payment_plan=PaymentPlan.SUBSCRIPTION)
    bought = reminded(one)
    further = InstallmentDraft(DUE_ON + 30 * DAY, Decimal("40.00"))
    grown = replace(told(one, "80.00"), installments=(rate, further))
    update_order(bought.pk, grown, actor=None, today=TODAY)

    moved = tuple(InstallmentDraft(one.due_on + DAY, one.amount) for one in (rate, further))
    after = update_order(bought.pk, replace(grown, installments=moved), actor=None, today=TODAY)

    assert due_days(after) == [0 * DAY, 30 * DAY]
    assert "Fälligkeiten bleiben, weil schon gemahnt" in after.history.first().text


def test_the_plan_and_the_history_name_a_due_day_that_moves():
    one = draft(due_on=DUE_ON)
    bought = create_order(sales_account(), one, actor=None, today=TODAY)
    later = prepaid(one)

    (planned,) = plan(sales_account(), [later])
    after = update_order(bought.pk, later, actor=None, today=TODAY)

    moved = f"fällig {DUE_ON:%d.%m.%Y} → {DUE_ON + 16 * DAY:%d.%m.%Y}"
    assert planned.changes == ("Zahlungsart Rechnung → Vorkasse", moved)
    assert moved in after.history.first().text


def test_a_file_without_positions_leaves_those_that_are_known():
    one = draft()
    bought = create_order(sales_account(), one, actor=None, today=TODAY)

    after = update_order(bought.pk, replace(one, lines=()), actor=None, today=TODAY)

    assert [line.product for line in after.lines.all()] == ["Fotobuch A4"]


@pytest.mark.parametrize(
    ("paid", "phrase"),
    [
        ("0.00", "bezahlt 0,00\xa0€ → 234,50\xa0€"),
        ("100.00", "bezahlt 100,00\xa0€ → 234,50\xa0€"),
        ("234.50", "Shop meldet 234,50\xa0€ bezahlt, schon gebucht"),
    ],
)
def test_a_payment_that_is_booked_already_is_called_so(paid, phrase):
    one = draft(total="234.50")
    bought = create_order(sales_account(), one, actor=None, today=TODAY)
    if Decimal(paid):
        record_payment(bought.pk, amount=Decimal(paid), paid_on=TODAY, actor=None, today=TODAY)
    later = replace(one, open_amount=Decimal("0.00"), shop_state=ShopState.PAID)

    (planned,) = plan(sales_account(), [later])
    after = update_order(bought.pk, later, actor=None, today=TODAY)

    assert planned.changes == (phrase,)
    assert after.paid_amount == Decimal("234.50")
    assert phrase in after.history.first().text
