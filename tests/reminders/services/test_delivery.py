"""Delivery: one mail per reminder, the level rises only when it was really sent."""

from datetime import date, timedelta
from decimal import Decimal
from email import message_from_bytes, policy

import pytest

from orders.services.customers import correct_customer
from orders.services.invoice_files import store_invoice_file
from orders.services.payments import record_payment
from reminders.adapters import smtp
from reminders.adapters.journal import JournalNotWritable
from reminders.models import DunningBlock, DunningRun, DunningSettings, ReminderItem, Standing
from reminders.rules.states import ReminderState
from reminders.services import outbox
from reminders.services.blocks import set_block
from reminders.services.delivery import DeliveryImpossible, deliver_due, sweep
from reminders.services.runs import retry_failed
from tests.factories import TODAY, order, sales_account
from tests.reminders.adapters.mail_servers import Server, scripted_server

pytestmark = pytest.mark.django_db
PAPERS = outbox.Papers(
    sender="buchhaltung@lindgruen.example",
    reply_to="",
    copy_to="",
    pdf=b"%PDF",
    pdf_sha256="",
    mail_text="",
    mail_html="",
)


def parsed(envelope):
    return message_from_bytes(envelope.content, policy=policy.default)


def test_a_reminder_is_sent_once_with_its_letter(released, sink, clock):
    bought = order(number="EF-77", total="79.90")
    run = released(bought)

    ended = deliver_due(clock=clock)
    deliver_due(clock=clock)

    (envelope,) = sink.envelopes
    message = parsed(envelope)
    (letter,) = message.iter_attachments()
    assert ended == {"sent": 1}
    assert envelope.rcpt_tos == [bought.customer.email]
    assert letter.get_content().startswith(b"%PDF")
    assert "79,90" in message.get_body(("plain",)).get_content()
    reminder = run.reminders.get()
    assert bytes(reminder.document.pdf) == letter.get_content()
    assert reminder.sent_on == TODAY
    run.refresh_from_db()
    assert run.state == DunningRun.State.FINISHED


def test_only_sending_raises_the_level(released, sink, clock):
    bought = order(due_on=date(2026, 10, 1))
    released(bought)
    before = Standing.objects.get(order=bought)

    deliver_due(clock=clock)

    after = Standing.objects.get(order=bought)
    assert (before.levels_sent, before.next_level) == (0, 1)
    assert (after.levels_sent, after.next_level) == (1, 2)
    assert after.next_level_on == date(2026, 12, 2)


def test_three_levels_then_closed(released, sink, clock):
    bought = order(due_on=date(2026, 10, 1))

    for level in (1, 2, 3):
        released(bought, level=level)
        deliver_due(clock=clock)
        clock.advance(days=14)

    standing = Standing.objects.get(order=bought)
    assert standing.is_closed
    assert standing.levels_sent == 3
    assert len(sink.envelopes) == 3


def test_a_copy_goes_to_the_sellers_address_in_the_same_mail(released, sink, clock):
    account = sales_account()
    account.copy_to = "kopie@lindgruen.example"
    account.save()
    bought = order(account)
    released(bought)

    deliver_due(clock=clock)

    (envelope,) = sink.envelopes
    assert envelope.rcpt_tos == [bought.customer.email, "kopie@lindgruen.example"]


def test_a_refused_recipient_fails_and_stays_in_its_level(released, sink, clock):
    bad, good = order(email="weg@kunden.example"), order()
    run = released(bad, good)

    ended = deliver_due(clock=clock)

    assert ended == {"failed": 1, "sent": 1}
    failed = run.reminders.get(state=ReminderState.FAILED)
    assert "unknown mailbox" in failed.outcome
    assert Standing.objects.get(order=bad).next_level == 1


@pytest.mark.parametrize(
    ("reply", "failed_on"),
    [
        pytest.param("550 5.1.1 unknown mailbox", TODAY, id="no such mailbox"),
        pytest.param("550 5.7.1 sender not welcome", None, id="the sender's fault"),
        pytest.param("451 4.7.1 greylisted", None, id="only for now"),
    ],
)
def test_an_unknown_mailbox_is_remembered_with_the_customer(
    released, settings, sink, clock, reply, failed_on
):
    bought = order()
    released(bought)
    with scripted_server(RCPT=[reply]) as server:
        settings.MAIL_SERVER = Server(port=server.port)
        deliver_due(clock=clock)

    bought.customer.refresh_from_db()
    assert bought.customer.email_failed_on == failed_on


