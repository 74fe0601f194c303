"""Which provider is behind which name."""

from collections.abc import Callable, Mapping

from orders.adapters.payment_providers.base import PaymentProvider, ProviderKeys
from orders.adapters.payment_providers.stripe import StripeProvider

# By the name that ProviderAccount keeps; base_url "" means the provider's own address.
_PROVIDERS: Mapping[str, Callable[[ProviderKeys, str], PaymentProvider]] = {
    "stripe": StripeProvider,
}


def payment_provider(name: str, keys: ProviderKeys, base_url: str = "") -> PaymentProvider:
    """The adapter of a provider. Raises KeyError for a name that nobody knows."""
    return _PROVIDERS[name](keys, base_url)
