"""The check of the books notices what an agency reported and nobody booked, and vice versa."""

from datetime import timedelta
from decimal import Decimal

import pytest

from inkasso.models import ReportEntry
from orders.models import LedgerEntry
from orders.services.ledger import book, lock_order, refresh_figures
from orders.services.ledger_check import check_ledger
from tests.factories import TODAY
from tests.inkasso.services.test_reports import a_case, payment, take

pytestmark = pytest.mark.django_db


def test_it_finds_nothing_where_all_is_booked():
    take(a_case(), payment("30,00", "5,00"), payment("10,00"))

    assert check_ledger().findings == ()


def test_it_finds_a_booking_of_an_agency_without_a_case():
    case = a_case()
    order = lock_order(case.order_id)
    book(
        order,
        LedgerEntry.Kind.PAYMENT,
        Decimal("-5.00"),
        booked_on=TODAY - timedelta(days=1),
        source=LedgerEntry.Source.AGENCY,
    )
    refresh_figures(order)

    found = check_ledger().findings

    assert [one.subject for one in found] == [f"Auftrag {order.number}"]
    assert "gehört zu keinem Inkassofall" in found[0].message


def test_it_finds_a_payment_that_was_not_booked_as_reported():
    case = a_case()
    take(case, payment("30,00"))
    ReportEntry.objects.update(amount=Decimal("31.00"))

    found = check_ledger().findings

    assert [one.subject for one in found] == [f"Inkassofall {case}"]
    assert "Gemeldet sind 31,00" in found[0].message
