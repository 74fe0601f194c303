"""The parts of the page of one uncertain reminder as its template prints them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from common.templatetags.components import badge
from orders.models import HistoryEntry
from reminders.models import STATE_TONES, Reminder, UncertainDecision
from reminders.rules.states import ReminderState
from reminders.services.evidence import Evidence, Weight, evidence_of
from reminders.uncertain_list import CHOICE_TONES
from reminders.views.remedies import AnyUser

WEIGHTS = {
    Weight.PROOF: ("Beweis", "good"),
    Weight.HINT: ("Hinweis", "info"),
    Weight.NOTHING: ("nichts gefunden", "plain"),
    Weight.NOT_ASKED: ("nicht gefragt", "closed"),
}


@dataclass(frozen=True, slots=True)
class ShownEvidence:
    """A piece of evidence with a badge that says how much it counts."""

    evidence: Evidence
    badge: str


@dataclass(frozen=True, slots=True)
class ShownDecision:
    """A decision with what was known when it was made."""

    decision: UncertainDecision
    badge: str
    who: str
    known: list[str]


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the history."""

    at: datetime
    words: str
    who: str


def page_parts(reminder: Reminder, user: AnyUser) -> dict[str, Any]:
    """Evidence, decisions and history of the reminder."""
    evidence = evidence_of(reminder)
    state = ReminderState(reminder.state)
    return {
        "evidence": [ShownEvidence(one, badge(*WEIGHTS[one.weight])) for one in evidence],
        "is_proven": any(one.proves_sending for one in evidence),
        "state_badge": badge(reminder.state_words, STATE_TONES[state]),
        "orders": [item.order for item in reminder.items.all()],
        "decisions": [
            _shown(one) for one in reminder.uncertain_decisions.select_related("decided_by")
        ],
        "history": _history(reminder) if user.has_perm("orders.view_order") else [],
    }


def _shown(decision: UncertainDecision) -> ShownDecision:
    choice = UncertainDecision.Choice(decision.choice)
    person = decision.decided_by
    return ShownDecision(
        decision,
        badge(str(choice.label), CHOICE_TONES[choice]),
        person.get_full_name() or person.get_username() if person else "Programm",
        [str(one["words"]) for one in decision.evidence if one["weight"] != Weight.NOT_ASKED],
    )


def _history(reminder: Reminder) -> list[Told]:
    """What was noted of the reminder with its orders, oldest first, each sentence once."""
    entries = HistoryEntry.objects.filter(
        order__reminder_items__reminder=reminder, text__contains=str(reminder)
    )
    told: dict[str, Told] = {}
    for entry in entries.select_related("actor").order_by("pk"):
        who = entry.actor.get_full_name() or entry.actor.get_username() if entry.actor else ""
        told.setdefault(entry.text, Told(entry.created_at, entry.text, who or "Programm"))
    return list(told.values())
