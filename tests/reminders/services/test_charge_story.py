"""One order through random reminders, payments and returns: the charges always add up."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from orders.models import LedgerEntry, Order
from orders.services.corrections import charge_back, credit, payments_to_return
from orders.services.ledger import COST_KINDS, effective_entries, figures_of
from orders.services.ledger_check import check_ledger
from orders.services.reversals import reverse_entry
from reminders.models import Channel, Reminder
from reminders.services.charges import CHARGE_KINDS, take_back_charges
from reminders.services.claim_facts import facts_of
from reminders.services.interest_accounts import lines_of
from reminders.services.waivers import waivable, waive
from tests.reminders.services.claim_bench import again, bought, claim, pay, send, step
from tests.stories import Story, tell

Kind = LedgerEntry.Kind
ZERO = Decimal("0.00")
AMOUNTS = st.sampled_from(["0.01", "1.20", "6.56", "40.00", "300.00", "995.00", "1000.00"])
WAYS = st.sampled_from([Channel.EMAIL, Channel.LETTER, Channel.BOTH])


class ChargeStory(Story):
    """Days go by; reminders charge, money comes, also told of late, and goes back."""

    order: Order
    level = 0
    insists = False

    @initialize(kind=st.sampled_from(["consumer", "business"]), insists=st.booleans())
    def somebody_buys(self, kind: str, insists: bool) -> None:
        self.insists = insists
        self.order = bought(kind=kind, due_day_agreed=True, insists=insists)
        self.today = date(2026, 10, 2)

    @rule(days=st.integers(1, 40))
    def days_go_by(self, days: int) -> None:
        self.today += timedelta(days=days)

    @precondition(lambda self: self.level < 3 and again(self.order).is_open)
    @rule(channel=WAYS, with_interest=st.booleans())
    def a_reminder_is_sent(self, channel: Channel, with_interest: bool) -> None:
        self.level += 1
        of_step = step(self.level, fee="1.20", channel=channel, interest=with_interest)
        claimed = claim(self.order, of_step, written_on=self.today)
        before = again(self.order).open_amount

        send(self.order, of_step, on=self.today)

        assert claimed.total == again(self.order).open_amount
        assert claimed.principal + claimed.other_costs == before
        lines = claimed.interest_lines
        assert sum((Decimal(line["amount"]) for line in lines), ZERO) >= claimed.interest

    @rule(amount=AMOUNTS, late=st.integers(0, 30))
    def money_comes(self, amount: str, late: int) -> None:
        pay(self.order, amount, max(self.today - timedelta(days=late), date(2026, 9, 20)))

    @precondition(lambda self: payments_to_return(self.order))
    @rule()
    def money_goes_back(self) -> None:
        payment = payments_to_return(self.order)[0]
        if again(self.order).paid_amount >= -payment.amount:
            charge_back(
                self.order.pk,
                amount=-payment.amount,
                cost=Decimal("3.00"),
                reason_code="AM04",
                booked_on=self.today,
                payment=payment,
                actor=None,
                today=self.today,
            )

    @precondition(lambda self: waivable(again(self.order)))
    @rule()
    def a_clerk_waives(self) -> None:
        waive(self.order.pk, reason="Kulanz", actor=None, today=self.today)

    @precondition(lambda self: self.charged(Kind.DUNNING_FEE, Kind.LUMP_SUM))
    @rule()
    def a_clerk_takes_a_charge_back(self) -> None:
        entry = self.charged(Kind.DUNNING_FEE, Kind.LUMP_SUM)[-1]
        reverse_entry(entry.pk, reason="falsch", actor=None, today=self.today)

    @precondition(lambda self: self.level)
    @rule()
    def a_reminder_is_withdrawn(self) -> None:
        reminder = Reminder.objects.filter(customer=self.order.customer).latest("pk")
        take_back_charges(reminder, today=self.today, actor=None, why="irrtümlich")

    @rule()
    def goods_are_credited(self) -> None:
        with_claim = sum((one.amount for one in self.charged(Kind.CHARGE, Kind.CREDIT_NOTE)), ZERO)
        if with_claim > 50:
            credit(
                self.order.pk, amount=Decimal(50), reason="Retoure", actor=None, today=self.today
            )

    def charged(self, *kinds: LedgerEntry.Kind) -> list[LedgerEntry]:
        return [one for one in effective_entries(self.order) if one.kind in kinds]

    @invariant()
    def the_books_agree(self) -> None:
        assert check_ledger().findings == ()
        order, entries = again(self.order), effective_entries(self.order)
        balance = sum((entry.amount for entry in entries), ZERO)
        assert order.open_amount - order.credit_amount == balance
        allocation = figures_of(list(order.installments.all()), entries).allocation
        assert order.open_ancillary == sum(allocation.open_ancillary.values(), ZERO)

    @invariant()
    def no_interest_is_booked_that_the_bookings_do_not_bear_out(self) -> None:
        booked = sum((one.amount for one in self.charged(Kind.INTEREST)), ZERO)
        order = again(self.order)
        (installment,) = order.installments.all()
        lines = lines_of(order, installment, date(2026, 10, 2), self.today, facts_of(order))
        # Lines are rounded each: a payment told of later cuts one of them in two.
        slack = Decimal("0.01") * len(lines)
        assert booked <= sum((line.amount for line in lines), ZERO) + slack

    @invariant()
    def paid_goods_leave_only_real_costs(self) -> None:
        order = again(self.order)
        covering = (Kind.PAYMENT, Kind.CHARGEBACK, Kind.CREDIT_NOTE)
        covered = -sum((one.amount for one in self.charged(*covering)), ZERO)
        if not self.insists and covered >= order.total:
            real = sum((one.amount for one in self.charged(Kind.RETURNED_DEBIT_COST)), ZERO)
            assert order.open_amount <= real

    @invariant()
    def nothing_waived_exceeds_what_was_charged(self) -> None:
        charged = sum((one.amount for one in self.charged(*CHARGE_KINDS)), ZERO)
        waived = -sum((one.amount for one in self.charged(Kind.WAIVER)), ZERO)
        by_hand = [one for one in self.charged(Kind.WAIVER) if one.source == "manual"]
        assert waived <= charged or by_hand
        assert Kind.RETURNED_DEBIT_COST in COST_KINDS


@pytest.mark.django_db
def test_no_story_makes_the_charges_disagree():
    tell(ChargeStory, examples=6, steps=12)