def test_failed_reminders_can_be_queued_once_more(released, sink, clock):
    bought = order(email="weg@kunden.example")
    run = released(bought)
    deliver_due(clock=clock)
    bought.customer.email = "neu@kunden.example"
    correct_customer(bought.customer, ["email"], actor=None)

    assert retry_failed(run.pk, today=clock.today, now=clock()) == 1

    assert deliver_due(clock=clock) == {"sent": 1}


def test_a_failed_reminder_that_a_newer_run_took_over_is_left_to_it(released, sink, clock):
    bought = order(email="weg@kunden.example")
    first = released(bought)
    deliver_due(clock=clock)
    bought.customer.email = "weg@anders.example"
    correct_customer(bought.customer, ["email"], actor=None)
    second = released(bought)
    deliver_due(clock=clock)

    assert retry_failed(first.pk, today=clock.today, now=clock()) == 1
    assert retry_failed(second.pk, today=clock.today, now=clock()) == 0
    assert deliver_due(clock=clock) == {"failed": 1}


def test_a_payment_before_the_dot_stops_the_reminder(released, sink, clock, monkeypatch):
    bought = order(total="79.90")
    run = released(bought)
    transfer = smtp.SmtpClient.transfer

    def pay_while_transferring(self, *args):
        transfer(self, *args)
        record_payment(bought.pk, amount=Decimal("79.90"), paid_on=TODAY, actor=None, today=TODAY)

    monkeypatch.setattr(smtp.SmtpClient, "transfer", pay_while_transferring)

    ended = deliver_due(clock=clock)

    assert ended == {"revoked": 1}
    assert sink.envelopes == []
    assert run.reminders.get().state == ReminderState.CANCELLED
    run.refresh_from_db()
    assert run.state == DunningRun.State.FINISHED


def test_a_block_takes_queued_reminders_back(released, sink, clock):
    bought = order()
    run = released(bought)

    set_block(
        bought.pk,
        reason=DunningBlock.Reason.CLARIFICATION,
        until_on=None,
        actor=None,
        today=TODAY,
    )

    assert deliver_due(clock=clock) == {}
    run.refresh_from_db()
    assert run.reminders.get().outcome == "Mahnsperre gesetzt"
    assert run.state == DunningRun.State.FINISHED


def test_no_answer_after_the_dot_is_uncertain_and_never_repeated(released, settings, clock, sink):
    bought = order()
    run = released(bought)
    with scripted_server(dot="drop") as server:
        settings.MAIL_SERVER = Server(port=server.port)
        ended = deliver_due(clock=clock)
        clock.advance(hours=5)
        sweep(clock=clock)
        deliver_due(clock=clock)

    assert ended == {"uncertain": 1}
    assert len(server.delivered) == 1
    assert run.reminders.get().state == ReminderState.UNCERTAIN
    assert Standing.objects.get(order=bought).levels_sent == 0


def test_a_temporary_refusal_is_tried_again_later_with_the_same_message_id(
    released, settings, clock, sink
):
    run = released(order())
    with scripted_server(RCPT=["451 greylisted"]) as server:
        settings.MAIL_SERVER = Server(port=server.port)
        first = deliver_due(clock=clock)
        at_once = deliver_due(clock=clock)
        clock.advance(minutes=2)
        second = deliver_due(clock=clock)

    assert (first, at_once, second) == ({"postponed": 1}, {}, {"sent": 1})
    assert run.reminders.get().message_id.encode() in server.delivered[0]


def test_a_dead_mail_server_costs_no_attempt_and_loses_nothing(released, settings, clock, sink):
    run = released(order(), order())
    settings.MAIL_SERVER = Server(port=1)

    with pytest.raises(DeliveryImpossible):
        deliver_due(clock=clock)

    states = list(run.reminders.values_list("state", "attempts"))
    assert states == [(ReminderState.QUEUED, 0)] * 2


