"""Interest that a payment to the agency settles before the principal (§ 367 BGB)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from inkasso.models import CollectionCase
from inkasso.rules.states import CaseState
from inkasso.services.booking_check import check_case_bookings
from inkasso.services.claim_account import claim_account
from orders.models import LedgerEntry
from orders.services.ledger_check import check_ledger
from reminders.services.charge_check import check_charges
from tests import collection_factories, factories
from tests.factories import TODAY
from tests.inkasso.services.test_reports import HANDED_OVER, payment, take
from tests.reminders.services.claim_bench import send, step

pytestmark = pytest.mark.django_db
Kind = LedgerEntry.Kind
EARLIER, LATER = TODAY - timedelta(days=5), TODAY - timedelta(days=1)


@pytest.fixture
def case() -> CollectionCase:
    """A case over 500 euros with an agency, dunned 25 days ago."""
    order = factories.order(due_on=TODAY - timedelta(days=90), total="500.00")
    for level, days in ((1, 45), (2, 25)):
        send(order, step(level), on=TODAY - timedelta(days=days))
    return collection_factories.case(order, state=CaseState.IN_PROGRESS, today=HANDED_OVER)


def interest(case: CollectionCase) -> list[Decimal]:
    entries = LedgerEntry.objects.filter(
        order=case.order_id, kind=Kind.INTEREST, source=LedgerEntry.Source.AGENCY
    )
    return list(entries.order_by("pk").values_list("amount", flat=True))


def test_interest_up_to_the_payment_is_settled_before_the_principal(case):
    before = claim_account(case, LATER)

    take(case, payment("100,00", "20,00", on=f"{LATER:%d.%m.%Y}"))

    after = claim_account(case, LATER)
    assert before.interest_to_day > 0
    assert interest(case) == [before.interest_to_day]
    assert (after.interest_to_day, after.interest_booked) == (Decimal(0), Decimal(0))
    settled = Decimal("80.00") - before.interest_booked - before.interest_to_day
    assert before.principal - after.principal == settled
    checks = (*check_ledger().findings, *check_charges(), *check_case_bookings())
    assert checks == ()


def test_interest_is_booked_once_however_the_payments_come(case):
    until = claim_account(case, LATER).interest_to_day

    take(case, payment("10,00", on=f"{LATER:%d.%m.%Y}"))
    take(case, payment("15,00", on=f"{LATER:%d.%m.%Y}"), name="b.csv")
    take(case, payment("12,00", on=f"{EARLIER:%d.%m.%Y}"), name="c.csv")

    assert interest(case) == [until]


def test_who_pays_what_the_agency_was_told_owes_nothing_more(case):
    told = claim_account(case, HANDED_OVER).total

    take(case, payment(f"{told + 70}".replace(".", ","), "70,00", on=f"{LATER:%d.%m.%Y}"))

    case.refresh_from_db()
    assert case.state == CaseState.PAID
    assert (case.order.open_amount, case.order.credit_amount) == (Decimal(0), Decimal(0))


def test_who_pays_the_principal_alone_still_owes_the_interest_of_the_handover(case):
    take(case, payment("500,00", on=f"{LATER:%d.%m.%Y}"))

    case.refresh_from_db()
    assert case.state == CaseState.IN_PROGRESS
    assert case.order.open_amount == claim_account(case, LATER).total > 0
