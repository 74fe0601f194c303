"""What a clerk decides on a movement by hand: split, return, set aside, take back."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from orders.models import BankTransaction, LedgerEntry, Order
from orders.services.bank import book_transaction
from tests import factories
from tests.orders.views.payment_desk import LIST, detail, proposal_names
from tests.pages import messages_of, text_of

pytestmark = pytest.mark.django_db
Kind = LedgerEntry.Kind
State = BankTransaction.State


def split(browser: Client, movement: BankTransaction, *rows: tuple[str, ...], step: str = "book"):
    """Post rows of order, amount and perhaps the chosen order's id."""
    fields = {"part-TOTAL_FORMS": str(len(rows)), "part-INITIAL_FORMS": "1", "step": step}
    for index, (order, amount, *choice) in enumerate(rows):
        fields[f"part-{index}-order_text"] = order
        fields[f"part-{index}-amount"] = amount
        if choice:
            fields[f"part-{index}-choice"] = choice[0]
    return browser.post(reverse("orders:payment-split", args=[movement.pk]), fields, follow=True)


def send(browser: Client, action: str, movement: BankTransaction, **fields: str):
    address = reverse(f"orders:payment-{action}", args=[movement.pk])
    return browser.post(address, fields, follow=True)


def paid_amounts(*orders: Order) -> list[str]:
    return [str(Order.objects.get(pk=order.pk).paid_amount) for order in orders]


def state_of(movement: BankTransaction) -> str:
    return BankTransaction.objects.get(pk=movement.pk).state


@pytest.fixture
def two_orders() -> tuple[Order, Order]:
    return (
        factories.order(number="EF-1", total="79.90", last_name="Winter"),
        factories.order(number="EF-2", total="49.70", last_name="Sommer"),
    )


def test_a_transfer_for_two_orders_pays_both(clerk, two_orders):
    movement = factories.movement("129.60")

    response = split(clerk, movement, ("EF-1", "79,90"), ("EF-2", "49,70"))

    assert "zugeordnet: EF-1, EF-2." in messages_of(response)[0]
    assert paid_amounts(*two_orders) == ["79.90", "49.70"]
    assert movement.allocations.first().why == "von Hand zugeordnet"


@pytest.mark.parametrize(
    "words",
    ["EF-1", "ef 1", "Winter", "zoe winter"],
)
def test_an_order_is_found_by_number_and_name(clerk, two_orders, words):
    movement = factories.movement("79.90")

    split(clerk, movement, (words, "79,90"))

    assert paid_amounts(*two_orders) == ["79.90", "0.00"]


def test_amounts_left_empty_are_filled_in_but_not_booked_unseen(clerk, two_orders):
    movement = factories.movement("129.60")

    response = split(clerk, movement, ("EF-1", ""), ("EF-2", ""))

    page = text_of(response)
    assert response.status_code == 200
    assert 'value="79,90"' in page
    assert "offen 49,70 € → bezahlt" in page
    assert ">0,00 €</strong>" in page
    assert state_of(movement) == State.INBOX


def test_checking_books_nothing_and_names_the_credit(clerk, two_orders):
    movement = factories.movement("100.00")

    page = text_of(split(clerk, movement, ("EF-1", "100"), step="check"))

    assert "offen 79,90 € → bezahlt, 20,10 € Guthaben" in page
    assert state_of(movement) == State.INBOX


def test_a_row_can_be_added_without_a_script(clerk, two_orders):
    movement = factories.movement("129.60")

    page = text_of(split(clerk, movement, ("EF-1", "79,90"), step="add"))

    assert 'name="part-1-order_text"' in page
    assert 'value="EF-1"' in page
    assert "49,70 € sind noch nicht verteilt" in page


def test_several_finds_are_offered_and_the_chosen_one_is_paid(clerk):
    first, second = (factories.order(total="79.90", last_name="Winter") for _ in range(2))
    movement = factories.movement("79.90")

    asked = split(clerk, movement, ("Winter", "79,90"))
    split(clerk, movement, ("Winter", "79,90", str(second.pk)))

    assert asked.status_code == 422
    assert "Mehrere Aufträge passen. Wählen Sie einen" in text_of(asked)
    assert f'value="{first.pk}"' in text_of(asked)
    assert paid_amounts(first, second) == ["0.00", "79.90"]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        pytest.param([("EF-9", "79,90")], "Kein Auftrag zu „EF-9“ gefunden.", id="unknown"),
        pytest.param([("", "79,90")], "Nennen Sie den Auftrag zu diesem Betrag.", id="no order"),
        pytest.param([("EF-1", "viel")], "„viel“ ist kein Betrag.", id="no amount"),
        pytest.param([("EF-1", "-5")], "größer als 0,00 €", id="negative"),
        pytest.param([("EF-1", "50")], "Verteilen Sie den ganzen Umsatz.", id="too little"),
        pytest.param([("EF-1", "90")], "Die Beträge ergeben 90,00 €", id="too much"),
        pytest.param([("EF-1", "40"), ("EF-1", "39,90")], "steht zweimal da", id="twice"),
        pytest.param([("", "")], "Jeder Auftrag braucht einen Betrag", id="nothing"),
    ],
)
def test_what_does_not_add_up_is_not_booked(clerk, two_orders, rows, sentence):
    movement = factories.movement("79.90")

    response = split(clerk, movement, *rows)

    assert response.status_code == 422
    assert sentence in text_of(response)
    assert state_of(movement) == State.INBOX


