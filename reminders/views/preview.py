"""The pager of a proposal: one real mail after the other."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import QuerySet

from orders.models import Order
from reminders.forms import PreviewForm
from reminders.models import DunningRun, Reminder, ReminderItem
from reminders.rules.content import POSITIONS_MARKER
from reminders.services.content import content_of
from reminders.views.template_preview import STATEMENT

# Where the pager stands on the page, so that turning a leaf does not lead back to the top.
ANCHOR = "#vorschau"


@dataclass(frozen=True, slots=True)
class MailFacts:
    """The lines above a mail, or above a letter that goes alone; letter_text: its words."""

    recipient: str
    sender: str
    copy_to: str
    reply_to: str
    subject: str
    letter_text: str


@dataclass(frozen=True, slots=True)
class Preview:
    """One proposed reminder and the way to its neighbours; reminder None when nothing is found."""

    form: PreviewForm
    reminder: Reminder | None
    facts: MailFacts | None
    order_number: str
    position: int
    count: int
    previous_url: str
    next_url: str


def mail_facts(reminder: Reminder) -> MailFacts:
    """From whom to whom a reminder's mail went, or would go, and its subject."""
    content = content_of(reminder)
    account = reminder.sales_account
    sent = getattr(reminder, "document", None)
    is_letter = reminder.channel == Reminder.Channel.LETTER
    return MailFacts(
        recipient=reminder.recipient
        if is_letter
        else _with_name(reminder.customer.full_name, reminder.recipient),
        sender=_with_name(
            content.sender_name, sent.sender if sent else account.effective_sender_email
        ),
        copy_to=sent.copy_to if sent else account.copy_to,
        reply_to=sent.reply_to if sent else content.reply_to,
        subject=content.letter_subject if is_letter else content.subject,
        letter_text=content.letter_body.replace(POSITIONS_MARKER, STATEMENT),
    )


def proposed_reminders(run: DunningRun, search: str = "") -> QuerySet[Reminder]:
    """What the run would send, narrowed by order number, name or e-mail."""
    proposed = run.reminders.proposed().order_by("pk")
    if not search:
        return proposed
    items = ReminderItem.objects.filter(order__in=Order.objects.search(search))
    return proposed.filter(pk__in=items.values("reminder"))


def preview_of(run: DunningRun, form: PreviewForm) -> Preview:
    """The reminder that the form asks for; a position behind the last one shows the last."""
    found = proposed_reminders(run, form.search)
    count = found.count()
    position = min(form.position, max(count, 1))
    reminder = (
        found.select_related("creditor", "customer", "sales_account__creditor")
        .prefetch_related("items__order")[position - 1 : position]
        .first()
        if count
        else None
    )
    return Preview(
        form=form,
        reminder=reminder,
        facts=mail_facts(reminder) if reminder else None,
        order_number=", ".join(item.order.number for item in reminder.items.all())
        if reminder
        else "",
        position=position,
        count=count,
        previous_url=preview_query(form.search, position - 1) if position > 1 else "",
        next_url=preview_query(form.search, position + 1) if position < count else "",
    )


def preview_query(search: str, position: int) -> str:
    """The end of the address that shows a position of what a search finds."""
    query = {"suche": search, "nr": position} if search else {"nr": position}
    return f"?{urlencode(query)}{ANCHOR}"


def _with_name(name: str, address: str) -> str:
    return f"{name} <{address}>" if name else address