def test_an_unwritable_journal_stops_before_anything_is_sent(
    released, settings, clock, sink, tmp_path
):
    released(order())
    settings.JOURNAL_PATH = tmp_path

    with pytest.raises(JournalNotWritable):
        deliver_due(clock=clock)

    assert sink.envelopes == []


def test_a_refusal_that_comes_after_the_sweep_changes_nothing(released, sink, clock):
    run = released(order())
    lease = outbox.claim_next(now=clock())
    outbox.decide(lease, PAPERS, today=TODAY, now=clock())
    clock.advance(minutes=13)
    sweep(clock=clock)

    outbox.settle_failed(lease, "550", now=clock())
    outbox.put_back(lease, "451", now=clock(), is_servers_fault=False)

    assert run.reminders.get().state == ReminderState.UNCERTAIN


def test_a_worker_that_died_while_preparing_is_replaced(released, sink, clock):
    run = released(order())
    outbox.claim_next(now=clock())
    clock.advance(minutes=6)

    assert sweep(clock=clock) == 1

    assert deliver_due(clock=clock) == {"sent": 1}
    assert run.reminders.get().attempts == 2


def test_a_worker_that_died_after_the_decision_leaves_an_uncertain_reminder(released, sink, clock):
    run = released(order())
    lease = outbox.claim_next(now=clock())
    outbox.decide(lease, PAPERS, today=TODAY, now=clock())
    clock.advance(minutes=13)

    sweep(clock=clock)

    assert run.reminders.get().state == ReminderState.UNCERTAIN
    assert deliver_due(clock=clock) == {}


def test_the_journal_proves_what_the_database_missed(released, sink, clock, monkeypatch):
    run = released(order())
    monkeypatch.setattr(outbox, "settle_sent", lambda *args, **kwargs: None)
    deliver_due(clock=clock)
    monkeypatch.undo()
    clock.advance(minutes=13)

    sweep(clock=clock)

    reminder = run.reminders.get()
    assert reminder.state == ReminderState.SENT
    assert reminder.sent_on == TODAY
    assert len(sink.envelopes) == 1


def test_a_lost_lease_writes_no_dot(released, sink, clock):
    released(order())
    late = outbox.claim_next(now=clock())
    clock.advance(minutes=6)
    sweep(clock=clock)
    outbox.claim_next(now=clock())

    decision = outbox.decide(late, PAPERS, today=clock.today, now=clock())

    assert decision == outbox.Decision.REVOKED
    assert ReminderItem.objects.get().state == ReminderState.PREPARING


def test_a_reminder_whose_deadline_has_passed_is_not_sent(released, sink, clock):
    run = released(order())
    clock.advance(days=20)

    assert deliver_due(clock=clock) == {"revoked": 1}

    assert "abgelaufen" in run.reminders.get().outcome


def test_an_order_paid_after_all_levels_leaves_and_a_new_installment_starts_at_the_bottom(
    released, sink, clock
):
    bought = order(due_on=TODAY - timedelta(days=40), total="79.90")
    released(bought)
    deliver_due(clock=clock)

    record_payment(bought.pk, amount=Decimal("79.90"), paid_on=TODAY, actor=None, today=TODAY)

    standing = Standing.objects.get(order=bought)
    assert not standing.is_open
    assert standing.next_level is None


def test_a_stored_invoice_goes_with_the_mail(released, sink, clock, blank_pdf):
    bought = order()
    store_invoice_file(bought.pk, number="R-7", file_name="r7.pdf", data=blank_pdf, actor=None)
    released(bought)

    deliver_due(clock=clock)

    _, invoice = parsed(sink.envelopes[0]).iter_attachments()
    assert invoice.get_filename() == "Rechnung-R-7.pdf"
    assert invoice.get_content() == blank_pdf
    assert bought.history.filter(text__contains="Mit der Mahnung geht: Rechnung R-7").exists()


def test_a_stored_invoice_stays_here_where_the_account_wants_none(released, sink, clock, blank_pdf):
    bought = order()
    store_invoice_file(bought.pk, number="R-7", file_name="r7.pdf", data=blank_pdf, actor=None)
    DunningSettings.objects.update_or_create(
        sales_account=bought.sales_account, defaults={"attaches_invoice": False}
    )
    released(bought)

    deliver_due(clock=clock)

    assert len(list(parsed(sink.envelopes[0]).iter_attachments())) == 1
