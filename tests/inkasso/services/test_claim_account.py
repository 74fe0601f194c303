"""What is owed of a case on a day, to the cent (§§ 288, 366, 367 BGB)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from inkasso.rules.claim import PartKind
from inkasso.services.claim_account import claim_account, claim_accounts
from orders.models import LedgerEntry, Order
from orders.services.corrections import cancel_order, charge_back, credit, write_off
from orders.services.ledger import book, lock_order, refresh_figures
from orders.services.payments import record_payment
from reminders.models import DunningBlock
from reminders.rules.instalments import Rate
from reminders.services.plans import agree_plan
from tests import collection_factories
from tests.factories import sales_account
from tests.reminders.services.claim_bench import DUE_ON, bought, in_rates

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 21)
ZERO = Decimal("0.00")
Kind = LedgerEntry.Kind


def owing(total: str = "1000.00", **told: object) -> Order:
    """A consumer's order due on 1 October, the day agreed: in default since the 2nd."""
    return bought(total, due_day_agreed=True, **told)


def charge(order: Order, kind: LedgerEntry.Kind, amount: str, on: date) -> None:
    """Book a cost or interest of an order's installment."""
    locked = lock_order(order.pk)
    book(
        locked,
        kind,
        Decimal(amount),
        booked_on=on,
        source=LedgerEntry.Source.AGENCY,
        installment=locked.installments.first(),
    )
    refresh_figures(locked)


def pay(order: Order, amount: str, on: date, **how: object) -> None:
    """Book a payment."""
    record_payment(
        order.pk,
        amount=Decimal(amount),
        paid_on=on,
        actor=None,
        today=on,
        **how,  # type: ignore[arg-type]
    )


def account_of(order: Order, day: date = DAY):
    """The claim of a new case of the order."""
    return claim_account(collection_factories.case(Order.objects.get(pk=order.pk)), day)


def opened(account) -> dict[str, str]:
    """The parts that are still owed."""
    return {part.kind.value: str(part.open) for part in account.parts if part.open}


def nov(day: int) -> date:
    """A day of November."""
    return date(2026, 11, day)


def with_costs(order: Order) -> None:
    """Fee, interest to 31 October and cost of a returned debit, as reminders book them."""
    charge(order, Kind.DUNNING_FEE, "2.50", nov(1))
    charge(order, Kind.INTEREST, "5.36", nov(1))
    charge(order, Kind.RETURNED_DEBIT_COST, "3.00", nov(2))


def nothing(order: Order) -> None:
    """Only the goods are owed."""


def paid_a_part(order: Order) -> None:
    with_costs(order)
    pay(order, "400.00", nov(3))


def paid_the_costs(order: Order) -> None:
    with_costs(order)
    pay(order, "4.00", nov(3))


def paid_the_principal_first(order: Order) -> None:
    with_costs(order)
    pay(order, "400.00", nov(3), principal_first=True, reason="Wunsch des Kunden")


def deferred(order: Order) -> None:
    DunningBlock.objects.create(
        order=order,
        reason=DunningBlock.Reason.DEFERRED,
        set_on=date(2026, 10, 12),
        until_on=date(2026, 10, 31),
    )


def cancelled(order: Order) -> None:
    with_costs(order)
    cancel_order(order.pk, cancelled_on=nov(10), reason="Kündigung", actor=None, today=nov(10))
    charge(order, Kind.CANCELLATION_COST, "45.00", nov(10))


def paid_to_the_agency(order: Order) -> None:
    """The agency got 340; the debtor owes it and the court 128."""
    charge(order, Kind.COLLECTION_COST, "90.00", nov(5))
    charge(order, Kind.COURT_COST, "38.00", nov(6))
    pay(order, "340.00", nov(7), source=LedgerEntry.Source.AGENCY, reference="NW-00001")


def written_off(order: Order) -> None:
    write_off(order.pk, amount=Decimal("100.00"), reason="Kulanz", actor=None, today=nov(20))


def credited(order: Order) -> None:
    credit(order.pk, amount=Decimal("400.00"), reason="Retoure", actor=None, today=nov(10))


def charged_back(order: Order) -> None:
    pay(order, "1000.00", date(2026, 9, 25))
    charge_back(
        order.pk,
        amount=Decimal("1000.00"),
        cost=Decimal("3.00"),
        reason_code="",
        booked_on=nov(1),
        actor=None,
        today=nov(1),
    )


