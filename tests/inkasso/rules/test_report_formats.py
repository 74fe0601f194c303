"""The neutral report of agencies: tables and JSON, friendly and hostile."""

import json
from datetime import date
from decimal import Decimal

import pytest

from inkasso.rules.report_formats import (
    MAX_BYTES,
    LineKind,
    ReportRefused,
    read_report,
)

HEADING = "Art;Zeile;Aktenzeichen;Aktenzeichen Inkasso;Status;Datum;Betrag;Kosten;Abrechnung;Abzüge"
DAY = date(2026, 11, 20)


def table(*rows: str, heading: str = HEADING, encoding: str = "utf-8") -> bytes:
    return "\r\n".join([heading, *rows]).encode(encoding)


def one(row: str):
    return read_report(table(row)).lines[0]


def as_json(*lines: dict, **more: object) -> bytes:
    return json.dumps({"lines": list(lines), **more}).encode()


def test_it_reads_a_status_a_payment_and_a_remittance():
    status, payment, remittance = read_report(
        table(
            "Status;A-1;IK-000017;NW-5;In Prüfung;20.11.2026;;;;",
            "Zahlung;A-2;IK-000017;;;2026-11-20;1.234,50;54,30;AB-7;",
            "Auszahlung;A-3;;;;20.11.2026;1.180,20;;AB-7;10,00",
        )
    ).lines

    assert (status.kind, status.number, status.id) == (LineKind.STATUS, 2, "A-1")
    assert (status.reference, status.agency_reference) == ("IK-000017", "NW-5")
    assert (status.word, status.happened_on) == ("In Prüfung", DAY)
    assert (payment.kind, payment.happened_on) == (LineKind.PAYMENT, DAY)
    assert (payment.amount, payment.costs) == (Decimal("1234.50"), Decimal("54.30"))
    assert (payment.remittance, payment.problem) == ("AB-7", "")
    assert (remittance.kind, remittance.deductions) == (LineKind.REMITTANCE, Decimal("10.00"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_it_reads_the_encodings_of_office_programs(encoding):
    row = "Status;;IK-000001;;in Prüfung;20.11.2026;;;;"

    lines = read_report(table(row, encoding=encoding)).lines

    assert lines[0].word == "in Prüfung"


def test_it_reads_commas_and_the_names_of_the_json():
    data = table('payment,IK-000001,2026-11-20,"30,50"', heading="kind,reference,date,amount")

    assert read_report(data).lines[0].amount == Decimal("30.50")


def test_it_leaves_columns_that_it_does_not_know():
    data = table(
        "status;IK-000001;x;eingegangen;20.11.2026", heading="art;aktenzeichen;Farbe;status;datum"
    )

    assert read_report(data).lines[0].problem == ""


@pytest.mark.parametrize(
    ("row", "kind", "said"),
    [
        ("Anruf;;IK-1;;x;20.11.2026;;;;", LineKind.UNREADABLE, "Die Art „Anruf“ ist unbekannt"),
        ("Status;;IK-1;;;20.11.2026;;;;", LineKind.STATUS, "Das Wort für den Status fehlt"),
        ("Status;;;;x;20.11.2026;;;;", LineKind.STATUS, "Das Aktenzeichen fehlt"),
        ("Status;;IK-1;;x;;;;;", LineKind.STATUS, "Das Datum fehlt"),
        ("Status;;IK-1;;x;31.02.2026;;;;", LineKind.STATUS, "kein gültiges Datum"),
        ("Zahlung;;IK-1;;;20.11.2026;;;;", LineKind.UNREADABLE, "Eine Zahlung über 0,00"),
        ("Zahlung;;IK-1;;;20.11.2026;-5,00;;;", LineKind.UNREADABLE, "Rückbuchung"),
        ("Zahlung;;IK-1;;;20.11.2026;viel;;;", LineKind.UNREADABLE, "„viel“ ist kein Betrag"),
        ("Zahlung;;IK-1;;;20.11.2026;NaN;;;", LineKind.UNREADABLE, "kein Betrag"),
        ("Zahlung;;IK-1;;;20.11.2026;1E+9;;;", LineKind.UNREADABLE, "kein Betrag"),
        ("Zahlung;;IK-1;;;20.11.2026;5,00;-1,00;;", LineKind.UNREADABLE, "nie negativ"),
        ("Zahlung;;IK-1;;;20.11.2026;5,00;9,00;;", LineKind.PAYMENT, "höher als die Zahlung"),
        ("Zahlung;;IK-1;;;20.11.2026;99.000.000,00;;;", LineKind.UNREADABLE, "zu groß"),
        ("Auszahlung;;;;;20.11.2026;5,00;;;", LineKind.REMITTANCE, "Nummer der Abrechnung fehlt"),
        ("Auszahlung;;;;;20.11.2026;-5,00;;A;", LineKind.UNREADABLE, "nie negativ"),
        (f"Status;;{'9' * 70};;x;20.11.2026;;;;", LineKind.STATUS, "ist zu lang"),
    ],
)
def test_it_says_of_a_line_what_is_wrong_with_it(row, kind, said):
    line = one(row)

    assert line.kind == kind
    assert said in line.problem


def test_it_keeps_what_an_unreadable_line_said():
    line = one("Zahlung;A-9;IK-1;;;20.11.2026;viel;;;")

    assert line.cells["amount"] == "viel"
    assert (line.id, line.amount) == ("A-9", Decimal("0.00"))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "leer"),
        (b" \r\n ", "leer"),
        (b"x" * (MAX_BYTES + 1), "größer als 5 MB"),
        ("Art;Datum\n".encode("utf-16"), "UTF-16"),
        (b"Art;Datum\nStatus;\0", "Zeile 2: Die Datei ist keine Textdatei"),
        (b"Guten Tag", "Zeile 1: In der Überschrift fehlen Art und Datum"),
        (b"Art;Status", "Zeile 1: In der Überschrift fehlt Datum"),
        (b"Art;Datum;art\nx;y;z", "Zeile 1: Die Spalte „Art“ steht zweimal da"),
        (b"Art;Datum", "keine Zeile außer der Überschrift"),
        (b"Art;Datum\nStatus;1;2;3", "Zeile 2: 4 Felder, die Überschrift hat 2"),
        (b'Art;Datum\nStatus;"1', "Zeile 2: Die Zeile ist keine Zeile einer CSV-Datei"),
        (b"Art;Datum\nStatus;" + b"9" * 3_000, "Zeile 2: Ein Feld ist länger"),
        (b"Art;Datum\n" + b"Status;1\n" * 2_001, "Zeile 2002: Mehr als 2.000 Zeilen"),
        (b"{", "Zeile 1: Der Inhalt ist kein JSON"),
        (b'{"lines": []}', "„lines“ fehlt oder ist leer"),
        (b'{"lines": [3]}', "Zeile 1: Hier wird ein Objekt erwartet"),
        (b'{"lines": [{"kind": ["x"]}]}', "Zeile 1: „kind“ ist kein Text"),
        (b'{"lines": [{"amount": true}]}', "Zeile 1: „amount“ ist kein Text"),
        (b'{"lines": [{"amount": NaN}]}', "„NaN“ ist keine Zahl"),
        (b'{"lines": [{"kind": "a", "kind": "b"}]}', "steht zweimal da"),
        (b'{"event_id": 5, "lines": [{}]}', "„event_id“ ist kein Text"),
        (b"[" * 100_000, "zu tief verschachtelt"),
    ],
)
def test_it_refuses_in_german_what_is_no_report(data, said):
    with pytest.raises(ReportRefused, match=said.replace("(", r"\(")):
        read_report(data)


