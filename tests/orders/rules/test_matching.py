"""Which payments book themselves, and which wait for a person."""

from decimal import Decimal

import pytest

from orders.rules.matching import MatchIndex
from tests.orders.rules.match_world import (
    INDEX,
    NUMBERS,
    TOKEN,
    WORLD,
    candidate,
    entry,
    rf_reference,
    sure_parts,
)


@pytest.mark.parametrize(
    "text",
    [
        "LW-2026-300412",
        "lw-2026-300412",
        "LW2026300412 danke",
        "LW 2026 300412",
        "Best.Nr. LW 2026 300412",
        "RG zu lw-2026-300412",
        "Bestellung LW-2026-\n300412",
        "BestellungLW2026300412",
        "Bestellung: LW/2026/300412.",
        "LW_2026_300412",
        "L W - 2 0 2 6 - 3 0 0 4 1 2",
        "LW-2026-30 0412",
        "LW–2026–300412",
        "#LW-2026-300412",
        "Zahlung Bestellnr LW-2026-300412 Kd Yildiz",
        "Kundennummer 51298, Bestellung LW-2026-300412",
        "LW-2026-0300412",
        "LW 2026 300412 EUR 69,87",
        "69 EUR LW-2026-300412 EUR",
        "Auftrag LW-2026-300412 vom 05.11.2026",
        "12.11.2026 LW-2026-300412 69,87 EUR",
        "SVWZ+LW-2026-300412 DATUM 12.11.2026, 09.30 UHR",
        "Tel. 0151 23456789 LW-2026-300412",
    ],
)
def test_a_full_number_is_sure_whoever_pays_whatever(text):
    assert sure_parts(entry("23.45", "Fremder Zahler", text)) == {1: "23.45"}


@pytest.mark.parametrize(
    ("text", "name", "amount"),
    [
        pytest.param("Bestellung 51210", "Irgendwer", "702.90", id="word for an order"),
        pytest.param("Bestellnr. 51210", "Irgendwer", "702.90", id="abbreviated"),
        pytest.param("Best.-Nr.: 51210", "Irgendwer", "702.90", id="with signs"),
        pytest.param("Ihr Auftrag Nr. 51210", "Irgendwer", "702.90", id="two words"),
        pytest.param("ORDER NO 51210", "Irgendwer", "702.90", id="English"),
        pytest.param("bestellung51210", "Irgendwer", "702.90", id="without a blank"),
        pytest.param("Bestellung vom 05.11.2026: 51210", "Irgendwer", "702.90", id="day between"),
        pytest.param("Bestellung 0051210", "Irgendwer", "702.90", id="leading zeros"),
        pytest.param("RG zu 51210", "Marta Kovacs", "12.34", id="invoice word and name"),
        pytest.param("Bestellung 51210", "Márta Kovács", "12.34", id="order word and full name"),
        pytest.param("Rechnung 51210", "", "702.90", id="invoice word and amount, no name"),
        pytest.param("Rechnung 51210", "Irgendwer", "702.90", id="invoice word and amount"),
        pytest.param("51210 danke", "KOVACS MARTA", "12.34", id="number and name"),
        pytest.param("51210", "M?rta Kov?cs", "12.34", id="letters lost"),
        pytest.param("51210", "M\ufffdrta Kov\ufffdcs", "12.34", id="letters undecodable"),
        pytest.param("51210", "Irgendwer", "702.90", id="number and amount"),
        pytest.param("Márta Kovács 51210", "Anderer Zahler", "12.34", id="full name in the text"),
        pytest.param("51210 Kd Kovács", "Anderer Zahler", "702.90", id="introduced in the text"),
        pytest.param("Nr 51210", "Márta Kovács", "702.90", id="everything"),
        pytest.param("512 10 Kovacs", "Márta Kovács", "702.90", id="torn, with amount and name"),
        pytest.param("Rechnung 51210/2026", "Márta Kovács", "702.90", id="year behind"),
    ],
)
def test_a_short_number_is_sure_with_a_second_signal(text, name, amount):
    assert sure_parts(entry(amount, name, text)) == {3: amount}


