"""Tables of movements, as banks export them for spreadsheets."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.adapters.bank import StatementFormatUnknown, read_statements, sample_movements
from orders.rules.column_guess import guess_mapping
from orders.rules.column_mapping import ColumnMapping, MappingKind
from orders.rules.statements import BankFormat, StatementRefused

OWN, PAYER = "DE02120300000000202051", "DE75512108001245126199"
SAVINGS_BANK = f"""\
"Auftragskonto";"Buchungstag";"Valutadatum";"Buchungstext";"Verwendungszweck";\
"Kundenreferenz (End-to-End)";"Lastschrift Ursprungsbetrag";"Auslagenersatz Ruecklastschrift";\
"Beguenstigter/Zahlungspflichtiger";"Kontonummer/IBAN";"BIC (SWIFT-Code)";"Betrag";"Waehrung";\
"Info"
"{OWN}";"05.11.26";"05.11.26";"GUTSCHR. UEBERWEISUNG";"Bestellung 4711";"NOTPROVIDED";"";"";\
"Imke Groß";"{PAYER}";"SOLADEST600";"49,90";"EUR";"Umsatz gebucht"
"{OWN}";"06.11.26";"06.11.26";"RETOURE";"Bestellung 4712";"E-2";"30,00";"3,50";\
"Imke Groß";"{PAYER}";"SOLADEST600";"-33,50";"EUR";"Umsatz gebucht"
"{OWN}";"07.11.26";"07.11.26";"GUTSCHR. UEBERWEISUNG";"bald";"";"";"";\
"Imke Groß";"{PAYER}";"SOLADEST600";"10,00";"EUR";"Umsatz vorgemerkt"
"""
DIRECT_BANK = f"""\
"Girokonto";"{OWN}"
""
"Kontostand vom 08.11.2026:";"1.060,00 €"
""
"Buchungsdatum";"Wertstellung";"Status";"Zahlungspflichtige*r";"Zahlungsempfänger*in";\
"Verwendungszweck";"Umsatztyp";"IBAN";"Betrag (€)"
"07.11.26";"07.11.26";"Gebucht";"Laden GmbH";"Druckerei Ems";"Rechnung 5";"Ausgang";"{PAYER}";\
"-1.040"
"06.11.26";"05.11.26";"Gebucht";"Imke Groß";"Laden GmbH";"Bestellung 4711";"Eingang";"{PAYER}";\
"100,00"
"""
RUNNING = """\
Umsatzanzeige;Datei erstellt am: 08.11.2026 09:00

IBAN;DE02 1203 0000 0000 2020 51
Kontoname;Girokonto
Saldo;150,00;EUR

In der CSV-Datei finden Sie alle bereits gebuchten Umsätze.

Buchung;Wertstellungsdatum;Auftraggeber/Empfänger;Buchungstext;Verwendungszweck;Saldo;Währung;\
Betrag;Währung
07.11.2026;07.11.2026;Imke Groß;Gutschrift;4711;150,00;EUR;70,00;EUR
07.11.2026;07.11.2026;Druckerei Ems;Lastschrift;Rechnung;80,00;EUR;-40,00;EUR
06.11.2026;06.11.2026;Onno Tjaden;Gutschrift;4710;120,00;EUR;20,00;EUR
"""
TABLES = {"savings bank": SAVINGS_BANK, "direct bank": DIRECT_BANK, "running balance": RUNNING}


def guessed(text: str) -> ColumnMapping:
    """What the program guesses of the table without anybody's help."""
    sample = sample_movements(text.encode(), 20)
    return guess_mapping(MappingKind.BANK, sample.headings, sample.rows)


def read(text: str, mapping: ColumnMapping | None = None):
    """The only statement of the table, and the problems."""
    file = read_statements(text.encode(), mapping=mapping or guessed(text))
    (statement,) = file.statements
    return statement, file.problems


