"""What the job queue may be asked for: doorbells that read the clock and call one service."""

from django.utils import timezone

from orders.services.idempotency import KEPT_FOR, forget_requests
from orders.services.import_apply import apply_import
from orders.services.import_reading import read_import
from orders.services.ledger_check import check_ledger, keep_check
from orders.services.order_import import resume_stalled_imports


def read_order_import(import_id: int) -> str:
    """Read an uploaded file for its preview; ringing twice does no harm."""
    return read_import(import_id, clock=timezone.now).get_state_display()


def apply_order_import(import_id: int) -> str:
    """Store the orders of a started import; ringing twice does no harm."""
    applied = apply_import(import_id, today=timezone.localdate(), clock=timezone.now)
    return applied.get_state_display()


def resume_imports() -> str:
    """Once a minute: ring again for imports that a dead worker left behind."""
    return f"{resume_stalled_imports(now=timezone.now())} wieder aufgenommen"


def check_books() -> str:
    """Every night: recompute what the ledger keeps, for the pages to show."""
    check = keep_check(check_ledger(), now=timezone.now())
    return "alles stimmt" if check.is_ok else f"{len(check.findings)} Abweichungen"


def forget_answers() -> str:
    """Every night: drop what shops were answered too long ago to ask for it again."""
    return f"{forget_requests(before=timezone.now() - KEPT_FOR)} Antworten gelöscht"