@pytest.mark.parametrize(
    ("text", "name", "amount"),
    [
        pytest.param("47110 Köln", "Irgendwer", "12.34", id="postcode"),
        pytest.param("47110 Köln", "Klaus Berg", "12.34", id="the customer's postcode perhaps"),
        pytest.param("Musterweg 3, 47110 Köln, danke", "Ida Lang", "12.34", id="address"),
        pytest.param("Kundennummer 47110", "Klaus Berg", "12.34", id="customer number"),
        pytest.param("Kd-Nr. 47110", "Irgendwer", "99.00", id="customer number abbreviated"),
        pytest.param("Tel 47110", "Irgendwer", "99.00", id="telephone"),
        pytest.param("Bei Fragen 6012345", "Irgendwer", "1.00", id="seven digits of a stranger"),
        pytest.param("Kunde 6012345", "Irgendwer", "20.00", id="customer number of seven digits"),
        pytest.param("47110 Köln", "Irgendwer", "99.00", id="postcode, and the amount by chance"),
        pytest.param("Gutschrift Bestellung 51210", "Lieferant AG", "9.00", id="supplier's refund"),
        pytest.param("Auszahlung LW-2026-300412", "Plattform", "9.00", id="payout of a platform"),
        pytest.param("Bestellung 51298", "Márta Kovács", "10.00", id="payer owes for another"),
        pytest.param("LW-2026-300433", "Céline Yıldız", "50.00", id="payer owes for another yet"),
        pytest.param("IBAN DE62 4711 0000 0000 0471 10", "Irgendwer", "99.00", id="IBAN"),
        pytest.param("DE62471100000000047110", "Irgendwer", "99.00", id="IBAN in one"),
        pytest.param("147110", "Irgendwer", "12.34", id="in a longer number"),
        pytest.param("Bestellung 471105", "Irgendwer", "12.34", id="start of a longer number"),
        pytest.param("KX-47110", "Irgendwer", "99.00", id="somebody else's prefix"),
        pytest.param("AB47110", "Irgendwer", "99.00", id="somebody else's letters"),
        pytest.param("47110-3", "Irgendwer", "99.00", id="part of a number"),
        pytest.param("471 10 Stück", "Irgendwer", "12.34", id="torn"),
        pytest.param("Rechnung 47110", "Irgendwer GmbH", "12.34", id="invoice of another circle"),
        pytest.param("Rechnung 2026-11", "Irgendwer", "12.34", id="year and month"),
        pytest.param("Rechnung 2026", "Irgendwer", "12.34", id="year"),
        pytest.param("Miete 11.2026", "Hans Weiß", "12.34", id="month"),
        pytest.param("vom 05.11.2026", "Irgendwer", "5.00", id="a day"),
        pytest.param("Bestellung vom 2026-11-05", "Irgendwer", "5.00", id="a day by ISO"),
        pytest.param("Bestellung 7", "Irgendwer", "8.00", id="one digit"),
        pytest.param("10,01 Skonto", "Irgendwer", "29.90", id="a sum"),
        pytest.param("EUR 1001", "Irgendwer", "29.90", id="a whole sum"),
        pytest.param("1001 Euro", "Irgendwer", "29.90", id="a sum before its currency"),
        pytest.param("Jacke Winter", "Tom Winter", "29.90", id="name and amount only"),
        pytest.param("danke", "Tom Winter", "29.90", id="name and amount, no account known"),
        pytest.param("51210", "Ida Kovacs", "12.34", id="last name only, another sum"),
        pytest.param("300412", "Irgendwer", "12.34", id="number without prefix, nothing else"),
        pytest.param("Bestellung 300412", "Irgendwer", "12.34", id="without prefix, word only"),
        pytest.param("LW-2025-300412", "Irgendwer", "69.87", id="last year's number"),
        pytest.param("", "Irgendwer", "702.90", id="amount only"),
        pytest.param("Bestellung 51500", "Emil Frost", "12.00", id="paid already"),
        pytest.param("Bestellung 51400", "Irgendwer", "12.00", id="in two sales accounts"),
        pytest.param("Bestellung 51400", "Peter Kurz", "25.00", id="one by name, one by amount"),
        pytest.param("Gutschrift Sammler 4711", "Irgendwer", "99.00", id="nothing known"),
        pytest.param("Bestellung 51338", "Ivana Jäger", "30.40", id="one digit wrong"),
        pytest.param("Bestellung 51201", "Marta Kovacs", "702.90", id="two digits swapped"),
        pytest.param("LW-2026-300413", "Céline Yildiz", "69.87", id="unknown full number"),
        pytest.param("Bestellung 51298", "Ivana Jäger", "30.40", id="another's number by mistake"),
        pytest.param("LW-2026-300433", "Céline Yıldız", "69.87", id="another's full number"),
        pytest.param("51210 51298", "Irgendwer", "12.34", id="two bare numbers"),
        pytest.param("Bestellung 51210 und 51999", "Márta Kovács", "800.00", id="one unknown"),
        pytest.param("Bestellung 51210, 51298", "Irgendwer", "702.90", id="two named, one paid"),
        pytest.param("Bestellung 51210, 51298", "Irgendwer", "1112.89", id="a cent short"),
        pytest.param("Bestellung 51210, 51500", "Márta Kovács", "702.90", id="one paid already"),
        pytest.param(
            "Bestellung 51210, 51298, 51337", "Irgendwer", "1112.90", id="three named, two paid"
        ),
    ],
)
def test_what_may_mean_something_else_waits_for_a_person(text, name, amount):
    assert sure_parts(entry(amount, name, text)) is None


