"""What the order page says of default, interest and fees, and what a clerk can do about them."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from orders.models import LedgerEntry, Order
from reminders.models import Channel
from reminders.rules.states import ReminderState
from reminders.services.proposals import propose_run
from tests.factories import TODAY
from tests.pages import messages_of, text_of
from tests.reminders.services.claim_bench import again, bought, pay, send, step

SENT_ON = date(2026, 10, 31)
LETTER = step(2, fee="1.20", channel=Channel.LETTER)


@pytest.fixture(autouse=True)
def on_that_day(monkeypatch):
    """Everybody's calendar says 21 November 2026."""
    monkeypatch.setattr(timezone, "localdate", lambda *args: TODAY)


def _page(browser: Client, order: Order) -> str:
    return text_of(browser.get(reverse("order-page", args=[order.pk])))


def _card(browser: Client, order: Order) -> dict:
    return browser.get(reverse("order-page", args=[order.pk])).context["claim_card"]


def _allow(browser: Client, codename: str) -> None:
    user = browser.get(reverse("order-list")).context["user"]
    user.user_permissions.add(Permission.objects.get(codename=codename))


def test_it_says_since_when_and_why_the_customer_is_in_default(desk):
    order = bought(due_day_agreed=True)

    card, page = _card(desk, order), _page(desk, order)

    assert card["default"] == (
        "In Verzug seit 02.10.2026: vereinbarter Zahlungstag (§ 286 Abs. 2 Nr. 1 BGB)."
    )
    assert card["total"] == Decimal("1009.11")
    assert "Forderung heute" in page
    assert "1.009,11 €" in page


@pytest.mark.parametrize(
    ("pay_by", "words"),
    [
        pytest.param(
            None, "Noch nicht in Verzug: Die nächste Mahnung mit Zahlungsfrist", id="none"
        ),
        pytest.param(
            date(2026, 11, 30),
            "Noch nicht in Verzug: Er beginnt am 01.12.2026, wenn bis 30.11.2026",
            id="its period runs",
        ),
        pytest.param(date(2026, 11, 16), "In Verzug seit 17.11.2026: Mahnung", id="it is over"),
    ],
)
def test_it_says_when_default_will_begin(desk, pay_by, words):
    order = bought()
    if pay_by:
        send(order, step(0), on=date(2026, 11, 4), pay_by=pay_by)

    assert _card(desk, order)["default"].startswith(words)


def test_what_is_booked_and_what_is_not_add_up(desk):
    order = bought(due_day_agreed=True)
    send(order, LETTER, on=SENT_ON)

    card = _card(desk, order)

    assert dict(card["amounts"]) == {
        "Hauptforderung": Decimal("1000.00"),
        "Kosten": Decimal("1.20"),
        "Zinsen, schon gebucht": Decimal("5.36"),
        "Zinsen bis heute, noch nicht gebucht": Decimal("3.75"),
    }
    assert card["total"] == sum(dict(card["amounts"]).values())


def test_the_calculator_opens_with_the_same_question_and_finds_the_same(desk):
    order = bought(due_day_agreed=True)
    pay(order, "400.00", date(2026, 10, 31))

    card = _card(desk, order)
    answer = text_of(desk.get(card["calculator_url"]))

    assert dict(card["amounts"])["Zinsen bis heute, noch nicht gebucht"] == Decimal("7.61")
    assert "7,61 €" in answer


def test_a_payment_reminder_is_called_by_its_name(desk):
    order = bought()
    send(order, step(0), on=date(2026, 11, 4))

    (row,) = desk.get(reverse("order-page", args=[order.pk])).context["reminder_rows"]

    assert row["level"].text == "Zahlungserinnerung"


def test_an_order_that_is_not_overdue_has_no_card(desk):
    assert _card(desk, bought(due_on=date(2026, 12, 1))) is None


def test_the_log_names_what_a_payment_settled(desk):
    order = bought(kind="business", due_day_agreed=True, insists=True)
    send(order, step(1), on=SENT_ON)
    pay(order, "100.00", date(2026, 11, 10))

    page = _page(desk, order)

    assert "40,00 € Verzugspauschale, 8,65 € Verzugszinsen, 51,35 € Hauptforderung" in page


def test_somebody_who_may_correct_waives_interest_and_fees(desk):
    order = bought(due_day_agreed=True, insists=True)
    send(order, LETTER, on=SENT_ON)
    _allow(desk, "correct_ledgerentry")
    address = reverse("order-booking", args=[order.pk, "zinsen-erlassen"])

    effect = text_of(desk.get(address))
    seen = desk.get(address).context["form"]["seen_entry"].value()
    response = desk.post(address, {"reason": "Kulanz", "seen_entry": seen}, follow=True)

    assert "davon werden 6,56 € erlassen" in effect
    assert messages_of(response) == [
        "6,56 € Zinsen und Gebühren erlassen. Offen sind jetzt 1.000,00 €."
    ]
    assert again(order).open_ancillary == 0


def test_a_fee_can_be_taken_back_and_interest_only_waived(desk):
    order = bought(due_day_agreed=True, insists=True)
    send(order, LETTER, on=SENT_ON)
    _allow(desk, "correct_ledgerentry")

    rows = desk.get(reverse("order-page", args=[order.pk])).context["ledger"]

    reversible = {row["entry"].kind for row in rows if row["reverse_url"]}
    assert reversible == {LedgerEntry.Kind.DUNNING_FEE}


def test_what_the_customer_is_takes_back_reminders_by_the_other_law(desk):
    order = bought(due_day_agreed=True)
    run = propose_run(
        [order.pk], level=1, day=TODAY, written_on=TODAY, selection="Test", actor=None
    )
    _allow(desk, "change_customer")

    response = desk.post(
        reverse("order-customer-kind", args=[order.pk]), {"kind": "business"}, follow=True
    )

    assert messages_of(response) == [
        "Art des Kunden: Unternehmer. Sie gilt für alle seine Aufträge."
    ]
    assert again(order).customer.is_business
    assert run.reminders.get().state == ReminderState.CANCELLED


def test_who_may_not_change_customers_does_not_change_what_they_are(desk):
    order = bought()

    response = desk.post(reverse("order-customer-kind", args=[order.pk]), {"kind": "business"})

    assert response.status_code == 403
