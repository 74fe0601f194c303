"""MT940 as German banks write it."""

from datetime import date
from decimal import Decimal

import pytest

from orders.adapters.bank import read_statements
from orders.rules.statements import BankFormat, StatementRefused
from tests.orders.adapters.bank.samples import ACCOUNT, PAYER, movement, mt940, read_sample


def only_entry(data: bytes):
    """The one entry of a file."""
    [one] = read_statements(data).statements
    [draft] = one.entries
    return draft


def test_it_reads_a_file_of_a_german_bank():
    file = read_statements(read_sample("statement.sta"))

    first, second = file.statements
    assert file.format == BankFormat.MT940
    assert (first.account, first.currency, first.number) == (ACCOUNT, "EUR", "00041/001")
    assert (first.from_on, first.to_on) == (date(2026, 12, 30), date(2027, 1, 2))
    assert first.is_reconciled
    assert first.warnings == ()
    payment, returned = first.entries
    assert (payment.booked_on, payment.value_on) == (date(2027, 1, 2), date(2026, 12, 31))
    assert (payment.amount, payment.name, payment.iban) == (Decimal("89.50"), "Lotte Krüger", PAYER)
    assert payment.remittance_text == "Rechnung AB-2026-0815 vielen Dank für die Ware"
    assert (payment.end_to_end_id, payment.mandate_id) == ("E2E-4711", "")
    assert payment.bank_reference == "B2027010200001"
    assert (returned.amount, returned.is_return) == (Decimal("-109.00"), True)
    assert (returned.return_reason, returned.mandate_id) == ("MD06", "MANDAT-7")
    assert (returned.original_amount, returned.charges) == (Decimal("98.50"), Decimal("10.50"))
    assert (second.account, second.entries) == ("COBADEFFXXX/4711", ())


@pytest.mark.parametrize(
    ("mark", "amount", "is_return"),
    [
        ("C300,", "300.00", False),
        ("CR300,", "300.00", False),
        ("D0,08", "-0.08", False),
        ("DR15,5", "-15.50", False),
        ("RC12,34", "-12.34", True),
        ("RD12,34", "12.34", True),
        ("RCR12,34", "-12.34", True),
        ("RDR12", "12.00", True),
    ],
)
def test_the_mark_says_which_way_the_money_went(mark, amount, is_return):
    draft = only_entry(mt940(movement(mark)))

    assert (draft.amount, draft.is_return) == (Decimal(amount), is_return)


@pytest.mark.parametrize(
    ("line", "booked_on", "value_on"),
    [
        ("2612310102C1,", date(2027, 1, 2), date(2026, 12, 31)),
        ("2701021231C1,", date(2026, 12, 31), date(2027, 1, 2)),
        ("2402280229C1,", date(2024, 2, 29), date(2024, 2, 28)),
        ("261005C1,", date(2026, 10, 5), date(2026, 10, 5)),
        ("991005C1,", date(1999, 10, 5), date(1999, 10, 5)),
    ],
)
def test_it_finds_the_year_of_the_booking(line, booked_on, value_on):
    draft = only_entry(mt940(f":61:{line}NMSCNONREF\n:86:166?20Hallo\n"))

    assert (draft.booked_on, draft.value_on) == (booked_on, value_on)


@pytest.mark.parametrize(
    ("details", "text"),
    [
        ("166?20SVWZ+Bestellung 4711 und?2147 12", "Bestellung 4711 und 47 12"),
        ("166?20SVWZ+Bestellung 4711 und 47?2112", "Bestellung 4711 und 4712"),
        ("166?20EREF+E1?21SVWZ+Rechnung?22Nr. 5?60Danke?61sehr", "Rechnung Nr. 5 Danke sehr"),
        ("166?20Miete?21EREF+E1?22SVWZ+Oktober", "Miete Oktober"),
        ("166?20SVWZ+Wieso? Warum??2199 Euro", "Wieso? Warum? 99 Euro"),
        ("166?20SVWZ+A?45B", "A?45B"),
        ("166>20SVWZ+Hallo>21Welt?20", "Hallo Welt?20"),
        ("166?20EREF+E1 SVWZ+Hallo KREF+K1", "Hallo"),
        ("166?20EREF+E1?21MTLG:Konto erloschen", "MTLG:Konto erloschen"),
        ("SEPA Gutschrift von Max", "SEPA Gutschrift von Max"),
        ("999PN5477SCHECK", "999PN5477SCHECK"),
        (" 166?20SVWZ+mit Blank davor", "mit Blank davor"),
    ],
)
def test_it_puts_the_purpose_together(details, text):
    assert only_entry(mt940(movement(details=details))).remittance_text == text


