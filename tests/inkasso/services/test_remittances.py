"""Remittances against the payments that an agency reported."""

from decimal import Decimal

import pytest

from inkasso.models import Remittance, ReportEntry
from inkasso.services.remittances import SettlementRefused, reconcile, settle_remittance
from tests.factories import TODAY
from tests.inkasso.services.test_reports import a_case, payment, take

pytestmark = pytest.mark.django_db


def remitted(amount: str, deductions: str = "", reference: str = "AB-1") -> str:
    return f"Auszahlung;;;;;21.11.2026;{amount};;{reference};{deductions}"


@pytest.mark.parametrize(
    ("amount", "deductions", "difference"),
    [
        ("75,00", "", "0.00"),
        ("65,00", "10,00", "0.00"),
        ("70,00", "", "-5.00"),
        ("80,00", "", "5.00"),
    ],
)
def test_it_compares_what_was_paid_out_with_the_payments(amount, deductions, difference):
    take(
        a_case(), payment("60,00", "20,00"), payment("40,00", "5,00"), remitted(amount, deductions)
    )

    found = reconcile(list(Remittance.objects.all()))[0]

    assert len(found.payments) == 2
    assert (found.paid, found.costs) == (Decimal("100.00"), Decimal("25.00"))
    assert found.difference == Decimal(difference)
    assert found.is_done == (found.difference == 0)


def test_it_says_how_many_payments_wait():
    case = a_case()
    take(case, payment("60,00"), "Zahlung;;IK-999999;;;20.11.2026;40,00;;AB-1;", remitted("100,00"))

    found = reconcile(list(Remittance.objects.all()))[0]

    assert (len(found.payments), found.waiting) == (1, 1)


def test_it_asks_about_a_second_remittance_of_the_same_number():
    take(a_case(), remitted("75,00"), remitted("76,00"))

    waiting = ReportEntry.objects.get(state=ReportEntry.State.TO_CLARIFY)
    assert "ist schon da" in waiting.message


def test_it_settles_a_difference_for_a_reason():
    take(a_case(), payment("60,00"), remitted("50,00"))
    pk = Remittance.objects.get().pk

    settle_remittance(pk, reason="Auslagen laut Schreiben", actor=None, today=TODAY)

    assert reconcile([Remittance.objects.get()])[0].is_done
    with pytest.raises(SettlementRefused, match="schon geklärt"):
        settle_remittance(pk, reason="noch einmal", actor=None, today=TODAY)


@pytest.mark.parametrize(
    ("amount", "reason", "said"),
    [("50,00", " ", "Geben Sie an"), ("60,00", "passt", "stimmt")],
)
def test_it_settles_nothing_without_need_or_reason(amount, reason, said):
    take(a_case(), payment("60,00"), remitted(amount))

    with pytest.raises(SettlementRefused, match=said):
        settle_remittance(Remittance.objects.get().pk, reason=reason, actor=None, today=TODAY)


def test_the_number_that_comes_with_a_repetition_makes_the_remittance_fit():
    case = a_case()
    take(case, "Zahlung;;{ik};;;20.11.2026;50,00;;;")

    take(case, "Zahlung;;{ik};;;20.11.2026;50,00;;AB-1;", remitted("50,00"), name="b.csv")

    found = reconcile(list(Remittance.objects.all()))[0]
    assert (len(found.payments), found.difference, found.is_done) == (1, Decimal("0.00"), True)
