"""Two orders' ledgers through random stories told by a clerk, a bank and the shop."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from orders.models import HistoryEntry, LedgerEntry, Order
from orders.rules.drafts import InstallmentDraft, OrderDraft, PaymentPlan
from orders.services.by_hand import BookingRefused
from orders.services.corrections import (
    cancel_order,
    charge_back,
    credit,
    payments_to_return,
    write_off,
)
from orders.services.credits import available_credit, move_back, move_credit, refund_credit
from orders.services.flags import Decision, decide_total
from orders.services.ledger import effective_entries, figures_of
from orders.services.ledger_check import check_ledger
from orders.services.payments import record_payment
from orders.services.reversals import reverse_entry
from orders.services.shop_orders import create_order, update_order
from tests.factories import TODAY, draft, sales_account
from tests.stories import Story, tell

Kind = LedgerEntry.Kind
ZERO = Decimal("0.00")
AMOUNTS = st.integers(1, 24).map(lambda number: Decimal(number * 5))
ORDERS = st.sampled_from([0, 1])
PICKS = st.integers(0, 9)


class HandStory(Story):
    """One order of two rates and a one-off order of the same seller."""

    today = TODAY
    drafts: list[OrderDraft]

    @initialize(first=AMOUNTS, second=AMOUNTS)
    def two_orders_come_in(self, first: Decimal, second: Decimal) -> None:
        rates = (
            InstallmentDraft(TODAY - timedelta(days=40), first / 2),
            InstallmentDraft(TODAY - timedelta(days=10), first / 2),
        )
        in_rates = replace(
            draft(number="A", total=first, due_on=TODAY - timedelta(days=40)),
            installments=rates,
            payment_plan=PaymentPlan.RATES,
        )
        self.drafts = [in_rates, draft(number="B", total=second)]
        account = sales_account()
        for one in self.drafts:
            create_order(account, one, actor=None, today=TODAY)

    @rule(which=ORDERS, amount=AMOUNTS)
    def a_payment_comes(self, which: int, amount: Decimal) -> None:
        order = self.order(which)
        self.attempt(lambda: record_payment(order.pk, amount=amount, paid_on=self.today, **BY_HAND))

    @rule(which=ORDERS, amount=AMOUNTS, pick=PICKS, principal_first=st.booleans())
    def a_payer_wants_it_otherwise(
        self, which: int, amount: Decimal, pick: int, principal_first: bool
    ) -> None:
        order = self.order(which)
        rates = list(order.installments.all())
        self.attempt(
            lambda: record_payment(
                order.pk,
                amount=amount,
                paid_on=self.today,
                installment=rates[pick % len(rates)],
                principal_first=principal_first,
                reason="so überwiesen",
                **BY_HAND,
            )
        )

    @rule(which=ORDERS, amount=AMOUNTS, cost=st.sampled_from(["0.00", "3.00"]), pick=PICKS)
    def a_bank_takes_back(self, which: int, amount: Decimal, cost: str, pick: int) -> None:
        order = self.order(which)
        payments = payments_to_return(order)
        payment = payments[pick % len(payments)] if payments and pick else None
        self.attempt(
            lambda: charge_back(
                order.pk,
                amount=-payment.amount if payment else amount,
                cost=Decimal(cost),
                reason_code="AM04",
                booked_on=self.today,
                payment=payment,
                **BY_HAND,
            )
        )

    @rule(which=ORDERS, amount=AMOUNTS)
    def a_part_is_credited(self, which: int, amount: Decimal) -> None:
        order = self.order(which)
        self.attempt(lambda: credit(order.pk, amount=amount, reason="Retoure", **BY_HAND))

    @rule(which=ORDERS, amount=AMOUNTS)
    def a_part_is_given_up(self, which: int, amount: Decimal) -> None:
        order = self.order(which)
        part = min(amount, order.open_amount) or amount
        self.attempt(lambda: write_off(order.pk, amount=part, reason="Kleinbetrag", **BY_HAND))

    @rule(which=ORDERS)
    def an_order_is_cancelled(self, which: int) -> None:
        order = self.order(which)
        self.attempt(
            lambda: cancel_order(order.pk, cancelled_on=self.today, reason="Widerruf", **BY_HAND)
        )

    @rule(which=ORDERS, amount=AMOUNTS)
    def credit_is_moved(self, which: int, amount: Decimal) -> None:
        source, target = self.order(which), self.order(1 - which)
        part = min(amount, available_credit(source), target.open_amount) or amount
        self.attempt(
            lambda: move_credit(source.pk, target.pk, amount=part, reason="Familie", **BY_HAND)
        )

    @rule(which=ORDERS, amount=AMOUNTS)
    def credit_is_given_back(self, which: int, amount: Decimal) -> None:
        order = self.order(which)
        part = min(amount, available_credit(order)) or amount
        self.attempt(
            lambda: refund_credit(order.pk, amount=part, refunded_on=self.today, **BY_HAND)
        )

    @precondition(lambda self: LedgerEntry.objects.exclude(source="shop").exists())
    @rule(pick=PICKS)
    def a_booking_was_wrong(self, pick: int) -> None:
        entries = list(LedgerEntry.objects.exclude(source="shop").order_by("-pk"))
        entry = entries[pick % len(entries)]
        undo = move_back if entry.kind == Kind.TRANSFER else reverse_entry
        self.attempt(lambda: undo(entry.pk, reason="Irrtum", **BY_HAND))

    @rule(which=ORDERS, total=AMOUNTS)
    def the_shop_tells_another_total(self, which: int, total: Decimal) -> None:
        one = self.drafts[which]
        rates = tuple(InstallmentDraft(rate.due_on, total / 2) for rate in one.installments)
        self.drafts[which] = replace(one, total=total, open_amount=total, installments=rates)
        update_order(self.order(which).pk, self.drafts[which], actor=None, today=self.today)

    @rule(which=ORDERS, decision=st.sampled_from(Decision))
    def a_clerk_decides_on_the_total(self, which: int, decision: Decision) -> None:
        order = self.order(which)
        if order.reported_total is None:
            return
        seen = order.reported_total
        after = decide_total(order.pk, decision, seen_total=seen, **BY_HAND)
        assert after.reported_total is None
        assert after.total == (seen if decision == Decision.ACCEPT else order.total)

    @rule(which=ORDERS)
    def an_order_is_reminded(self, which: int) -> None:
        Order.objects.filter(pk=self.order(which).pk).update(last_reminded_on=self.today)

    @rule()
    def a_night_passes(self) -> None:
        self.today += timedelta(days=1)

    def order(self, which: int) -> Order:
        return Order.objects.select_related("standing").get(number="AB"[which])

    def attempt(self, act: Callable[[], object]) -> None:
        """What is refused leaves no trace; what is not books something."""
        BY_HAND["today"] = self.today
        before, count = self.rows(), LedgerEntry.objects.count()
        try:
            act()
        except BookingRefused:
            assert self.rows() == before
        else:
            assert LedgerEntry.objects.count() > count

    def rows(self) -> tuple[object, ...]:
        return (
            list(Order.objects.order_by("pk").values()),
            LedgerEntry.objects.count(),
            HistoryEntry.objects.count(),
        )

    def teardown(self) -> None:
        try:
            assert check_ledger().findings == ()
        finally:
            super().teardown()

    @invariant()
    def kept_figures_are_the_sums_of_the_entries(self) -> None:
        for order in (self.order(0), self.order(1)):
            entries = order.ledger_entries.all()
            balance = sum((entry.amount for entry in entries), ZERO)
            figures = figures_of(list(order.installments.all()), effective_entries(order))
            assert balance == order.open_amount - order.credit_amount
            assert order.open_costs == figures.open_costs
            assert order.paid_amount == figures.paid_amount
            assert ZERO in (order.open_amount, order.credit_amount)
            assert order.paid_amount >= 0

    @invariant()
    def installments_and_costs_hold_exactly_what_is_open(self) -> None:
        for order in (self.order(0), self.order(1)):
            of_rates = sum((one.open_amount for one in order.installments.all()), ZERO)
            assert of_rates + order.open_costs == order.open_amount

    @invariant()
    def a_cancelled_order_owes_no_goods(self) -> None:
        for order in (self.order(0), self.order(1)):
            if order.is_cancelled_by_hand and not order.paid_amount:
                assert order.is_cancelled

    @invariant()
    def the_standing_follows(self) -> None:
        for order in (self.order(0), self.order(1)):
            assert order.standing.is_open == order.is_open
            assert order.standing.installment == order.oldest_installment


BY_HAND: dict[str, object] = {"actor": None, "today": TODAY}


@pytest.mark.django_db
def test_no_story_told_by_hand_breaks_the_ledger():
    tell(HandStory, examples=20, steps=25)
