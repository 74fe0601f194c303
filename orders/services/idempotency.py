"""A request of a shop that comes twice has its effect once, and gets the same answer."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from orders.models import ApiToken, IdempotentRequest

# Nobody repeats a request later than that.
KEPT_FOR = timedelta(days=30)


class KeyReused(Exception):
    """The key belongs to another request; the message says so."""


class TokenRevoked(Exception):
    """The token was revoked while the request was under way."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request is answered: HTTP status and JSON; whether it was stored before."""

    status: int
    body: str
    is_replay: bool = False


@transaction.atomic
def answer_once(token: ApiToken, *, key: str, request: bytes, act: Callable[[], Answer]) -> Answer:
    """Act and store the answer in one transaction; the same key gets the stored answer.

    request: all that tells one request from another. Whoever comes with a key in use waits until
    its first request is done. An exception of `act` leaves no trace, so that the corrected request
    may use the key again. Raises KeyReused for another request under the key, TokenRevoked.
    """
    sha256 = hashlib.sha256(request).hexdigest()
    # The unique row is the lock: a second insert waits for the first one's transaction.
    IdempotentRequest.objects.bulk_create(
        [IdempotentRequest(sales_account_id=token.sales_account_id, key=key, sha256=sha256)],
        ignore_conflicts=True,
    )
    row = IdempotentRequest.objects.select_for_update(of=("self",)).get(
        sales_account=token.sales_account_id, key=key
    )
    if row.sha256 != sha256:
        raise KeyReused(
            "Dieser Idempotency-Key gehört zu einer anderen Anfrage. "
            "Senden Sie für jede neue Anfrage einen neuen Schlüssel."
        )
    if row.status:
        return Answer(row.status, row.answer, is_replay=True)
    refuse_revoked(token)
    answer = act()
    row.status, row.answer = answer.status, answer.body
    row.save(update_fields=["status", "answer"])
    return answer


def refuse_revoked(token: ApiToken) -> None:
    """Raise TokenRevoked if the token was revoked since the request began."""
    if not ApiToken.objects.active().filter(pk=token.pk).exists():
        raise TokenRevoked("Der Token wurde widerrufen.")


@transaction.atomic
def forget_requests(*, before: datetime) -> int:
    """Delete stored answers older than the instant; returns how many."""
    return IdempotentRequest.objects.filter(created_at__lt=before).delete()[0]
