"""The link of an order's payment page: made, checked, renewed, closed, and who opened it."""

from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.crypto import salted_hmac

from orders.models import LinkOpening, Order
from orders.rules.access_tokens import is_signed, public_id_of, sign
from orders.services.history import record
from orders.services.ledger import lock_order

_PURPOSE = "mahnwerk payment page 1"
# Checked where there is no such order, so that the answer takes as long.
_NOBODY = "0" * 16


def token_of(order: Order) -> str:
    """The order's token, as links and exports carry it; only its public half is stored."""
    return token_of_version(order.public_id, order.access_version)


def token_of_version(public_id: str, version: int) -> str:
    """The token that an order had with that version."""
    return sign(_keys()[0], public_id, version)


def is_token_of(token: str, public_id: str, version: int) -> bool:
    """Whether one of our keys made the token for this name and version."""
    return is_signed(token, _keys(), public_id, version)


def payment_link(order: Order) -> str:
    """The address of the order's payment page; "" where none is open to the debtor."""
    if not settings.PUBLIC_URL or order.access_revoked_on is not None:
        return ""
    return f"{settings.PUBLIC_URL}/z/{token_of(order)}"


def order_of_token(token: str) -> Order | None:
    """The order that a token opens; None for a wrong, renewed, closed or outlived one.

    What is settled or with an agency is no longer paid here (reliability 65).
    """
    public_id = public_id_of(token)
    order = Order.objects.filter(public_id=public_id).first() if public_id else None
    name, version = (order.public_id, order.access_version) if order else (_NOBODY, 1)
    if not is_signed(token, _keys(), name, version) or order is None:
        return None
    is_closed = order.access_revoked_on is not None or order.collection_since is not None
    return order if order.is_open and not is_closed else None


@transaction.atomic
def renew_access(order_id: int, *, actor: AbstractBaseUser | None) -> Order:
    """Give the order a new link; every older one opens nothing from now on."""
    order = lock_order(order_id)
    order.access_version += 1
    order.access_revoked_on = None
    order.save(update_fields=["access_version", "access_revoked_on"])
    record(order, "Link der Zahlungsseite erneuert; ältere Links gelten nicht mehr.", actor=actor)
    return order


@transaction.atomic
def revoke_access(order_id: int, *, actor: AbstractBaseUser | None, today: date) -> Order:
    """Close the order's payment page until the link is renewed."""
    order = lock_order(order_id)
    if order.access_revoked_on is None:
        order.access_version += 1
        order.access_revoked_on = today
        order.save(update_fields=["access_version", "access_revoked_on"])
        record(order, "Zahlungsseite gesperrt; kein Link öffnet sie mehr.", actor=actor)
    return order


def note_opening(order: Order, *, now: datetime, today: date) -> bool:
    """Keep as evidence that the page was opened, once a day; returns whether this was the first."""
    _, is_first = LinkOpening.objects.get_or_create(
        order=order, opened_on=today, defaults={"opened_at": now}
    )
    if is_first:
        record(order, "Link der Zahlungsseite geöffnet.", actor=None)
    return is_first


def _keys() -> Sequence[bytes]:
    """The installation's keys for this purpose, the one that signs first."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [
        salted_hmac(_PURPOSE, "", secret=secret, algorithm="sha256").digest() for secret in secrets
    ]