@pytest.mark.parametrize(
    ("empty", "sentence"),
    [
        ("order_text", "Nennen Sie den Auftrag: Bestellnummer, Rechnungsnummer oder Name."),
        ("amount", "Nennen Sie den Betrag, den der Kunde bezahlt hatte."),
        ("cost", "Nennen Sie die Kosten der Bank, 0 wenn es keine gab."),
    ],
)
def test_an_empty_field_of_a_return_says_what_to_enter(clerk, two_orders, empty, sentence):
    paid_by_bank(two_orders[0])
    movement = factories.movement("-82.90", is_return=True)
    fields = {"order_text": "EF-1", "amount": "79,90", "cost": "3,00"} | {empty: ""}

    response = send(clerk, "return", movement, step="book", **fields)

    assert sentence in text_of(response)


def test_orders_of_another_creditor_are_not_found(clerk, two_orders):
    other = factories.creditor("Andere GmbH", iban="DE75512108001245126199")
    movement = factories.movement("79.90", creditor=other)

    assert split(clerk, movement, ("EF-1", "79,90")).status_code == 422


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"part-TOTAL_FORMS": "viele", "part-INITIAL_FORMS": "0"}, id="words"),
        pytest.param({"part-TOTAL_FORMS": "99999", "part-INITIAL_FORMS": "0"}, id="too many"),
        pytest.param(
            {"part-TOTAL_FORMS": "1", "part-INITIAL_FORMS": "1", "part-0-order_text": "\x00"},
            id="no letter",
        ),
    ],
)
@pytest.mark.parametrize("step", ["book", "add", "check", "tanzen"])
def test_a_form_nobody_wrote_books_nothing(clerk, two_orders, fields, step):
    movement = factories.movement("79.90")

    response = send(clerk, "split", movement, step=step, **fields)

    assert response.status_code in (200, 422)
    assert state_of(movement) == State.INBOX


def test_two_clerks_have_one_effect_and_the_second_is_told(clerk, two_orders):
    movement = factories.movement("79.90")
    book_transaction(movement.pk, [(two_orders[0].pk, Decimal("79.90"))], why="", actor=None)

    response = split(clerk, movement, ("EF-2", "79,90"))

    assert messages_of(response) == ["Über den Umsatz ist schon entschieden: zugeordnet."]
    assert paid_amounts(*two_orders) == ["79.90", "0.00"]


def test_a_proposal_can_be_changed_before_it_is_booked(clerk, two_orders):
    movement = factories.movement(
        "100.00", proposals=[factories.proposal((two_orders[0], "100.00"))]
    )
    name = proposal_names(clerk, movement)[0]

    page = text_of(clerk.get(f"{detail(movement)}?vorschlag={name}"))

    assert 'name="part-0-order_text" value="EF-1"' in page
    assert 'value="100,00"' in page
    assert page.count("offen 79,90 € → bezahlt, 20,10 € Guthaben") == 2


def paid_by_bank(order: Order) -> BankTransaction:
    movement = factories.movement(str(order.total), state=State.NEW)
    book_transaction(movement.pk, [(order.pk, order.total)], why="Nummer", actor=None)
    return movement


def test_a_return_is_checked_with_the_payment_that_fits(clerk, two_orders):
    paid_by_bank(two_orders[0])
    movement = factories.movement("-82.90", is_return=True)

    page = text_of(send(clerk, "return", movement, order_text="EF-1", amount="79,90", cost="3,00"))

    payment = two_orders[0].ledger_entries.get(kind=Kind.PAYMENT)
    assert "nichts offen → offen 82,90 €" in page
    assert f'value="{payment.pk}" id="id_payment_1" checked' in page.replace("\n", " ")
    assert state_of(movement) == State.INBOX


