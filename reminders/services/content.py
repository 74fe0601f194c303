"""Put together what a reminder says, for preview and dispatch alike."""

from decimal import Decimal

from common.rules.money import ZERO, cents
from orders.models import Creditor, LedgerEntry, Order
from reminders.adapters.mail import mail_html, mail_text
from reminders.adapters.pdf import LogoUnreadable, letter_pdf
from reminders.models import Reminder, ReminderItem
from reminders.rules.content import CreditorFacts, PaymentLine, Position, ReminderContent
from reminders.services.claims import principal_of
from reminders.services.texts import NUMBER_MARKER

CREDITOR_TEXTS = tuple(name for name in CreditorFacts.__dataclass_fields__ if name != "logo")
Kind = LedgerEntry.Kind
NUMBER_PREVIEW = "(Nummer folgt)"


def content_of(reminder: Reminder) -> ReminderContent:
    """What letter and mail say: frozen texts and amounts, the order's positions and payments."""
    return content_of_item(reminder, reminder.items.select_related("installment", "order").get())


def content_of_item(reminder: Reminder, item: ReminderItem) -> ReminderContent:
    """The same for rows that need not be stored, as the preview of a template makes them."""
    order = item.order
    account = reminder.sales_account
    number = reminder.display_number
    positions = _positions(order)
    total, payments = _ledger_lines(order)

    def text(value: str) -> str:
        return value.replace(NUMBER_MARKER, number or NUMBER_PREVIEW)

    return ReminderContent(
        creditor=creditor_facts(reminder.creditor),
        sender_name=account.effective_sender_name,
        reply_to=account.reply_to or account.effective_sender_email,
        recipient_lines=reminder.customer.address_lines,
        number=number,
        order_number=order.number,
        ordered_on=order.ordered_on,
        due_on=item.installment.due_on,
        level=reminder.level,
        written_on=reminder.written_on,
        pay_by=reminder.pay_by,
        subject=text(reminder.mail_subject),
        letter_subject=text(reminder.letter_subject),
        mail_body=text(reminder.mail_body),
        letter_body=text(reminder.letter_body),
        positions=positions,
        other_amount=total - sum((position.amount for position in positions), ZERO),
        total=total,
        payments=payments,
        not_due_amount=order.open_amount - principal_of(order, reminder.written_on),
        open_amount=reminder.principal,
        interest=reminder.interest,
        dunning_fee=reminder.dunning_fee,
        claim=reminder.claim,
        currency=order.currency,
        remittance_text=order.number,
        payment_link="",
        payments_until=reminder.payments_until,
    )


def preview_pdf(reminder: Reminder) -> bytes:
    """The letter as sent, or as it would be sent, then marked as a preview."""
    document = getattr(reminder, "document", None)
    if document is not None:
        return bytes(document.pdf)
    return letter_pdf(content_of(reminder), is_preview=True)


def preview_mail_html(reminder: Reminder) -> str:
    """The mail's HTML part as sent, or as it would be sent."""
    document = getattr(reminder, "document", None)
    return document.mail_html if document is not None else mail_html(content_of(reminder))


def preview_mail_text(reminder: Reminder) -> str:
    """The mail's plain text as sent, or as it would be sent."""
    document = getattr(reminder, "document", None)
    return document.mail_text if document is not None else mail_text(content_of(reminder))


def creditor_facts(creditor: Creditor) -> CreditorFacts:
    """The creditor as letterhead and footer want it."""
    logo = None
    if creditor.logo:
        try:
            with creditor.logo.open("rb") as file:
                logo = file.read()
        except OSError as error:
            raise LogoUnreadable(
                f"Das Logo von {creditor} fehlt. Laden Sie es beim Gläubiger neu hoch."
            ) from error
    return CreditorFacts(**{name: getattr(creditor, name) for name in CREDITOR_TEXTS}, logo=logo)


def _positions(order: Order) -> tuple[Position, ...]:
    return tuple(
        Position(
            line.product, line.quantity, line.unit_price, _amount(line.quantity, line.unit_price)
        )
        for line in order.lines.all()
    )


def _amount(quantity: Decimal, unit_price: Decimal) -> Decimal:
    return cents(quantity * unit_price)


def _ledger_lines(order: Order) -> tuple[Decimal, tuple[PaymentLine, ...]]:
    """The order's total and what was booked since, so that the letter adds up.

    Payments and what was given back, moved, given up or added as costs stand each for themselves.
    What was charged and credited to and fro counts once, with what is left of it.
    """
    credited, last_credit, lines = order.total, None, []
    entries = order.ledger_entries.effective().select_related("counter_order")
    for entry in entries.order_by("booked_on", "pk"):
        if entry.kind in (Kind.CHARGE, Kind.CREDIT_NOTE):
            credited -= entry.amount
            last_credit = entry if entry.amount < 0 else last_credit
        else:
            lines.append(PaymentLine(entry.booked_on, -entry.amount, _label(entry)))
    if credited and last_credit is not None:
        lines.append(PaymentLine(last_credit.booked_on, credited, _label(last_credit)))
    return order.total, tuple(lines)


def _label(entry: LedgerEntry) -> str:
    """What the letter calls a booking; of the shop's payments only the day of its file is known."""
    kind = entry.get_kind_display()
    if entry.kind == Kind.TRANSFER:
        return f"{kind} {'auf' if entry.amount > 0 else 'von'} {entry.counter_order}"
    if entry.kind == Kind.WRITE_OFF:
        return "Verzicht"
    return f"{kind} laut Shop, Stand" if entry.source == LedgerEntry.Source.SHOP else kind
