"""What debtors told and asked: of each kind one that waits, one declined, one with a picture."""

import io
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from django.contrib.auth.models import User
from django.utils import timezone
from PIL import Image, ImageDraw

from orders.models import Order
from reminders.rules.debtor_requests import DisputeReason
from reminders.services import debtor_requests as desk
from reminders.services.debtor_settling import Decision, decline

MESSAGE = "Ich bitte um eine kurze Antwort."


def requests(lead: User, today: date, order: Callable[[str], Order]) -> dict[str, object]:
    """One of each kind that waits for a clerk, on orders SW-200 to SW-205; SW-206 is declined."""
    orders = [order(f"SW-20{index}") for index in range(7)]
    paid, deferral, rates, dispute, address, method, declined = (one.pk for one in orders)
    when = {"message": MESSAGE, "now": timezone.now(), "today": today}
    two_days_ago = today - timedelta(days=2)
    made = [
        desk.already_paid(
            paid,
            paid_on=two_days_ago,
            amount=Decimal("184.90"),
            proof=("Überweisung.png", _picture()),
            **when,
        ),
        desk.ask_deferral(deferral, until_on=today + timedelta(days=30), **when),
        desk.ask_instalments(rates, count=9, **when),
        desk.dispute(dispute, reason=DisputeReason.NOT_RECEIVED, **when),
        desk.report_address(
            address,
            address={
                "street": "Neue Straße 5",
                "postcode": "50667",
                "city": "Köln",
                "country": "DE",
            },
            **when,
        ),
        desk.change_payment_method(method, choice="PayPal", **when),
    ]
    refused = desk.already_paid(declined, paid_on=two_days_ago, **when)
    decision = Decision(
        answer="Bei uns ist nichts eingegangen.", actor=lead, now=timezone.now(), today=today
    )
    decline(refused.pk, decision)
    rows: dict[str, object] = {f"request_{one.kind}": one for one in made}
    return {**rows, "request_declined": refused, "asking_order": orders[0]}


def _picture() -> bytes:
    """A photographed proof of a transfer."""
    picture = Image.new("RGB", (900, 500), "#f4f4f0")
    pen = ImageDraw.Draw(picture)
    for row, words in enumerate(("Auftrag gebucht", "184,90 EUR", "Bestellung SW-200")):
        pen.text((60, 60 + 90 * row), words, fill="#222222", font_size=48)
    data = io.BytesIO()
    picture.save(data, "PNG")
    return data.getvalue()
