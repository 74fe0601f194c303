"""The one line that says where an order stands, and what comes next on which day."""

from collections.abc import Sequence
from datetime import date

from common.rules.german import day as german_day
from reminders.rules.eligibility import STOPS, Code, OrderFacts, Reason, step_name

# Said by the ladder's own sentence already.
_LADDER = (Code.WAITING, Code.CLOSED, Code.NOT_OVERDUE)
# Something else goes on in place of the ladder.
_RUNNING = (Code.IN_COLLECTION, Code.PLAN_RUNNING)
# Nobody is dunned until a person has decided.
_DECISIONS = frozenset({*STOPS, Code.AMOUNT_CHANGED})


def explanation(
    facts: OrderFacts,
    reasons: Sequence[Reason],
    *,
    levels_sent: int,
    day: date,
    doubts: Sequence[Reason] = (),
) -> str:
    """One German line: the standing on the day, then every hindrance to the next notice.

    doubts: what a clerk should know before dunning although it is no hindrance; told last.
    """
    if not facts.is_open:
        return reasons[0].text
    told = _hindrances(facts, reasons, levels_sent=levels_sent, day=day)
    return " ".join([told, *(doubt.text for doubt in doubts if doubt not in reasons)])


def _hindrances(
    facts: OrderFacts, reasons: Sequence[Reason], *, levels_sent: int, day: date
) -> str:
    hindrances = [reason for reason in reasons if reason.code not in _LADDER]
    if any(reason.code in _DECISIONS for reason in hindrances):
        return _to_decide(hindrances, levels_sent)
    for code in _RUNNING:
        running = next((reason for reason in hindrances if reason.code == code), None)
        if running is not None:
            others = [reason.text for reason in hindrances if reason is not running]
            return " ".join([running.text, *others, _sent(levels_sent)])
    block = next((reason for reason in hindrances if reason.code == Code.BLOCKED), None)
    if block is not None and _has_next_level(facts):
        others = [reason.text for reason in hindrances if reason is not block]
        return " ".join([block.text, _after_block(facts, levels_sent, day), *others])
    texts = [reason.text for reason in hindrances]
    return " ".join([_standing(facts, levels_sent, day, is_hindered=bool(texts)), *texts])


def _to_decide(hindrances: Sequence[Reason], levels_sent: int) -> str:
    """What a person must decide comes first; nothing follows by itself, so no level is told."""
    decisions = [reason for reason in hindrances if reason.code in _DECISIONS]
    others = [reason.text for reason in hindrances if reason not in decisions]
    leading = [f"{_lead(reason.code)}: {reason.text}" for reason in decisions]
    return " ".join([*leading, *others, _sent(levels_sent)])


def _lead(code: Code) -> str:
    return "Betrag zu klären" if code == Code.AMOUNT_CHANGED else "Angehalten"


def _has_next_level(facts: OrderFacts) -> bool:
    return facts.has_procedure and None not in (facts.next_level, facts.next_level_on)


def _after_block(facts: OrderFacts, levels_sent: int, day: date) -> str:
    """What follows the block; the level's own day only when it comes later than the block ends."""
    sent = _sent(levels_sent).removesuffix(".")
    sent = sent[0].lower() + sent[1:]
    is_endless = facts.blocked_until == date.max
    free_on = day if is_endless or facts.blocked_until is None else facts.blocked_until
    start = facts.next_level_on
    since = f" ab {german_day(start)}" if start is not None and start > free_on else ""
    return f"Danach folgt {step_name(facts.next_level or 0)}{since} ({sent})."


def _standing(facts: OrderFacts, levels_sent: int, day: date, *, is_hindered: bool) -> str:
    is_reached = facts.next_level_on is not None and facts.next_level_on <= day
    is_before_due = facts.due_on is not None and facts.due_on >= day
    if is_before_due and not (facts.next_level == 0 and is_reached):
        return _before_due(facts)
    if not facts.has_procedure:
        return _sent(levels_sent)
    if facts.next_level is None or facts.next_level_on is None:
        return f"Abgeschlossen: {_sent(levels_sent)}"
    if facts.next_level_on <= day and is_hindered:
        return f"{step_name(facts.next_level)} {_due_verb(facts.next_level)}, aber:"
    if facts.next_level_on <= day and facts.next_level == 0:
        return f"Eine Zahlungserinnerung steht an: {_sent(levels_sent)}"
    if facts.next_level_on <= day:
        return f"Steht in Mahnstufe {facts.next_level} zur Mahnung an: {_sent(levels_sent)}"
    prefix = "Wartet: " if levels_sent else ""
    return (
        f"{prefix}{_sent(levels_sent)} "
        f"{step_name(facts.next_level)} folgt ab {german_day(facts.next_level_on)}."
    )


def _due_verb(level: int) -> str:
    return "ist erreicht" if level else "steht an"


def _before_due(facts: OrderFacts) -> str:
    """That it is not due yet; a payment reminder may come before all the same."""
    assert facts.due_on is not None  # asked by the caller
    told = f"Fällig am {german_day(facts.due_on)}, noch nicht überfällig."
    if facts.next_level != 0 or facts.next_level_on is None:
        return told
    return f"{told} Zahlungserinnerung folgt ab {german_day(facts.next_level_on)}."


def _sent(levels_sent: int) -> str:
    if levels_sent == 0:
        return "Noch keine Mahnung versendet."
    return "1 Mahnung versendet." if levels_sent == 1 else f"{levels_sent} Mahnungen versendet."
