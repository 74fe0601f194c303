"""Write-offs, credit notes, cancellations and chargebacks that a clerk books."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from orders.models import LedgerEntry, Order
from orders.rules.drafts import OrderDraft, ShopState, UnpaidReason
from orders.services.by_hand import BookingRefused, BookingRepeated
from orders.services.corrections import cancel_order, charge_back, credit, write_off
from orders.services.payments import record_payment
from orders.services.reversals import open_after_reversal, reverse_entry
from orders.services.shop_orders import create_order, update_order
from reminders.services.proposals import propose_run
from tests.factories import TODAY, draft, order, sales_account, user

pytestmark = pytest.mark.django_db
Kind = LedgerEntry.Kind
Status = Order.PaymentStatus
BY_HAND = {"actor": None, "today": TODAY}
ZERO = Decimal("0.00")


def pay(bought: Order, amount: str, **told: object) -> LedgerEntry:
    record_payment(bought.pk, amount=Decimal(amount), paid_on=TODAY, **{**BY_HAND, **told})
    return bought.ledger_entries.filter(kind=Kind.PAYMENT).latest("pk")


def give_back(bought: Order, amount: str, *, cost: str = "0.00", **told: object) -> Order:
    facts = {"reason_code": "AM04", "booked_on": TODAY, **BY_HAND, **told}
    return charge_back(bought.pk, amount=Decimal(amount), cost=Decimal(cost), **facts)


def figures(one: Order) -> tuple[str, str, str]:
    fresh = Order.objects.get(pk=one.pk)
    return str(fresh.open_amount), str(fresh.open_costs), str(fresh.credit_amount)


def history(one: Order) -> str:
    return one.history.first().text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("amount", "open_amount", "status"),
    [
        pytest.param("80.00", "0.00", Status.WRITTEN_OFF, id="all"),
        pytest.param("30.00", "50.00", Status.OPEN, id="a part"),
    ],
)
def test_what_is_written_off_is_owed_no_longer(amount, open_amount, status):
    bought = order(total="80.00")

    after = write_off(bought.pk, amount=Decimal(amount), reason="Kleinbetrag", **BY_HAND)

    assert (after.open_amount, after.payment_status) == (Decimal(open_amount), status)
    assert history(bought) == f"{amount.replace('.', ',')} € ausgebucht: Kleinbetrag"


@pytest.mark.parametrize(
    ("amount", "reason", "message"),
    [
        ("80.01", "Kleinbetrag", "Offen sind nur 80,00"),
        ("0.00", "Kleinbetrag", "größer als 0,00"),
        ("10.00", " ", "warum ausgebucht"),
    ],
)
def test_it_refuses_to_write_off(amount, reason, message):
    bought = order(total="80.00")

    with pytest.raises(BookingRefused, match=message):
        write_off(bought.pk, amount=Decimal(amount), reason=reason, **BY_HAND)

    assert figures(bought) == ("80.00", "0.00", "0.00")


def test_a_write_off_settles_costs_too():
    bought = order(total="80.00")
    pay(bought, "80.00")
    give_back(bought, "80.00", cost="3.00")

    after = write_off(bought.pk, amount=Decimal("83.00"), reason="insolvent", **BY_HAND)

    assert (after.open_amount, after.open_costs) == (ZERO, ZERO)


@pytest.mark.parametrize(
    ("paid", "amount", "expected"),
    [
        pytest.param("0", "20.00", ("60.00", "0.00", "0.00"), id="unpaid"),
        pytest.param("80.00", "20.00", ("0.00", "0.00", "20.00"), id="paid"),
        pytest.param("70.00", "20.00", ("0.00", "0.00", "10.00"), id="paid in part"),
        pytest.param("0", "80.00", ("0.00", "0.00", "0.00"), id="all"),
    ],
)
def test_a_credit_note_lowers_the_claim(paid, amount, expected):
    bought = order(total="80.00")
    if Decimal(paid):
        pay(bought, paid)

    credit(bought.pk, amount=Decimal(amount), reason="Retoure", **BY_HAND)

    assert figures(bought) == expected
    assert history(bought).endswith("gutgeschrieben: Retoure")


def test_no_more_is_credited_than_is_claimed():
    bought = order(total="80.00")
    credit(bought.pk, amount=Decimal("30.00"), reason="Retoure", **BY_HAND)
    write_off(bought.pk, amount=Decimal("20.00"), reason="Kleinbetrag", **BY_HAND)

    with pytest.raises(BookingRefused, match="nur noch 30,00"):
        credit(bought.pk, amount=Decimal("30.01"), reason="Retoure", **BY_HAND)


@pytest.mark.parametrize(
    ("paid", "cost", "expected"),
    [
        pytest.param("0", "0", ("0.00", "0.00", "0.00"), id="unpaid"),
        pytest.param("50.00", "0", ("0.00", "0.00", "50.00"), id="what was paid is credit"),
        pytest.param("0", "3.00", ("3.00", "3.00", "0.00"), id="costs stay owed"),
    ],
)
def test_a_cancelled_order_owes_nothing_but_costs(paid, cost, expected):
    bought = order(total="80.00")
    if Decimal(paid):
        pay(bought, paid)
    if Decimal(cost):
        pay(bought, "80.00")
        give_back(bought, "80.00", cost=cost)

    after = cancel_order(bought.pk, cancelled_on=TODAY, reason="Widerruf", **BY_HAND)

    assert figures(bought) == expected
    assert after.cancelled_on == TODAY
    assert after.is_cancelled_by_hand


@pytest.mark.parametrize(
    ("cancelled_on", "reason", "message"),
    [
        (TODAY + timedelta(days=1), "Widerruf", "in der Zukunft"),
        (date(2020, 1, 1), "Widerruf", "vor dem Tag der Bestellung"),
        (TODAY, "", "warum der Auftrag storniert"),
    ],
)
def test_it_refuses_to_cancel(cancelled_on, reason, message):
    bought = order()

    with pytest.raises(BookingRefused, match=message):
        cancel_order(bought.pk, cancelled_on=cancelled_on, reason=reason, **BY_HAND)


def test_an_order_is_cancelled_once():
    bought = order()
    cancel_order(bought.pk, cancelled_on=TODAY, reason="Widerruf", **BY_HAND)

    with pytest.raises(BookingRefused, match="schon storniert"):
        cancel_order(bought.pk, cancelled_on=TODAY, reason="Widerruf", **BY_HAND)


def sold() -> tuple[Order, OrderDraft]:
    told = draft(total="80.00")
    return create_order(sales_account(), told, actor=None, today=TODAY), told


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"payment_method": "Vorkasse"}, id="a detail changed"),
        pytest.param({"open_amount": Decimal("50.00")}, id="a part was paid in the shop"),
        pytest.param({"total": Decimal("90.00"), "open_amount": Decimal("90.00")}, id="total"),
    ],
)
def test_a_later_file_that_calls_it_open_does_not_undo_the_cancellation(change):
    bought, told = sold()
    cancel_order(bought.pk, cancelled_on=TODAY, reason="Widerruf", **BY_HAND)

    after = update_order(bought.pk, replace(told, **change), actor=None, today=TODAY)

    assert after.cancelled_on == TODAY
    assert after.open_amount == ZERO
    assert after.reported_total == (Decimal("90.00") if "total" in change else None)
    assert "wieder offen" not in history(bought)


def test_a_file_that_cancels_it_as_well_books_nothing_twice():
    bought, told = sold()
    pay(bought, "20.00")
    cancel_order(bought.pk, cancelled_on=TODAY, reason="Widerruf", **BY_HAND)
    closed = replace(told, shop_state=ShopState.CANCELLED, open_amount=ZERO)

    update_order(bought.pk, closed, actor=None, today=TODAY)

    assert figures(bought) == ("0.00", "0.00", "20.00")


def test_a_cancellation_can_be_taken_back():
    bought, _ = sold()
    cancel_order(bought.pk, cancelled_on=TODAY, reason="Widerruf", **BY_HAND)
    entry = LedgerEntry.objects.get(kind=Kind.CREDIT_NOTE)

    told = open_after_reversal(entry)
    after = reverse_entry(entry.pk, reason="Irrtum", **BY_HAND)

    assert told == after.open_amount == Decimal("80.00")
    assert (after.cancelled_on, after.is_cancelled_by_hand) == (None, False)


def test_an_order_that_the_shop_cancelled_too_stays_cancelled():
    bought, told = sold()
    cancel_order(bought.pk, cancelled_on=TODAY, reason="Widerruf", **BY_HAND)
    closed = replace(told, shop_state=ShopState.CANCELLED, open_amount=ZERO)
    update_order(bought.pk, closed, actor=None, today=TODAY)

    entry = bought.ledger_entries.get(kind=Kind.CREDIT_NOTE)
    after = reverse_entry(entry.pk, reason="Irrtum", **BY_HAND)

    assert after.open_amount == ZERO
    assert after.is_cancelled


def test_a_chargeback_opens_the_order_again_with_its_cost():
    bought = order(total="80.00")
    payment = pay(bought, "80.00")

    after = give_back(bought, "80.00", cost="3.00", payment=payment)

    assert figures(bought) == ("83.00", "3.00", "0.00")
    assert after.unpaid_reason == UnpaidReason.INSUFFICIENT_FUNDS
    assert after.oldest_due_on == TODAY - timedelta(days=7)


@pytest.mark.parametrize(
    ("code", "stop"),
    [("AM04", ""), ("MD07", "deceased"), ("MD01", "disputed"), ("MS02", "to_clarify"), ("", "")],
)
def test_the_bank_s_reason_may_stop_the_dunning(code, stop):
    bought = order(total="80.00")
    pay(bought, "80.00")

    assert give_back(bought, "80.00", reason_code=code).stop_reason == stop


@pytest.mark.parametrize(
    ("amount", "cost", "day", "message"),
    [
        ("80.01", "0.00", TODAY, "nur 80,00"),
        ("0.00", "0.00", TODAY, "größer als 0,00"),
        ("10.00", "-1.00", TODAY, "nie negativ"),
        ("10.00", "0.00", TODAY + timedelta(days=1), "Zukunft"),
    ],
)
def test_it_refuses_a_chargeback(amount, cost, day, message):
    bought = order(total="100.00")
    pay(bought, "80.00")

    with pytest.raises(BookingRefused, match=message):
        give_back(bought, amount, cost=cost, booked_on=day)


def test_a_payment_is_charged_back_once_and_never_with_more_than_it_was():
    bought = order(total="100.00")
    small, _ = pay(bought, "20.00"), pay(bought, "80.00")

    with pytest.raises(BookingRefused, match="nur 20,00"):
        give_back(bought, "20.01", payment=small)
    give_back(bought, "20.00", payment=small)
    with pytest.raises(BookingRefused, match="schon zurückgebucht"):
        give_back(bought, "20.00", payment=small)


def test_a_payment_that_was_charged_back_is_reversed_only_after_its_chargeback():
    bought = order(total="80.00")
    payment = pay(bought, "80.00")
    other = pay(bought, "80.00", reference="doppelt")
    give_back(bought, "80.00", payment=payment)
    returned = bought.ledger_entries.get(kind=Kind.CHARGEBACK)

    with pytest.raises(BookingRefused, match="zuerst die Rückbuchung"):
        reverse_entry(payment.pk, reason="Irrtum", **BY_HAND)
    after = reverse_entry(returned.pk, reason="Irrtum", **BY_HAND)
    reverse_entry(payment.pk, reason="Irrtum", **BY_HAND)

    assert after.unpaid_reason == UnpaidReason.UNKNOWN
    assert figures(bought) == ("0.00", "0.00", "0.00")
    assert not other.is_reversed


@pytest.mark.parametrize("kind", [Kind.CREDIT_NOTE, Kind.WRITE_OFF])
def test_what_lowered_the_claim_can_be_taken_back(kind):
    bought = order(total="80.00")
    act = {Kind.CREDIT_NOTE: credit, Kind.WRITE_OFF: write_off}[kind]
    act(bought.pk, amount=Decimal("30.00"), reason="Irrtum", **BY_HAND)

    reverse_entry(bought.ledger_entries.get(kind=kind).pk, reason="doch nicht", **BY_HAND)

    assert figures(bought) == ("80.00", "0.00", "0.00")


def test_a_proposal_that_claims_more_is_taken_back():
    bought = order(total="80.00")
    run = propose_run([bought.pk], level=1, day=TODAY, written_on=TODAY, selection="", actor=None)

    credit(bought.pk, amount=Decimal("30.00"), reason="Retoure", **BY_HAND)

    assert run.reminders.get().state == "cancelled"


def test_a_form_that_arrives_twice_counts_once():
    bought, petra = order(total="80.00"), user("petra")
    seen = bought.ledger_entries.latest("pk").pk
    form = {"reason": "Retoure", "actor": petra, "today": TODAY, "seen_entry_id": seen}
    credit(bought.pk, amount=Decimal("50.00"), **form)

    with pytest.raises(BookingRepeated, match="Gutschrift über 50,00"):
        credit(bought.pk, amount=Decimal("50.00"), **form)
    with pytest.raises(BookingRefused, match="inzwischen gebucht"):
        credit(bought.pk, amount=Decimal("5.00"), **form)
    with pytest.raises(BookingRefused, match="inzwischen gebucht"):
        write_off(bought.pk, amount=Decimal("5.00"), **form)

    assert figures(bought) == ("30.00", "0.00", "0.00")


@pytest.mark.parametrize(
    ("principal_first", "open_costs"), [(False, Decimal("0.00")), (True, Decimal("3.00"))]
)
def test_a_payment_settles_costs_first_unless_a_clerk_decides(principal_first, open_costs):
    bought = order(total="80.00")
    pay(bought, "80.00")
    give_back(bought, "80.00", cost="3.00")

    pay(bought, "20.00", principal_first=principal_first, reason="so überwiesen")

    assert Order.objects.get(pk=bought.pk).open_costs == open_costs


def test_another_choice_needs_a_reason():
    with pytest.raises(BookingRefused, match="warum die Zahlung anders"):
        pay(order(), "20.00", principal_first=True)
