"""What the debtor reads on the payment page, in every state of his order."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from orders.models import Customer, OnlinePayment, Order, PaymentLink
from orders.rules.drafts import ShopState
from orders.services.credits import move_credit
from orders.services.stops import set_stop
from reminders.models import DebtorRequest, DunningBlock
from reminders.rules.instalments import Rate
from reminders.services.blocks import set_block
from reminders.services.plans import agree_plan
from tests import factories
from tests.factories import TODAY
from tests.pages import text_of
from tests.provider_payments import begun, provider_account
from tests.reminders.services.claim_bench import again, bought, in_rates, pay, send, step

pytestmark = pytest.mark.django_db
LATE = date(2026, 10, 3)


def test_an_overdue_order_says_what_is_open_and_since_when(shown):
    order = factories.order(number="EF-4711", total="84.90", due_on=LATE)

    page = shown(order)

    assert "Bestellung EF-4711" in page
    assert "Offen sind 84,90 €, fällig seit 03.10.2026." in page
    assert "Bitte zahlen Sie jetzt." in page
    assert "Fotobuch A4" in page
    assert "Noch keine" not in page
    assert "Bei uns ist noch keine Zahlung eingegangen." in page
    assert "Wir haben Ihnen zu dieser Bestellung noch nicht geschrieben." in page


def test_an_order_that_is_not_due_says_until_when(shown):
    page = shown(factories.order(total="84.90", due_on=date(2026, 12, 1)))

    assert "Offen sind 84,90 €, fällig am 01.12.2026." in page
    assert "Bitte zahlen Sie bis Dienstag, 1. Dezember 2026." in page


def test_the_transfer_can_be_copied_without_blanks(visit):
    order = factories.order(number="EF-4712", total="84.90", due_on=LATE)

    body = text_of(visit(order).get(f"/z/{order.public_id}/"))

    copies = [
        re.sub(r"<[^>]+>", "", one)
        for one in re.findall(r'<span class="copy">(.*?)</span></dd>', body)
    ]
    assert copies == [
        "Lindgrün Fotohaus GmbH",
        "DE89370400440532013000",
        "COBADEFFXXX",
        "84,90",
        "EF-4712",
    ]
    assert "girocode.png" in body


def test_costs_and_interest_are_told_apart_with_their_calculation(shown):
    order = bought(due_day_agreed=True)
    send(order, step(fee="2.50", channel="letter"), on=date(2026, 11, 20))

    page = shown(order)

    interest = again(order).open_interest
    assert interest > 0
    assert "Ware 1.000,00 €" in page
    assert "Kosten 2,50 €" in page
    assert f"Verzugszinsen {str(interest).replace('.', ',')} €" in page
    assert "Berechnung der Verzugszinsen" in page
    assert "Zinsen seit Verzugsbeginn" in page
    assert "Bitte zahlen Sie bis Montag, 30. November 2026." in page
    assert "Mahnung M-9" in page


def test_interest_that_was_paid_is_calculated_no_more(shown):
    order = bought(due_day_agreed=True)
    send(order, on=date(2026, 11, 19))
    pay(order, "500.00", on=TODAY)

    page = shown(order)

    assert again(order).open_interest == 0
    assert "Berechnung der Verzugszinsen" not in page


def test_payments_stand_between_the_total_and_what_is_open(shown):
    order = factories.order(total="84.90", due_on=LATE)
    pay(order, "20.00", on=date(2026, 11, 5))

    page = shown(order)

    assert "Gesamtbetrag 84,90 € Zahlung 05.11.2026 −20,00 € Offener Betrag 64,90 €" in page
    assert "Offen sind 64,90 €" in page


def test_a_paid_order_thanks_and_asks_for_nothing(shown):
    order = factories.order(total="84.90", due_on=LATE)
    pay(order, "90.00", on=TODAY)

    page = shown(order)

    assert "Alles bezahlt. Vielen Dank." in page
    assert "Sie haben ein Guthaben von 5,10 €." in page
    assert "−90,00 € Ihr Guthaben 5,10 € Offener Betrag 0,00 €" in page
    assert "IBAN" not in page
    assert "Was Sie tun können" not in page


def test_a_cancelled_order_asks_for_nothing(shown):
    order = factories.order(shop_state=ShopState.CANCELLED, due_on=LATE)

    page = shown(order)

    assert "Diese Bestellung ist storniert. Sie müssen nichts zahlen." in page
    assert "IBAN" not in page


def test_a_running_plan_names_the_next_rate_and_asks_for_it_alone(shown):
    order = factories.order(total="90.00", due_on=LATE)
    rates = [Rate(date(2026, month, 1), Decimal("30.00")) for month in (12,)]
    rates += [Rate(date(2027, month, 1), Decimal("30.00")) for month in (1, 2)]
    agree_plan(order.pk, rates, actor=None, today=TODAY)

    page = shown(again(order))

    assert "Ihr Ratenplan läuft: Die nächste Rate von 30,00 € ist am 01.12.2026 fällig." in page
    assert "Insgesamt offen sind 90,00 €." in page
    assert "Nächste Rate, fällig am Dienstag, 1. Dezember 2026" in page
    assert "Sie können auch alles auf einmal zahlen: 90,00 €." in page
    assert "01.02.2027 noch nicht fällig 30,00 € 30,00 €" in page


def test_a_running_plan_replaces_the_day_that_an_earlier_letter_set(shown):
    order = bought()
    send(order, on=TODAY)
    rates = [Rate(date(2026, 12, day), Decimal("500.00")) for day in (10, 20)]
    agree_plan(order.pk, rates, actor=None, today=TODAY)

    page = shown(again(order))

    assert "Nächste Rate, fällig am Donnerstag, 10. Dezember 2026" in page
    assert "Bitte zahlen Sie bis" not in page
    assert "Spätere Raten −500,00 € Nächste Zahlung 500,00 €" in page


def test_of_rates_of_the_purchase_those_that_are_due_are_asked_for(shown):
    order = factories.order(total="90.00", due_on=LATE)
    order = in_rates(order, (LATE, "30.00"), (date(2026, 12, 3), "60.00"))

    page = shown(order)

    assert "Fällig sind 30,00 € seit 03.10.2026. Insgesamt offen sind 90,00 €." in page
    assert "Noch nicht fällig −60,00 € Zu zahlen 30,00 €" in page
    assert "Betrag (EUR) 30,00" in page


@pytest.mark.parametrize(
    ("reason", "until_on", "sentence", "may_wait"),
    [
        ("deferred", date(2026, 11, 30), "Wir haben Ihnen Zeit bis 30.11.2026 gegeben.", True),
        ("clarification", date(2026, 11, 28), "Bis 28.11.2026 erhalten Sie keine Mahnung.", False),
        ("goodwill", None, "Zurzeit erhalten Sie keine Mahnung.", False),
    ],
)
def test_a_pause_says_until_when_and_only_a_deferral_releases(
    shown, reason, until_on, sentence, may_wait
):
    order = factories.order(total="84.90", due_on=LATE)
    set_block(
        order.pk,
        reason=DunningBlock.Reason(reason),
        note="intern: ruft ständig an",
        until_on=until_on,
        actor=None,
        today=TODAY,
    )

    page = shown(order)

    assert sentence in page
    assert "Offen sind 84,90 €" in page
    assert ("Sie müssen jetzt nicht zahlen." in page) is may_wait
    assert ("So können Sie zahlen." in page) is not may_wait
    assert "Bitte zahlen Sie" not in page
    assert "intern" not in page


def test_a_deferral_comes_before_the_days_of_a_plan(shown):
    order = factories.order(total="90.00", due_on=LATE)
    rates = [Rate(date(2026, month, 1), Decimal("45.00")) for month in (11, 12)]
    agree_plan(order.pk, rates, actor=None, today=date(2026, 10, 20))
    set_block(
        order.pk,
        reason=DunningBlock.Reason.DEFERRED,
        note="",
        until_on=date(2026, 12, 31),
        actor=None,
        today=TODAY,
    )

    page = shown(again(order))

    assert "Wir haben Ihnen Zeit bis 31.12.2026 gegeben." in page
    assert "Bitte zahlen Sie" not in page


@pytest.mark.parametrize(
    ("part", "sentence", "amount"),
    [
        (None, "Ihren Einwand prüfen wir. So lange mahnen wir nicht.", "84,90"),
        (Decimal("30.00"), "Davon sind 30,00 € strittig;", "54,90"),
    ],
)
def test_a_dispute_is_told_and_its_part_is_not_asked_for(shown, part, sentence, amount):
    order = factories.order(total="84.90", due_on=LATE)
    set_stop(
        order.pk,
        Order.StopReason.DISPUTED,
        reason="intern: Querulant",
        disputed_amount=part,
        actor=None,
    )

    page = shown(order)

    assert sentence in page
    assert f"Betrag (EUR) {amount}" in page
    assert "intern" not in page


def test_every_other_stop_is_told_without_its_reason(shown):
    order = factories.order(total="84.90", due_on=LATE)
    set_stop(order.pk, Order.StopReason.DECEASED, reason="Anruf der Witwe", actor=None)

    page = shown(order)

    assert "Wir prüfen diese Bestellung. So lange mahnen wir nicht." in page
    assert "verstorben" not in page


def test_without_a_bank_account_the_page_says_how_to_pay(shown):
    factories.creditor(iban="")

    page = shown(factories.order(due_on=LATE, number="EF-4713"))

    assert "Zahlen Sie bitte auf dem Weg, den Sie bei der Bestellung gewählt haben" in page
    assert "„EF-4713“" in page
    assert "GiroCode" not in page


def test_the_sample_account_is_marked_as_one(shown):
    factories.creditor(iban="DE02120300000000202051")

    assert "Dies ist ein Beispielkonto." in shown(factories.order(due_on=LATE))


def test_requests_are_shown_with_their_answers_but_never_an_address(shown):
    order = factories.order(due_on=LATE)
    received = timezone.make_aware(timezone.datetime(2026, 11, 18, 9, 0))
    DebtorRequest.objects.create(
        order=order,
        kind="deferral",
        state="declined",
        details={"until_on": "2026-12-24"},
        received_at=received,
        settled_at=received,
        answer="Bitte zahlen Sie bis 30.11.",
    )
    DebtorRequest.objects.create(
        order=order, kind="address", details={"street": "Neuweg 3"}, received_at=received
    )

    page = shown(order)

    assert "Mehr Zeit vom 18.11.2026 bis 24.12.2026 Abgelehnt." in page
    assert "Unsere Antwort: Bitte zahlen Sie bis 30.11." in page
    assert "Neue Anschrift vom 18.11.2026 Wir prüfen Ihre Nachricht." in page
    assert "Neuweg" not in page
    assert "Anschrift berichtigen" not in page


def test_nothing_of_the_debtor_and_of_other_orders_is_shown(shown):
    order = factories.order(due_on=LATE, email="geheim@kunden.example", last_name="Geheimrat")
    other = factories.order(number="EF-ANDERE", due_on=LATE)
    Order.objects.filter(pk=other.pk).update(customer=order.customer)
    Customer.objects.filter(pk=order.customer_id).update(company="Geheim AG", phone="0170 99")
    other.refresh_from_db()
    pay(other, "100.00", on=TODAY)
    move_credit(other.pk, order.pk, amount=Decimal("20.10"), actor=None, today=TODAY)

    page = shown(order)

    assert "Umbuchung 21.11.2026 −20,10 €" in page
    for secret in ("Geheim", "geheim", "Bäckergasse", "80331", "EF-ANDERE", "Zoë", "0170"):
        assert secret not in page


def test_links_of_the_account_carry_what_is_to_be_paid(visit):
    order = factories.order(total="84.90", due_on=LATE)
    PaymentLink.objects.create(
        sales_account=order.sales_account,
        label="PayPal",
        url_template="https://paypal.example/firma/{BETRAG}{WAEHRUNG}",
    )

    body = text_of(visit(order).get(f"/z/{order.public_id}/"))

    assert 'href="https://paypal.example/firma/84.90EUR" rel="noreferrer noopener"' in body
    assert "Bezahlen mit PayPal" in body


def test_money_on_its_way_is_told_and_not_asked_for_again(visit, shown):
    order = factories.order(total="84.90", due_on=LATE)
    begun(order, provider_account(), amount=Decimal("80.00"), checkout_url="")

    page = shown(order)

    assert "Ihre Zahlung über 80,00 € ist unterwegs" in page
    assert "Betrag (EUR) 4,90" in page
    assert "Schon unterwegs −80,00 € Zu zahlen 4,90 €" in page

    OnlinePayment.objects.update(amount=order.total)
    assert "IBAN" not in shown(order)
    assert visit(order).get(f"/z/{order.public_id}/girocode.png").status_code == 404


def test_a_provider_is_offered_with_what_is_asked_for(visit, settings):
    settings.PUBLIC_URL = "https://zahlen.example"
    order = factories.order(total="84.90", due_on=LATE)
    account = provider_account()

    body = text_of(visit(order).get(f"/z/{order.public_id}/"))

    assert f'action="/z/{order.public_id}/zahlen/{account.pk}/"' in body
    assert "Bezahlen mit Karte oder Lastschrift" in body
    assert 'value="84,90"' in body
