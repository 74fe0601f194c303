"""Reminders as the program makes them, with friendly and with odd data."""

import io
from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal

from PIL import Image, ImageDraw

from common.rules import english, german
from reminders.rules.content import (
    CreditorFacts,
    InterestRow,
    OrderClaim,
    PaymentLine,
    Position,
    RateLine,
    ReminderContent,
)
from tests.reminders.adapters.sample_texts import TEXTS

ZERO = Decimal("0.00")
# The link of the one order is told by the reminder itself.
CLAIM_FIELDS = {field.name for field in fields(OrderClaim)} - {"payment_link"}

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
INTEREST = (
    InterestRow(
        date(2026, 5, 20),
        date(2026, 6, 30),
        42,
        365,
        Decimal("1.27"),
        Decimal(9),
        Decimal("1240.00"),
        Decimal("14.65"),
    ),
    InterestRow(
        date(2026, 7, 1),
        date(2026, 11, 21),
        144,
        365,
        Decimal("1.52"),
        Decimal(9),
        Decimal("1240.00"),
        Decimal("51.46"),
    ),
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


def claim(**changes: object) -> OrderClaim:
    """What is claimed of an ordinary order; total and open amount follow from the rest."""
    values: dict[str, object] = {
        "order_number": "EF-2026-104792",
        "ordered_on": date(2026, 11, 3),
        "due_on": date(2026, 11, 13),
        "positions": (
            position("Download alle Bilder", "39.00", "2"),
            position("Onlinekurs Buchhaltung; Modul 1", "349.00"),
        ),
        "other_amount": Decimal("4.90"),
        "payments": (PaymentLine(date(2026, 11, 12), Decimal("100.00"), "Zahlung"),),
        "not_due_amount": ZERO,
        "disputed_amount": ZERO,
    } | changes
    total = sum((p.amount for p in values["positions"]), ZERO) + values["other_amount"]
    paid = sum((payment.amount for payment in values["payments"]), ZERO)
    later = values["not_due_amount"] + values["disputed_amount"]
    return OrderClaim(**({"total": total, "open_amount": total - paid - later} | values))


def reminder(
    level: int = 1, *, claims: Sequence[OrderClaim] = (), **changes: object
) -> ReminderContent:
    """An ordinary reminder of that level; changes may also be those of its one claim."""
    claimed = tuple(claims) or (
        claim(**{name: value for name, value in changes.items() if name in CLAIM_FIELDS}),
    )
    values: dict[str, object] = {
        "creditor": CREDITOR,
        "sender_name": "Lindenhof Shop",
        "reply_to": "mahnung@lindenhof.example",
        "recipient_lines": ("Łukasz Ünlü-d'Angelo", "Äußere Straße 5a", "01067 Dresden"),
        "number": "M-2026-000123",
        "level": level,
        "written_on": date(2026, 11, 21),
        "pay_by": date(2026, 12, 1),
        "claims": claimed,
        "currency": "EUR",
        "remittance_text": ", ".join(one.order_number for one in claimed),
        "language": "de",
    } | {name: value for name, value in changes.items() if name not in CLAIM_FIELDS}
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


def business_reminder() -> ReminderContent:
    """To a company: interest since May, the lump sum, and an invoice with a number."""
    return reminder(
        2,
        order_number="EF-2026-098114",
        invoice_numbers=("RE-2026-4471",),
        ordered_on=date(2026, 4, 29),
        due_on=date(2026, 5, 19),
        positions=(position("Leinwanddruck 120 x 80 cm, gerahmt", "248.00", "5"),),
        other_amount=ZERO,
        payments=(),
        interest=sum((row.amount for row in INTEREST), ZERO),
        lump_sum=Decimal("40.00"),
        interest_rows=INTEREST,
        default_since=date(2026, 5, 20),
        default_ground="agreed_day",
        recipient_lines=("Winkelmann & Söhne OHG", "Einkauf", "Am Güterbahnhof 7", "04317 Leipzig"),
        creditor=CREDITOR,
    )


def instalment_reminder() -> ReminderContent:
    """Rates of a course: two are due, one partly paid, two fall due later."""
    return reminder(
        1,
        positions=(position("Onlinekurs Meisterklasse Porträt", "600.00"),),
        other_amount=ZERO,
        payments=(
            PaymentLine(date(2026, 8, 3), Decimal("120.00"), "Zahlung"),
            PaymentLine(date(2026, 9, 14), Decimal("50.00"), "Zahlung"),
        ),
        due_on=date(2026, 9, 1),
        ordered_on=date(2026, 7, 28),
        not_due_amount=Decimal("240.00"),
        rates=(
            RateLine(date(2026, 9, 1), Decimal("120.00"), Decimal("70.00")),
            RateLine(date(2026, 11, 2), Decimal("120.00"), Decimal("120.00")),
        ),
        payments_until=date(2026, 11, 20),
    )


def english_reminder() -> ReminderContent:
    """To a consumer abroad, in English, with interest claimed before and a link."""
    rows = (
        InterestRow(
            date(2026, 11, 5),
            date(2026, 11, 21),
            17,
            365,
            Decimal("1.52"),
            Decimal(5),
            Decimal("1331.90"),
            Decimal("4.04"),
        ),
    )
    return reminder(
        2,
        language="en",
        recipient_lines=("Siobhán O'Brien", "14 Harbour Road", "Howth", "IRLAND"),
        positions=(
            position("Download all pictures", "39.00", "2"),
            position("Online course Bookkeeping", "1349.00"),
        ),
        payments=(
            PaymentLine(date(2026, 11, 4), Decimal("100.00"), "Payment"),
            PaymentLine(date(2026, 11, 12), Decimal("-1.20"), "Reminder costs"),
            PaymentLine(date(2026, 11, 12), Decimal("-1.90"), "Default interest"),
        ),
        interest=Decimal("2.14"),
        dunning_fee=Decimal("1.20"),
        interest_rows=rows,
        default_since=date(2026, 11, 5),
        default_ground="reminder",
        payments_until=date(2026, 11, 20),
    )


def collective_reminder(level: int = 2) -> ReminderContent:
    """Three orders of one customer; the costs stand with the first."""
    return reminder(
        level,
        claims=(
            claim(dunning_fee=Decimal("1.20")),
            claim(order_number="EF-2026-104801", payments=(), due_on=date(2026, 11, 10)),
            claim(
                order_number="EF-2026-104950",
                positions=(position("Fotobuch 21 x 28 cm", "59.90"),),
                payments=(),
            ),
        ),
    )


def _texts(level: int, values: dict[str, object]) -> dict[str, str]:
    spelling = english if values["language"] == "en" else german
    first = values["claims"][0]
    facts = {
        "order": ", ".join(one.order_number for one in values["claims"]),
        "ordered_on": spelling.long_day(first.ordered_on),
        "due_on": spelling.long_day(first.due_on),
        "pay_by": spelling.long_day(values["pay_by"]),
        "contact": values["reply_to"],
        "sender": values["sender_name"],
    }
    return {name: text.format(**facts) for name, text in TEXTS[values["language"], level].items()}
