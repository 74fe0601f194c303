"""Online payments begin once, are committed before the provider is asked, and get lost nowhere."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import stripe as stripe_package

from orders.models import OnlinePayment
from orders.rules.payment_refusals import PaymentRefused, Refusal
from orders.services import online_payments
from orders.services.online_payments import (
    offered_providers,
    payable_amount,
    start_payment,
)
from orders.services.payment_providers import keep_provider_keys
from tests import factories
from tests.provider_payments import NOW, addresses, begin, begun, provider_account
from tests.provider_stand_in import provider_stand_in

pytestmark = pytest.mark.django_db
State = OnlinePayment.State


@pytest.fixture
def stand_in(settings, monkeypatch):
    monkeypatch.setattr(stripe_package.HTTPClient, "INITIAL_DELAY", 0.01)
    with provider_stand_in() as provider:
        settings.PROVIDER_STRIPE_URL = provider.url
        yield provider


@pytest.fixture
def order(settings):
    settings.PUBLIC_URL = "https://zahlen.example"
    return factories.order(total="79.90")


def test_it_opens_a_page_for_all_that_is_open(order, stand_in):
    payment = begin(order, provider_account())

    session = stand_in.only_session()
    assert payment.state == State.STARTED
    assert payment.amount == Decimal("79.90")
    assert session["amount_total"] == 7990
    assert session["description"] == f"Bestellung {order.number}"
    assert payment.provider_reference == session["id"]
    assert payment.checkout_url == session["url"]
    assert f"zahlung={payment.pk}" in session["success_url"]


def test_the_payment_is_kept_before_the_provider_is_called(order, stand_in):
    seen = []

    def counted(payment):
        seen.append(OnlinePayment.objects.filter(pk=payment.pk, state=State.STARTED).count())
        return addresses(payment)

    start_payment(order, provider_account(), now=NOW, addresses=counted)

    assert seen == [1]


def test_a_part_can_be_paid(order, stand_in):
    payment = begin(order, provider_account(), amount=Decimal("20.00"))

    assert payment.amount == Decimal("20.00")
    assert stand_in.only_session()["amount_total"] == 2000


@pytest.mark.parametrize(
    ("amount", "refusal", "limit"),
    [("79.91", Refusal.TOO_MUCH, "79.90"), ("0.99", Refusal.TOO_LITTLE, "1.00")],
)
def test_too_much_and_too_little_are_refused(order, amount, refusal, limit):
    with pytest.raises(PaymentRefused) as refused:
        begin(order, provider_account(), amount=Decimal(amount))

    assert (refused.value.refusal, refused.value.limit) == (refusal, Decimal(limit))
    assert not OnlinePayment.objects.exists()


def test_a_small_rest_can_be_paid_whole(settings, stand_in):
    settings.PUBLIC_URL = "https://zahlen.example"
    small = factories.order(total="5.00", open_amount="0.80")

    assert begin(small, provider_account(), amount=Decimal("0.80")).amount == Decimal("0.80")


def test_a_second_click_leads_to_the_same_page(order, stand_in):
    account = provider_account()
    first = begin(order, account)

    again = begin(order, account, now=NOW + timedelta(minutes=29))

    assert again == first
    assert len(stand_in.sessions) == 1


@pytest.mark.parametrize(
    "later", [{"now": NOW + timedelta(minutes=30)}, {"amount": Decimal("10.00")}]
)
def test_another_amount_or_hour_opens_another_page(order, stand_in, later):
    account = provider_account()
    first = begin(order, account)

    again = begin(order, account, **later)

    assert again != first
    assert len(stand_in.sessions) == 2


def test_a_click_after_a_crash_finds_the_page_that_the_provider_had_opened(order, stand_in):
    account = provider_account()
    first = begin(order, account)
    OnlinePayment.objects.update(provider_reference="", checkout_url="")

    again = begin(order, account)

    assert again.provider_reference == first.provider_reference
    assert len(stand_in.sessions) == 1


def test_a_click_after_a_crash_in_another_language_opens_a_page_too(order, stand_in):
    account = provider_account()
    begin(order, account)
    OnlinePayment.objects.update(provider_reference="", checkout_url="")

    assert begin(order, account, language="en").state == State.STARTED
    assert len(stand_in.sessions) == 2


def test_an_address_too_long_to_keep_is_a_fault_of_the_provider(order, stand_in, monkeypatch):
    monkeypatch.setattr(online_payments, "MOST_OF_URL", 10)

    with pytest.raises(PaymentRefused, match="unreachable"):
        begin(order, provider_account())

    assert OnlinePayment.objects.get().state == State.FAILED


@pytest.mark.parametrize("fault", ["drop", 500])
def test_a_provider_that_is_away_leaves_a_failed_payment_and_a_sentence(order, stand_in, fault):
    stand_in.faults = [fault, fault]

    with pytest.raises(PaymentRefused, match="unreachable"):
        begin(order, provider_account())

    payment = OnlinePayment.objects.get()
    assert payment.state == State.FAILED
    assert "Stripe" in payment.failure


def test_after_a_fault_the_next_click_works(order, stand_in):
    account = provider_account()
    stand_in.faults = [500, 500]
    with pytest.raises(PaymentRefused):
        begin(order, account)

    assert begin(order, account).state == State.STARTED


def test_keys_that_cannot_be_read_are_a_fault_for_the_clerk_only(order, settings):
    account = provider_account()
    settings.SECRET_KEY = "ein anderer"

    with pytest.raises(PaymentRefused, match="unreachable"):
        begin(order, account)

    assert "SECRET_KEY" in OnlinePayment.objects.get().failure


def test_nobody_begins_payments_without_end(order, stand_in):
    account = provider_account()
    for cents in range(10):
        begin(order, account, amount=Decimal("10.00") + Decimal(cents) / 100)

    with pytest.raises(PaymentRefused, match="too_many"):
        begin(order, account, amount=Decimal("11.00"))


def test_what_the_bank_is_bringing_is_not_asked_for_again(order):
    account = provider_account()
    begun(order, account, amount=Decimal("60.00"), checkout_url="")

    assert payable_amount(order) == Decimal("19.90")
    begun(order, account, amount=Decimal("19.90"), checkout_url="")
    assert offered_providers(order) == []
    with pytest.raises(PaymentRefused, match="confirming"):
        begin(order, account)


@pytest.mark.parametrize(
    "changes",
    [
        {"open_amount": Decimal("0.00")},
        {"currency": "CHF"},
        {"collection_since": date(2026, 11, 1)},
        {"open_amount": Decimal("0.49")},
    ],
)
def test_it_offers_nothing_where_nothing_can_be_paid(order, changes):
    account = provider_account()
    assert offered_providers(order) == [account]

    for name, value in changes.items():
        setattr(order, name, value)

    assert offered_providers(order) == []


def test_it_offers_only_what_is_switched_on_and_has_keys(order):
    off = provider_account(is_active=False)
    assert offered_providers(order) == []

    off.is_active = True
    off.save()
    keep_provider_keys(off.pk, api_key="", webhook_secret="")

    assert offered_providers(order) == []


def test_it_offers_nothing_without_an_address_for_the_way_back(order, settings):
    provider_account()
    settings.PUBLIC_URL = ""

    assert offered_providers(order) == []
