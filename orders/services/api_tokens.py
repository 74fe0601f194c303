"""Tokens of the interface for shops: made, recognised, counted, revoked."""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import Case, F, Value, When

from orders.models import ApiToken, SalesAccount

SECRET_BYTES = 32
MARK = "mw_"
PREFIX_LENGTH = len(MARK) + 6
# More is no token: nobody computes the digest of a megabyte for a stranger.
LONGEST_SECRET = 200
WINDOW = timedelta(minutes=1)


class TokenRefused(Exception):
    """The token cannot be made or revoked; the message says why."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Whether a request is within the limit, and after how many seconds the next one may come."""

    is_allowed: bool
    wait_seconds: int


def create_token(
    account: SalesAccount, *, name: str, scopes: Collection[str], actor: AbstractBaseUser
) -> tuple[ApiToken, str]:
    """A new token and its secret of 256 random bits, which is never seen again.

    Raises TokenRefused without a scope and for a name that an active token of the account has.
    """
    if not scopes:
        raise TokenRefused("Wählen Sie mindestens ein Recht.")
    secret = f"{MARK}{secrets.token_urlsafe(SECRET_BYTES)}"
    try:
        with transaction.atomic():
            token = ApiToken.objects.create(
                sales_account=account,
                name=name,
                prefix=secret[:PREFIX_LENGTH],
                sha256=_digest(secret),
                may_read=ApiToken.Scope.READ in scopes,
                may_write_orders=ApiToken.Scope.ORDERS in scopes,
                may_report_payments=ApiToken.Scope.PAYMENTS in scopes,
                created_by=actor,
            )
    except IntegrityError as error:
        raise TokenRefused(
            f"Der Verkaufsaccount {account} hat schon einen Token „{name}“. "
            "Wählen Sie einen anderen Namen oder widerrufen Sie den alten."
        ) from error
    return token, secret


@transaction.atomic
def revoke_token(token_id: int, *, actor: AbstractBaseUser, now: datetime) -> ApiToken:
    """Let the token in no more, from this moment on. Raises TokenRefused the second time."""
    token = ApiToken.objects.select_for_update(of=("self",)).get(pk=token_id)
    if not token.is_active:
        raise TokenRefused(f"Der Token „{token.name}“ ist schon widerrufen.")
    token.revoked_at, token.revoked_by = now, actor
    token.save(update_fields=["revoked_at", "revoked_by"])
    return token


def find_token(secret: str) -> ApiToken | None:
    """The active token with this secret, found by its SHA-256, or None."""
    if not secret.startswith(MARK) or len(secret) > LONGEST_SECRET:
        return None
    tokens = ApiToken.objects.active().select_related("sales_account")
    return tokens.filter(sha256=_digest(secret)).first()


def count_request(token: ApiToken, *, limit: int, now: datetime) -> Usage:
    """Count a request of the token, in the database since several processes serve it.

    limit: requests per minute, the minute beginning with the first one.
    """
    is_same_minute = When(minute_began_at__gt=now - WINDOW, then=F("minute_count") + 1)
    began_at = When(minute_began_at__gt=now - WINDOW, then=F("minute_began_at"))
    ApiToken.objects.filter(pk=token.pk).update(
        last_used_at=now,
        minute_count=Case(is_same_minute, default=Value(1)),
        minute_began_at=Case(began_at, default=Value(now)),
    )
    token.refresh_from_db(fields=["minute_count", "minute_began_at"])
    assert token.minute_began_at is not None  # written above
    wait = (token.minute_began_at + WINDOW - now).total_seconds()
    return Usage(token.minute_count <= limit, max(int(wait) + 1, 1))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