@pytest.mark.parametrize(
    ("happened", "parts", "total"),
    [
        # 51 days at 6.52 % of 1000
        pytest.param(
            nothing, {"principal": "1000.00", "interest_to_day": "9.11"}, "1009.11", id="untouched"
        ),
        # of 9.11 are 5.36 booked
        pytest.param(
            with_costs,
            {
                "principal": "1000.00",
                "interest": "5.36",
                "interest_to_day": "3.75",
                "dunning_fee": "2.50",
                "returned_debit_cost": "3.00",
            },
            "1014.61",
            id="costs",
        ),
        # 400 settle 5.50 costs, 5.36 interest, 389.14 principal; 5.89 to 3 Nov and 18 days on the
        # rest of 610.86 at 6.52 %: 1.96
        pytest.param(
            paid_a_part, {"principal": "610.86", "interest_to_day": "2.49"}, "613.35", id="367"
        ),
        pytest.param(
            paid_the_costs,
            {
                "principal": "1000.00",
                "interest": "5.36",
                "interest_to_day": "3.75",
                "returned_debit_cost": "1.50",
            },
            "1010.61",
            id="367: a part of the costs",
        ),
        # A clerk followed the payer: 400 on the goods; 5.89 and 18 days on 600: 1.93
        pytest.param(
            paid_the_principal_first,
            {
                "principal": "600.00",
                "interest": "5.36",
                "interest_to_day": "2.46",
                "dunning_fee": "2.50",
                "returned_debit_cost": "3.00",
            },
            "613.32",
            id="principal first",
        ),
        # 31 of the 51 days: 10 to the 11th (1.79) and 21 since 1 November (3.75)
        pytest.param(
            deferred, {"principal": "1000.00", "interest_to_day": "5.54"}, "1005.54", id="deferral"
        ),
        # the goods are owed no longer; fee and interest are waived (7.86), a bank's cost never
        pytest.param(
            cancelled,
            {"interest": "3.00", "cancellation_cost": "45.00"},
            "48.00",
            id="option b",
        ),
        # 128 costs, then 212 of the goods; 37 days on 1000 (6.61), 14 on 788 (1.97)
        pytest.param(
            paid_to_the_agency,
            {"principal": "788.00", "interest_to_day": "8.58"},
            "796.58",
            id="agency",
        ),
        # given up on the 20th: 50 days on 1000 (8.93), one on 900 (0.16)
        pytest.param(
            written_off,
            {"principal": "900.00", "interest_to_day": "9.09"},
            "909.09",
            id="written off",
        ),
        # a lower price never bore interest: 51 days on 600
        pytest.param(
            credited, {"principal": "600.00", "interest_to_day": "5.47"}, "605.47", id="credited"
        ),
        # from the day after the return: 20 days on 1000
        pytest.param(
            charged_back,
            {"principal": "1000.00", "interest_to_day": "3.57", "returned_debit_cost": "3.00"},
            "1006.57",
            id="chargeback",
        ),
    ],
)
def test_the_parts_add_up_to_the_total(happened, parts, total):
    order = owing()
    happened(order)

    account = account_of(order)

    assert opened(account) == parts
    assert account.total == Decimal(total) == sum(part.open for part in account.parts)
    # What is booked is the very figure that the order page shows.
    assert account.balance == Order.objects.get(pk=order.pk).open_amount
    assert account.principal + account.interest + account.costs == account.total


def test_each_part_tells_what_was_booked_and_settled_of_it():
    order = owing()
    paid_a_part(order)

    account = account_of(order)

    told = [(one.kind, one.booked, one.open, one.settled) for one in account.told_parts]
    assert told == [
        (PartKind.PRINCIPAL, Decimal("1000.00"), Decimal("610.86"), Decimal("389.14")),
        (PartKind.INTEREST, Decimal("5.36"), ZERO, Decimal("5.36")),
        (PartKind.INTEREST_TO_DAY, Decimal("2.49"), Decimal("2.49"), ZERO),
        (PartKind.DUNNING_FEE, Decimal("2.50"), ZERO, Decimal("2.50")),
        (PartKind.RETURNED_DEBIT_COST, Decimal("3.00"), ZERO, Decimal("3.00")),
    ]
    assert (account.paid, account.credited, account.written_off) == (Decimal("400.00"), ZERO, ZERO)


