"""Files as a whole: what is refused before any order is read."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orders.adapters.shops import MAX_BYTES, SHOPS, read_orders, shopify
from orders.rules.drafts import FileRefused
from tests.orders.adapters.shops.samples import (
    SHOPIFY_LINE,
    SHOPIFY_ORDER,
    read_sample,
    shopify_csv,
)


def refusal_of(data: bytes, format: str = "auto"):
    """The problem for which the file is refused."""
    with pytest.raises(FileRefused) as refusal:
        read_orders(data, format)
    return refusal.value.problems[0]


@pytest.mark.parametrize("data", [b"", b" \r\n\r\n", b"\xef\xbb\xbf"])
def test_it_refuses_an_empty_file(data):
    assert "Die Datei ist leer" in refusal_of(data).message


def test_it_refuses_a_file_without_orders():
    assert "nur die Kopfzeile" in refusal_of(shopify_csv()).message


def test_it_refuses_a_file_that_is_too_large_without_reading_it():
    started = time.monotonic()

    message = refusal_of(b"Name,Email\n" * 1_900_000).message

    assert "Die Datei ist 20,9 MB groß; gelesen werden höchstens 15 MB" in message
    assert time.monotonic() - started < 1


def test_it_names_the_place_where_latin_1_begins():
    text = shopify_csv(SHOPIFY_ORDER | {"Billing City": "Kiel"}, SHOPIFY_ORDER).decode()

    problem = refusal_of(text.encode("latin-1"))

    assert (problem.line, problem.column) == (3, "Billing City")
    character = text.splitlines()[2].index("ü") + 1
    assert problem.message.startswith(f"Zeile 3, Zeichen {character}, Spalte „Billing City“: ")
    assert "Windows-1252 (Latin-1)" in problem.message
    assert "„CSV UTF-8“" in problem.message


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_it_refuses_utf_16(encoding):
    problem = refusal_of(shopify_csv(SHOPIFY_ORDER).decode().encode(encoding))

    assert problem.line == 1
    assert "vermutlich in UTF-16" in problem.message


def test_it_refuses_nul_bytes_and_says_where():
    problem = refusal_of(shopify_csv(SHOPIFY_ORDER, SHOPIFY_LINE | {"Lineitem name": "a\0"}))

    assert (problem.line, problem.column) == (3, "Lineitem name")


def test_it_refuses_an_excel_workbook():
    assert "eine Excel-Mappe" in refusal_of(b"PK\x03\x04...").message


@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_it_reads_both_line_breaks_with_and_without_byte_order_mark(mark, line_break):
    text = shopify_csv(SHOPIFY_ORDER, SHOPIFY_LINE).decode().replace("\n", line_break)

    assert len(read_orders((mark + text).encode()).orders) == 1


def test_it_reads_semicolons_as_german_excel_writes_them():
    data = read_sample("woocommerce_orders.csv").replace(b'","', b'";"')

    assert len(read_orders(data).orders) == 6


def test_it_names_the_missing_column():
    problem = refusal_of(shopify_csv(SHOPIFY_ORDER, without="Outstanding Balance"))

    assert (problem.line, problem.column) == (1, "Outstanding Balance")
    assert "Die Spalte „Outstanding Balance“ fehlt" in problem.message


def test_it_names_the_column_that_is_there_twice():
    data = shopify_csv(SHOPIFY_ORDER).replace(b"Billing Phone", b"Total")

    problem = refusal_of(data)

    assert problem.column == "Total"
    assert "steht mehrmals" in problem.message


def test_it_names_the_columns_of_a_format_it_does_not_know():
    message = refusal_of(b"id;order_number;amount_total\n1;2;3\n").message

    assert "„id“, „order_number“, „amount_total“" in message
    assert all(shop.label in message for shop in SHOPS.values())


def test_it_refuses_a_file_of_another_shop_than_told():
    message = refusal_of(shopify_csv(SHOPIFY_ORDER), "woocommerce").message

    assert "kein Export von WooCommerce (Advanced Order Export)" in message
    assert "„Order Number“" in message


def test_it_refuses_a_format_it_was_never_taught():
    assert "Das Format „ebay“ gibt es nicht" in refusal_of(b"x", "ebay").message


def test_it_refuses_broken_quotes_and_says_where():
    data = shopify_csv(SHOPIFY_ORDER) + b'"#1002,greta@example.com\n'

    problem = refusal_of(data)

    assert problem.line == 3
    assert "Anführungszeichen" in problem.message


def test_a_row_longer_than_the_headings_rejects_its_order():
    data = shopify_csv(SHOPIFY_ORDER).rstrip() + b",zuviel\n"

    parsed = read_orders(data)

    columns = len(shopify.REQUIRED + shopify.OPTIONAL)
    assert f"hat {columns + 1} Felder, die Kopfzeile nur {columns}" in parsed.problems[0].message
    assert parsed.rejected == 1


def test_an_order_in_which_the_file_breaks_off_is_rejected():
    data = shopify_csv(SHOPIFY_ORDER, SHOPIFY_ORDER | {"Name": "#1002"})

    parsed = read_orders(data[:-20])

    assert [order.number for order in parsed.orders] == ["1001"]
    assert "bricht in dieser Zeile ab" in parsed.problems[0].message


def test_it_skips_blank_rows():
    data = shopify_csv(SHOPIFY_ORDER, {}, SHOPIFY_LINE) + b"\n\n"

    (order,) = read_orders(data).orders

    assert len(order.lines) == 2


def test_it_reads_45000_rows_in_a_few_seconds():
    rows = [SHOPIFY_ORDER | {"Name": f"#{number}"} for number in range(45_000)]
    data = shopify_csv(*rows)
    assert len(data) < MAX_BYTES
    started = time.monotonic()

    parsed = read_orders(data)

    assert len(parsed.orders) == 45_000
    assert time.monotonic() - started < 15


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_arbitrary_bytes_are_read_or_refused(data):
    for format in ("auto", *SHOPS):
        with pytest.raises(FileRefused):
            read_orders(data, format)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(list(SHOPS)), st.lists(st.binary(max_size=60), max_size=40), st.binary())
def test_arbitrary_cells_are_read_or_refused(format, cells, rest):
    headings = ",".join(SHOPS[format].required).encode()
    data = headings + b"\n" + b",".join(cells) + b"\n" + rest

    try:
        parsed = read_orders(data)
    except FileRefused:
        return

    assert parsed.orders or parsed.problems


@settings(deadline=None)
@given(st.lists(st.text(max_size=30), min_size=17, max_size=18))
def test_arbitrary_values_of_an_order_are_read_or_named(values):
    row = dict(zip(shopify.REQUIRED, values, strict=False))

    try:
        parsed = read_orders(shopify_csv(SHOPIFY_ORDER, row | {"Name": "#1002"}))
    except FileRefused:
        return

    assert [order.number for order in parsed.orders][:1] == ["1001"]
    assert all(problem.line and problem.message.endswith(".") for problem in parsed.problems)
