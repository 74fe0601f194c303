"""One order's ledger through random stories told by its shop and by a clerk."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from orders.models import HistoryEntry, LedgerEntry, Order, SalesAccount
from orders.services.by_hand import BookingRepeated
from orders.services.import_apply import import_file
from orders.services.import_files import in_memory
from orders.services.payments import record_payment
from tests.factories import TODAY, sales_account
from tests.orders.adapters.shops.samples import SHOPIFY_ORDER, shopify_csv
from tests.stories import Story, tell

Kind = LedgerEntry.Kind
ZERO = Decimal("0.00")
AMOUNTS = st.integers(1, 12).map(lambda number: Decimal(number * 10))


class LedgerStory(Story):
    """The shop's truth: total, money received, money given back; the file tells its balance."""

    total = paid = refunded = charged_back = ZERO
    is_cancelled = was_cancelled = has_clerk_booked = False
    account: SalesAccount
    today = TODAY

    @initialize(total=AMOUNTS)
    def the_shop_sells(self, total: Decimal) -> None:
        self.account = sales_account()
        self.total = total
        self.import_twice()

    @rule(amount=AMOUNTS)
    def the_shop_receives_money(self, amount: Decimal) -> None:
        self.paid += amount
        self.import_twice()

    @precondition(lambda self: self.kept > 0)
    @rule(part=st.sampled_from([1, 2, 4]))
    def the_shop_gives_money_back(self, part: int) -> None:
        amount = min(self.kept, self.total - self.refunded) / part
        self.refunded += amount.quantize(ZERO)
        self.import_twice()

    @precondition(lambda self: self.kept > 0)
    @rule(part=st.sampled_from([1, 2, 4]))
    def a_payment_is_charged_back(self, part: int) -> None:
        amount = (self.kept / part).quantize(ZERO)
        self.paid, self.charged_back = self.paid - amount, self.charged_back + amount
        self.import_twice()

    @rule(total=AMOUNTS)
    def the_shop_changes_the_total(self, total: Decimal) -> None:
        self.total = max(total, self.refunded)
        self.import_twice()

    @rule()
    def the_shop_cancels_or_reopens(self) -> None:
        self.is_cancelled, self.was_cancelled = not self.is_cancelled, True
        self.import_twice()

    @rule(amount=AMOUNTS)
    def a_clerk_records_a_payment(self, amount: Decimal) -> None:
        form = {
            "amount": amount,
            "paid_on": self.today,
            "reference": "Kontoauszug",
            "actor": None,
            "today": self.today,
            "seen_entry_id": self.order.ledger_entries.latest("pk").pk,
        }
        before = self.order
        after = record_payment(before.pk, **form)
        with pytest.raises(BookingRepeated):
            record_payment(before.pk, **form)
        self.has_clerk_booked = True
        assert after.paid_amount == before.paid_amount + amount

    @rule(amount=AMOUNTS)
    def a_clerk_records_what_the_shop_learns_later(self, amount: Decimal) -> None:
        self.a_clerk_records_a_payment(amount)
        self.paid += amount

    @rule()
    def a_night_passes(self) -> None:
        self.today += timedelta(days=1)

    @property
    def kept(self) -> Decimal:
        return self.paid - self.refunded

    @property
    def owed_in_shop(self) -> Decimal:
        return ZERO if self.is_cancelled else max(self.total - self.paid, ZERO)

    @property
    def order(self) -> Order:
        return Order.objects.select_related("standing").get(number="1001")

    def file(self) -> bytes:
        status = "pending" if self.owed_in_shop else "paid"
        row = {
            **SHOPIFY_ORDER,
            "Financial Status": "voided" if self.is_cancelled else status,
            "Cancelled at": "2026-09-20 10:00:00 +0200" if self.is_cancelled else "",
            "Total": str(self.total),
            "Refunded Amount": str(self.refunded),
            "Outstanding Balance": str(self.total - self.paid),
        }
        return shopify_csv(row)

    def import_twice(self) -> None:
        before = Order.objects.filter(number="1001").first()
        self.apply_file()
        self.compare_with_the_shop(before)
        rows = self.rows()
        again = self.apply_file()
        assert again.order_import.unchanged_count == 1
        assert self.rows() == rows

    def apply_file(self):
        return import_file(
            self.account,
            file_name="a.csv",
            source=in_memory(self.file()),
            format="auto",
            actor=None,
            today=self.today,
            clock=timezone.now,
        )

    def rows(self) -> tuple[object, ...]:
        order = Order.objects.filter(number="1001").values().get()
        return order, LedgerEntry.objects.count(), HistoryEntry.objects.count()

    def compare_with_the_shop(self, before: Order | None) -> None:
        after = self.order
        assert after.open_amount <= self.owed_in_shop
        if not self.has_clerk_booked:
            assert after.open_amount == self.owed_in_shop
        if before is not None:
            lowered = claim(before) - claim(after)
            # Money that a clerk booked and the shop tells of later counts once.
            assert after.credit_amount <= before.credit_amount + max(lowered, ZERO)

    @invariant()
    def kept_figures_are_the_sums_of_the_entries(self) -> None:
        order, sums = self.order, self.sums()
        balance = sum(sums.values(), ZERO)
        paid = -(sums[Kind.PAYMENT] + sums[Kind.REFUND] + sums[Kind.CHARGEBACK])
        assert balance == order.open_amount - order.credit_amount
        assert ZERO in (order.open_amount, order.credit_amount)
        assert order.paid_amount == paid >= 0
        assert balance == claim(order) - paid

    @invariant()
    def installments_hold_exactly_what_is_open(self) -> None:
        order = self.order
        installments = list(order.installments.order_by("due_on", "position"))
        oldest = next((one for one in installments if one.open_amount > 0), None)
        assert sum((one.open_amount for one in installments), ZERO) == order.open_amount
        assert order.oldest_installment == oldest
        assert order.oldest_due_on == (oldest.due_on if oldest else None)

    @invariant()
    def the_standing_follows(self) -> None:
        order = self.order
        assert order.standing.is_open == order.is_open
        assert (order.standing.installment, order.standing.due_on) == (
            order.oldest_installment,
            order.oldest_due_on,
        )

    @invariant()
    def the_status_says_what_the_figures_say(self) -> None:
        order = self.order
        if order.is_open:
            is_partial = order.paid_amount > 0
            expected = Order.PaymentStatus.PARTIALLY_PAID if is_partial else "open"
        else:
            expected = "cancelled" if order.is_cancelled else "paid"
        assert order.payment_status == expected
        assert order.is_cancelled == self.is_cancelled

    @invariant()
    def nothing_counts_as_charged_back_or_given_back_that_was_not(self) -> None:
        sums = self.sums()
        # A shop that cancels an order and opens it again tells nothing of the money in between:
        # what it gave back then and what it gave back later cannot be told apart.
        if not self.was_cancelled:
            assert sums[Kind.CHARGEBACK] <= self.charged_back
            assert sums[Kind.REFUND] <= self.refunded

    def sums(self) -> dict[str, Decimal]:
        sums = dict.fromkeys(Kind.values, ZERO)
        for entry in LedgerEntry.objects.filter(order=self.order):
            sums[entry.kind] += entry.amount
        return sums


def claim(order: Order) -> Decimal:
    """What the order would owe if nothing had been paid."""
    return order.total - order.shop_credited_amount


@pytest.mark.django_db
def test_no_story_breaks_the_ledger():
    tell(LedgerStory, examples=15, steps=25)
