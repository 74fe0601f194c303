"""Let debtors of the demo write on their payment pages, and clerks note what they heard."""

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from django.contrib.auth.models import User
from PIL import Image, ImageDraw

from dunning_site.demo.services.story import Story
from orders.models import DatevSettings, Order, PaymentLink, SalesAccount
from orders.services.access import note_opening
from orders.services.customer_notes import add_note
from reminders.models import DebtorPageSettings
from reminders.rules.debtor_requests import DisputeReason
from reminders.services import debtor_requests as requests

WRITTEN_AT = time(7, 5)
LINK = "https://paypal.example/elbfoto/{BETRAG}{WAEHRUNG}"


def set_up_debtor_pages(accounts: Mapping[str, SalesAccount]) -> None:
    """Colours, rules and ways to pay of every shop's payment page; accounts of the adviser."""
    for account in accounts.values():
        DebtorPageSettings.objects.create(
            sales_account=account,
            accent="#0f5c6e",
            imprint_url="https://www.elbfoto.example/impressum",
            privacy_url="https://www.elbfoto.example/datenschutz",
            deferral_days=7,
            max_rates=3,
        )
        PaymentLink.objects.create(sales_account=account, label="PayPal", url_template=LINK)
    creditors = {account.creditor_id: account.creditor for account in accounts.values()}
    for creditor in creditors.values():
        DatevSettings.objects.create(creditor=creditor, consultant_number=1001, client_number=12345)


def let_debtors_write(story: Story, *, clerk: User, today: date, now: datetime) -> None:
    """This morning's messages of debtors who were dunned; the newest ones of each level answer."""
    with story.dated(today, WRITTEN_AT):
        writers = _writers(today)
        for order in writers:
            note_opening(order, now=now, today=today)
        for order, write in zip(writers, _MESSAGES, strict=False):
            write(order, now, today)
        if writers:
            note = "Hat angerufen: zahlt in Raten, sobald das Gehalt da ist."
            add_note(writers[0].customer_id, note, actor=clerk)


def _writers(today: date) -> Sequence[Order]:
    """As many dunned orders that wait for their next level as there are messages."""
    waiting = Order.objects.open().filter(
        standing__levels_sent__gte=1,
        standing__next_level_on__gt=today,
        standing__blocked_until=None,
        standing__is_stopped=False,
        collection_since=None,
        instalment_plans=None,
        open_amount__gte=60,
    )
    return list(
        waiting.select_related("customer", "sales_account").order_by("pk")[: len(_MESSAGES)]
    )


def _paid(order: Order, now: datetime, today: date) -> None:
    requests.already_paid(
        order.pk,
        paid_on=today - timedelta(days=2),
        message="Ich habe vorgestern überwiesen, der Beleg liegt bei.",
        proof=("Überweisung.png", _proof()),
        now=now,
        today=today,
    )


def _instalments(order: Order, now: datetime, today: date) -> None:
    message = "Mehr als vier Raten wären mir lieb, ich bin gerade in Kurzarbeit."
    requests.ask_instalments(order.pk, count=4, message=message, now=now, today=today)


def _dispute(order: Order, now: datetime, today: date) -> None:
    requests.dispute(
        order.pk,
        reason=DisputeReason.DEFECTIVE,
        message="Zwei Seiten des Buchs sind verklebt.",
        now=now,
        today=today,
    )


def _address(order: Order, now: datetime, today: date) -> None:
    address = {
        "street": "Am Alten Hafen 7",
        "postcode": "27568",
        "city": "Bremerhaven",
        "country": "DE",
    }
    requests.report_address(order.pk, address=address, now=now, today=today)


def _later(order: Order, now: datetime, today: date) -> None:
    requests.ask_deferral(order.pk, until_on=today + timedelta(days=7), now=now, today=today)


_MESSAGES = (_paid, _instalments, _dispute, _address, _later)


def _proof() -> bytes:
    """A picture of a transfer, as a phone would take it."""
    picture, file = Image.new("RGB", (640, 420), "#f4f6f9"), io.BytesIO()
    draw = ImageDraw.Draw(picture)
    draw.rectangle((30, 30, 610, 390), fill="#ffffff", outline="#c3ccda")
    for index, line in enumerate(("Auftrag angenommen", "Elbfoto Manufaktur GmbH", "EUR")):
        draw.text((60, 70 + 60 * index), line, fill="#26303f", font_size=24)
    picture.save(file, "PNG")
    return file.getvalue()
