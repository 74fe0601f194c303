"""Overview and evaluations over random histories equal a slow recomputation, coin by coin."""

from collections import Counter
from contextlib import suppress
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from common.rules.money import ZERO
from dunning_site.services.kept_figures import refresh_kept_figures
from dunning_site.services.overview import overview
from inkasso.models import CollectionAgency, CollectionCase
from orders.models import Installment, LedgerEntry, Order
from orders.services.by_hand import BookingRefused
from orders.services.corrections import charge_back, credit, write_off
from orders.services.credits import refund_credit
from orders.services.ledger import book, lock_order, refresh_figures
from orders.services.payments import record_payment
from orders.services.reversals import reverse_entry
from orders.services.shop_orders import create_order
from reminders.models import (
    CohortFigure,
    Recovery,
    Reminder,
    SentCount,
)
from reminders.rules.evaluation_figures import EvaluationFilters
from reminders.rules.states import ReminderState
from reminders.services.evaluations import evaluation
from tests import factories
from tests.dunning_site import figures_oracle as oracle
from tests.dunning_site.figures_oracle import COIN
from tests.sent_reminders import sent_reminder
from tests.stories import Story, tell

# Later than any clock that stamps the rows, so that old bookings are not looked at again.
START = date(2031, 3, 10)
RATES = (0, 0, 3)
WHICH = st.integers(0, len(RATES) - 1)
COINS = st.integers(1, 5)
BACK = st.sampled_from([0, 0, 1, 4, 12])