@pytest.mark.parametrize(
    ("text", "name", "amount", "order_id"),
    [
        ("2026300412", "Irgendwer", "69.87", 1),
        ("2026-300412", "Céline Yildiz", "12.34", 1),
        ("Bestellung 300412", "Celine Yildiz", "50.00", 1),
        ("LW-2026-75", "Irgendwer", "12.00", 7),
        ("LW 2026 75", "Irgendwer", "3.00", 7),
        ("Bestellung 571", "Lena Hartwig", "17.50", 8),
        ("Bestellung 00571", "Irgendwer", "17.50", 8),
        ("Rechnung 2026", "Hans Weiss", "55.00", 9),
        ("6012345", "Irgendwer", "20.00", 10),
        ("6012345", "", "20.00", 10),
        ("Bestellung 6012345", "Björn Lindner", "1.00", 10),
        ("6012345", "Björn Lindner", "1.00", 10),
        ("Nr. 6 012 345", "Irgendwer", "20.00", 10),
        ("Bestellung 51400", "Peter Kurz", "3.00", 11),
        ("Bestellung 51400", "Irgendwer", "25.00", 12),
        ("51400", "Uta Lang", "25.00", 12),
        ("RE-2026-0815", "Irgendwer", "5.00", 14),
        ("RE2026 815", "Irgendwer", "5.00", 14),
        ("Rechnung 88123", "Irgendwer", "1200.00", 14),
        ("51777", "NORDLICHT MOEBEL", "5.00", 14),
        ("51777", "Nordlichtmöbel GmbH & Co. KG", "5.00", 14),
        ("LW-2026-300433", "Sabine vonderaue", "5.00", 2),
        ("DankeLW2026300412", "Irgendwer", "5.00", 1),
        ("SEPA-Gutschrift LW-2026-300412", "Irgendwer", "5.00", 1),
        ("SEPA-Überweisungsgutschrift LW-2026-300412", "Irgendwer", "5.00", 1),
        ("51777", "Nordlicht M?bel GmbH", "5.00", 14),
        ("302-1234567-7654321", "Irgendwer", "5.00", 15),
        ("30212345677654321", "Irgendwer", "5.00", 15),
        (f"Ihr Zahlungslink {TOKEN}", "Irgendwer", "5.00", 16),
        (f"https://shop.example/z/{TOKEN}", "Irgendwer", "5.00", 16),
        (TOKEN.replace("_", " ").replace("-", "").upper(), "Irgendwer", "5.00", 16),
        ("zx8kj2lm9qp4", "Irgendwer", "5.00", 16),
        ("Rate LW-2026-300500", "Irgendwer", "100.00", 19),
        ("20261105", "Olga Reh", "5.00", 20),
        ("Bestellung 20261105", "Irgendwer", "5.00", 20),
        ("1001", "Tom Winter", "29.90", 6),
        ("#1001", "Winter", "29.90", 6),
        ("RE-1001", "Gerd Pohl", "33.00", 23),
        ("RE-1001", "Irgendwer", "33.00", 23),
        ("Bestellung 51601", "Ruth Engel", "10.00", 17),
    ],
)
def test_other_spellings_and_references_are_found(text, name, amount, order_id):
    assert sure_parts(entry(amount, name, text)) == {order_id: amount}


