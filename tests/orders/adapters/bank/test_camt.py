"""CAMT.053 and CAMT.052 in their versions."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from orders.adapters.bank import read_statements
from orders.rules.statements import BankFormat, StatementRefused
from tests.orders.adapters.bank.samples import (
    ACCOUNT,
    PAYER,
    balance,
    camt,
    entry,
    namespace,
    one_entry,
    part,
    read_sample,
    statement,
)


def only_entry(data: bytes):
    """The one entry of a file."""
    [one] = read_statements(data).statements
    [draft] = one.entries
    return draft


@pytest.mark.parametrize("name", ["statement_v2.xml", "statement_v8.xml"])
def test_it_reads_the_same_from_an_old_and_a_new_version(name):
    file = read_statements(read_sample(name))

    [one] = file.statements
    assert file.format == BankFormat.CAMT053
    assert (one.account, one.currency, one.number) == (ACCOUNT, "EUR", "41")
    assert (one.from_on, one.to_on) == (date(2026, 10, 1), date(2026, 10, 2))
    assert (one.opening_balance, one.closing_balance) == (Decimal("500.00"), Decimal("536.50"))
    assert one.is_reconciled
    assert one.warnings == ()
    payment, returned = one.entries
    assert (payment.amount, payment.name, payment.iban) == (Decimal("89.50"), "Lotte Krüger", PAYER)
    assert payment.remittance_text == "Rechnung AB-2026-0815 vielen Dank"
    assert payment.end_to_end_id == "E2E-4711"
    assert (payment.bank_reference, payment.gvc) == ("B2026100200001", "166")
    assert payment.booking_text == "SEPA-Gutschrift"
    assert not payment.is_return
    assert (returned.amount, returned.name) == (Decimal("-53.00"), "Ole Brandt")
    assert (returned.is_return, returned.return_reason) == (True, "AM04")
    assert (returned.original_amount, returned.charges) == (Decimal("50.00"), Decimal("3.00"))
    assert returned.mandate_id == "MANDAT-7"


@pytest.mark.parametrize("version", range(1, 14))
@pytest.mark.parametrize(
    ("kind", "format"), [("053", BankFormat.CAMT053), ("052", BankFormat.CAMT052)]
)
def test_it_reads_all_versions_of_statements_and_reports(kind, version, format):
    tag = {"053": "Stmt", "052": "Rpt"}[kind]
    data = camt(statement(entry("10.00", part("Hallo")), tag=tag), kind=kind, version=version)

    file = read_statements(data)

    assert file.format == format
    assert [one.remittance_text for one in file.statements[0].entries] == ["Hallo"]


def test_it_reads_a_prefix_before_every_name():
    data = one_entry(entry("10.00", part("Hallo"))).decode()
    data = data.replace("<", "<n:").replace("<n:/", "</n:").replace("<n:?", "<?")
    data = data.replace("xmlns=", "xmlns:n=")

    assert only_entry(data.encode()).remittance_text == "Hallo"


def test_it_reads_several_statements_of_a_file():
    other = "DE02500105170137075030"
    data = camt(statement(entry()), statement(entry("3.00"), entry("4.00"), account=other))

    first, second = read_statements(data).statements

    assert (first.account, len(first.entries)) == (ACCOUNT, 1)
    assert (second.account, len(second.entries)) == (other, 2)


@pytest.mark.parametrize(
    ("status", "is_read"),
    [
        ("<Sts>BOOK</Sts>", True),
        ("<Sts><Cd>BOOK</Cd></Sts>", True),
        ("", True),
        ("<Sts>PDNG</Sts>", False),
        ("<Sts><Cd>PDNG</Cd></Sts>", False),
        ("<Sts><Cd>INFO</Cd></Sts>", False),
        ("<Sts><Prtry>vorgemerkt</Prtry></Sts>", True),
    ],
)
def test_it_reads_booked_entries_only(status, is_read):
    [one] = read_statements(one_entry(entry(status=status))).statements

    assert len(one.entries) == is_read


def test_it_takes_a_collective_entry_apart():
    data = one_entry(
        entry("30.00", part("eins", amount="10.00"), part("zwei", amount="20.00", name="Ida Ort"))
    )

    [one] = read_statements(data).statements

    amounts = [(draft.amount, draft.remittance_text, draft.name) for draft in one.entries]
    assert amounts == [
        (Decimal("10.00"), "eins", "Greta Hansen"),
        (Decimal("20.00"), "zwei", "Ida Ort"),
    ]


@pytest.mark.parametrize("second", ["19.99", ""])
def test_it_keeps_a_collective_entry_whose_parts_do_not_add_up(second):
    data = one_entry(
        entry("30.00", part("eins", amount="10.00"), part("zwei", amount=second, name="Ida Ort"))
    )

    draft = only_entry(data)

    assert draft.amount == Decimal("30.00")
    assert draft.remittance_text == "eins / zwei"
    assert (draft.name, draft.iban) == ("", PAYER)


def test_it_takes_the_amount_of_the_entry_where_its_only_part_differs():
    assert only_entry(one_entry(entry("8.85", part(amount="0")))).amount == Decimal("8.85")


@pytest.mark.parametrize(
    ("direction", "amount"), [("CRDT", Decimal("10.00")), ("DBIT", Decimal("-10.00"))]
)
def test_a_reversal_says_which_way_the_money_went_itself(direction, amount):
    data = one_entry(entry(direction=direction, more="<RvslInd>true</RvslInd>"))

    draft = only_entry(data)

    assert (draft.amount, draft.is_return) == (amount, True)


DEBTOR_GONE = "<RtrInf><Rsn><Cd>MD07</Cd></Rsn></RtrInf>"
CHARGES_V2 = '<Chrgs><Amt Ccy="EUR">3.00</Amt></Chrgs>'
CHARGES_V8 = (
    '<Chrgs><Rcrd><Amt Ccy="EUR">1.00</Amt></Rcrd><Rcrd><Amt Ccy="EUR">2.00</Amt></Rcrd></Chrgs>'
)
TOTAL_CHARGES = '<Chrgs><TtlChrgsAndTaxAmt Ccy="EUR">3.00</TtlChrgsAndTaxAmt></Chrgs>'
ORIGINAL = '<AmtDtls><InstdAmt><Amt Ccy="EUR">50.00</Amt></InstdAmt></AmtDtls>'
DOMAIN = (
    "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>IDDT</Cd><SubFmlyCd>UPDD</SubFmlyCd></Fmly></Domn>"
    "</BkTxCd>"
)


@pytest.mark.parametrize(
    ("code", "text", "more", "reason", "original", "charges"),
    [
        ("NRTI+109++901", "", "", "AC01", None, "0.00"),
        ("NDDT+108+9200+914", "", "", "MS03", None, "0.00"),
        ("NRTI+109++999", "", "", "", None, "0.00"),
        ("", "", DEBTOR_GONE, "MD07", None, "0.00"),
        ("", "", DEBTOR_GONE + ORIGINAL, "MD07", "50.00", "3.00"),
        ("", "", DEBTOR_GONE + CHARGES_V2, "MD07", "50.00", "3.00"),
        ("", "", DEBTOR_GONE + CHARGES_V8, "MD07", "50.00", "3.00"),
        ("", "", DEBTOR_GONE + TOTAL_CHARGES, "MD07", "50.00", "3.00"),
        ("", "", DOMAIN, "", None, "0.00"),
        ("", "RUECKLASTSCHRIFT Best. 1", "", "", None, "0.00"),
        ("", "", "<RtrInf><Rsn><Prtry>906</Prtry></Rsn></RtrInf>", "AM04", None, "0.00"),
        ("NDDT+109++912", "ORG BT000000050,0 PLU S ENTG.3,00", "", "MD06", "50.00", "3.00"),
    ],
)
def test_it_recognises_a_returned_debit_by_any_signal(code, text, more, reason, original, charges):
    data = one_entry(
        entry("53.00", part(text, more=more), direction="DBIT", code=code or "NMSC+805++000")
    )

    draft = only_entry(data)

    assert draft.is_return
    assert draft.return_reason == reason
    assert draft.original_amount == (Decimal(original) if original else None)
    assert draft.charges == Decimal(charges)


@pytest.mark.parametrize("text", ["Rücklastschrift Bestellung 12 nachgezahlt", "RETOURE 12"])
def test_a_payer_who_writes_of_a_return_still_pays(text):
    assert not only_entry(one_entry(entry("53.00", part(text)))).is_return


def test_a_return_names_the_customer_although_we_are_in_it_too():
    both = part("", name="Eigene Firma", iban=ACCOUNT, side="Cdtr").replace(
        "</RltdPties>", "<Dbtr><Pty><Nm>Ole Brandt</Nm></Pty></Dbtr></RltdPties>"
    )
    data = one_entry(entry("53.00", both, direction="DBIT", code="NRTI+109++906"))

    assert only_entry(data).name == "Ole Brandt"


def test_it_joins_full_texts_and_reads_the_tags_of_sepa():
    first = "EREF+E-77 SVWZ+" + "Bestellung 40" * 10
    first = first[:140]
    text = f"{first}</Ustrd><Ustrd>00 Ende</Ustrd><Ustrd>danke"

    draft = only_entry(one_entry(entry("1.00", part(text))))

    assert draft.end_to_end_id == "E-77"
    assert draft.remittance_text == f"{first.partition('SVWZ+')[2]}00 Ende danke"


def test_it_reads_references_and_invoice_numbers():
    structured = (
        "<Strd><RfrdDocInf><Nb>RE-77</Nb></RfrdDocInf>"
        "<CdtrRefInf><Ref>RF18539007547034</Ref></CdtrRefInf></Strd>"
    )
    data = one_entry(entry("1.00", part("Zahlung</Ustrd>" + structured + "<Ustrd>")))

    draft = only_entry(data)

    assert draft.structured_reference == "RF18539007547034"
    assert draft.remittance_text == "Zahlung RE-77"


def test_it_names_whom_somebody_else_paid_for():
    ultimate = "<UltmtDbtr><Pty><Nm>Ida Ort</Nm></Pty></UltmtDbtr></RltdPties>"
    data = one_entry(entry("1.00", part("Zahlung").replace("</RltdPties>", ultimate)))

    draft = only_entry(data)

    assert draft.name == "Greta Hansen"
    assert draft.remittance_text == "Zahlung Abweichender Auftraggeber: Ida Ort"


def test_it_opens_with_the_last_closing_balance_of_old_versions():
    balances = [balance("PRCD", "5.00", direction="DBIT"), balance("CLBD", "5.00")]

    [one] = read_statements(camt(statement(entry(), balances=balances))).statements

    assert (one.opening_balance, one.closing_balance) == (Decimal("-5.00"), Decimal("5.00"))
    assert one.is_reconciled


def test_it_says_by_how_much_a_statement_does_not_reconcile():
    balances = [balance("OPBD", "5.00"), balance("CLBD", "20.00")]

    [one] = read_statements(camt(statement(entry(), balances=balances))).statements

    assert one.difference == Decimal("5.00")


def test_a_balance_in_another_currency_proves_nothing():
    balances = [balance("OPBD", "5.00"), balance("CLBD", "15.00", currency="SEK")]

    [one] = read_statements(camt(statement(entry(), balances=balances))).statements

    assert one.closing_balance is None
    assert one.warnings[0].startswith("Der Schlusssaldo steht in SEK, das Konto wird in EUR")


def test_a_missing_balance_is_said():
    [one] = read_statements(camt(statement(entry()))).statements

    assert [warning.split(":")[0] for warning in one.warnings] == [
        "Der Anfangssaldo fehlt",
        "Der Schlusssaldo fehlt",
    ]


@pytest.mark.parametrize(
    ("codes", "balances"),
    [
        (["ITBD 5.00", "ITBD 15.00"], ("5.00", "15.00")),
        (["OPBD 5.00", "ITBD 15.00"], ("5.00", "15.00")),
        (["OPBD 5.00", "CLBD 16.00"], ("5.00", "16.00")),
        (["OPBD 5.00", "ITBD 99.00"], (None, None)),
        (["ITBD 5.00"], (None, None)),
        ([], (None, None)),
    ],
)
def test_interim_balances_of_a_report_count_only_when_they_fit(codes, balances):
    given = [balance(*code.split()) for code in codes]
    data = camt(statement(entry(), balances=given, tag="Rpt"), kind="052")

    [one] = read_statements(data).statements

    expected = tuple(Decimal(amount) if amount else None for amount in balances)
    assert (one.opening_balance, one.closing_balance) == expected


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("10.00", "NaN", "„NaN“"),
        ("10.00", "Infinity", "„Infinity“"),
        ("10.00", "1E5", "„1E5“"),
        ("10.00", "1_000", "„1_000“"),
        ("10.00", "10.001", "„10.001“"),
        ("10.00", "10,00", "„10,00“"),
        ("10.00", "-10.00", "„-10.00“"),
        ("10.00", "1000000000000000", "„1000000000000000“"),
        ("10.00", "", "„“"),
        ("CRDT", "XXXX", "„XXXX“"),
        ("2026-10-02", "2026-02-30", "„2026-02-30“"),
        ("2026-10-02", "", "Der Buchungstag fehlt"),
    ],
)
def test_it_leaves_out_an_entry_it_cannot_read_and_says_so(before, after, words):
    file = read_statements(camt(statement(entry("7.00"), entry().replace(before, after))))

    [problem] = file.problems
    assert problem.startswith("2. Umsatz: ")
    assert words in problem
    assert [draft.amount for draft in file.statements[0].entries] == [Decimal("7.00")]


def test_a_movement_of_nothing_is_no_money():
    [one] = read_statements(one_entry(entry("0.00"))).statements

    assert one.entries == ()


def test_an_entry_in_another_currency_keeps_it():
    draft = only_entry(one_entry(entry("20.97", currency="CHF")))

    assert (draft.amount, draft.currency) == (Decimal("20.97"), "CHF")


def test_it_ignores_elements_of_foreign_namespaces():
    foreign = '<x:Ntry xmlns:x="urn:x"><x:Amt>5</x:Amt></x:Ntry>'

    [one] = read_statements(camt(statement(foreign, entry()))).statements

    assert len(one.entries) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        "urn:iso:std:iso:20022:tech:xsd:camt.054.001.08",
        "urn:iso:std:iso:20022:tech:xsd:pain.001.001.03",
        "http://example.org/",
        "",
    ],
)
def test_it_refuses_other_kinds_of_xml(wrong):
    data = one_entry(entry()).replace(namespace().encode(), wrong.encode())

    with pytest.raises(StatementRefused, match="XML, aber kein Kontoauszug"):
        read_statements(data)


@pytest.mark.parametrize("wrong", ["http://example.org/", ""])
def test_it_calls_broken_xml_damaged_whatever_its_root_is(wrong):
    data = one_entry(entry()).replace(namespace().encode(), wrong.encode())

    with pytest.raises(StatementRefused, match="beschädigt oder unvollständig"):
        read_statements(data[:-20])


def test_it_reads_the_same_twice():
    data = read_sample("statement_v8.xml")

    first, second = read_statements(data), read_statements(data)

    assert replace(first) == second
