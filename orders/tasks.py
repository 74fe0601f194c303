"""What the job queue may be asked for: doorbells that read the clock and call one service."""

from django.conf import settings
from django.utils import timezone

from common.jobs import regular
from orders.services.access_misses import forget_misses
from orders.services.idempotency import KEPT_FOR, forget_requests
from orders.services.import_apply import apply_import
from orders.services.import_reading import read_import
from orders.services.ledger_check import check_ledger, keep_check
from orders.services.matching import match_all_waiting, match_left_behind
from orders.services.order_import import resume_stalled_imports
from orders.services.statement_files import resume_stalled_files
from orders.services.statement_folder import import_folder
from orders.services.statement_import import read_in_background


def read_order_import(import_id: int) -> str:
    """Read an uploaded file for its preview; ringing twice does no harm."""
    return read_import(import_id, clock=timezone.now).get_state_display()


def apply_order_import(import_id: int) -> str:
    """Store the orders of a started import; ringing twice does no harm."""
    applied = apply_import(import_id, today=timezone.localdate(), clock=timezone.now)
    return applied.get_state_display()


def read_statement_import(import_id: int) -> str:
    """Read a file of the bank; ringing twice does no harm."""
    read = read_in_background(import_id, today=timezone.localdate(), clock=timezone.now)
    return read.statement_import.get_state_display()


@regular(timezone.now)
def import_statement_folder() -> str:
    """Every few minutes: read what lies in the watched folder, if there is one."""
    folder = settings.STATEMENT_FOLDER
    if folder is None:
        return "kein Ordner eingestellt"
    count = import_folder(folder, today=timezone.localdate(), clock=timezone.now)
    return f"{count.read} eingelesen, {count.refused} nicht lesbar"


@regular(timezone.now)
def resume_imports() -> str:
    """Once a minute: ring again for imports that a dead worker left behind, match their money."""
    now = timezone.now()
    match_left_behind(today=timezone.localdate(now))
    return f"{resume_stalled_imports(now=now) + resume_stalled_files(now=now)} wieder aufgenommen"


@regular(timezone.now)
def match_waiting_payments() -> str:
    """Every hour: orders may have come by the interface, after the money for them."""
    return f"{match_all_waiting(today=timezone.localdate())} Zahlungseingänge zugeordnet"


@regular(timezone.now)
def check_books() -> str:
    """Every night: recompute what the ledger keeps, for the pages to show."""
    check = keep_check(check_ledger(), now=timezone.now())
    return "alles stimmt" if check.is_ok else f"{len(check.findings)} Abweichungen"


@regular(timezone.now)
def forget_answers() -> str:
    """Every night: drop what shops were answered too long ago to ask for it again."""
    return f"{forget_requests(before=timezone.now() - KEPT_FOR)} Antworten gelöscht"


@regular(timezone.now)
def forget_access_misses() -> str:
    """Every night: drop old counts of links that opened nothing."""
    return f"{forget_misses(now=timezone.now())} Zähler gelöscht"
