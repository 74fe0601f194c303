"""Letters that wait, lie in a print batch, and are in the post; an invoice that goes along."""

import io
from datetime import date, timedelta

from django.contrib.auth.models import User
from django.utils import timezone
from pypdf import PdfWriter

from orders.models import Order, SalesAccount
from orders.services.invoice_files import store_invoice_file
from orders.services.payments import record_payment
from reminders.models import Channel, DunningLevel, DunningRun, PrintBatch
from reminders.services.letter_posting import mark_posted
from reminders.services.letter_preparing import prepare_batch
from reminders.services.letters import create_batch
from reminders.services.proposals import propose_run
from reminders.services.runs import release_run
from tests import factories

ACCOUNT = "Plattenladen Rillenwerk"


def letters(lead: User, today: date) -> dict[str, object]:
    """One batch in the post, one on the desk with a letter that was paid, and letters that wait."""
    account = factories.sales_account(ACCOUNT)
    DunningLevel.objects.filter(procedure__sales_account=account).update(channel=Channel.LETTER)
    posted = _batch(_release(_orders(account, today, 3), today), lead)
    mark_posted(posted.pk, posted_on=today, actor=lead, today=today, now=timezone.now())
    piled = _orders(account, today, 4)
    _keep_invoice(piled[1], lead)
    ready = _batch(_release(piled, today), lead)
    record_payment(piled[0].pk, amount=piled[0].open_amount, paid_on=today, actor=lead, today=today)
    waiting = _release(_orders(account, today, 2), today)
    return {
        "posted_batch": posted,
        "ready_batch": ready,
        "letter_run": waiting,
        "letter": waiting.reminders.earliest("pk"),
        "invoiced_order": piled[1],
    }


def _orders(account: SalesAccount, today: date, count: int) -> list[Order]:
    due_on = today - timedelta(days=7)
    return [
        factories.order(account, today=today, due_on=due_on, last_name="Grammophon-Wiedenbrück")
        for _ in range(count)
    ]


def _release(orders: list[Order], today: date) -> DunningRun:
    run = propose_run(
        [order.pk for order in orders],
        level=1,
        day=today,
        written_on=today,
        selection=f"Verkaufsaccount: {ACCOUNT}",
        actor=None,
    )
    return release_run(run.pk, actor=None, today=today, now=timezone.now())


def _batch(run: DunningRun, lead: User) -> PrintBatch:
    batch = create_batch(run_id=run.pk, actor=lead, now=timezone.now())
    return prepare_batch(batch.pk, clock=timezone.now)


def _keep_invoice(order: Order, lead: User) -> None:
    writer = PdfWriter()
    writer.add_blank_page(width=595, height=842)
    data = io.BytesIO()
    writer.write(data)
    store_invoice_file(
        order.pk,
        number=f"R-{order.number}",
        file_name="Rechnung.pdf",
        data=data.getvalue(),
        actor=lead,
    )
