"""What somebody has to say of a file before it is taken over."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils import timezone

from orders.models import Order, OrderImport, SalesAccount
from orders.rules.column_fields import MappingKind
from orders.rules.column_mapping import ColumnMapping
from orders.services.import_apply import apply_import
from orders.services.import_files import in_memory
from orders.services.import_questions import Answers, ImportRefused, asks_payment, asks_platform
from orders.services.import_reading import upload_import
from orders.services.order_import import start_import
from orders.services.shop_orders import update_order
from tests.factories import TODAY, draft, order, sales_account

pytestmark = pytest.mark.django_db
NOW = timezone.now()
AssumedState = OrderImport.AssumedState
TABLE = """Nummer;Datum;Summe
A-1;01.11.2026;79,90
A-2;02.11.2026;10,00
"""
MAPPING = ColumnMapping(
    kind=MappingKind.ORDERS,
    columns={"number": "Nummer", "ordered_on": "Datum", "total": "Summe"},
    date_format="TT.MM.JJJJ",
    decimal_mark=",",
)


def uploaded(text: str = TABLE, *, account: SalesAccount | None = None) -> OrderImport:
    return upload_import(
        account or sales_account(),
        file_name="a.csv",
        source=in_memory(text.encode()),
        mapping=MAPPING,
        actor=None,
    )


def applied(order_import: OrderImport, answers: Answers) -> OrderImport:
    start_import(order_import.pk, now=NOW, answers=answers)
    return apply_import(order_import.pk, today=TODAY, clock=timezone.now)


def test_a_file_that_knows_no_payments_waits_for_an_answer():
    order_import = uploaded()

    with pytest.raises(ImportRefused, match="alle neuen Aufträge offen"):
        start_import(order_import.pk, now=NOW, answers=Answers())

    assert asks_payment(order_import)
    assert order_import.preview["new"]["rows"][0]["open_amount"] is None


@pytest.mark.parametrize(("assumed", "open_count"), [("open", 2), ("paid", 0)])
def test_the_answer_holds_for_all_new_orders(assumed, open_count):
    finished = applied(uploaded(), Answers(assumed=assumed))

    assert (finished.new_count, finished.assumed_state) == (2, assumed)
    assert Order.objects.open().count() == open_count


def test_known_orders_keep_their_payment_state():
    applied(uploaded(), Answers(assumed=AssumedState.PAID))

    finished = applied(
        uploaded(
            TABLE.replace("A-2;02.11.2026;10,00", "A-2;03.11.2026;10,00\nA-3;03.11.2026;5,00")
        ),
        Answers(assumed=AssumedState.OPEN),
    )

    assert (finished.new_count, finished.changed_count, finished.unchanged_count) == (1, 1, 1)
    assert [one.number for one in Order.objects.open()] == ["A-3"]


def test_nobody_is_asked_where_no_order_is_new():
    applied(uploaded(), Answers(assumed=AssumedState.PAID))

    assert not asks_payment(uploaded())


def platform_import(account: SalesAccount) -> OrderImport:
    order_import = uploaded(account=account)
    order_import.format, order_import.preview["is_platform"] = "digistore24", True
    order_import.preview["asks_payment"] = False
    order_import.mapping = MAPPING.to_json()
    order_import.save()
    return order_import


@pytest.mark.parametrize("sells_itself", [True, False])
def test_a_platform_is_asked_about_once_and_the_account_remembers(sells_itself):
    account = sales_account("Plattform")
    first = platform_import(account)
    with pytest.raises(ImportRefused, match="im eigenen Namen"):
        start_import(first.pk, now=NOW, answers=Answers())

    applied(first, Answers(is_reseller=sells_itself))
    account.refresh_from_db()

    assert account.is_reseller == sells_itself
    assert not asks_platform(platform_import(account))


def test_orders_whose_total_changed_after_a_reminder_are_named():
    account = sales_account()
    one = draft(number="A-1", total="50.00")
    known = order(account, number="A-1", total="50.00")
    update_order(known.pk, replace(one, shop_state_text="x"), actor=None, today=TODAY)
    Order.objects.filter(pk=known.pk).update(last_reminded_on=TODAY)

    order_import = uploaded(account=account)
    finished = applied(order_import, Answers(assumed=AssumedState.OPEN))

    row = {"order_id": known.pk, "number": "A-1", "reported_total": "79.90"}
    assert order_import.preview["flagged"] == {"rows": [row], "count": 1}
    assert order_import.preview["changed"]["rows"][0]["changes"][0] == (
        "Betrag 50,00\xa0€ → 79,90\xa0€ gemeldet, nicht übernommen"
    )
    assert finished.preview["flagged"] == {"rows": [row], "count": 1}
    known.refresh_from_db()
    assert (known.total, known.reported_total) == (Decimal("50.00"), Decimal("79.90"))
