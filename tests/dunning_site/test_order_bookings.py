"""What can be booked on an order besides a payment, each on a page of its own."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from orders.models import LedgerEntry, Order
from orders.services.corrections import charge_back, credit, write_off
from orders.services.credits import move_credit
from orders.services.payments import record_payment
from orders.services.stops import set_stop
from tests import factories
from tests.factories import TODAY
from tests.pages import messages_of, text_of

Kind = LedgerEntry.Kind
BY_HAND = {"actor": None, "today": TODAY}


@pytest.fixture
def lead(desk: Client) -> Client:
    """The browser of a clerk who may lower claims as well."""
    correct = Permission.objects.get(codename="correct_ledgerentry")
    desk.user = factories.User.objects.get(username="petra")  # type: ignore[attr-defined]
    desk.user.user_permissions.add(correct)  # type: ignore[attr-defined]
    return desk


def _pay(order: Order, amount: str) -> None:
    record_payment(order.pk, amount=Decimal(amount), paid_on=TODAY, **BY_HAND)


def _address(order: Order, slug: str) -> str:
    return reverse("order-booking", args=[order.pk, slug])


def _page(browser: Client, order: Order) -> str:
    return text_of(browser.get(reverse("order-page", args=[order.pk])))


def _post(browser: Client, order: Order, slug: str, **changes: str):
    """Fill in the form that the page shows now, and send it."""
    form = browser.get(_address(order, slug)).context["form"]
    posted = {name: form[name].value() for name in form.fields}
    shown = {name: form.fields[name].prepare_value(value) for name, value in posted.items()}
    filled = {name: value for name, value in {**shown, **changes}.items() if value is not None}
    return browser.post(_address(order, slug), filled, follow=True)


def _offered(browser: Client, order: Order) -> list[str]:
    page = browser.get(reverse("order-page", args=[order.pk]))
    return [action["title"] for action in page.context["actions"]]


@pytest.mark.parametrize(
    ("paid", "of_clerk", "of_lead"),
    [
        ("", [], ["Gutschrift", "Ausbuchen", "Auftrag stornieren"]),
        ("30.00", ["Rückbuchung"], ["Gutschrift", "Ausbuchen", "Auftrag stornieren"]),
        (
            "100.00",
            ["Rückbuchung", "Guthaben umbuchen", "Guthaben erstatten"],
            ["Gutschrift", "Auftrag stornieren"],
        ),
    ],
)
def test_the_order_page_offers_what_is_possible_and_allowed(lead, paid, of_clerk, of_lead):
    order = factories.order(total="80.00")
    if paid:
        _pay(order, paid)

    assert _offered(lead, order) == of_clerk + of_lead

    lead.user.user_permissions.remove(Permission.objects.get(codename="correct_ledgerentry"))
    assert _offered(lead, order) == of_clerk


@pytest.mark.parametrize("slug", ["gutschrift", "ausbuchen", "storno"])
def test_a_clerk_is_refused_what_lowers_a_claim(desk, slug):
    order = factories.order()

    response = desk.get(_address(order, slug))

    assert response.status_code == 403
    assert "Gutschriften, Stornos und Ausbuchungen buchen" in text_of(response)
    assert desk.post(_address(order, slug), {}).status_code == 403


def test_an_unknown_booking_is_not_found(desk):
    assert desk.get(_address(factories.order(), "schenken")).status_code == 404


@pytest.mark.parametrize(
    ("slug", "told", "effect", "done"),
    [
        (
            "gutschrift",
            {"amount": "20,00", "reason": "Retoure"},
            "Gefordert sind 80,00 €, offen sind 50,00 €.",
            "20,00 € gutgeschrieben. Offen sind jetzt 30,00 €.",
        ),
        (
            "ausbuchen",
            {"reason": "insolvent"},
            "Offen sind 50,00 €. Was Sie ausbuchen, wird nicht mehr gemahnt.",
            "50,00 € ausgebucht. Offen ist nichts mehr.",
        ),
        (
            "storno",
            {"reason": "Widerruf"},
            "80,00 € werden gutgeschrieben. Danach ist nichts offen, und 30,00 € stehen als",
            "Auftrag storniert. Offen ist nichts, 30,00 € stehen als Guthaben.",
        ),
        (
            "rueckbuchung",
            {"cost": "3,00", "reason_code": "AM04"},
            "Bezahlt sind 30,00 €. Was zurückging, ist danach wieder offen",
            "Rückbuchung über 30,00 € gebucht. Offen sind jetzt 83,00 €.",
        ),
    ],
)
def test_it_tells_the_effect_and_books(lead, slug, told, effect, done):
    order = factories.order(total="80.00")
    _pay(order, "30.00")

    before = text_of(lead.get(_address(order, slug)))
    response = _post(lead, order, slug, **told)

    assert effect in before
    assert messages_of(response) == [done]
    assert LedgerEntry.objects.latest("pk").actor.username == "petra"


def test_credit_is_marked_as_refunded(desk):
    order = factories.order(total="80.00")
    _pay(order, "100.00")

    response = _post(desk, order, "guthaben-erstatten", reference="Überweisung")

    assert messages_of(response) == ["20,00 € als erstattet gebucht. Offen ist nichts mehr."]


def test_what_is_impossible_leads_back(desk):
    order = factories.order()

    response = desk.get(_address(order, "guthaben-erstatten"), follow=True)

    assert messages_of(response) == ["Der Auftrag hat kein bezahltes Guthaben."]


def test_a_refusal_keeps_what_was_typed(lead):
    order = factories.order(total="80.00")

    response = _post(lead, order, "ausbuchen", amount="80,01", reason="insolvent")

    assert response.status_code == 422
    assert "Betrag: Offen sind nur 80,00 €; mehr lässt sich nicht ausbuchen." in text_of(response)
    assert response.context["form"]["reason"].value() == "insolvent"


def test_a_form_that_arrives_twice_counts_once(lead):
    order = factories.order(total="80.00")
    form = lead.get(_address(order, "gutschrift")).context["form"]
    posted = {"amount": "20,00", "reason": "Retoure", "seen_entry": form["seen_entry"].value()}

    lead.post(_address(order, "gutschrift"), posted)
    response = lead.post(_address(order, "gutschrift"), posted, follow=True)

    assert "ist schon gebucht" in messages_of(response)[-1]
    assert Order.objects.get().open_amount == Decimal("60.00")


def test_another_allocation_shows_in_the_log(desk):
    order = factories.order(total="80.00")
    _pay(order, "80.00")
    charge_back(
        order.pk,
        amount=Decimal("80.00"),
        cost=Decimal("3.00"),
        reason_code="AM04",
        booked_on=TODAY,
        **BY_HAND,
    )

    told = {"amount": "20,00", "principal_first": "on", "reason": "so überwiesen"}
    response = _post(desk, order, "zahlung-zuordnen", **told)
    _pay(order, "20.00")

    assert messages_of(response) == ["Zahlung über 20,00 € gebucht. Offen sind noch 63,00 €."]
    page = desk.get(reverse("order-page", args=[order.pk]))
    log = [
        f"{line['movement']}: {line['settled']}".replace("\u00a0", " ")
        for line in page.context["allocation_log"]
    ]
    assert log == [
        "Zahlung 80,00 € vom 21.11.2026: 80,00 € Hauptforderung",
        "Rückbuchung 80,00 € vom 21.11.2026: 80,00 € Hauptforderung wieder offen",
        "Zahlung 20,00 € vom 21.11.2026: 20,00 € Hauptforderung",
        "Zahlung 20,00 € vom 21.11.2026: 3,00 € Rücklastschriftkosten, 17,00 € Hauptforderung",
    ]
    assert "so überwiesen" in text_of(page)


def test_another_allocation_wants_a_choice(desk):
    order = factories.order(total="80.00")
    _pay(order, "80.00")
    charge_back(
        order.pk,
        amount=Decimal("80.00"),
        cost=Decimal("3.00"),
        reason_code="",
        booked_on=TODAY,
        **BY_HAND,
    )

    response = _post(desk, order, "zahlung-zuordnen", amount="20,00", reason="x")

    assert "Wählen Sie eine Rate oder die Hauptforderung." in text_of(response)


def test_the_sums_add_up_with_costs_credits_and_what_was_given_up(desk):
    order = factories.order(total="80.00")
    _pay(order, "80.00")
    charge_back(
        order.pk,
        amount=Decimal("80.00"),
        cost=Decimal("3.00"),
        reason_code="",
        booked_on=TODAY,
        **BY_HAND,
    )
    credit(order.pk, amount=Decimal("10.00"), reason="Kulanz", **BY_HAND)
    write_off(order.pk, amount=Decimal("5.00"), reason="Kleinbetrag", **BY_HAND)

    figures = desk.get(reverse("order-page", args=[order.pk])).context["figures"]

    shown = {one["label"]: one["value"].replace("\u00a0", " ") for one in figures}
    assert list(shown.items())[:6] == [
        ("Bestellbetrag", "80,00 €"),
        ("Kosten", "3,00 €"),
        ("Gutschrift", "10,00 €"),
        ("Ausgebucht", "5,00 €"),
        ("Bezahlt", "0,00 €"),
        ("Offen", "68,00 €"),
    ]


def test_an_order_that_was_given_up_is_not_called_paid(desk):
    order = factories.order(total="80.00")
    write_off(order.pk, amount=Decimal("80.00"), reason="insolvent", **BY_HAND)

    page = _page(desk, order)

    assert '<span class="badge badge-closed">Ausgebucht</span>' in page
    assert "Was auf den Auftrag offen war, ist ausgebucht." in page


def test_a_transfer_is_moved_back_over_the_page_of_reversals(desk):
    order = factories.order(total="80.00")
    other = factories.order(number="EF-2", total="50.00")
    _pay(order, "100.00")
    move_credit(order.pk, other.pk, amount=Decimal("20.00"), reason="so gewünscht", **BY_HAND)
    half = order.ledger_entries.get(kind=Kind.TRANSFER)
    address = reverse("order-reverse", args=[order.pk, half.pk])

    order_page = _page(desk, order)
    page = text_of(desk.get(address))
    response = desk.post(address, {"reason": "falscher Auftrag"}, follow=True)

    assert f'href="{address}">Zurücknehmen<' in order_page
    assert "<h1>Umbuchung zurücknehmen</h1>" in page
    assert "Auf EF-2 ist der Betrag dann wieder offen." in page
    assert messages_of(response) == [
        "Umbuchung über 20,00 € zurückgenommen. Auf den Auftrag ist weiterhin nichts offen."
    ]


def test_a_clerk_cannot_take_back_a_write_off(desk):
    order = factories.order(total="80.00")
    write_off(order.pk, amount=Decimal("80.00"), reason="insolvent", **BY_HAND)
    entry = order.ledger_entries.get(kind=Kind.WRITE_OFF)

    assert ">Stornieren<" not in _page(desk, order)
    assert desk.get(reverse("order-reverse", args=[order.pk, entry.pk])).status_code == 403


def test_the_dunning_is_stopped_and_let_go_again(desk):
    order = factories.order()

    stopped = _post(desk, order, "mahnen-anhalten", stop="deceased", reason="Brief der Tochter")
    assert "Mahnen angehalten: Kunde verstorben" in text_of(stopped)

    going = _post(desk, order, "mahnen-zulassen", reason="Erbin zahlt")
    assert messages_of(going) == ["Der Auftrag kann wieder gemahnt werden."]
    assert "Mahnen angehalten: Kunde verstorben" not in text_of(going).split("Verlauf")[0]


def test_somebody_who_may_only_look_is_told_of_a_stop_without_a_button(reader):
    order = factories.order()
    set_stop(order.pk, Order.StopReason.DISPUTED, reason="Brief", actor=None)

    page = _page(reader, order)

    assert "Mahnen angehalten: bestritten" in page
    assert "Mahnen wieder zulassen</a>" not in page
