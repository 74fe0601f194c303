"""The command standing: its JSON is a contract."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.utils import timezone

from orders.services.payments import record_payment
from tests.factories import order, sales_account

pytestmark = pytest.mark.django_db


def test_it_tells_where_an_order_stands(capsys):
    today = timezone.localdate()
    due_on = today - timedelta(days=7)
    bought = order(number="EF-1", due_on=due_on, total="79.90", today=today)
    record_payment(bought.pk, amount=Decimal("10.00"), paid_on=today, actor=None, today=today)

    call_command("standing", "--number", "EF-1", "--json")

    assert json.loads(capsys.readouterr().out) == {
        "number": "EF-1",
        "total": "79.90",
        "paid": "10.00",
        "open_amount": "69.90",
        "overdue_amount": "69.90",
        "due_on": due_on.isoformat(),
        "levels_sent": 0,
        "next_level": 1,
        "next_level_on": (due_on + timedelta(days=5)).isoformat(),
        "closed": False,
        "reasons": [],
        "explanation": "Steht in Mahnstufe 1 zur Mahnung an: Noch keine Mahnung versendet.",
    }


@pytest.mark.parametrize(
    ("number", "sentence"),
    [("EF-9", "Es gibt keinen Auftrag EF-9"), ("EF-1", "Nennen Sie --sales-account")],
)
def test_it_refuses_a_number_that_names_no_single_order(number, sentence, capsys):
    order(sales_account("Foto-Shop"), number="EF-1")
    order(sales_account("eBay"), number="EF-1")

    with pytest.raises(SystemExit):
        call_command("standing", "--number", number)

    assert sentence in capsys.readouterr().err


def test_a_refusal_is_json_as_well(capsys):
    with pytest.raises(SystemExit) as ended:
        call_command("standing", "--number", "NIX", "--json")

    assert ended.value.code == 1
    assert json.loads(capsys.readouterr().out) == {"error": "Es gibt keinen Auftrag NIX."}
