"""Finding texts and amounts among the elements of CAMT, whose names differ between versions."""

from decimal import Decimal
from xml.etree.ElementTree import Element

from orders.adapters.bank.limits import MAX_TEXT
from orders.adapters.bank.values import BadValue, shown, tidy, to_amount

_SIGNS = {"CRDT": 1, "DBIT": -1}


def text_at(element: Element, *paths: str) -> str:
    """The first text that is given at one of the paths, in one line; "" if there is none."""
    for path in paths:
        for found in element.iterfind(path):
            if text := tidy((found.text or "")[:MAX_TEXT]):
                return text
    return ""


def texts_at(element: Element, *paths: str) -> list[str]:
    """All texts at the paths, in the order of the paths."""
    found = [one.text or "" for path in paths for one in element.iterfind(path)]
    return [text[:MAX_TEXT] for text in found]


def signed_amount(element: Element, direction: str = "") -> Decimal:
    """The amount of an entry, a part of one, or a balance: negative for a debit.

    direction: what counts where the element does not say CRDT or DBIT. Raises BadValue.
    """
    direction = text_at(element, "CdtDbtInd") or direction
    if direction not in _SIGNS:
        raise BadValue(f"Ob Geld kam oder ging, fehlt oder ist nicht lesbar („{shown(direction)}“)")
    return _SIGNS[direction] * to_amount(text_at(element, "Amt", "AmtDtls/TxAmt/Amt"), ".")


def currency_of(element: Element) -> str:
    """The currency of the element's amount; "" if it has none."""
    for path in ("Amt", "AmtDtls/TxAmt/Amt"):
        found = element.find(path)
        if found is not None:
            return found.get("Ccy", "").upper()
    return ""
