"""What the columns of a table mean."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.rules.column_fields import FIELDS, MappingKind, plain_heading
from orders.rules.column_guess import guess_mapping
from orders.rules.column_mapping import ColumnMapping, MappingInvalid, words_of

ORDERS, BANK = MappingKind.ORDERS, MappingKind.BANK
COMPLETE = {"number": "Nr", "ordered_on": "Datum", "total": "Summe"}


def mapping(kind=ORDERS, **columns):
    return ColumnMapping(
        kind=kind, columns=columns, date_format="TT.MM.JJJJ", decimal_mark=",", account=""
    )


@pytest.mark.parametrize(
    ("headings", "row", "columns"),
    [
        pytest.param(
            ["Rechnungsnummer", "Externe Bestellnummer", "Rechnungsdatum", "Fällig am", "Offen"],
            ["RE-1", "EB-9", "03.11.2026", "17.11.2026", "1.234,50"],
            {
                "number": "Externe Bestellnummer",
                "ordered_on": "Rechnungsdatum",
                "due_on": "Fällig am",
                "open_amount": "Offen",
                "invoice_number": "Rechnungsnummer",
            },
            id="invoices of a merchandise system",
        ),
        pytest.param(
            ["Rechnungs-Nr.", "Datum", "Bruttobetrag", "Bezahlt"],
            ["RE-1", "03.11.2026", "12,00", "ja"],
            {"number": "Rechnungs-Nr.", "ordered_on": "Datum", "total": "Bruttobetrag"},
            id="a heading whose values say otherwise is left",
        ),
        pytest.param(
            ["Order ID", "Order Date", "Total", "First Name", "Last Name", "ZIP", "City"],
            ["1", "2026-11-03", "12.00", "Eike", "Held", "26121", "Oldenburg"],
            {
                "number": "Order ID",
                "ordered_on": "Order Date",
                "total": "Total",
                "first_name": "First Name",
                "last_name": "Last Name",
                "postcode": "ZIP",
                "city": "City",
            },
            id="English",
        ),
        pytest.param(
            ["Bestellnummer", "wann", "wie viel", "wohin"],
            ["1", "03.11.2026", "12,00", "eike@example.com"],
            {
                "number": "Bestellnummer",
                "ordered_on": "wann",
                "total": "wie viel",
                "email": "wohin",
            },
            id="by what the values look like",
        ),
        pytest.param(
            [
                "Auftragsnummer", "Externe Auftragsnummer", "Erstelldatum", "Rechnungsnummer",
                "Rechnungsdatum", "Zahlungsziel", "Rechnungsbetrag (brutto)", "Offener Betrag",
            ],
            ["AU-1", "", "03.11.2026 10:15", "RE-1", "04.11.2026", "14", "1.234,50", "234,50"],
            {
                "number": "Auftragsnummer",
                "ordered_on": "Erstelldatum",
                "invoice_number": "Rechnungsnummer",
                "total": "Rechnungsbetrag (brutto)",
                "open_amount": "Offener Betrag",
            },
            id="JTL without numbers of a shop and with terms in days",
        ),
        pytest.param(
            ["Nummer", "Externe Auftragsnummer", "Datum", "Fällig am", "Offen", "Summe"],
            ["1", "", "03.11.2026", "", "", "12,00"],
            {"ordered_on": "Datum", "total": "Summe"},
            id="an empty column is never what is needed",
        ),
    ],
)  # fmt: skip
def test_it_guesses_the_columns_of_orders(headings, row, columns):
    assert guess_mapping(ORDERS, headings, [row]).columns == columns


@pytest.mark.parametrize(
    ("headings", "columns"),
    [
        pytest.param(
            [
                "Auftragskonto", "Buchungstag", "Valutadatum", "Buchungstext", "Verwendungszweck",
                "Glaeubiger ID", "Mandatsreferenz", "Kundenreferenz (End-to-End)",
                "Sammlerreferenz", "Lastschrift Ursprungsbetrag", "Auslagenersatz Ruecklastschrift",
                "Beguenstigter/Zahlungspflichtiger", "Kontonummer/IBAN", "BIC (SWIFT-Code)",
                "Betrag", "Waehrung", "Info",
            ],
            {
                "booked_on", "value_on", "amount", "currency", "name", "iban", "remittance_text",
                "booking_text", "end_to_end_id", "mandate_id", "state", "account",
                "original_amount", "charges",
            },
            id="savings bank",
        ),
        pytest.param(
            [
                "Buchungsdatum", "Wertstellung", "Status", "Zahlungspflichtige*r",
                "Zahlungsempfänger*in", "Verwendungszweck", "Umsatztyp", "IBAN", "Betrag (€)",
                "Gläubiger-ID", "Mandatsreferenz", "Kundenreferenz",
            ],
            {
                "booked_on", "value_on", "amount", "name", "payee", "iban", "remittance_text",
                "booking_text", "end_to_end_id", "mandate_id", "state",
            },
            id="direct bank",
        ),
        pytest.param(
            [
                "Buchung", "Wertstellungsdatum", "Auftraggeber/Empfänger", "Buchungstext",
                "Verwendungszweck", "Saldo", "Währung", "Betrag", "Währung (2)",
            ],
            {
                "booked_on", "value_on", "amount", "currency", "name", "remittance_text",
                "booking_text", "balance",
            },
            id="with the balance after each booking",
        ),
    ],
)  # fmt: skip
def test_it_guesses_the_columns_of_banks(headings, columns):
    assert set(guess_mapping(BANK, headings, []).columns) == columns


@pytest.mark.parametrize(
    ("numbers", "column"),
    [
        (["S-1", "S-2", "S-3"], "Externe Auftragsnummer"),
        (["S-1", "S-2", ""], "Externe Auftragsnummer"),
        (["S-1", "", ""], "Auftragsnummer"),
    ],
)
def test_it_prefers_the_number_of_the_shop_while_most_orders_have_one(numbers, column):
    rows = [[f"AU-{at}", number] for at, number in enumerate(numbers)]

    guess = guess_mapping(ORDERS, ["Auftragsnummer", "Externe Auftragsnummer"], rows)

    assert guess.columns["number"] == column


@pytest.mark.parametrize(
    ("day", "amount", "date_format", "decimal_mark"),
    [
        ("03.11.2026", "12,50", "TT.MM.JJJJ", ","),
        ("2026-11-03", "12.50", "JJJJ-MM-TT", "."),
        ("11/14/2026", "1,200.00", "MM/TT/JJJJ", "."),
        ("14/11/2026", "12", "TT/MM/JJJJ", ","),
        ("03/11/2026", "12,50", "", ","),
    ],
)
def test_it_guesses_formats_unless_they_are_ambiguous(day, amount, date_format, decimal_mark):
    guess = guess_mapping(ORDERS, ["Bestellnummer", "Datum", "Summe"], [["1", day, amount]])

    assert (guess.date_format, guess.decimal_mark) == (date_format, decimal_mark)


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        (mapping(**COMPLETE), []),
        (mapping(number="Nr", due_on="fällig", open_amount="offen"), []),
        (mapping(), ["number", "ordered_on", "total"]),
        (mapping(number="Nr", ordered_on="Datum", paid_amount="bezahlt"), ["total"]),
        (mapping(BANK, booked_on="Tag", amount="Betrag", account="Konto"), []),
        (mapping(BANK, booked_on="Tag", debit="Soll", credit="Haben"), ["account"]),
        (mapping(BANK, account="Konto"), ["booked_on", "amount"]),
        (mapping(BANK, booked_on="Tag", amount="B", credit="H", account="K"), ["amount"]),
    ],
)
def test_it_says_what_is_missing(given, fields):
    assert [fault.field for fault in given.faults()] == fields


def test_it_asks_for_formats_and_a_true_iban():
    wrong = ColumnMapping(
        kind=BANK,
        columns={"booked_on": "Tag", "amount": "Betrag"},
        date_format="",
        decimal_mark="",
        account="DE00 1234",
    )

    assert [fault.field for fault in wrong.faults()] == ["account", "date_format", "decimal_mark"]


@pytest.mark.parametrize("name", ["open_amount", "paid_amount", "state"])
def test_it_knows_whether_a_table_tells_what_was_paid(name):
    assert not mapping(**COMPLETE).tells_payments
    assert mapping(**COMPLETE, **{name: "Spalte"}).tells_payments


def test_it_fits_a_table_with_all_its_columns():
    assert mapping(**COMPLETE).fits(["Summe", "Nr", "Datum", "mehr"])
    assert not mapping(**COMPLETE).fits(["Summe", "Nr"])


def test_the_words_people_type_are_compared_in_small_letters():
    assert words_of(" Bezahlt,  Voll  bezahlt ,,bezahlt") == ("bezahlt", "voll bezahlt")


@given(
    st.builds(
        ColumnMapping,
        kind=st.just(ORDERS),
        columns=st.dictionaries(st.sampled_from([one.name for one in FIELDS[ORDERS]]), st.text()),
        date_format=st.text(),
        decimal_mark=st.text(),
        paid_words=st.tuples(st.text()),
        cancelled_words=st.tuples(st.text()),
        account=st.text(),
    )
)
def test_it_comes_back_from_json_as_it_was(given_mapping):
    assert ColumnMapping.from_json(json.loads(json.dumps(given_mapping.to_json()))) == given_mapping


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"kind": "fish", "columns": {}, "date_format": "", "decimal_mark": ""},
        {"kind": "orders", "columns": [], "date_format": "", "decimal_mark": ""},
        {"kind": "orders", "columns": {"fish": "x"}, "date_format": "", "decimal_mark": ""},
    ],
)
def test_it_refuses_what_is_no_mapping(values):
    with pytest.raises(MappingInvalid):
        ColumnMapping.from_json(values)


@given(
    st.sampled_from(MappingKind),
    st.lists(st.text(max_size=12), max_size=6),
    st.lists(st.lists(st.text(max_size=12), max_size=7), max_size=4),
)
def test_it_guesses_from_anything_and_no_column_twice(kind, headings, rows):
    columns = guess_mapping(kind, headings, rows).columns

    assert set(columns.values()) <= set(headings)
    assert len(set(columns.values())) == len(columns)


@pytest.mark.parametrize("kind", MappingKind)
def test_every_usual_heading_is_one_that_can_be_compared(kind):
    for field in FIELDS[kind]:
        assert all(field.usual), field.name
        assert plain_heading(field.usual[0].upper()) == field.usual[0]