def table(*rows: str, headings: str = "Tag;Betrag;Zweck;Konto") -> str:
    return "\n".join([headings, *rows, ""])


def by(columns, **others):
    others = {"date_format": "TT.MM.JJJJ", "decimal_mark": ",", "account": OWN} | others
    return ColumnMapping(kind=MappingKind.BANK, columns=columns, **others)


@pytest.mark.parametrize("name", TABLES)
def test_without_a_mapping_it_names_the_columns(name):
    with pytest.raises(StatementFormatUnknown) as refusal:
        read_statements(TABLES[name].encode())

    assert len(refusal.value.headings) >= 9


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
def test_it_finds_account_and_table_in_every_encoding(name, encoding, line_break):
    data = TABLES[name].replace("\n", line_break).encode(encoding)

    file = read_statements(data, mapping=guessed(TABLES[name]))

    assert file.format == BankFormat.CSV
    assert [(one.account, one.currency) for one in file.statements] == [(OWN, "EUR")]


def test_it_reads_the_movements_of_a_savings_bank():
    statement, problems = read(SAVINGS_BANK)

    paid, returned = statement.entries
    assert (paid.booked_on, paid.amount) == (date(2026, 11, 5), Decimal("49.90"))
    assert (paid.name, paid.iban, paid.remittance_text) == ("Imke Groß", PAYER, "Bestellung 4711")
    assert (paid.end_to_end_id, paid.is_return) == ("", False)
    assert (returned.is_return, returned.original_amount) == (True, Decimal("30.00"))
    assert (returned.charges, returned.end_to_end_id) == (Decimal("3.50"), "E-2")
    assert (statement.from_on, statement.to_on) == (date(2026, 11, 5), date(2026, 11, 6))
    assert problems == ("Vorgemerkte Umsätze, die noch nicht gebucht sind: 1 ausgelassen.",)


def test_the_name_is_that_of_the_other_side():
    statement, _ = read(DIRECT_BANK)

    assert [(entry.name, entry.amount) for entry in statement.entries] == [
        ("Druckerei Ems", Decimal("-1040.00")),
        ("Imke Groß", Decimal("100.00")),
    ]


def test_balances_follow_from_those_after_each_movement():
    statement, problems = read(RUNNING)

    assert (statement.opening_balance, statement.closing_balance) == (100, 150)
    assert statement.is_reconciled
    assert problems == ()


@pytest.mark.parametrize("is_newest_first", [True, False])
def test_it_knows_the_direction_of_a_single_day(is_newest_first):
    rows = ["5.11.26;10;a;110", "5.11.26;-30;b;80", "5.11.26;5;c;85"]
    text = table(*(reversed(rows) if is_newest_first else rows), headings="Tag;Betrag;Zweck;Saldo")

    statement, _ = read(text, by({"booked_on": "Tag", "amount": "Betrag", "balance": "Saldo"}))

    assert (statement.opening_balance, statement.closing_balance) == (100, 85)
    assert statement.is_reconciled


def test_a_movement_that_is_missing_shows_in_the_balances():
    broken = RUNNING.replace("07.11.2026;07.11.2026;Druckerei", "später;;Druckerei")

    statement, _ = read(broken, guessed(RUNNING))

    assert statement.difference == Decimal("-40.00")


@pytest.mark.parametrize(
    ("headings", "columns", "rows", "amounts"),
    [
        pytest.param(
            "Tag;Soll;Haben", {"debit": "Soll", "credit": "Haben"},
            ["5.11.26;12,00;", "5.11.26;;30,00", "5.11.26;-4,00;"], [-12, 30, -4],
            id="a column for each direction",
        ),
        pytest.param(
            "Tag;Zweck;Betrag; ", {"amount": "Betrag", "direction": "Spalte 4"},
            ["5.11.26;x;12,00;S", "5.11.26;x;30,00;H"], [-12, 30],
            id="letters for the direction in a column without heading",
        ),
        pytest.param(
            "Tag;Betrag;Zweck", {"amount": "Betrag"},
            ["5.11.26;-12,00 €;x", "5.11.26;0,00;x", "5.11.26;1.030,00;x"], [-12, 1030],
            id="nothing that moves no money",
        ),
    ],
)  # fmt: skip
def test_it_reads_amounts_however_the_bank_writes_them(headings, columns, rows, amounts):
    statement, problems = read(table(*rows, headings=headings), by({"booked_on": "Tag"} | columns))

    assert [entry.amount for entry in statement.entries] == amounts
    assert problems == ()


