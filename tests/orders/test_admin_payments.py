"""Zahlungslinks and Zahlungsanbieter in the admin: checked, and keys that go in but never out."""

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from dunning_site.services.roles import apply_roles
from orders.models import PaymentLink, ProviderAccount
from orders.services.payment_providers import ProviderRefused, provider_keys
from tests import factories
from tests.admin_forms import errors_of, messages_of, save
from tests.provider_payments import begun, provider_account
from tests.provider_stand_in import API_KEY, WEBHOOK_SECRET, provider_stand_in

pytestmark = pytest.mark.django_db
LINKS, PROVIDERS = "/admin/orders/paymentlink", "/admin/orders/provideraccount"


@pytest.fixture
def lead(client):
    client.force_login(User.objects.create_superuser("leitung"))
    return client


def new_provider(client, **changes):
    account = factories.sales_account()
    values = {"sales_account": account.pk, "provider": "stripe", "label": "Karte", **changes}
    return save(client, f"{PROVIDERS}/add/", **values)


def test_a_link_with_known_placeholders_is_kept(lead):
    account = factories.sales_account()
    template = "https://paypal.me/firma/{BETRAG}{WAEHRUNG}"

    save(lead, f"{LINKS}/add/", sales_account=account.pk, label="PayPal", url_template=template)

    assert PaymentLink.objects.get().url_template == template


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("https://paypal.me/{TOKEN}", "Platzhalter {TOKEN} gibt es nicht"),
        ("http://paypal.me/firma", "mit https:// beginnen"),
    ],
)
def test_a_faulty_link_is_refused_in_words(lead, template, words):
    account = factories.sales_account()

    answer = save(
        lead, f"{LINKS}/add/", sales_account=account.pk, label="PayPal", url_template=template
    )

    assert words in errors_of(answer)[0]
    assert not PaymentLink.objects.exists()


def test_a_provider_is_set_up_in_two_steps(lead):
    new_provider(lead)
    account = ProviderAccount.objects.get()
    page = lead.get(f"{PROVIDERS}/{account.pk}/change/").content.decode()

    save(
        lead,
        f"{PROVIDERS}/{account.pk}/change/",
        api_key=API_KEY,
        webhook_secret=WEBHOOK_SECRET,
        is_active="on",
    )

    account.refresh_from_db()
    assert f"/zahlung/webhook/{account.webhook_key}/" in page
    assert "Es fehlen noch Schlüssel" in page
    assert account.is_active
    assert provider_keys(account).api_key == API_KEY
    assert provider_keys(account).webhook_secret == WEBHOOK_SECRET


def test_nothing_is_offered_without_its_keys(lead):
    answer = new_provider(lead, is_active="on", api_key=API_KEY)

    assert errors_of(answer) == ["Ohne diesen Schlüssel lässt sich nichts anbieten."]


@pytest.mark.parametrize(
    "wrong",
    [{"api_key": "pk_live_oeffentlich"}, {"webhook_secret": "sk_vertauscht"}, {"api_key": "sk_ä"}],
)
def test_keys_that_are_none_are_refused_and_not_shown_again(lead, wrong):
    answer = new_provider(lead, **wrong)

    assert "beginnt mit" in errors_of(answer)[0]
    assert next(iter(wrong.values())) not in answer.content.decode()


def test_keys_are_kept_locked_and_never_shown(lead):
    account = provider_account()

    page = lead.get(f"{PROVIDERS}/{account.pk}/change/").content.decode()

    assert "Hinterlegt. Leer lassen" in page
    assert "Testschlüssel" in page or "PUBLIC_URL" in page
    for secret in (API_KEY, WEBHOOK_SECRET):
        assert secret not in page
        assert secret not in account.secret_box


def test_an_empty_field_keeps_its_key_and_a_tick_forgets_all(lead):
    account = provider_account()
    address = f"{PROVIDERS}/{account.pk}/change/"
    save(lead, address, label="Neu")
    account.refresh_from_db()
    kept = provider_keys(account).api_key

    save(lead, address, is_active="", forget_keys="on")

    account.refresh_from_db()
    assert (account.label, kept) == ("Neu", API_KEY)
    assert account.secret_box == ""


def test_whose_money_it_is_cannot_be_changed(lead):
    account = provider_account()
    other = factories.sales_account("Zweiter Shop")

    save(lead, f"{PROVIDERS}/{account.pk}/change/", sales_account=other.pk)

    account.refresh_from_db()
    assert account.sales_account != other


@pytest.mark.parametrize(("key", "words"), [(API_KEY, "nimmt den"), ("sk_falsch", "lehnt den")])
def test_the_key_can_be_tried(lead, settings, key, words):
    account = provider_account()
    save(lead, f"{PROVIDERS}/{account.pk}/change/", api_key=key)

    with provider_stand_in() as stand_in:
        settings.PROVIDER_STRIPE_URL = stand_in.url
        answer = lead.post(f"{PROVIDERS}/{account.pk}/pruefen/", follow=True)

    assert words in messages_of(answer)[0]


@pytest.mark.parametrize(("group", "status"), [("Sachbearbeitung", 403), ("Leitung", 200)])
def test_only_the_lead_configures(client, group, status):
    apply_roles()
    client.force_login(factories.user("petra", group=group, is_staff=True))

    assert client.get(f"{PROVIDERS}/add/").status_code == status
    assert client.get(f"{LINKS}/add/").status_code == status


def test_keys_are_locked_anew_with_the_newest_key(settings, capsys):
    account = provider_account()
    old, settings.SECRET_KEY = settings.SECRET_KEY, "der neue"
    with pytest.raises(CommandError, match="Zahlungsanbieter neu ein"):
        call_command("relock_secrets")

    settings.SECRET_KEY_FALLBACKS = [old]
    call_command("relock_secrets")
    settings.SECRET_KEY_FALLBACKS = []

    account.refresh_from_db()
    assert provider_keys(account).api_key == API_KEY
    assert "1 Zahlungsanbieter" in capsys.readouterr().out


def test_a_box_of_another_purpose_does_not_open():
    account = provider_account()
    account.secret_box = "unlesbar"

    with pytest.raises(ProviderRefused, match="neu ein"):
        provider_keys(account)


def test_the_order_tells_of_its_online_payments(lead):
    account = provider_account()
    order = factories.order()
    begun(order, account)

    page = lead.get(f"/auftraege/{order.pk}/").content.decode()

    assert "Onlinezahlungen" in page
    assert "begonnen" in page
    assert API_KEY not in page