@pytest.mark.parametrize(
    ("fields", "order_id"),
    [
        ({"structured_reference": rf_reference("LW-2026-300412")}, 1),
        ({"structured_reference": rf_reference("51337")}, 5),
        ({"structured_reference": rf_reference("000051337")}, 5),
        ({"text": f"Referenz {rf_reference('51337')} danke"}, 5),
        ({"text": " ".join(rf_reference("6012345"))}, 10),
        ({"end_to_end_id": "LW-2026-300412"}, 1),
        ({"end_to_end_id": "ZV20261120-LW-2026-300412"}, 1),
    ],
)
def test_references_outside_the_text_are_found(fields, order_id):
    assert sure_parts(entry("4.00", "", **fields)) == {order_id: "4.00"}


def test_a_short_reference_outside_the_text_needs_the_amount():
    short = {"structured_reference": "51337"}

    assert sure_parts(entry("30.40", "", **short)) == {5: "30.40"}
    assert sure_parts(entry("4.00", "", **short)) is None


@pytest.mark.parametrize(
    "fields",
    [
        {"structured_reference": "RF00" + "51337"},
        {"end_to_end_id": "20261120-51337-0001"},
        {"end_to_end_id": "NOTPROVIDED"},
        {"mandate_id": "LW-2026-300412"},
    ],
)
def test_machine_numbers_are_no_references(fields):
    assert sure_parts(entry("4.00", "Irgendwer", **fields)) is None


@pytest.mark.parametrize(
    ("text", "amount", "parts"),
    [
        ("Bestellung 51210 und 51298", "1112.90", {3: "702.90", 4: "410.00"}),
        ("51210, 51298", "1112.90", {3: "702.90", 4: "410.00"}),
        ("51210/51298", "1112.90", {3: "702.90", 4: "410.00"}),
        ("LW-2026-300412+LW-2026-300433", "266.47", {1: "69.87", 2: "196.60"}),
        ("LW-2026-300412 / 51337", "100.27", {1: "69.87", 5: "30.40"}),
        ("Rechnungen 51210 51298 51337", "1143.30", {3: "702.90", 4: "410.00", 5: "30.40"}),
        ("Best. 51337 + 51400", "55.40", {5: "30.40", 12: "25.00"}),
        ("51400 und 51400", "40.00", {11: "15.00", 12: "25.00"}),
        ("Bestellung 51210, 47110 Köln", "702.90", {3: "702.90"}),
        ("Auftrag 51777 Rechnung RE-2026-0815", "1200.00", {14: "1200.00"}),
    ],
)
def test_several_orders_in_one_transfer(text, amount, parts):
    assert sure_parts(entry(amount, "Irgendwer", text)) == parts


@pytest.mark.parametrize(
    ("name", "text", "amount", "iban", "parts"),
    [
        pytest.param("Klaus Berg", "danke", "99.00", "DE22", {21: "99.00"}, id="all three agree"),
        pytest.param("Klaus Berg", "danke", "98.99", "DE22", None, id="a cent short"),
        pytest.param("Berg und Tal GbR", "", "99.00", "DE22", {21: "99.00"}, id="name within"),
        pytest.param("Ida Lang", "danke", "99.00", "DE22", None, id="another name"),
        pytest.param("Klaus Berg", "Nr. 47999", "99.00", "DE22", None, id="another number"),
        pytest.param("Ruth Engel", "danke", "10.00", "DE11", {17: "10.00"}, id="one of two fits"),
        pytest.param("Klaus Berg", "danke", "99.00", "DE33", None, id="another account"),
    ],
)
def test_a_known_account_needs_name_and_amount_as_well(name, text, amount, iban, parts):
    assert sure_parts(entry(amount, name, text, iban=iban)) == parts


