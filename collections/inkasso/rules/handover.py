"""How handovers are named, when they are tried again, and what clerks read of them."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from common.rules.german import plural

# After so many attempts in vain a clerk looks after it.
MAX_ATTEMPTS = 8
# The papers of so many cases are made within the time that the queue gives to one task.
MAX_CASES = 200
_PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
)
TAKEN_OUT = "von Hand herausgenommen"


def file_name(handover_id: int, day: date) -> str:
    """The name of a handover's file; the same for the same handover and day."""
    return f"Uebergabe-{handover_id:06d}-{day.isoformat()}.zip"


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts (at least one) that nobody answered."""
    return _PAUSES[min(attempts, len(_PAUSES)) - 1]


def release_label(count: int, *, is_approval: bool) -> str:
    """What stands on the button that hands over."""
    cases = plural(count, "Fall", "Fälle")
    return f"{cases} freigeben und übergeben" if is_approval else f"{cases} jetzt übergeben"


def consequence(count: int, agency: str, *, is_download: bool) -> str:
    """What happens when the button is pressed, in one sentence."""
    cases = "Der Fall geht" if count == 1 else f"Die {plural(count, 'Fall', 'Fälle')} gehen"
    if is_download:
        cases = "Der Fall wird" if count == 1 else f"Die {plural(count, 'Fall', 'Fälle')} werden"
        way = f"zu einer Datei für {agency}, die Sie herunterladen und weitergeben"
        return f"{cases} {way}; die Kunden werden nicht mehr gemahnt."
    return f"{cases} an {agency}; die Kunden werden nicht mehr gemahnt."


def result(delivered: int, left_out: int, agency: str) -> str:
    """The outcome in one sentence, with what stayed."""
    cases = plural(delivered, "Fall ist", "Fälle sind")
    said = f"{cases} an {agency} übergeben."
    if not left_out:
        return said
    stayed = "1 Fall blieb zurück." if left_out == 1 else f"{left_out} Fälle blieben zurück."
    return f"{said} {stayed}"


def told_claim(content: Mapping[str, Any]) -> Decimal | None:
    """What the agency is told to collect of a case, in euros; None before the release."""
    total = content.get("amount", {}).get("total")
    return None if total is None else Decimal(total)
