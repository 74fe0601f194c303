"""Importing a shop's file: new, unchanged, changed, and never twice."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from orders.models import Customer, LedgerEntry, Order, OrderImport
from orders.rules.drafts import OrderDraft, ShopState
from orders.services import import_apply
from orders.services.import_apply import apply_batch, apply_import, import_file
from orders.services.import_files import in_memory, open_import
from orders.services.import_plan import Action, plan
from orders.services.import_questions import ImportRefused
from orders.services.import_reading import upload_import
from orders.services.order_import import discard_import, start_import
from orders.services.payments import record_payment
from orders.services.shop_orders import create_order, payment_method, update_order
from tests.factories import TODAY, draft, sales_account

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def stored(one: OrderDraft) -> Order:
    return create_order(sales_account(), one, actor=None, today=TODAY)


def updated(before: Order, one: OrderDraft) -> Order:
    update_order(before.pk, one, actor=None, today=TODAY)
    return Order.objects.get(pk=before.pk)


def balance(order: Order) -> Decimal:
    return sum((entry.amount for entry in order.ledger_entries.all()), Decimal(0))


def uploaded_file(data: bytes, *, format: str = "auto") -> OrderImport:
    return upload_import(
        sales_account(), file_name="a.csv", source=in_memory(data), format=format, actor=None
    )


@pytest.fixture
def shopify_file(data_file) -> bytes:
    return data_file("shops/shopify_orders.csv")


def test_importing_the_same_file_again_changes_nothing(shopify_file):
    account = sales_account()
    arguments = {"file_name": "a.csv", "format": "auto", "actor": None, "today": TODAY}
    arguments |= {"source": in_memory(shopify_file), "clock": timezone.now}
    first = import_file(account, **arguments)
    before = (LedgerEntry.objects.count(), Order.objects.values_list("public_id").count())

    second = import_file(account, **arguments)

    assert first.order_import.new_count == first.order_import.total_count > 0
    assert second.order_import.unchanged_count == first.order_import.total_count
    assert (LedgerEntry.objects.count(), Order.objects.values_list("public_id").count()) == before


def test_the_preview_writes_no_order(shopify_file):
    uploaded = uploaded_file(shopify_file)

    assert uploaded.state == OrderImport.State.PREVIEWED
    assert uploaded.total_count == uploaded.new_count == uploaded.preview["new"]["count"] > 0
    assert not Order.objects.exists()


def test_a_started_import_cannot_be_started_again(shopify_file):
    uploaded = uploaded_file(shopify_file)
    start_import(uploaded.pk, now=NOW)

    with pytest.raises(ImportRefused, match="schon"):
        start_import(uploaded.pk, now=NOW)
    with pytest.raises(ImportRefused, match="schon"):
        discard_import(uploaded.pk)


def test_a_broken_off_import_goes_on_where_it_stopped(shopify_file, monkeypatch):
    monkeypatch.setattr(import_apply, "BATCH_SIZE", 2)
    uploaded = uploaded_file(shopify_file)
    start_import(uploaded.pk, now=NOW)
    first = list(open_import(uploaded))[:2]
    apply_batch(uploaded.pk, first, position=0, today=TODAY, now=NOW)

    finished = apply_import(uploaded.pk, today=TODAY, clock=timezone.now)

    assert finished.state == OrderImport.State.APPLIED
    assert finished.done_count == finished.new_count == Order.objects.count()


def test_many_changed_orders_are_stored_in_short_transactions(shopify_file, monkeypatch):
    first = uploaded_file(shopify_file)
    start_import(first.pk, now=NOW)
    apply_import(first.pk, today=TODAY, clock=timezone.now)
    monkeypatch.setattr(import_apply, "CHANGED_AT_ONCE", 2)
    again = uploaded_file(shopify_file.replace(b",Rechnung,", b",Vorkasse,"))
    start_import(again.pk, now=NOW)
    instants: list[object] = []

    finished = apply_import(
        again.pk, today=TODAY, clock=lambda: instants.append(None) or timezone.now()
    )

    assert finished.changed_count > 2
    assert finished.done_count == finished.total_count
    assert len(instants) >= 3


def test_a_later_file_marks_the_order_paid():
    one = draft(total="79.90")
    before = stored(one)

    after = updated(before, replace(one, open_amount=Decimal("0.00"), shop_state=ShopState.PAID))

    assert after.payment_status == Order.PaymentStatus.PAID
    assert not after.standing.is_open


def test_a_payment_the_clerk_recorded_is_not_booked_a_second_time():
    one = draft(total="79.90")
    before = stored(one)
    record_payment(before.pk, amount=Decimal("79.90"), paid_on=TODAY, actor=None, today=TODAY)

    after = updated(before, replace(one, open_amount=Decimal("0.00"), shop_state=ShopState.PAID))

    assert after.paid_amount == Decimal("79.90")
    assert after.credit_amount == 0


@pytest.mark.parametrize("state", [ShopState.CANCELLED, ShopState.REFUNDED])
def test_an_order_closed_in_the_shop_leaves_dunning(state):
    one = draft(total="79.90")
    before = stored(one)

    after = updated(before, replace(one, open_amount=Decimal("0.00"), shop_state=state))

    assert after.payment_status == Order.PaymentStatus.CANCELLED
    assert after.open_amount == 0
    assert balance(after) == 0


def test_a_paid_order_that_is_refunded_owes_nothing_and_has_no_credit():
    one = draft(total="79.90", shop_state=ShopState.PAID)
    before = stored(one)

    after = updated(before, replace(one, shop_state=ShopState.REFUNDED))

    assert (after.open_amount, after.credit_amount, after.paid_amount) == (0, 0, 0)


def test_a_partial_refund_of_a_paid_order_is_a_refund_not_a_chargeback():
    one = draft(total="79.90", shop_state=ShopState.PAID)
    before = stored(one)

    after = updated(before, replace(one, credited_amount=Decimal("20.00")))

    assert (after.open_amount, after.credit_amount) == (0, 0)
    assert after.paid_amount == Decimal("59.90")
    kinds = list(after.ledger_entries.values_list("kind", flat=True))
    assert kinds == ["charge", "payment", "refund", "credit_note"]


def test_a_payment_taken_back_in_the_shop_opens_the_order_with_its_old_due_day():
    one = draft(total="79.90", shop_state=ShopState.PAID)
    before = stored(one)

    after = updated(before, replace(one, open_amount=Decimal("79.90"), shop_state=ShopState.OPEN))

    assert after.open_amount == Decimal("79.90")
    assert after.oldest_due_on == after.installments.get().due_on
    assert after.ledger_entries.filter(kind=LedgerEntry.Kind.CHARGEBACK).count() == 1


def test_a_refund_and_a_payment_taken_back_in_one_file_are_two_bookings():
    one = draft(total="79.90", shop_state=ShopState.PAID)
    before = stored(one)
    later = replace(one, shop_state=ShopState.OPEN, open_amount=Decimal("59.90"))

    after = updated(before, replace(later, credited_amount=Decimal("20.00")))

    assert after.open_amount == Decimal("59.90") == balance(after)
    sums = dict(after.ledger_entries.values_list("kind", "amount"))
    assert (sums["refund"], sums["chargeback"]) == (Decimal("20.00"), Decimal("59.90"))


def test_a_total_lowered_after_the_payment_leaves_a_credit_and_no_chargeback():
    one = draft(total="79.90", shop_state=ShopState.PAID)
    before = stored(one)
    lowered = replace(one, total=Decimal("59.90"))

    (planned,) = plan(sales_account(), [lowered])
    after = updated(before, lowered)

    assert (after.paid_amount, after.credit_amount) == (Decimal("79.90"), Decimal("20.00"))
    assert planned.changes == ("Betrag 79,90\xa0€ → 59,90\xa0€",)


@pytest.mark.parametrize("total", ["99.90", "59.90"])
def test_a_changed_total_is_booked_as_a_difference(total):
    one = draft(total="79.90")
    before = stored(one)

    after = updated(before, replace(one, total=Decimal(total), open_amount=Decimal(total)))

    assert after.open_amount == Decimal(total) == balance(after)
    assert "Betrag" in after.history.first().text


def test_a_changed_address_reaches_the_customer():
    one = draft()
    before = stored(one)
    moved = replace(one, customer=replace(one.customer, street="Neuer Weg 7"))

    after = updated(before, moved)

    assert after.customer.street == "Neuer Weg 7"
    assert Customer.objects.count() == 1


def test_the_plan_names_what_changes():
    one = draft(total="79.90")
    stored(one)
    later = replace(one, open_amount=Decimal("0.00"), shop_state=ShopState.PAID)

    (planned,) = plan(sales_account(), [later])

    assert planned.action == Action.CHANGED
    assert planned.changes == ("bezahlt 0,00\xa0€ → 79,90\xa0€",)


def test_public_names_of_orders_are_long_and_different():
    first, second = stored(draft()), stored(draft())

    assert first.public_id != second.public_id
    assert len(first.public_id) >= 16


def paid_by_hand(order: Order, amount: str) -> None:
    record_payment(order.pk, amount=Decimal(amount), paid_on=TODAY, actor=None, today=TODAY)


@pytest.mark.parametrize(
    ("by_hand", "open_again"),
    [
        pytest.param("60.00", "40.00", id="a part by hand, the rest by the shop"),
        pytest.param("100.00", "0.00", id="all by hand, the shop booked nothing"),
    ],
)
def test_a_file_never_takes_back_what_a_clerk_recorded(by_hand, open_again):
    one = draft(total="100.00")
    before = stored(one)
    paid_by_hand(before, by_hand)
    paid = replace(one, shop_state=ShopState.PAID, open_amount=Decimal("0.00"))
    updated(before, paid)

    after = updated(before, one)

    assert after.open_amount == Decimal(open_again)
    assert updated(before, paid).open_amount == 0


def test_money_for_a_cancelled_order_that_was_not_given_back_stays_as_credit():
    one = draft(total="100.00", shop_state=ShopState.PAID)
    before = stored(one)

    after = updated(
        before, replace(one, shop_state=ShopState.CANCELLED, kept_amount=Decimal("100.00"))
    )

    assert (after.open_amount, after.credit_amount) == (0, Decimal("100.00"))
    assert after.paid_amount == Decimal("100.00")


def test_a_changed_payment_method_moves_the_due_day():
    account = sales_account()
    one = draft(payment_method="Rechnung")
    before = create_order(account, one, actor=None, today=TODAY)
    prepaid = payment_method("Vorkasse")
    prepaid.payment_term_days = 7
    prepaid.save()

    after = updated(before, replace(one, payment_method="Vorkasse"))

    assert after.oldest_due_on == one.ordered_on + timedelta(days=7)


def test_a_total_lowered_and_raised_again_leaves_the_installment_as_ordered():
    one = draft(total="100.00")
    before = stored(one)
    lowered = replace(one, total=Decimal("80.00"), open_amount=Decimal("80.00"))
    updated(before, lowered)

    after = updated(before, one)

    assert after.installments.get().amount == after.open_amount == Decimal("100.00")


def test_a_new_address_of_a_customer_finds_all_the_customers_orders():
    first = draft(email="alt@kunden.example")
    second = draft(email="alt@kunden.example")
    before, other = stored(first), stored(second)
    assert before.customer == other.customer
    moved = replace(first, customer=replace(first.customer, email="neu@kunden.example"))

    updated(before, moved)
    third = stored(replace(draft(), number="EF-3", customer=moved.customer))

    assert Order.objects.filter(search_text__contains="neu@kunden.example").count() == 3
    assert third.customer_id == before.customer_id
