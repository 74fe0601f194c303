"""The demo's bank statements, as a bank delivers them: CAMT.053, version 8."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from xml.etree.ElementTree import Element, SubElement, tostring

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"


@dataclass(frozen=True, slots=True)
class BankMovement:
    """What the statement tells of one movement, in euros; out of the account when negative."""

    amount: Decimal
    name: str
    iban: str
    text: str
    code: str = "NTRF+166+9249+000"
    return_reason: str = ""
    original_amount: Decimal | None = None


def statement_file(
    movements: Sequence[BankMovement],
    *,
    iban: str,
    number: int,
    day: date,
    opening_balance: Decimal,
) -> bytes:
    """One statement of the account with all movements booked on the day."""
    document = Element("Document", xmlns=NAMESPACE)
    root = SubElement(document, "BkToCstmrStmt")
    header = SubElement(root, "GrpHdr")
    _text(header, "MsgId", f"ELB{number}")
    _text(header, "CreDtTm", f"{day.isoformat()}T05:00:00")
    statement = SubElement(root, "Stmt")
    _text(statement, "Id", f"ELB{number}")
    _text(statement, "ElctrncSeqNb", str(number))
    account = SubElement(statement, "Acct")
    _text(SubElement(account, "Id"), "IBAN", iban)
    _text(account, "Ccy", "EUR")
    closing_balance = opening_balance + sum((one.amount for one in movements), Decimal(0))
    _balance(statement, "OPBD", opening_balance, day)
    _balance(statement, "CLBD", closing_balance, day)
    for position, movement in enumerate(movements):
        _entry(statement, movement, f"{number:04d}{position:04d}", day)
    return tostring(document, encoding="utf-8", xml_declaration=True)


def _balance(statement: Element, code: str, amount: Decimal, day: date) -> None:
    balance = SubElement(statement, "Bal")
    _text(SubElement(SubElement(balance, "Tp"), "CdOrPrtry"), "Cd", code)
    _amount(balance, "Amt", amount)
    _text(SubElement(balance, "Dt"), "Dt", day.isoformat())


def _entry(statement: Element, movement: BankMovement, reference: str, day: date) -> None:
    entry = SubElement(statement, "Ntry")
    _amount(entry, "Amt", movement.amount)
    _text(SubElement(entry, "Sts"), "Cd", "BOOK")
    for name in ("BookgDt", "ValDt"):
        _text(SubElement(entry, name), "Dt", day.isoformat())
    _text(entry, "AcctSvcrRef", reference)
    code = SubElement(SubElement(entry, "BkTxCd"), "Prtry")
    _text(code, "Cd", movement.code)
    _text(code, "Issr", "DK")
    details = SubElement(SubElement(entry, "NtryDtls"), "TxDtls")
    _text(SubElement(details, "Refs"), "EndToEndId", "NOTPROVIDED")
    if movement.original_amount is not None:
        original = SubElement(SubElement(details, "AmtDtls"), "InstdAmt")
        _text(original, "Amt", f"{movement.original_amount:.2f}", Ccy="EUR")
    other = "Dbtr" if movement.amount > 0 or movement.return_reason else "Cdtr"
    parties = SubElement(details, "RltdPties")
    _text(SubElement(SubElement(parties, other), "Pty"), "Nm", movement.name)
    _text(SubElement(SubElement(parties, f"{other}Acct"), "Id"), "IBAN", movement.iban)
    _text(SubElement(details, "RmtInf"), "Ustrd", movement.text)
    if movement.return_reason:
        reason = SubElement(SubElement(details, "RtrInf"), "Rsn")
        _text(reason, "Cd", movement.return_reason)


def _amount(parent: Element, name: str, amount: Decimal) -> None:
    _text(parent, name, f"{abs(amount):.2f}", Ccy="EUR")
    _text(parent, "CdtDbtInd", "CRDT" if amount >= 0 else "DBIT")


def _text(parent: Element, name: str, text: str, **attributes: str) -> None:
    SubElement(parent, name, attributes).text = text
