"""Let some mails of the demo come back, and let the fate of two stay unknown."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from dunning_site.demo.services.story import Story, StoryBroken
from orders.models import Order
from orders.services.access import note_opening
from reminders.models import Channel, Reminder, Standing, Tab
from reminders.rules.delivery_kinds import DeliveryKind
from reminders.rules.states import ReminderState
from reminders.services import outbox
from reminders.services.assessment import assess_orders
from reminders.services.bounce_mailbox import SOURCE
from reminders.services.channels import has_usable_email
from reminders.services.content import preview_mail_html, preview_mail_text, preview_pdf
from reminders.services.delivery_events import Heard, note_event
from reminders.services.kept_mails import keep
from reminders.services.outbox import Decision, Papers
from reminders.services.proposals import propose_run
from reminders.services.runs import release_run

RETURNED_AT, LOST_AT, OPENED_AT = time(11, 20), time(16, 40), time(20, 10)
NO_ANSWER = timedelta(minutes=10)
LOST = "keine Antwort auf das Ende der Nachricht (Zeitüberschreitung nach 600 s)"
RETURNS = (
    (DeliveryKind.HARD_BOUNCE, "5.1.1 550 unknown mailbox"),
    (DeliveryKind.COMPLAINT, "Feedback-Type: abuse"),
)
LOST_COUNT = 2


def let_mails_fail(story: Story) -> None:
    """Two mails of the past came back; two of yesterday were perhaps sent, perhaps not."""
    returned = zip(_returning(len(RETURNS)), RETURNS, strict=False)
    for reminder, (kind, details) in returned:
        with story.dated(reminder.written_on, RETURNED_AT):
            _come_back(reminder, kind, details)
    yesterday = story.today - timedelta(days=1)
    with story.dated(yesterday, LOST_AT):
        lost = _lose(_to_lose(yesterday), yesterday, story)
    with story.dated(yesterday, OPENED_AT):
        for order in lost[:1]:
            note_opening(order, now=_moment(yesterday, OPENED_AT), today=yesterday)


def _returning(count: int) -> Sequence[Reminder]:
    """The newest mails of orders that nothing has happened to since, each of another customer."""
    sent = Reminder.objects.filter(state=ReminderState.SENT, channel=Channel.EMAIL)
    quiet: dict[int, Reminder] = {}
    for reminder in sent.select_related("customer").order_by("-written_on", "pk"):
        if len(quiet) == count:
            break
        if reminder.customer.has_postal_address and _is_quiet(reminder):
            quiet.setdefault(reminder.customer_id, reminder)
    return list(quiet.values())


def _is_quiet(reminder: Reminder) -> bool:
    since = _moment(reminder.written_on, RETURNED_AT)
    orders = Order.objects.filter(reminder_items__reminder=reminder)
    is_touched = orders.filter(history__created_at__gte=since).exists()
    return not is_touched and orders.filter(open_amount__gt=0).exists()


def _come_back(reminder: Reminder, kind: DeliveryKind, details: str) -> None:
    moment = _moment(reminder.written_on, RETURNED_AT)
    heard = Heard(
        source=SOURCE,
        event_id=f"<{kind}.{reminder.pk}@mx.kunden.example>",
        kind=kind,
        reminder_id=reminder.pk,
        address=reminder.recipient,
        details=details,
        occurred_at=moment,
    )
    note_event(heard, now=moment)


def _to_lose(day: date) -> tuple[Tab, Sequence[int]]:
    """Orders of the fullest tab that get a mail; the tab keeps some for the visitor."""
    ready = {tab: list(_mailed(tab, day)) for tab in (Tab.LEVEL_1, Tab.LEVEL_2)}
    tab = max(ready, key=lambda one: len(ready[one]))
    return tab, ready[tab][:-1][:LOST_COUNT]


def _mailed(tab: Tab, day: date) -> Iterator[int]:
    in_tab = Standing.objects.in_tab(tab, on=day).order_by("due_on", "pk")
    for assessment in assess_orders(list(in_tab.values_list("pk", flat=True)), day):
        if assessment.is_dunned and has_usable_email(assessment.order.customer):
            yield assessment.order.pk


def _lose(chosen: tuple[Tab, Sequence[int]], day: date, story: Story) -> list[Order]:
    """Send the orders' reminders to a server that never answers the final dot."""
    tab, order_ids = chosen
    if not order_ids:
        return []
    run = propose_run(
        order_ids,
        level=tab.level,
        day=day,
        written_on=day,
        selection=f"{tab.label}, ausgewählte Aufträge",
        actor=story.clerk,
    )
    moment = _moment(day, LOST_AT)
    release_run(run.pk, actor=story.clerk, today=day, now=moment)
    while (lease := outbox.claim_next(now=moment)) is not None:
        reminder = Reminder.objects.get(pk=lease.reminder_id)
        if outbox.decide(lease, _papers(reminder), today=day, now=moment) != Decision.SEND:
            raise StoryBroken(f"Mahnung {reminder} vom {day:%d.%m.%Y} ging nicht hinaus.")
        outbox.settle_uncertain(lease, LOST, now=moment + NO_ANSWER)
    return list(Order.objects.filter(reminder_items__reminder__run=run).order_by("pk"))


def _papers(reminder: Reminder) -> Papers:
    """What the clerk can read of the lost mail; sending it again would make it anew."""
    pdf = preview_pdf(reminder)
    account = reminder.sales_account
    return Papers(
        sender=account.effective_sender_email,
        reply_to=account.reply_to,
        copy_to=account.copy_to,
        pdf=pdf,
        pdf_sha256=hashlib.sha256(pdf).hexdigest(),
        mail_text=keep(preview_mail_text(reminder)),
        mail_html=keep(preview_mail_html(reminder)),
    )


def _moment(day: date, clock_time: time) -> datetime:
    return datetime.combine(day, clock_time, tzinfo=timezone.get_default_timezone())
