"""GiroCode: the text of EPC069-12 and the picture a banking app can read."""

import io
from decimal import Decimal

import pytest
import zxingcpp
from PIL import Image

from reminders.adapters.girocode import NotAGiroCode, girocode_payload, girocode_png

VALID = {
    "name": "Müller & Söhne GmbH",
    "iban": "DE02 1203 0000 0000 2020 51",
    "bic": "BYLADEM1001",
    "amount": Decimal("1234.50"),
    "text": "EF-2026-104792",
}


def test_the_payload_has_the_lines_of_version_002():
    payload = girocode_payload(**VALID)

    assert payload == (
        "BCD\n002\n1\nSCT\nBYLADEM1001\nMüller & Söhne GmbH\nDE02120300000000202051\n"
        "EUR1234.50\n\n\nEF-2026-104792"
    )


def test_the_bic_may_be_left_out_and_nothing_follows_the_last_element():
    payload = girocode_payload(**(VALID | {"bic": "", "text": ""}))

    assert payload.split("\n")[4] == ""
    assert payload.endswith("\nEUR1234.50")


def test_a_name_cannot_add_lines():
    payload = girocode_payload(**(VALID | {"name": "Müller\nDE00\r\nGmbH"}))

    assert payload.split("\n")[5] == "Müller DE00 GmbH"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        pytest.param({"name": ""}, "Kontoinhaber", id="no name"),
        pytest.param({"name": "x" * 71}, "Kontoinhaber", id="name too long"),
        pytest.param({"iban": "DE02120300000000202052"}, "IBAN", id="wrong check digits"),
        pytest.param({"bic": "BYLA"}, "BIC", id="short BIC"),
        pytest.param({"amount": Decimal("0.00")}, "Betrag", id="nothing to pay"),
        pytest.param({"amount": Decimal("1.005")}, "Betrag", id="parts of a cent"),
        pytest.param({"amount": Decimal("1000000000.00")}, "Betrag", id="more than SEPA allows"),
        pytest.param({"text": "x" * 141}, "Verwendungszweck", id="text too long"),
        pytest.param({"name": "ü" * 70, "text": "ü" * 140}, "zu lang", id="too many bytes"),
    ],
)
def test_it_refuses_what_no_bank_would_take(change, reason):
    with pytest.raises(NotAGiroCode, match=reason):
        girocode_payload(**(VALID | change))


@pytest.mark.parametrize("text", ["EF-1", "Rechnung Ä 4711 – Zahlung", "x" * 140])
def test_a_scanner_reads_the_payload_back(text):
    payload = girocode_payload(**(VALID | {"text": text}))

    picture = Image.open(io.BytesIO(girocode_png(payload))).convert("L")
    scanned = zxingcpp.read_barcode(picture.resize([side * 4 for side in picture.size], 0))

    assert scanned is not None
    assert scanned.text == payload


def test_the_quiet_zone_is_four_modules_wide():
    picture = Image.open(io.BytesIO(girocode_png(girocode_payload(**VALID)))).convert("L")

    inside = picture.point(lambda grey: 255 - grey).getbbox()

    assert inside[:2] == (4, 4)
    assert inside[2:] == (picture.width - 4, picture.height - 4)
