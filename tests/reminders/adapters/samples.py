"""Reminders as the program makes them, with friendly and with odd data."""

import io
from datetime import date
from decimal import Decimal

from PIL import Image, ImageDraw

from common.rules.german import euro, long_day
from reminders.default_texts import DEFAULT_TEXTS
from reminders.rules.content import (
    POSITIONS_MARKER,
    CreditorFacts,
    PaymentLine,
    Position,
    ReminderContent,
)
from reminders.rules.placeholders import fill

ZERO = Decimal("0.00")

CREDITOR = CreditorFacts(
    name="Lindenhof Handel GmbH",
    street="Musterallee 12",
    postcode="50667",
    city="Köln",
    country="DE",
    email="service@lindenhof.example",
    phone="0221 5550100",
    website="www.lindenhof.example",
    register_court="Amtsgericht Köln",
    register_number="HRB 99999",
    managing_directors="Dr. Ömer Groß",
    vat_id="DE999999999",
    account_holder="Lindenhof Handel GmbH",
    iban="DE02120300000000202051",
    bic="BYLADEM1001",
    bank_name="Musterbank Köln",
)


def logo() -> bytes:
    """A wide logo, drawn on a transparent ground."""
    picture = Image.new("RGBA", (720, 200), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((10, 20, 170, 180), fill="#2f6f4f")
    draw.rectangle((210, 70, 700, 130), fill="#2f6f4f")
    picture_file = io.BytesIO()
    picture.save(picture_file, "PNG")
    return picture_file.getvalue()


def position(product: str, price: str, quantity: str = "1") -> Position:
    """A position whose amount is quantity times price."""
    amount = Decimal(price) * Decimal(quantity)
    return Position(product, Decimal(quantity), Decimal(price), amount)


def reminder(level: int = 1, **changes: object) -> ReminderContent:
    """An ordinary reminder of that level, with the shipped texts."""
    values: dict[str, object] = {
        "creditor": CREDITOR,
        "sender_name": "Lindenhof Shop",
        "reply_to": "mahnung@lindenhof.example",
        "recipient_lines": ("Łukasz Ünlü-d'Angelo", "Äußere Straße 5a", "01067 Dresden"),
        "number": "M-2026-000123",
        "order_number": "EF-2026-104792",
        "ordered_on": date(2026, 11, 3),
        "due_on": date(2026, 11, 13),
        "level": level,
        "written_on": date(2026, 11, 21),
        "pay_by": date(2026, 12, 1),
        "positions": (
            position("Download alle Bilder", "39.00", "2"),
            position("Onlinekurs Buchhaltung; Modul 1", "349.00"),
        ),
        "other_amount": Decimal("4.90"),
        "payments": (PaymentLine(date(2026, 11, 12), Decimal("100.00"), "Zahlung"),),
        "interest": ZERO,
        "dunning_fee": ZERO,
        "currency": "EUR",
        "remittance_text": "EF-2026-104792",
    } | changes
    values.setdefault("total", _total(values))
    values.setdefault("open_amount", values["total"] - _paid(values))
    values.setdefault("claim", values["open_amount"] + values["interest"] + values["dunning_fee"])
    return ReminderContent(**(_texts(level, values) | values))


def odd_reminder(**changes: object) -> ReminderContent:
    """A reminder whose data are as awkward as real exports are."""
    return reminder(
        level=3,
        **{
            "recipient_lines": (
                "Gesellschaft für außergewöhnlich lange Firmennamen und Beteiligungen mbH & Co. KG",
                "z. Hd. Łukasz Ünlü-d'Angelo",
                "Hinterhaus, 3. Obergeschoss links",
                "Straße des 17. Juni 135 1/2",
                "10623 Berlin",
            ),
            "positions": (
                position('Fotobuch "Sommer\'26" <b>groß</b>; 21 x 28 cm', "59.90"),
                position("<script>alert('x')</script> & Co.", "12.50", "1.5"),
                position("Leinwanddruck 120 x 80 cm, gerahmt, Rahmenfarbe Eiche natur", "189.00"),
                position("Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunter" * 2, "1"),
            ),
            **changes,
        },
    )


def _total(values: dict[str, object]) -> Decimal:
    return sum((p.amount for p in values["positions"]), ZERO) + values["other_amount"]


def _paid(values: dict[str, object]) -> Decimal:
    return sum((payment.amount for payment in values["payments"]), ZERO)


def _texts(level: int, values: dict[str, object]) -> dict[str, str]:
    text = next(text for text in DEFAULT_TEXTS if text.level == level)
    filled_in = {
        "ANREDE": "Guten Tag Łukasz Ünlü-d'Angelo",
        "BESTELLNUMMER": values["order_number"],
        "BESTELLDATUM": long_day(values["ordered_on"]),
        "FAELLIGKEITSDATUM": long_day(values["due_on"]),
        "OFFENER_BETRAG": euro(values["open_amount"]),
        "FRIST": long_day(values["pay_by"]),
        "KONTAKT_EMAIL": values["reply_to"],
        "ABSENDER": values["sender_name"],
        "POSITIONEN": POSITIONS_MARKER,
    }
    return {
        "subject": fill(text.mail_subject, filled_in),
        "mail_body": fill(text.mail_body, filled_in),
        "letter_subject": fill(text.letter_subject, filled_in),
        "letter_body": fill(text.letter_body, filled_in),
    }