class FiguresStory(Story):
    """Each rule is one step; after it the kept figures are brought up to date."""

    @initialize()
    def orders_are_there(self) -> None:
        self.today = START
        self.orders = [self.order(number, rates) for number, rates in enumerate(RATES)]

    def order(self, number: int, rates: int) -> int:
        account = factories.sales_account(("Foto-Shop", "Postershop")[number % 2])
        due_on = START - timedelta(days=5 * number)
        draft = factories.draft(due_on=due_on, total=COIN * 6)
        order = create_order(account, draft, actor=None, today=START)
        if rates:
            order.installments.update(amount=COIN * 2, open_amount=COIN * 2)
            for position in range(2, rates + 1):
                later = due_on + timedelta(days=20 * (position - 1))
                Installment.objects.create(
                    order=order, position=position, due_on=later, amount=COIN * 2
                )
            refresh_figures(lock_order(order.pk))
        return order.pk

    @property
    def now(self) -> datetime:
        noon = datetime.combine(self.today, datetime.min.time()) + timedelta(hours=12)
        return timezone.make_aware(noon)

    @rule(
        which=WHICH, level=st.integers(0, 3), channel=st.sampled_from(["email", "letter", "both"])
    )
    def a_reminder_is_sent(self, which: int, level: int, channel: str) -> None:
        order = Order.objects.get(pk=self.orders[which])
        if Reminder.objects.filter(items__order=order, level=level, state="sent").exists():
            return
        sent_reminder(order, level, sent_on=self.today, channel=channel)

    @rule(which=WHICH)
    def the_newest_reminder_is_withdrawn(self, which: int) -> None:
        sent = Reminder.objects.filter(items__order=self.orders[which], state="sent")
        newest = sent.order_by("-sent_on", "-pk").first()
        if newest is not None:
            newest.items.update(state=ReminderState.WITHDRAWN)
            newest.state, newest.withdrawn_on = ReminderState.WITHDRAWN, self.today
            newest.save()

    @rule(which=WHICH, count=COINS, back=BACK, is_agency=st.sampled_from([False] * 5 + [True]))
    def money_arrives(self, which: int, count: int, back: int, is_agency: bool) -> None:
        sources = LedgerEntry.Source
        record_payment(
            self.orders[which],
            amount=COIN * count,
            paid_on=self.today - timedelta(days=back),
            actor=None,
            today=self.today,
            source=sources.AGENCY if is_agency else sources.MANUAL,
        )

    @rule(number=st.integers(0, 9), is_named=st.booleans(), costs=st.integers(0, 1))
    def the_bank_takes_it_back(self, number: int, is_named: bool, costs: int) -> None:
        payment = self.payment(number)
        if payment is not None:
            with suppress(BookingRefused):
                charge_back(
                    payment.order_id,
                    amount=-payment.amount,
                    cost=COIN * costs,
                    reason_code="AM04",
                    booked_on=self.today,
                    payment=payment if is_named else None,
                    actor=None,
                    today=self.today,
                )

    @rule(number=st.integers(0, 9))
    def a_booking_is_reversed(self, number: int) -> None:
        entry = self.entry(number)
        if entry is not None:
            with suppress(BookingRefused):
                reverse_entry(entry.pk, reason="vertippt", actor=None, today=self.today)

    @rule(which=WHICH, count=COINS, service=st.sampled_from([write_off, credit]))
    def a_clerk_gives_up(self, which: int, count: int, service) -> None:
        with suppress(BookingRefused):
            service(
                self.orders[which],
                amount=COIN * count,
                reason="Kulanz",
                actor=None,
                today=self.today,
            )

    @rule(which=WHICH, count=COINS)
    def a_credit_is_refunded(self, which: int, count: int) -> None:
        with suppress(BookingRefused):
            refund_credit(
                self.orders[which],
                amount=COIN * count,
                refunded_on=self.today,
                actor=None,
                today=self.today,
            )

    @rule(which=WHICH, kind=st.sampled_from(["dunning_fee", "interest"]))
    def a_fee_is_charged(self, which: int, kind: str) -> None:
        order = lock_order(self.orders[which])
        first = order.installments.order_by("due_on").first()
        book(
            order,
            LedgerEntry.Kind(kind),
            COIN,
            booked_on=self.today,
            source=LedgerEntry.Source.DUNNING,
            installment=first,
        )
        refresh_figures(order)

    @rule(which=WHICH)
    def a_case_begins_or_ends(self, which: int) -> None:
        case = CollectionCase.objects.filter(order=self.orders[which]).first()
        if case is not None:
            case.ended_on, case.state = self.today, "recalled"
            case.save()
            return
        agency = CollectionAgency.objects.first() or CollectionAgency.objects.create(name="Büro")
        CollectionCase.objects.create(
            order_id=self.orders[which],
            state="handed_over",
            trigger="manual",
            option="legal",
            agency=agency,
            opened_on=self.today,
            handed_over_on=self.today,
        )

    @rule(days=st.sampled_from([1, 3, 11, 30]))
    def nights_pass(self, days: int) -> None:
        self.today += timedelta(days=days)

    @invariant()
    def kept_figures_are_what_happened(self) -> None:
        refresh_kept_figures(now=self.now, today=self.today)
        kept = rows()
        recoveries = {
            one.pk: (one.order_id, one.reminder_id, one.amount, one.paid_on)
            for one in Recovery.objects.all()
        }
        assert recoveries == oracle.naive_recoveries()
        cohorts = {
            (one.month, one.sales_account_id, one.outcome): (one.amount, one.installments)
            for one in CohortFigure.objects.all()
        }
        assert cohorts == oracle.naive_cohorts(self.today)
        refresh_kept_figures(now=self.now, today=self.today, full=True)
        assert rows() == kept

    @invariant()
    def the_overview_shows_them(self) -> None:
        shown = overview(today=self.today)
        recovered = list(Recovery.objects.select_related("reminder"))
        recent = [one for one in recovered if (self.today - one.paid_on).days < 30]
        assert (shown.received.count, shown.received.amount) == (len(recent), added(recent))
        assert shown.open.amount == added(Order.objects.all(), "open_amount")
        ages = {(band.from_days, band.to_days): band.amount for band in shown.ageing if band.amount}
        assert ages == {band: COIN * n for band, n in oracle.naive_ages(self.today).items()}
        due = sum(
            (order.due_amount(self.today) for order in Order.objects.overdue(on=self.today)), ZERO
        )
        assert shown.overdue.amount == due
        for line in shown.success:
            mine = [one for one in recovered if one.level == line.level]
            in_time = [
                one
                for one in mine
                if shown.success_from <= one.reminder.sent_on <= shown.success_to
            ]
            assert line.recovered == added(in_time)
        assert len(shown.recovered_by_month) == 13
        for month in shown.recovered_by_month:
            mine = [one for one in recovered if one.paid_on.replace(day=1) == month.month]
            assert (month.payments, month.amount) == (len(mine), added(mine))

    @invariant()
    def the_evaluation_shows_them(self) -> None:
        asked = EvaluationFilters(START - timedelta(days=40), self.today)
        shown = evaluation(asked)
        paid = list(Recovery.objects.filter(paid_on__gte=asked.from_on))
        assert (shown.total.payments, shown.total.recovered) == (len(paid), added(paid))
        sent = list(Reminder.objects.filter(state=ReminderState.SENT))
        assert shown.total.sent == len(sent)
        assert shown.total.claimed == sum((one.claim for one in sent), ZERO)
        by_level = Counter(one.level for one in sent)
        assert {int(row.key): row.sent for row in shown.by_level if row.sent} == by_level
        for table in (shown.by_level, shown.by_channel, shown.by_account, shown.by_month):
            assert sum((row.recovered for row in table), ZERO) == shown.total.recovered
            assert sum((row.answered for row in table), ZERO) == shown.total.answered
        for table in (shown.by_payment_method, shown.by_product_kind):
            assert sum((row.recovered for row in table), ZERO) == shown.total.recovered
        for line in shown.days_to_payment:
            days = [one.days for one in paid if one.level == line.level]
            assert line.average == (Decimal(sum(days)) / len(days)).quantize(Decimal("0.1"))
            assert [band.payments for band in line.bands] == [
                sum(band.from_days <= one <= (band.to_days or 9999) for one in days)
                for band in line.bands
            ]
        given = sum((cohort.amount for cohort in shown.cohorts), ZERO)
        assert given == sum(
            (amount for amount, _ in oracle.naive_cohorts(self.today).values()), ZERO
        )

    def payment(self, number: int) -> LedgerEntry | None:
        payments = LedgerEntry.objects.effective().filter(kind="payment").order_by("-pk")
        return payments[number] if number < payments.count() else None

    def entry(self, number: int) -> LedgerEntry | None:
        entries = LedgerEntry.objects.effective().exclude(kind="charge").order_by("-pk")
        return entries[number] if number < entries.count() else None


def added(rows_: object, name: str = "amount") -> Decimal:
    return sum((getattr(row, name) for row in rows_), ZERO)


def rows() -> list[list[tuple]]:
    """All that is kept, without keys that say nothing."""
    found = []
    for model in (Recovery, SentCount, CohortFigure):
        names = [one.attname for one in model._meta.concrete_fields if one.attname != "id"]
        found.append(sorted(model.objects.values_list(*names), key=str))
    return found


@pytest.mark.django_db
def test_kept_figures_equal_a_slow_recomputation():
    tell(FiguresStory, examples=5, steps=12)
