"""The details of a CAMT movement: who, what for, with which references, and why it came back."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from xml.etree.ElementTree import Element

from common.rules.iban import compact_iban
from common.rules.money import ZERO
from orders.adapters.bank.camt_elements import text_at, texts_at
from orders.adapters.bank.limits import MAX_TEXT
from orders.adapters.bank.purpose import Purpose, given, read_purpose, with_other_payer
from orders.adapters.bank.returns import amount_or_none
from orders.adapters.bank.values import tidy

# An unstructured text of this length is full: the next one continues it.
_FULL_TEXT = 140
_LONGEST_ACCOUNT = 34
# "NDDT+109++901": kind, GVC, primanota, extension.
_GERMAN_CODE = re.compile(
    r"[A-Z0-9]{0,4}\+(?P<gvc>[0-9]{3})?(?:\+[^+]*)?(?:\+(?P<reason>[0-9]{3})?)?"
)
# ISO's words for debits that came back, and for transfers that did.
_RETURN_FAMILIES = {
    "IDDT": {"UPDD", "PRDD", "RCDD"},
    "RDDT": {"UPDD", "PRDD", "RCDD"},
    "ICDT": {"RRTN", "RPCR"},
    "RCDT": {"RRTN", "RPCR"},
}


@dataclass(frozen=True, slots=True)
class Details:
    """What the bank tells of one movement beside its amount; "" where it does not."""

    name: str = ""
    iban: str = ""
    text: str = ""
    structured_reference: str = ""
    end_to_end_id: str = ""
    mandate_id: str = ""
    bank_reference: str = ""


@dataclass(frozen=True, slots=True)
class BankCode:
    """The bank's code of the kind of movement: GVC, return reason, and whether ISO says return."""

    gvc: str
    reason: str
    is_return: bool


def read_code(*elements: Element) -> BankCode:
    """The code of a part, or of the entry where the part has none."""
    gvc = reason = ""
    is_return = False
    for element in elements:
        code = text_at(element, "BkTxCd/Prtry/Cd")
        issuer = text_at(element, "BkTxCd/Prtry/Issr")
        if match := _GERMAN_CODE.fullmatch(code):
            gvc, reason = gvc or match["gvc"] or "", reason or match["reason"] or ""
        elif issuer in ("DK", "ZKA") and re.fullmatch(r"[0-9]{3}", code):
            gvc = gvc or code
        family = text_at(element, "BkTxCd/Domn/Fmly/Cd")
        kind = text_at(element, "BkTxCd/Domn/Fmly/SubFmlyCd")
        is_return = is_return or kind in _RETURN_FAMILIES.get(family, ())
    return BankCode(gvc, reason, is_return)


def return_reason(element: Element) -> str:
    """The bank's own word for why a movement came back; "" if it did not."""
    return text_at(element, "RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry", "RtrInf/AddtlInf")


def charges_of(element: Element) -> Decimal | None:
    """What the bank charged, in euros; None if it does not say."""
    total = text_at(element, "Chrgs/TtlChrgsAndTaxAmt")
    if total:
        return amount_or_none(total, ".")
    # Version 2 has the amount of a charge in Chrgs itself, later ones in records of it.
    charges = [
        amount_or_none(text, ".") or ZERO
        for text in texts_at(element, "Chrgs/Rcrd/Amt") or texts_at(element, "Chrgs/Amt")
    ]
    return sum(charges, ZERO) if charges else None


def read_details(part: Element, *, is_from_debtor: bool, own_account: str) -> Details:
    """The details of one part.

    is_from_debtor: whether the other side is the debtor, of the original where a movement came
    back. Whoever owns the account is never taken for the other side.
    """
    name, iban, other = _other_side(part, is_from_debtor, own_account)
    purpose = _purpose(part)
    tags = purpose.tags
    invoices = texts_at(part, "RmtInf/Strd/RfrdDocInf/Nb", "RmtInf/Strd/AddtlRmtInf")
    reference = text_at(part, "RmtInf/Strd/CdtrRefInf/Ref")
    text = tidy(" ".join([purpose.text, *invoices]))
    if not text and not reference:
        text = text_at(part, "AddtlTxInf")
    name = name or tags.get("ABWA", "")
    return Details(
        name=name,
        iban=iban or compact_iban(tags.get("IBAN", ""))[:_LONGEST_ACCOUNT],
        text=with_other_payer(text, other or tags.get("ABWA", ""), name)[:MAX_TEXT],
        structured_reference=reference,
        end_to_end_id=given(text_at(part, "Refs/EndToEndId")) or tags.get("EREF", ""),
        mandate_id=given(text_at(part, "Refs/MndtId")) or tags.get("MREF", ""),
        bank_reference=given(text_at(part, "Refs/AcctSvcrRef")),
    )


def joined(parts: Sequence[Details]) -> Details:
    """The details of a sum that does not fall into its parts: all texts, and what they share."""
    if len(parts) == 1:
        return parts[0]
    return Details(
        name=_shared([part.name for part in parts]),
        iban=_shared([part.iban for part in parts]),
        text=tidy(" / ".join(part.text for part in parts if part.text))[:MAX_TEXT],
        structured_reference=_shared([part.structured_reference for part in parts]),
        end_to_end_id=_shared([part.end_to_end_id for part in parts]),
        mandate_id=_shared([part.mandate_id for part in parts]),
    )


def _shared(values: Sequence[str]) -> str:
    return values[0] if values and len(set(values)) == 1 else ""


def _other_side(part: Element, is_from_debtor: bool, own_account: str) -> tuple[str, str, str]:
    """Name, account and the person behind of the other side."""
    sides = ["Dbtr", "Cdtr"] if is_from_debtor else ["Cdtr", "Dbtr"]
    for side in sides:
        # Since version 4 a party is wrapped, since it may be a bank as well.
        party = f"RltdPties/{side}"
        name = text_at(part, f"{party}/Nm", f"{party}/Pty/Nm", f"{party}/Agt/FinInstnId/Nm")
        account = f"RltdPties/{side}Acct/Id"
        iban = compact_iban(text_at(part, f"{account}/IBAN", f"{account}/Othr/Id"))
        if (name or iban) and iban != own_account:
            ultimate = f"RltdPties/Ultmt{side}"
            other = text_at(part, f"{ultimate}/Nm", f"{ultimate}/Pty/Nm")
            return name, iban[:_LONGEST_ACCOUNT], other
    return "", "", ""


def _purpose(part: Element) -> Purpose:
    pieces: list[str] = []
    for text in texts_at(part, "RmtInf/Ustrd"):
        if pieces and len(pieces[-1]) < _FULL_TEXT:
            pieces.append(" ")
        pieces.append(text)
    return read_purpose("".join(pieces)[:MAX_TEXT])