@pytest.mark.parametrize("is_return", [True, False])
def test_a_return_opens_the_order_again(clerk, two_orders, is_return):
    paid_by_bank(two_orders[0])
    payment = two_orders[0].ledger_entries.get(kind=Kind.PAYMENT)
    movement = factories.movement("-82.90", is_return=is_return)

    response = send(
        clerk, "return", movement, step="book",
        order_text="EF-1", amount="79,90", cost="3,00", payment=str(payment.pk),
    )  # fmt: skip

    assert "zugeordnet: EF-1." in messages_of(response)[0]
    assert LedgerEntry.objects.get(kind=Kind.CHARGEBACK).returns == payment
    assert Order.objects.get(pk=two_orders[0].pk).open_amount == Decimal("82.90")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"amount": "79,90", "cost": "2,00"}, "Die Beträge ergeben 81,90 €"),
        ({"amount": "82,90", "cost": "0"}, "nur 79,90 € bezahlt"),
        ({"amount": "0", "cost": "82,90"}, "größer als 0,00 €"),
        ({"amount": "85,90", "cost": "-3"}, "nie negativ"),
        ({"amount": "79,90", "cost": "3", "payment": "7777"}, "payment"),
    ],
)
def test_a_return_that_does_not_add_up_is_not_booked(clerk, two_orders, fields, sentence):
    paid_by_bank(two_orders[0])
    movement = factories.movement("-82.90", is_return=True)

    response = send(clerk, "return", movement, step="book", order_text="EF-1", **fields)

    assert response.status_code == 422
    assert sentence in text_of(response)
    assert state_of(movement) == State.INBOX


def test_a_refund_takes_the_credit_away(clerk, two_orders):
    first = two_orders[0]
    paid = factories.movement("100.00")
    book_transaction(paid.pk, [(first.pk, Decimal("100.00"))], why="", actor=None)
    movement = factories.movement("-20.10")

    page = text_of(split(clerk, movement, ("EF-1", ""), step="check"))
    split(clerk, movement, ("EF-1", "20,10"))

    assert "Guthaben 20,10 € → nichts offen" in page
    assert Order.objects.get(pk=first.pk).credit_amount == 0


@pytest.mark.parametrize("state", ["ignored", "not_ours"])
def test_a_movement_is_set_aside_with_a_reason_and_taken_up_again(clerk, state):
    movement = factories.movement("5.00")

    response = send(clerk, "set-aside", movement, state=state, reason="Miete der Garage")
    page = text_of(clerk.get(detail(movement)))
    taken_up = send(clerk, "take-up", movement)

    assert "beiseitegelegt" in messages_of(response)[0]
    assert "Miete der Garage" in page
    assert messages_of(taken_up) == ["Der Umsatz ist wieder zu klären."]
    assert state_of(movement) == State.INBOX


@pytest.mark.parametrize(
    "fields", [{"state": "ignored", "reason": " "}, {"state": "booked", "reason": "weg"}]
)
def test_setting_aside_needs_a_reason_and_a_state(clerk, fields):
    movement = factories.movement("5.00")

    response = send(clerk, "set-aside", movement, **fields)

    assert text_of(response).count("Nennen Sie den Grund.") == (fields["reason"] == " ")
    assert state_of(movement) == State.INBOX


def test_what_is_booked_cannot_be_set_aside(clerk, two_orders):
    movement = paid_by_bank(two_orders[0])

    response = send(clerk, "set-aside", movement, state="ignored", reason="weg")

    assert messages_of(response) == ["Über den Umsatz ist schon entschieden: zugeordnet."]


def test_a_wrong_allocation_is_taken_back_and_stays_readable(clerk, two_orders):
    movement = paid_by_bank(two_orders[0])

    refused = send(clerk, "undo", movement, reason="")
    response = send(clerk, "undo", movement, reason="anderer Kunde")

    assert refused.status_code == 422
    page = text_of(response)
    assert messages_of(response)[0].startswith("Zuordnung zurückgenommen.")
    assert messages_of(response)[0].endswith("der Umsatz ist wieder zu klären.")
    assert "Zurückgenommen von clara" in page
    assert "anderer Kunde" in page
    assert paid_amounts(two_orders[0]) == ["0.00"]
    assert state_of(movement) == State.INBOX


def test_it_cannot_be_taken_back_twice(clerk, two_orders):
    movement = paid_by_bank(two_orders[0])
    send(clerk, "undo", movement, reason="anderer Kunde")

    response = send(clerk, "undo", movement, reason="anderer Kunde")

    assert messages_of(response) == ["Der Umsatz ist keinem Auftrag zugeordnet."]


@pytest.mark.parametrize("action", ["accept", "split", "return", "set-aside", "take-up", "undo"])
def test_who_may_only_look_decides_nothing(client, action):
    client.force_login(factories.user("ines", "orders.view_banktransaction"))
    movement = factories.movement("5.00")

    assert send(client, action, movement).status_code == 403
    assert client.get(LIST).status_code == 200