def test_it_reads_tags_that_break_across_fields_and_lines():
    details = (
        "835?20Cie.?21SEPA?22EREF+ 1234567890123 KUNDE?23MREF+ 12AB234CD6E7F CRED+ D"
        "?24E12CDE0000000000000000034 S?25VWZ+ Ihr Einkauf von gester?26n?32Musikdienst"
    )

    draft = only_entry(mt940(movement("D24,30", details)))

    assert draft.end_to_end_id == "1234567890123 KUNDE"
    assert draft.mandate_id == "12AB234CD6E7F"
    assert draft.remittance_text == "Cie. SEPA Ihr Einkauf von gestern"
    assert (draft.gvc, draft.name) == ("835", "Musikdienst")


@pytest.mark.parametrize(
    ("details", "name", "iban"),
    [
        ("166?20x?31DE02120300000000202051?32Max Nguy?n", "Max Nguy?n", PAYER),
        ("166?20x?32Gesellschaft für Schifffahr?33t mbH", "Gesellschaft für Schifffahrt mbH", ""),
        ("166?20x?32KARL?33   KAUFMANN", "KARL KAUFMANN", ""),
        ("166?20x?3010020030?31234567?32Alt", "Alt", ""),
        ("166?20SVWZ+x IBAN+DE02 1203 0000 0000 2020 51", "", PAYER),
        ("166?20SVWZ+x?21ABWA+Ida Ort", "Ida Ort", ""),
    ],
)
def test_it_finds_name_and_account_of_the_payer(details, name, iban):
    draft = only_entry(mt940(movement(details=details)))

    assert (draft.name, draft.iban) == (name, iban)


@pytest.mark.parametrize(
    ("amount", "details", "is_return", "reason"),
    [
        ("D5,", "109?00SEPA-DD?20EREF+1?34914", True, "MS03"),
        ("D5,", "108?20EREF+1", True, ""),
        ("D5,", "009?00RUECKBELASTUNG", True, ""),
        ("D5,", "805?00LS RUECKBELASTUNG?20x", True, ""),
        ("D5,", "805?00SONSTIGES?20RÜCKLASTSCHRIFT 4711", True, ""),
        ("D5,", "805?00SONSTIGES?20x?34906", True, "AM04"),
        ("D5,", "105?00LASTSCHRIFT?20x?34992", False, ""),
        ("C5,", "159?00RETOURE?20EREF+1?34901", True, "AC01"),
        ("C5,", "166?00GUTSCHRIFT?20SVWZ+RUECKLASTSCHRIFT bezahlt?34906", False, ""),
        ("C5,", "166?00GUTSCHRIFT?20SVWZ+Retoure 5?34000", False, ""),
    ],
)
def test_it_recognises_what_came_back(amount, details, is_return, reason):
    draft = only_entry(mt940(movement(amount, details)))

    assert (draft.is_return, draft.return_reason) == (is_return, reason)


@pytest.mark.parametrize(
    ("tags", "original", "charges"),
    [
        ("OAMT+50,00?22COAM+3,00", "50.00", "3.00"),
        ("OAMT+50,00EUR", "50.00", "3.00"),
        ("COAM+3,00", "50.00", "3.00"),
        ("SVWZ+ORG BT 50 PLUS ENTG. 3,", "50.00", "3.00"),
        ("SVWZ+nichts", None, "0.00"),
        ("OAMT+viel", None, "0.00"),
    ],
)
def test_it_parts_the_banks_charges_from_the_debit(tags, original, charges):
    draft = only_entry(mt940(movement("D53,00", f"109?00RETOURE?20EREF+1?21{tags}")))

    assert draft.original_amount == (Decimal(original) if original else None)
    assert draft.charges == Decimal(charges)