@pytest.mark.parametrize(
    ("payment", "first", "why"),
    [
        (
            entry("29.90", "Tom Winter", "danke"),
            "1001",
            ("Betrag gleich dem offenen Betrag", "Name wie beim Kunden"),
        ),
        (
            entry("30.40", "Ivana Jäger", "Bestellung 51338"),
            "51337",
            (
                "Bestellnummer 51337 fast wie „51338“",
                "Betrag gleich dem offenen Betrag",
                "Name wie beim Kunden",
            ),
        ),
        (
            entry("12.00", "Emil Frost", "Bestellung 51500"),
            "51500",
            (
                "Bestellnummer 51500 im Verwendungszweck",
                "Auftrag 51500 ist schon bezahlt oder storniert",
                "Name wie beim Kunden",
            ),
        ),
        (
            entry("50.00", "Irgendwer", "300412"),
            "LW-2026-300412",
            (
                "Bestellnummer LW-2026-300412 ohne Vorsilbe im Verwendungszweck",
                "Teilzahlung: offen sind 69,87\u00a0€",
            ),
        ),
        (
            entry("9.90", "Ruth Engel", "danke", iban="DE11"),
            "51601",
            (
                "Teilzahlung: offen sind 10,00\u00a0€",
                "Name wie beim Kunden",
                "von diesem Konto schon gezahlt",
            ),
        ),
    ],
)
def test_the_likeliest_order_is_proposed_first_and_says_why(payment, first, why):
    best = INDEX.propose(payment)[0]

    assert not best.is_sure
    assert NUMBERS[best.parts[0].order_id] == first
    assert best.why == why


@pytest.mark.parametrize(
    ("payment", "parts"),
    [
        (entry("30.00", "Ruth Engel", "danke"), {17: "10.00", 18: "20.00"}),
        (
            entry("1112.90", "Irgendwer", "Bestellung 51210, 51298, 51337"),
            {3: "702.90", 4: "410.00"},
        ),
    ],
)
def test_a_sum_of_several_orders_is_proposed(payment, parts):
    proposed = [
        {part.order_id: str(part.amount) for part in proposal.parts}
        for proposal in INDEX.propose(payment)
    ]

    assert parts in proposed[:2]


@pytest.mark.parametrize(
    "payment",
    [
        entry("-69.87", "Céline Yıldız", "LW-2026-300412"),
        entry("69.87", "Céline Yıldız", "LW-2026-300412", is_return=True),
    ],
)
def test_only_money_that_customers_sent_is_a_payment(payment):
    assert INDEX.propose(payment) == ()


def test_foreign_money_is_never_sure():
    proposals = INDEX.propose(entry("69.87", text="LW-2026-300412", currency="CHF"))

    assert [proposal.is_sure for proposal in proposals] == [False]


def test_more_than_is_open_becomes_credit_of_the_order_named():
    assert sure_parts(entry("100.00", "Irgendwer", "LW-2026-300412")) == {1: "100.00"}


def test_a_second_payment_of_an_order_paid_in_full_waits_for_a_person():
    index = MatchIndex(WORLD)
    payment = entry("69.87", "Céline Yıldız", "LW-2026-300412")

    index.pay(index.propose(payment)[0])

    assert not index.propose(payment)[0].is_sure


def test_a_second_part_meets_what_is_left():
    index = MatchIndex(WORLD)

    index.pay(index.propose(entry("60.00", text="LW-2026-300412"))[0])
    rest = index.propose(entry("9.87", text="LW-2026-300412"))[0]

    assert rest.is_sure
    assert "Betrag gleich dem offenen Betrag" in rest.why


def test_orders_made_known_later_are_found():
    index = MatchIndex(())

    index.add([candidate(99, "LW-2026-300999", "5.00")])

    assert index.propose(entry("5.00", text="LW-2026-300999"))[0].parts[0].amount == Decimal("5.00")