def test_each_booking_tells_what_it_settled_and_the_balance_after_it():
    order = owing()
    paid_a_part(order)

    account = account_of(order)

    lines = [(one.kind, one.costs, one.interest, one.principal) for one in account.bookings]
    assert lines == [
        ("charge", ZERO, ZERO, ZERO),
        ("dunning_fee", ZERO, ZERO, ZERO),
        ("interest", ZERO, ZERO, ZERO),
        ("returned_debit_cost", ZERO, ZERO, ZERO),
        ("payment", Decimal("5.50"), Decimal("5.36"), Decimal("389.14")),
    ]
    assert [str(one.balance) for one in account.bookings] == [
        "1000.00",
        "1002.50",
        "1007.86",
        "1010.86",
        "610.86",
    ]


def test_the_interest_lines_explain_what_is_not_booked():
    order = owing()
    paid_a_part(order)

    account = account_of(order)

    (part,) = account.interest_parts
    assert [(line.days, str(line.principal)) for line in part.lines] == [
        (33, "1000.00"),
        (18, "610.86"),
    ]
    assert part.accrued - part.booked == part.new == account.interest_to_day


def test_a_rate_that_the_payer_named_is_settled_before_the_older_one():
    order = in_rates(owing(), (date(2026, 10, 1), "500.00"), (date(2026, 11, 2), "500.00"))
    named = order.installments.get(due_on=nov(2))
    pay(order, "500.00", nov(10), installment=named, reason="im Verwendungszweck genannt")

    account = account_of(order)

    # § 366 Abs. 1 BGB: 51 days on the first rate; the second one is paid.
    assert account.principal == Decimal("500.00")
    assert [one.due_on for one in account.interest_parts] == [DUE_ON]
    assert account.default_since == date(2026, 10, 2)


def test_rates_that_are_not_due_stay_out_of_the_total():
    order = owing()
    agree_plan(
        order.pk,
        [Rate(nov(15), Decimal("400.00")), Rate(date(2026, 12, 15), Decimal("600.00"))],
        actor=None,
        today=nov(1),
    )

    account = account_of(order)

    assert (account.principal, account.not_due) == (Decimal("400.00"), Decimal("600.00"))
    assert account.part(PartKind.PRINCIPAL).booked == Decimal("400.00")
    assert account.balance == Order.objects.get(pk=order.pk).due_amount(DAY)


def test_a_day_gone_by_knows_nothing_of_later_bookings():
    order = owing()
    paid_a_part(order)
    case = collection_factories.case(order)

    before, after = (claim_account(case, day) for day in (nov(2), DAY))

    assert (before.principal, before.paid) == (Decimal("1000.00"), ZERO)
    assert before.interest == Decimal("5.72")  # 32 days
    assert after.principal == Decimal("610.86")


def test_it_leaves_the_rows_in_memory_alone():
    order = owing()
    paid_a_part(order)
    case = collection_factories.case(Order.objects.get(pk=order.pk))

    claim_account(case, nov(2))

    assert case.order.open_amount == Decimal("610.86")
    assert case.order.installments.get().open_amount == Decimal("610.86")


def test_a_paid_claim_keeps_the_default_that_was_told_with_the_handover():
    order = owing()
    case = collection_factories.case(order)
    case.default_since, case.default_ground = date(2026, 10, 2), "agreed_day"
    pay(order, "1000.00", nov(3))

    account = claim_account(case, DAY)

    assert (account.total, account.default_since) == (ZERO, date(2026, 10, 2))
    assert account.default_ground_words.startswith("vereinbarter Zahlungstag")


def test_an_overpayment_is_told_and_lowers_nothing_else():
    order = owing()
    pay(order, "1100.00", nov(3))

    account = account_of(order)

    assert (account.total, account.overpaid) == (ZERO, Decimal("100.00"))


def test_nobody_is_in_default_before_a_reminder_unless_the_day_was_agreed():
    order = bought()

    account = account_of(order)

    assert (account.default_since, account.default_ground_words) == (None, "")
    assert account.interest_to_day == ZERO


def test_many_accounts_take_as_many_queries_as_one(django_assert_max_num_queries):
    account = sales_account()
    cases = [
        collection_factories.case(account=account, due_on=DAY - timedelta(days=40 + index))
        for index in range(12)
    ]

    with django_assert_max_num_queries(10):
        accounts = claim_accounts(cases, DAY)

    assert len(accounts) == len(cases)
