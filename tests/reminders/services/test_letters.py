"""Letters: into a batch, out of the printer, to the post; nothing twice and nothing lost."""

import io
from datetime import timedelta

import pytest
from pypdf import PdfReader

from orders.models import Invoice, InvoiceFile
from orders.services.payments import record_payment
from reminders.models import Channel, DunningRun, Standing
from reminders.rules.states import ReminderState
from reminders.services.batch_pdf import batch_pdf
from reminders.services.delivery import deliver_due, deliver_run
from reminders.services.letter_pile import letters_of
from reminders.services.letters import (
    PrintRefused,
    create_batch,
    dissolve_batch,
    letters_to_print,
)
from tests.factories import TODAY

pytestmark = pytest.mark.django_db


def pay(bought) -> None:
    record_payment(bought.pk, amount=bought.open_amount, paid_on=TODAY, actor=None, today=TODAY)


def text_of(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def states(run: DunningRun) -> list[str]:
    return list(run.reminders.order_by("pk").values_list("state", flat=True))


def test_a_letter_waits_for_a_clerk_and_no_mail_goes_out(released, sink, clock, letter_order):
    run = released(letter_order())

    assert deliver_due(clock=clock) == {}

    assert sink.envelopes == []
    assert [letter.run for letter in letters_to_print()] == [run]
    run.refresh_from_db()
    assert run.state == DunningRun.State.RELEASED


def test_the_command_does_not_wait_for_printed_letters(released, printed, clock, letter_order):
    run = released(letter_order())
    printed()

    deliver_run(run.pk, clock=clock)

    assert states(run) == [ReminderState.PREPARING]


def test_a_batch_takes_what_waits_and_makes_it_but_nothing_is_sent(released, printed, letter_order):
    bought = letter_order()
    run = released(bought)

    batch = printed()

    reminder = run.reminders.get()
    assert reminder.state == ReminderState.PREPARING
    assert reminder.print_batch == batch
    assert reminder.lease_until is None
    assert bytes(reminder.document.pdf).startswith(b"%PDF")
    assert batch.page_count == 1
    assert Standing.objects.get(order=bought).levels_sent == 0


def test_a_letter_counts_as_sent_when_a_clerk_says_so(
    released, printed, posted, clock, letter_order
):
    bought = letter_order()
    run = released(bought)
    batch = printed()
    clock.advance(days=2)

    posted(batch, on=TODAY + timedelta(days=1))

    reminder = run.reminders.get()
    assert (reminder.state, reminder.letter_state) == ("sent", "printed")
    assert reminder.sent_on == TODAY + timedelta(days=1)
    assert reminder.decided_at == clock()
    assert Standing.objects.get(order=bought).levels_sent == 1
    run.refresh_from_db()
    assert run.state == DunningRun.State.FINISHED
    told = "\n".join(bought.history.values_list("text", flat=True))
    assert f"am 22.11.2026 zur Post gegeben ({batch})" in told


def test_letters_lie_by_country_then_postcode(released, printed, letter_order):
    abroad, south, north = letter_order(), letter_order(), letter_order()
    for bought, country, postcode in ((abroad, "AT", "1010"), (south, "DE", "80331")):
        bought.customer.country, bought.customer.postcode = country, postcode
        bought.customer.save()
    north.customer.postcode = "20457"
    north.customer.save()
    released(abroad, south, north)

    batch = printed()

    pile = [letter.reminder.customer_id for letter in letters_of(batch, TODAY)]
    assert pile == [north.customer_id, south.customer_id, abroad.customer_id]


def test_the_pdf_has_a_list_and_all_letters_and_is_the_same_each_time(
    released, printed, letter_order
):
    first, second = letter_order(number="EF-1"), letter_order(number="EF-2")
    released(first, second)
    batch = printed()

    pdf = batch_pdf(batch, day=TODAY, is_duplex=False)

    cover, *letters = text_of(pdf)
    assert "2 Briefe auf 2 Seiten" in cover
    assert [word in cover for word in ("80331", "M-000001")] == [True, True]
    assert ["EF-1" in letters[0], "EF-2" in letters[1]] == [True, True]
    assert pdf == batch_pdf(batch, day=TODAY, is_duplex=False)


def test_for_printing_on_both_sides_every_letter_starts_on_a_front(released, printed, letter_order):
    released(letter_order(number="EF-1"), letter_order(number="EF-2"))

    pages = text_of(batch_pdf(printed(), day=TODAY, is_duplex=True))

    assert len(pages) == 6
    assert [bool(page.strip()) for page in pages] == [True, False, True, False, True, False]


def test_the_invoice_lies_behind_its_letter(released, printed, blank_pdf, posted, letter_order):
    bought = letter_order()
    invoice = Invoice.objects.create(order=bought, number="R-7", number_key="R7")
    InvoiceFile.objects.create(invoice=invoice, file_name="r7.pdf", pdf=blank_pdf)
    released(bought)

    batch = printed()

    assert batch.page_count == 2
    posted(batch)
    assert bought.history.filter(text__contains="mit Rechnung R-7").exists()


def test_a_payment_takes_a_printed_letter_back(released, printed, posted, letter_order):
    paid, open_one = letter_order(), letter_order()
    run = released(paid, open_one)
    batch = printed()

    pay(paid)
    posted(batch)

    assert states(run) == [ReminderState.CANCELLED, ReminderState.SENT]
    told = {
        letter.reminder.items.get().order_id: letter.why_not for letter in letters_of(batch, TODAY)
    }
    assert told == {paid.pk: "inzwischen bezahlt oder storniert", open_one.pk: ""}


def test_a_letter_that_was_taken_back_is_not_printed(released, printed, letter_order):
    paid = letter_order(number="EF-BEZAHLT")
    released(paid, letter_order(number="EF-OFFEN"))
    batch = printed()

    pay(paid)

    text = "\n".join(text_of(batch_pdf(batch, day=TODAY, is_duplex=False)))
    assert "EF-OFFEN" in text
    assert "EF-BEZAHLT" not in text


def test_a_new_address_takes_a_printed_letter_back_at_the_last_look(
    released, printed, posted, letter_order
):
    bought = letter_order()
    run = released(bought, letter_order())
    batch = printed()
    bought.customer.street = "Neue Straße 1"
    bought.customer.save()

    posted(batch)

    outcomes = run.reminders.order_by("pk").values_list("state", "outcome")
    assert list(outcomes) == [("cancelled", "die Anschrift hat sich geändert"), ("sent", "")]
    assert Standing.objects.get(order=bought).levels_sent == 0


def test_a_letter_whose_deadline_has_passed_is_not_made(released, printed, clock, letter_order):
    run = released(letter_order())
    clock.advance(days=30)

    printed()

    assert "wäre schon abgelaufen" in run.reminders.get().outcome
    run.refresh_from_db()
    assert run.state == DunningRun.State.FINISHED


def test_exceptions_wait_for_the_next_batch(released, printed, posted, letter_order):
    run = released(letter_order(), letter_order())
    batch = printed()
    torn, _ = run.reminders.order_by("pk")

    posted(batch, without=(torn.pk,))

    torn.refresh_from_db()
    assert (torn.state, torn.print_batch) == (ReminderState.QUEUED, None)
    assert not hasattr(torn, "document")
    assert list(letters_to_print()) == [torn]
    assert states(run) == [ReminderState.QUEUED, ReminderState.SENT]
    run.refresh_from_db()
    assert run.state == DunningRun.State.RUNNING


def test_a_dissolved_batch_lets_its_letters_wait_again(released, printed, letter_order):
    released(letter_order())
    batch = printed()

    assert dissolve_batch(batch.pk) == 1

    assert letters_to_print().count() == 1
    assert printed().reminders.count() == 1


def test_mail_and_letter_go_one_after_the_other(
    released, sink, clock, printed, posted, letter_order
):
    bought = letter_order(Channel.BOTH)
    run = released(bought)
    assert letters_to_print().count() == 0

    deliver_due(clock=clock)
    run.refresh_from_db()
    level_after_mail = Standing.objects.get(order=bought).levels_sent
    batch = printed()
    posted(batch)

    reminder = run.reminders.get()
    assert len(sink.envelopes) == 1
    assert (level_after_mail, Standing.objects.get(order=bought).levels_sent) == (1, 1)
    assert (reminder.state, reminder.letter_state) == ("sent", "printed")
    assert reminder.sent_on == TODAY


def test_the_paper_after_a_mail_stays_here_once_it_is_paid(
    released, sink, clock, printed, posted, letter_order
):
    paid, open_one = letter_order(Channel.BOTH), letter_order(Channel.BOTH)
    run = released(paid, open_one)
    deliver_due(clock=clock)
    batch = printed()

    pay(paid)
    posted(batch)

    papers = list(run.reminders.order_by("pk").values_list("state", "letter_state"))
    assert papers == [("sent", ""), ("sent", "printed")]


def test_a_batch_can_be_of_one_run(released, clock, letter_order):
    mine = released(letter_order())
    released(letter_order())

    batch = create_batch(run_id=mine.pk, actor=None, now=clock())

    assert [reminder.run for reminder in batch.reminders.all()] == [mine]
    assert letters_to_print().count() == 1


@pytest.mark.parametrize("days", [-1, 1])
def test_the_day_of_the_post_is_neither_before_the_batch_nor_to_come(
    released, printed, posted, days, letter_order
):
    released(letter_order())
    batch = printed()

    with pytest.raises(PrintRefused, match="Der Versandtag liegt zwischen"):
        posted(batch, on=TODAY + timedelta(days=days))


def test_a_batch_that_is_still_made_cannot_be_in_the_post(released, posted, clock, letter_order):
    released(letter_order())
    batch = create_batch(run_id=None, actor=None, now=clock())

    with pytest.raises(PrintRefused, match="wird noch erstellt"):
        posted(batch)
