"""The newest reminder is taken back: level, charges, history, and perhaps a mail."""

from decimal import Decimal
from email import message_from_bytes, policy

import pytest

from orders.models import LedgerEntry, Order
from orders.services.ledger import refresh_figures
from orders.services.payments import record_payment
from orders.services.stops import set_stop
from reminders.models import Reminder, ReminderBooking
from reminders.rules.withdrawal_words import Withdrawal, withdrawal_mail
from reminders.services.delivery import deliver_due
from reminders.services.withdrawals import WithdrawalRefused, newest_sent, withdraw_reminder
from tests import factories
from tests.factories import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def reminded(released, clock):
    """An order to which a reminder of level 1 was sent today."""
    order = factories.order(total="100.00")
    released(order)
    deliver_due(clock=clock)
    order.refresh_from_db()
    assert order.standing.levels_sent == 1
    return order


def withdraw(reminder: Reminder, clock, *, reason: str = "Irrtum", tells: bool = False):
    return withdraw_reminder(
        reminder.pk, reason=reason, tells_customer=tells, actor=None, today=TODAY, now=clock()
    )


def charge(order: Order, reminder: Reminder, amount: str) -> LedgerEntry:
    """A fee as the sending of the reminder books it."""
    item = reminder.items.get()
    entry = LedgerEntry.objects.create(
        order=order,
        installment=item.installment,
        kind=LedgerEntry.Kind.DUNNING_FEE,
        amount=Decimal(amount),
        booked_on=TODAY,
        source=LedgerEntry.Source.DUNNING,
    )
    ReminderBooking.objects.create(item=item, entry=entry)
    refresh_figures(order)
    return entry


def sent_text(sink) -> str:
    """The last mail as its reader sees it."""
    mail = message_from_bytes(sink.envelopes[-1].content, policy=policy.default)
    return mail.get_content().replace("\r\n", "\n")


def test_level_and_day_of_the_last_notice_go_back(reminded, clock):
    withdraw(newest_sent(reminded), clock)

    reminded.refresh_from_db()
    reminder = Reminder.objects.get()
    assert (reminder.state, reminder.withdrawn_on) == ("withdrawn", TODAY)
    assert (reminded.standing.levels_sent, reminded.standing.next_level) == (0, 1)
    assert reminded.last_reminded_on is None
    assert "zurückgezogen: Irrtum" in reminded.history.first().text


def test_an_unpaid_fee_goes_back(reminded, clock):
    charge(reminded, newest_sent(reminded), "2.50")

    done = withdraw(newest_sent(reminded), clock)

    reminded.refresh_from_db()
    assert done.charges == Decimal("2.50")
    assert reminded.open_amount == Decimal("100.00")


def test_the_same_level_can_be_sent_again(reminded, clock, released):
    withdraw(newest_sent(reminded), clock)

    released(reminded)
    deliver_due(clock=clock)

    assert Reminder.objects.filter(state="sent", level=1).count() == 1


def test_twice_is_refused(reminded, clock):
    reminder = newest_sent(reminded)
    withdraw(reminder, clock)

    with pytest.raises(WithdrawalRefused, match="zurückgezogen und lässt sich nicht"):
        withdraw(reminder, clock)


def test_only_the_newest_is_taken_back(reminded, clock, released):
    oldest = newest_sent(reminded)
    reminded.refresh_from_db()
    clock.advance(days=(reminded.standing.next_level_on - TODAY).days)
    released(reminded, level=2)
    deliver_due(clock=clock)

    with pytest.raises(WithdrawalRefused, match="nur die neueste"):
        withdraw(oldest, clock)


def test_it_needs_a_reason(reminded, clock):
    with pytest.raises(WithdrawalRefused, match="warum"):
        withdraw(newest_sent(reminded), clock, reason=" ")


def test_the_customer_is_told_once(reminded, clock, sink):
    before = len(sink.envelopes)

    done = withdraw(newest_sent(reminded), clock, tells=True)

    assert len(sink.envelopes) == before + 1
    assert done.told == reminded.customer.email
    assert "gegenstandslos" in reminded.history.first().text


def test_it_holds_when_no_mail_server_answers(reminded, clock, settings):
    settings.MAIL_SERVER = None

    done = withdraw(newest_sent(reminded), clock, tells=True)

    assert done.mail_problem
    assert Reminder.objects.get().state == "withdrawn"
    assert "weiß noch nicht" in reminded.history.first().text


@pytest.mark.parametrize(
    ("language", "level", "has_charges", "still_open", "expected"),
    [
        ("de", 1, False, None, "unsere Mahnung M-000007 vom 21.11.2026 zu Ihrer Bestellung EF-1"),
        ("de", 0, False, None, "unsere Zahlungserinnerung M-000007"),
        ("de", 2, True, None, "Die Kosten, die wir darin neu berechnet haben, entfallen. Die"),
        ("de", 2, False, "79.90", "selbst ist weiterhin zu bezahlen: Offen sind noch 79,90\xa0€."),
        ("de", 2, False, "0.00", "Zu der Bestellung ist nichts mehr offen."),
        ("en", 1, False, None, "our reminder M-000007"),
        ("en", 0, True, None, "we reserve our claim to default interest"),
        ("en", 0, False, "79.90", "as such still has to be paid: EUR\xa079.90 is outstanding."),
        ("en", 0, False, "0.00", "Nothing is left to be paid for the order."),
    ],
)
def test_the_mail_says_what_no_longer_counts_and_what_does(
    language, level, has_charges, still_open, expected
):
    what = Withdrawal(
        number="M-000007",
        level=level,
        sent_on=TODAY,
        orders=["EF-1"],
        name="Zoë Winter",
        sender="Foto-Shop",
        costs_gone=has_charges,
        interest_gone=has_charges,
        still_open=None if still_open is None else Decimal(still_open),
        company=["Foto GmbH, Weg 1"],
    )

    _, text = withdrawal_mail(what, language)

    assert expected in text
    assert ("neu berechnet" in text or "newly charged" in text) is has_charges
    assert text.endswith("-- \nFoto GmbH, Weg 1\n")


def test_the_mail_names_the_company_and_the_rest(reminded, clock, sink):
    withdraw(newest_sent(reminded), clock, tells=True)

    text = sent_text(sink)
    assert "Offen sind noch 100,00\xa0€." in text
    assert reminded.sales_account.creditor.name in text.partition("-- \n")[2]


@pytest.mark.parametrize(("paid", "is_told"), [("0.00", True), ("2.50", False)])
def test_the_mail_says_that_costs_go_only_where_they_do(reminded, clock, sink, paid, is_told):
    charge(reminded, newest_sent(reminded), "2.50")
    if Decimal(paid):
        record_payment(reminded.pk, amount=Decimal(paid), paid_on=TODAY, actor=None, today=TODAY)

    withdraw(newest_sent(reminded), clock, tells=True)

    assert ("Die Kosten, die wir darin neu berechnet haben" in sent_text(sink)) is is_told
    assert "Zinsen" not in sent_text(sink)


def test_nothing_is_demanded_for_a_disputed_order(reminded, clock, sink):
    set_stop(reminded.pk, Order.StopReason.DISPUTED, reason="Nie bestellt", actor=None)

    withdraw(newest_sent(reminded), clock, tells=True)

    assert "bezahlen" not in sent_text(sink)