def test_it_names_the_rows_it_cannot_read():
    text = table("5.11.26;10;a;", "gestern;10;b;", "6.11.26;viel;c;", "Summe;;;", "7.11.26;5;d;")

    statement, problems = read(text, by({"booked_on": "Tag", "amount": "Betrag"}))

    assert [entry.line for entry in statement.entries] == [2, 6]
    assert [problem.partition(":")[0] for problem in problems] == ["Zeile 3", "Zeile 4", "Zeile 5"]
    assert "„gestern“ ist kein Tag der Form TT.MM.JJJJ" in problems[0]


def test_each_account_of_a_table_is_a_statement_of_its_own():
    text = table(f"5.11.26;10;a;{OWN}", f"5.11.26;20;b;{PAYER}", f"6.11.26;30;c;{OWN}")
    mapping = by({"booked_on": "Tag", "amount": "Betrag", "account": "Konto"}, account="")

    file = read_statements(text.encode(), mapping=mapping)

    assert [(one.account, len(one.entries)) for one in file.statements] == [(OWN, 2), (PAYER, 1)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "keine Tabelle"),
        ("ein Brief\nan die Bank\n", "keine Tabelle"),
        (table("5.11.26;10;a;", headings="Tag;Summe;Zweck;Konto"), "Spalte „Betrag“"),
        (table("5.11.26;10;a;", "x").replace("5.11.26;10", "5.13.26;10"), "keine Tabelle"),
        (table("5/11/26;10;a;"), "Kein Umsatz der Datei ist lesbar"),
        (table("5.11.26;0,00;a;"), "keine Umsätze"),
        (table("5.11.26;10;a;") + '6.11.26;10;"' + "x" * 140_000, "Feld ist zu lang"),
    ],
)
def test_it_refuses_a_file_without_readable_movements(text, message):
    mapping = by({"booked_on": "Tag", "amount": "Betrag"})

    with pytest.raises(StatementRefused, match=message):
        read_statements(text.encode(), mapping=mapping)


@given(st.text(max_size=300) | st.sampled_from([*TABLES.values()]).map(lambda text: text[:-40]))
def test_it_reads_or_refuses_whatever_it_is_told(text):
    mapping = by({"booked_on": "Buchungstag", "amount": "Betrag"})

    try:
        file = read_statements(text.encode(), mapping=mapping)
    except StatementRefused:
        return

    assert all(entry.amount for statement in file.statements for entry in statement.entries)


@given(
    st.lists(
        st.tuples(
            st.dates(date(2026, 1, 1), date(2026, 12, 31)),
            st.decimals(-9999, 9999, places=2).filter(bool),
        ),
        min_size=1,
        max_size=30,
    ),
    st.booleans(),
)
def test_a_true_table_always_reconciles(movements, is_newest_first):
    balance, rows = Decimal("100.00"), []
    for booked_on, amount in sorted(movements):
        balance += amount
        rows.append(f"{booked_on:%d.%m.%Y};{amount};x;{balance}".replace(".00;", ".00;"))
    text = table(*(rows[::-1] if is_newest_first else rows), headings="Tag;Betrag;Zweck;Saldo")
    columns = {"booked_on": "Tag", "amount": "Betrag", "balance": "Saldo"}

    statement, problems = read(text, by(columns, decimal_mark="."))

    assert problems == ()
    assert statement.is_reconciled
    assert statement.closing_balance == balance
