"""The one line that says where an order stands, and what comes next on which day."""

from collections.abc import Sequence
from datetime import date

from common.rules.german import day as german_day
from reminders.rules.eligibility import Code, OrderFacts, Reason

# Said by the ladder's own sentence already.
_LADDER = (Code.WAITING, Code.CLOSED, Code.NOT_OVERDUE)


def explanation(
    facts: OrderFacts, reasons: Sequence[Reason], *, levels_sent: int, day: date
) -> str:
    """One German line: the standing on the day, then every hindrance to the next notice."""
    if not facts.is_open:
        return reasons[0].text
    parts = [_standing(facts, levels_sent, day)]
    parts += [reason.text for reason in reasons if reason.code not in _LADDER]
    return " ".join(parts)


def _standing(facts: OrderFacts, levels_sent: int, day: date) -> str:
    if facts.due_on is not None and facts.due_on >= day:
        return f"Fällig am {german_day(facts.due_on)}, noch nicht überfällig."
    if not facts.has_procedure:
        return _sent(levels_sent)
    if facts.next_level is None or facts.next_level_on is None:
        return f"Abgeschlossen: {_sent(levels_sent)}"
    if facts.next_level_on <= day:
        return f"Steht in Mahnstufe {facts.next_level} zur Mahnung an: {_sent(levels_sent)}"
    prefix = "Wartet: " if levels_sent else ""
    return (
        f"{prefix}{_sent(levels_sent)} "
        f"Mahnstufe {facts.next_level} folgt ab {german_day(facts.next_level_on)}."
    )


def _sent(levels_sent: int) -> str:
    if levels_sent == 0:
        return "Noch keine Mahnung versendet."
    return "1 Mahnung versendet." if levels_sent == 1 else f"{levels_sent} Mahnungen versendet."
