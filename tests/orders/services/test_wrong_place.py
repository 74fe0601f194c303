"""Files that somebody brought to the wrong page."""

import pytest

from orders.rules.drafts import FileRefused
from orders.rules.statements import StatementRefused
from orders.services.import_files import in_memory
from orders.services.wrong_place import (
    OrdersAmongStatements,
    StatementAmongOrders,
    check_statement_file,
    open_shop_file,
)
from tests.orders.adapters.bank.samples import camt, movement, mt940
from tests.orders.adapters.shops.samples import SHOPIFY_ORDER, read_sample, shopify_csv


@pytest.mark.parametrize(
    ("data", "label"),
    [
        (mt940(movement()), "MT940"),
        (camt(), "CAMT"),
        (camt().replace(b"<BkToCstmr", b"<ns2:BkToCstmr"), "CAMT"),
    ],
    ids=["MT940", "CAMT", "CAMT with a prefix"],
)
def test_a_statement_among_orders_is_called_one(data, label):
    with pytest.raises(StatementAmongOrders, match=rf"Kontoauszug \({label}\)"):
        open_shop_file(in_memory(data), "auto", None)


@pytest.mark.parametrize(
    "data", [b"<?xml version='1.0'?><html/>", b"Guten Tag", b"", b"%PDF-1.7", b"a;b;c\n1;2;3\n"]
)
def test_what_is_no_statement_is_refused_as_before(data):
    with pytest.raises(FileRefused) as refusal:
        open_shop_file(in_memory(data), "auto", None)

    assert not isinstance(refusal.value, StatementAmongOrders)


@pytest.mark.parametrize(
    ("data", "shop"),
    [(shopify_csv(SHOPIFY_ORDER), "Shopify"), (read_sample("woocommerce_orders.csv"), "WooComm")],
    ids=["Shopify", "WooCommerce"],
)
def test_a_shops_export_among_statements_is_called_one(data, shop):
    with pytest.raises(OrdersAmongStatements, match=f"ein Export von {shop}"):
        check_statement_file(data)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"Guten Tag", "kein Kontoauszug"),
        (b"%PDF-1.7", "ist ein PDF, kein Kontoauszug"),
        (b"\xff\xd8\xff\xe0", "ist ein Bild, kein Kontoauszug"),
        (b"PK\x03\x04" + b"\0" * 26 + b"[Content_Types].xml", "ist eine Excel-Mappe"),
        (camt()[60:], "beschädigter Kontoauszug"),
    ],
)
def test_what_is_no_export_is_refused_for_what_it_is(data, reason):
    with pytest.raises(StatementRefused, match=reason) as refusal:
        check_statement_file(data)

    assert not isinstance(refusal.value, OrdersAmongStatements)
