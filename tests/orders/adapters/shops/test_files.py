"""Files as a whole: what is refused before any order is read."""

import io
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orders.adapters.shops import MAX_BYTES, SHOPS, open_orders, read_orders, shopify
from orders.rules.drafts import FileRefused, FormatUnknown, OrderDraft
from tests.corpus import zip_of
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


def test_it_refuses_a_file_that_is_too_large():
    message = refusal_of(b"Name,Email\n" * 9_100_000).message

    assert "Die Datei ist größer als 100 MB." in message


def test_it_reads_windows_1252_as_older_programs_write_it():
    text = shopify_csv(SHOPIFY_ORDER | {"Billing City": "Büsum – „Strand“"}).decode()

    (order,) = read_orders(text.encode("cp1252")).orders

    assert order.customer.city == "Büsum – „Strand“"


def test_it_names_the_place_of_a_byte_that_no_encoding_knows():
    data = shopify_csv(SHOPIFY_ORDER | {"Billing City": "Kiel"}, SHOPIFY_ORDER)
    text = data.decode()

    problem = refusal_of(data.replace("ü".encode(), b"\x81"))

    assert (problem.line, problem.column) == (3, "Billing City")
    character = text.splitlines()[2].index("ü") + 1
    assert problem.message.startswith(f"Zeile 3, Zeichen {character}, Spalte „Billing City“: ")
    assert "weder in UTF-8 noch in Windows-1252" in problem.message
    assert "„CSV UTF-8“" in problem.message


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_it_refuses_a_file_that_mixes_encodings(mark):
    rest = shopify_csv(SHOPIFY_ORDER | {"Name": "#1002"}).decode().splitlines()[1]
    data = mark + shopify_csv(SHOPIFY_ORDER) + rest.encode("cp1252")

    problem = refusal_of(data)

    assert (problem.line, problem.column) == (3, "Billing City")
    assert "kein UTF-8" in problem.message


def test_it_refuses_a_line_without_end():
    data = shopify_csv(SHOPIFY_ORDER) + b"x," * 600_000

    assert "Zeile 3: Die Zeile hat mehr als eine Million Zeichen" in refusal_of(data).message


def test_it_refuses_a_record_of_endless_lines():
    data = shopify_csv(SHOPIFY_ORDER) + b'"a\n",' * 250_000

    assert "mehr als eine Million Zeichen" in refusal_of(data).message


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_it_refuses_utf_16(encoding):
    problem = refusal_of(shopify_csv(SHOPIFY_ORDER).decode().encode(encoding))

    assert problem.line == 1
    assert "vermutlich in UTF-16" in problem.message


def test_it_refuses_nul_bytes_and_says_where():
    problem = refusal_of(shopify_csv(SHOPIFY_ORDER, SHOPIFY_LINE | {"Lineitem name": "a\0"}))

    assert (problem.line, problem.column) == (3, "Lineitem name")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (zip_of(b"Guten Tag"), "ein ZIP-Archiv"),
        (b"PK\x03\x04" + b"\0" * 26 + b"[Content_Types].xml", "eine Excel-Mappe"),
        (b"%PDF-1.7\n%\xe2\xe3", "ein PDF"),
        (b"\x89PNG\r\n\x1a\n\0", "ein Bild"),
    ],
)
def test_it_calls_a_file_that_is_no_text_what_it_is(data, kind):
    assert f"Die Datei ist {kind}, keine CSV-Datei." in refusal_of(data).message


@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_it_reads_both_line_breaks_with_and_without_byte_order_mark(mark, line_break):
    text = shopify_csv(SHOPIFY_ORDER, SHOPIFY_LINE).decode().replace("\n", line_break)

    assert len(read_orders((mark + text).encode()).orders) == 1


@pytest.mark.parametrize("delimiter", [b";", b"\t"])
def test_it_reads_semicolons_and_tabs_as_german_programs_write_them(delimiter):
    data = read_sample("woocommerce_orders.csv").replace(b'","', b'"' + delimiter + b'"')

    assert len(read_orders(data).orders) == 6


def test_it_names_the_missing_column():
    problem = refusal_of(shopify_csv(SHOPIFY_ORDER, without="Currency"))

    assert (problem.line, problem.column) == (1, "Currency")
    assert "Die Spalte „Currency“ fehlt" in problem.message


def test_it_names_the_column_that_is_there_twice():
    data = shopify_csv(SHOPIFY_ORDER).replace(b"Billing Phone", b"Total")

    problem = refusal_of(data)

    assert problem.column == "Total"
    assert "steht mehrmals" in problem.message


def test_it_names_the_columns_of_a_format_it_does_not_know():
    with pytest.raises(FormatUnknown) as refusal:
        read_orders(b"id;order_number;amount_total\n1;2;3\n")

    assert refusal.value.headings == ("id", "order_number", "amount_total")
    message = str(refusal.value)
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


def test_it_reads_one_file_as_often_as_it_is_asked():
    data = shopify_csv(SHOPIFY_ORDER, SHOPIFY_LINE, SHOPIFY_ORDER | {"Name": "#1002"})

    file = open_orders(lambda: io.BytesIO(data))

    assert (file.format, file.label) == ("shopify", "Shopify")
    assert list(file) == list(file) == list(read_orders(data).orders)


def test_it_reads_many_orders_in_constant_memory():
    rows = [SHOPIFY_ORDER | {"Name": f"#{number}"} for number in range(20_000)]
    data = shopify_csv(*rows)
    assert len(data) < MAX_BYTES

    tracemalloc.start()
    count = sum(isinstance(one, OrderDraft) for one in open_orders(lambda: io.BytesIO(data)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert count == 20_000
    assert peak < 8_000_000


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