@pytest.mark.parametrize(
    ("spelling", "account"),
    [
        ("37040044/0532013000", ACCOUNT),
        ("37040044/532013000", ACCOUNT),
        ("37040044/0532013000EUR", ACCOUNT),
        ("DE89370400440532013000", ACCOUNT),
        ("DE89 3704 0044 0532 0130 00 EUR", ACCOUNT),
        ("50880050/0194787400888", "50880050/0194787400888"),
        ("COBADEFFXXX/4711", "COBADEFFXXX/4711"),
    ],
)
def test_it_knows_the_account_however_it_is_written(spelling, account):
    [one] = read_statements(mt940(movement(), account=spelling)).statements

    assert one.account == account


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1"])
@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_it_reads_the_usual_encodings_and_line_breaks(encoding, line_break):
    text = mt940(movement(details="166?20x?32Jörg Müßig")).decode().replace("\n", line_break)

    assert only_entry(text.encode(encoding)).name == "Jörg Müßig"


def test_a_byte_that_stands_for_nothing_becomes_a_question_mark():
    data = mt940(movement(details="166?20x?32J@rg")).replace(b"@", b"\x81")

    assert only_entry(data).name == "J?rg"


def test_it_reads_a_message_in_the_envelope_of_swift():
    data = mt940(movement()).decode().replace("\n-\n", "\n-}\n")

    assert only_entry(f"{{1:F01BANKDEFF}}{{2:O940}}{{4:\n{data}".encode()).amount == 10


def test_the_lines_after_a_statement_are_no_movement():
    data = mt940(movement(), closing="C261002EUR110,00").decode()
    data = data.replace("\n-\n", "\n:64:C261002EUR110,00\n:86:Hinweis der Bank\n-\n")

    [one] = read_statements(data.encode()).statements

    assert one.is_reconciled
    assert one.entries[0].remittance_text == "Miete"


@pytest.mark.parametrize(
    ("opening", "closing", "difference", "warning"),
    [
        ("C261001EUR100,00", "C261002EUR110,00", "0.00", ""),
        ("D261001EUR100,00", "D261002EUR90,00", "0.00", ""),
        ("C261001EUR100,00", "C261002EUR111,50", "1.50", ""),
        ("C261001EUR100,00", "", "0.00", "Der Schlusssaldo fehlt"),
        ("C261001EUR100,00", "C261002USD110,00", "0.00", "Der Anfangssaldo ist in EUR"),
        ("C261001EUR1x", "C261002EUR110,00", "0.00", "Zeile 4: Der Saldo"),
        ("C261301EUR1,", "C261002EUR110,00", "0.00", "Zeile 4: Das Datum „261301“"),
    ],
)
def test_it_checks_the_balances(opening, closing, difference, warning):
    [one] = read_statements(mt940(movement(), opening=opening, closing=closing)).statements

    assert one.difference == Decimal(difference)
    assert one.warnings[0].startswith(warning) if warning else not one.warnings


@pytest.mark.parametrize(
    "line", ["2610021002C1.000,00NMSC", "2610021002C1.000NMSC", "261302C1,NMSC", "unlesbar", ""]
)
def test_it_leaves_out_a_movement_it_cannot_read_and_says_so(line):
    data = mt940(movement(), f":61:{line}\n:86:166?20x\n", closing="C261002EUR120,00")

    file = read_statements(data)

    [problem] = file.problems
    assert problem.startswith("Zeile 7: ")
    assert problem.endswith("Der Umsatz wurde ausgelassen.")
    assert file.statements[0].difference == Decimal("10.00")


def test_it_says_the_line_of_every_movement():
    [one] = read_statements(mt940(movement(), movement())).statements

    assert [draft.line for draft in one.entries] == [5, 7]


def test_it_refuses_a_file_without_a_statement():
    with pytest.raises(StatementRefused, match="enthält keinen Kontoauszug"):
        read_statements(b":20:STARTUMS\n-\n")