def test_it_reads_json_with_amounts_as_texts_and_numbers():
    line = {"kind": "payment", "reference": "IK-000001", "date": "2026-11-20"}
    data = (
        b'{"event_id": "E-1", "lines": [{"kind": "payment", "reference": "IK-000001", '
        b'"date": "2026-11-20", "amount": 30.10, "costs": "1.00"}]}'
    )

    report = read_report(data)

    assert report.event_id == "E-1"
    assert (report.lines[0].amount, report.lines[0].costs) == (Decimal("30.10"), Decimal("1.00"))
    assert read_report(as_json({**line, "amount": "30.10"})).lines[0].amount == Decimal("30.10")


@pytest.mark.parametrize("amount", ["1.234", "30,10", "1e3", "0.001", "", "9" * 4_0, "+3"])
def test_it_takes_no_ambiguous_amount_from_json(amount):
    line = {"kind": "payment", "reference": "IK-1", "date": "2026-11-20", "amount": amount}

    assert read_report(as_json(line)).lines[0].kind == LineKind.UNREADABLE


def test_it_knows_the_same_line_again_however_it_is_written():
    first = one("Zahlung;;IK-1;;;20.11.2026;1.234,50;;;")
    same = one("payment;;IK-1;;;2026-11-20;1234,5;0,00;;")
    other = one("Zahlung;;IK-1;;;20.11.2026;1.234,51;;;")

    assert first.fingerprint == same.fingerprint
    assert first.fingerprint != other.fingerprint


def test_it_takes_no_marks_that_turn_the_writing():
    assert one("Status;;IK-1;;be\u202ezahlt;20.11.2026;;;;").word == "bezahlt"
