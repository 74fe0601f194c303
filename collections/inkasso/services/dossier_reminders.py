"""Reminders as they were sent, and what proves that they were."""

from collections.abc import Iterator
from datetime import date, datetime

from django.utils import timezone

from common.rules.german import day as german_day
from inkasso.rules.dossier import Attachment, Fact, ReminderSheet
from orders.models import Customer, Order
from reminders.models import Channel, Reminder, ReminderDocument, ReminderItem
from reminders.rules.eligibility import step_name
from reminders.rules.states import ReminderState
from reminders.services.kept_mails import shown, shown_subject

# What left the house, or may have.
_TOLD = (ReminderState.SENT, ReminderState.WITHDRAWN, ReminderState.UNCERTAIN)
_MAILS = (Channel.EMAIL, Channel.BOTH)
_LETTERS = (Channel.LETTER, Channel.BOTH)
_NO_RECEIPT = "Ein Nachweis des Zugangs beim Empfänger liegt nicht vor."


def reminder_sheets(order: Order, day: date) -> tuple[ReminderSheet, ...]:
    """All reminders of the order that were sent by the day, oldest first; also those withdrawn."""
    items = ReminderItem.objects.filter(order=order, state__in=_TOLD)
    related = ("customer", "document", "print_batch__sent_by")
    rows = items.select_related(*(f"reminder__{name}" for name in related))
    found = [(_day_of(item.reminder), item.pk, item) for item in rows]
    return tuple(_sheet(item, order.number) for sent_on, _, item in sorted(found) if sent_on <= day)


def sent_subject(reminder: Reminder) -> str:
    """The mail's subject as it was sent, with the reminder's number."""
    return shown_subject(reminder)


def moment(value: datetime) -> str:
    """The instant on the clock here: "21.11.2026, 09:15:04 Uhr"."""
    local = timezone.localtime(value)
    return f"{german_day(local.date())}, {local:%H:%M:%S} Uhr"


def _day_of(reminder: Reminder) -> date:
    """When it left; of one that nobody knows of, when it was written."""
    return reminder.sent_on or reminder.written_on


def _sheet(item: ReminderItem, order_number: str) -> ReminderSheet:
    reminder = item.reminder
    papers: ReminderDocument | None = getattr(reminder, "document", None)
    is_mail = reminder.channel in _MAILS
    return ReminderSheet(
        title=f"{step_name(reminder.level)} {reminder}",
        number=str(reminder),
        written_on=reminder.written_on,
        pay_by=reminder.pay_by,
        sent_on=reminder.sent_on,
        way=Channel(reminder.channel).label,
        claims=tuple(
            (label, amount)
            for label, amount in (
                ("Hauptforderung", item.principal),
                ("früher gebuchte Kosten und Zinsen", item.other_costs),
                ("neue Verzugszinsen", item.interest),
                ("Mahnkosten", item.dunning_fee),
                ("Verzugspauschale", item.lump_sum),
            )
            if amount
        ),
        claim=item.due_before + item.interest + item.dunning_fee + item.lump_sum,
        proof=tuple(_proof(reminder, papers)),
        gaps=tuple(_gaps(reminder, papers, order_number)),
        mail_subject=sent_subject(reminder) if is_mail else "",
        mail_text=shown(papers.mail_text) if papers and is_mail else "",
        letter=_letter(reminder, papers),
    )


def _letter(reminder: Reminder, papers: ReminderDocument | None) -> Attachment | None:
    """The letter, which goes with mails too."""
    if papers is None:
        return None
    title = "Anhang der E-Mail" if reminder.channel == Channel.EMAIL else "Brief"
    return Attachment(f"{title} {reminder}", f"{reminder}.pdf", bytes(papers.pdf))


def _proof(reminder: Reminder, papers: ReminderDocument | None) -> Iterator[Fact]:
    if reminder.channel in _MAILS:
        yield from _mail_proof(reminder, papers)
    if reminder.channel in _LETTERS:
        yield from _letter_proof(reminder)
    if papers is not None:
        yield "Prüfsumme des PDF (SHA-256)", papers.pdf_sha256
    if reminder.withdrawn_on is not None:
        why = f": {reminder.withdrawal_reason}" if reminder.withdrawal_reason else ""
        yield "Zurückgezogen", f"am {german_day(reminder.withdrawn_on)}{why}"


def _mail_proof(reminder: Reminder, papers: ReminderDocument | None) -> Iterator[Fact]:
    if papers is not None:
        yield "Von", papers.sender
    yield "An", reminder.recipient
    if papers is not None and papers.copy_to:
        yield "Kopie an", papers.copy_to
    if reminder.sent_at is not None:
        yield "Per E-Mail versendet", moment(reminder.sent_at)
    yield "Message-ID", reminder.message_id
    if reminder.server_reply:
        yield "Antwort des Mailservers", reminder.server_reply


def _letter_proof(reminder: Reminder) -> Iterator[Fact]:
    if reminder.channel == Channel.LETTER:
        yield "Anschrift", reminder.recipient or _address(reminder.customer)
    else:
        yield "Brief an", _address(reminder.customer)
    batch = reminder.print_batch
    if reminder.printed_at is None or batch is None:
        return
    yield "Zur Post gegeben", f"am {german_day(timezone.localdate(reminder.printed_at))}"
    if batch.sent_at is not None:
        who = batch.sent_by.get_full_name() or str(batch.sent_by) if batch.sent_by else "Programm"
        yield "Vermerkt", f"{moment(batch.sent_at)} von {who} ({batch})"


def _gaps(reminder: Reminder, papers: ReminderDocument | None, order_number: str) -> Iterator[str]:
    """What cannot be proven, or is not there, in plain words."""
    if reminder.state == ReminderState.UNCERTAIN:
        why = f": {reminder.outcome.rstrip('.')}" if reminder.outcome else ""
        yield f"Ob diese Mahnung versendet wurde, ist ungeklärt{why}."
    elif reminder.channel in _MAILS:
        yield from _mail_gaps(reminder)
    if reminder.channel in _LETTERS and reminder.printed_at is None:
        why = f": {reminder.outcome.rstrip('.')}" if reminder.outcome else ""
        yield f"Dass der Brief zur Post gegeben wurde, ist nicht vermerkt{why}."
    yield _NO_RECEIPT
    if papers is None:
        yield f"Der Wortlaut dieser Mahnung zu {order_number} ist nicht gespeichert."


def _mail_gaps(reminder: Reminder) -> Iterator[str]:
    if not reminder.server_reply:
        yield "Ein Nachweis des Versands fehlt: Die Antwort des Mailservers ist nicht gespeichert."
    customer = reminder.customer
    if customer.email_failed_on and reminder.recipient == customer.effective_email:
        since = german_day(customer.email_failed_on)
        yield (
            f"Seit dem {since} geht an {reminder.recipient} keine E-Mail mehr: unzustellbar oder "
            "als Spam gemeldet."
        )


def _address(customer: Customer) -> str:
    return ", ".join(customer.address_lines)
