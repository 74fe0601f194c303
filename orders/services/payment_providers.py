"""Provider accounts: their keys, locked at rest, and the adapter behind each."""

from dataclasses import asdict, replace

from django.conf import settings
from django.db import transaction

from common.secret_box import PROVIDERS, BoxLocked, lock_secrets, open_secrets
from orders.adapters.payment_providers.base import (
    PaymentProvider,
    ProviderKeys,
    ProviderRefused,
    ProviderUnavailable,
)
from orders.adapters.payment_providers.registry import payment_provider
from orders.models import ProviderAccount

__all__ = ["ProviderKeys", "ProviderRefused", "ProviderUnavailable"]


def provider_keys(account: ProviderAccount) -> ProviderKeys:
    """The keys of an account. Raises ProviderRefused if no key of the installation fits."""
    try:
        return ProviderKeys(**open_secrets(account.secret_box, _keys(), purpose=PROVIDERS))
    except BoxLocked as refusal:
        raise ProviderRefused(
            f"Die Schlüssel von {account} lassen sich nicht lesen: Sie wurden mit einem anderen "
            "SECRET_KEY gespeichert. Tragen Sie sie beim Zahlungsanbieter neu ein."
        ) from refusal


@transaction.atomic
def keep_provider_keys(account_id: int, **changes: str) -> None:
    """Store new keys; names that are not mentioned keep theirs, "" forgets one.

    A box that cannot be opened any more starts anew with the given ones.
    """
    account = ProviderAccount.objects.select_for_update(of=("self",)).get(pk=account_id)
    try:
        before = provider_keys(account)
    except ProviderRefused:
        before = ProviderKeys()
    _lock(account, replace(before, **changes))


@transaction.atomic
def relock_provider_keys() -> int:
    """Lock the keys of all accounts with the newest key; how many. Raises ProviderRefused."""
    accounts = ProviderAccount.objects.select_for_update(of=("self",)).exclude(secret_box="")
    for account in accounts:
        _lock(account, provider_keys(account))
    return len(accounts)


def provider_of(account: ProviderAccount) -> PaymentProvider:
    """The adapter that speaks for an account. Raises ProviderRefused without a key."""
    keys = provider_keys(account)
    if not keys.api_key:
        raise ProviderRefused(f"Für {account} ist kein Schlüssel hinterlegt.")
    return payment_provider(account.provider, keys, _base_url(account))


def try_out_provider(account: ProviderAccount) -> str:
    """Whether the key is good, as a sentence; opens nothing.

    Raises ProviderRefused or ProviderUnavailable.
    """
    provider_of(account).try_out()
    return f"{account.get_provider_display()} nimmt den Schlüssel an."


def _base_url(account: ProviderAccount) -> str:
    """Where the provider is, if not where it always is: for tests and trials only."""
    return {ProviderAccount.Provider.STRIPE.value: settings.PROVIDER_STRIPE_URL}[account.provider]


def _lock(account: ProviderAccount, keys: ProviderKeys) -> None:
    account.secret_box = lock_secrets(asdict(keys), _keys(), purpose=PROVIDERS)
    account.save(update_fields=["secret_box"])


def _keys() -> list[str]:
    """The installation's keys, the newest first."""
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
