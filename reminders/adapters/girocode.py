"""GiroCode: the payment QR code that banking apps read (EPC069-12, version 002, UTF-8)."""

import io
import re
from decimal import Decimal

import segno

from common.rules.iban import compact_iban, is_valid_iban

MAX_NAME = 70
MAX_TEXT = 140
MAX_AMOUNT = Decimal("999999999.99")
_MAX_PAYLOAD_BYTES = 331
_BIC = re.compile(r"[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?")


class NotAGiroCode(Exception):
    """These payment data make no valid GiroCode; the message says which and why."""


def girocode_payload(*, name: str, iban: str, amount: Decimal, text: str, bic: str = "") -> str:
    """The text of the code: SEPA transfer in EUR, amount 0.01 to 999999999.99, free text.

    Raises NotAGiroCode; nothing is cut silently.
    """
    name, text, bic = _one_line(name), _one_line(text), _one_line(bic).upper()
    _check(name, iban, bic, amount, text)
    # Lines 9 and 10 (purpose, structured reference) stay empty; nothing follows the text.
    lines = ["BCD", "002", "1", "SCT", bic, name, compact_iban(iban), f"EUR{amount:.2f}"]
    payload = "\n".join([*lines, "", "", text]).rstrip("\n")
    if len(payload.encode()) > _MAX_PAYLOAD_BYTES:
        raise NotAGiroCode("Kontoinhaber und Verwendungszweck sind für einen GiroCode zu lang.")
    return payload


def girocode_png(payload: str, *, scale: int = 1) -> bytes:
    """The code as PNG, scale pixels per module, with the quiet zone of four modules around it."""
    return _png(payload, scale=scale)


def link_png(link: str) -> bytes:
    """An address as QR code, drawn likewise."""
    return _png(link)


def _png(text: str, *, scale: int = 1) -> bytes:
    # A fixed mask saves the search for the prettiest one; every mask is valid.
    code = segno.make_qr(text.encode(), error="m", boost_error=False, mask=3)
    image = io.BytesIO()
    code.save(image, kind="png", scale=scale, border=4)
    return image.getvalue()


def _check(name: str, iban: str, bic: str, amount: Decimal, text: str) -> None:
    if not name or len(name) > MAX_NAME:
        raise NotAGiroCode(f"Der Kontoinhaber muss 1 bis {MAX_NAME} Zeichen lang sein.")
    if not is_valid_iban(iban):
        raise NotAGiroCode(f"„{iban}“ ist keine gültige IBAN.")
    if bic and not _BIC.fullmatch(bic):
        raise NotAGiroCode(f"„{bic}“ ist kein gültiger BIC.")
    if not Decimal("0.01") <= amount <= MAX_AMOUNT or amount != amount.quantize(Decimal("0.01")):
        raise NotAGiroCode(f"Der Betrag {amount} kann nicht überwiesen werden.")
    if len(text) > MAX_TEXT:
        raise NotAGiroCode(f"Der Verwendungszweck darf höchstens {MAX_TEXT} Zeichen lang sein.")


def _one_line(text: str) -> str:
    return " ".join(text.split())
