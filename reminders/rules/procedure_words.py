"""A procedure as plain values: its steps in words, and what differs between two versions."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from common.rules.german import day as german_day
from common.rules.german import euro, parse_day, plural
from common.rules.money import ZERO

DUE_DAY, ORDER_DAY = "due_day", "order_day"
ANCHORS = {DUE_DAY: ("der Fälligkeit", "Fälligkeit"), ORDER_DAY: ("der Bestellung", "Bestelldatum")}
CHANNELS = {"email": "per E-Mail", "letter": "als Brief", "both": "per E-Mail und Brief"}
YES_NO = {True: "ja", False: "nein"}


@dataclass(frozen=True, slots=True)
class StepPlan:
    """One step as profiles and versions hold it; level 0 is a payment reminder.

    text: the level of the shipped text that a profile takes; template: the name of the text.
    """

    level: int
    days_after_anchor: int
    payment_period_days: int = 10
    wait_days: int | None = None
    channel: str = "email"
    fee: Decimal = ZERO
    charges_interest: bool = False
    is_automatic: bool = True
    template: str = ""
    text: int | None = None

    @property
    def text_level(self) -> int:
        """The level whose shipped text it takes."""
        return self.level if self.text is None else self.text

    def as_json(self) -> dict[str, Any]:
        """The step as a version keeps it."""
        kept = asdict(self)
        del kept["text"]
        return {**kept, "fee": str(self.fee)}


def step_from_json(kept: Mapping[str, Any]) -> StepPlan:
    """A step of a stored version."""
    return StepPlan(**{**kept, "fee": Decimal(kept["fee"])})


def step_title(level: int, number: int, count: int) -> str:
    """What clerks call a step; of several payment reminders each has its number."""
    if level:
        return f"Mahnstufe {level}"
    return f"{number}. Zahlungserinnerung" if count > 1 else "Zahlungserinnerung"


def step_titles(steps: Sequence[StepPlan]) -> list[str]:
    """The titles of all steps, payment reminders first and the earliest of them first."""
    count = sum(1 for step in steps if not step.level)
    return [step_title(step.level, number, count) for number, step in enumerate(steps, start=1)]


def when_words(days: int, anchor: str) -> str:
    """From which day: "5 Tage nach der Fälligkeit"."""
    event = ANCHORS[anchor][0]
    if not days:
        return f"am Tag {event}"
    word = plural(abs(days), "Tag", "Tage")
    return f"{word} {'nach' if days > 0 else 'vor'} {event}"


def step_words(step: StepPlan, anchor: str) -> str:
    """The step in one line: when, how, until when, at what cost."""
    parts = [when_words(step.days_after_anchor, anchor), CHANNELS[step.channel]]
    parts.append(f"zahlbar in {plural(step.payment_period_days, 'Tag', 'Tagen')}")
    if step.wait_days is not None:
        parts.append(f"frühestens {plural(step.wait_days, 'Tag', 'Tage')} nach dem Schritt davor")
    if step.fee:
        parts.append(f"Kosten des Briefs {euro(step.fee)}")
    if step.charges_interest:
        parts.append("mit Verzugszinsen")
    if not step.is_automatic:
        parts.append("nur von Hand")
    return ", ".join(parts)


def procedure_lines(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """A stored version as label and value, steps last; the same keys always give the same words."""
    starts_on = content.get("starts_on")
    lines = [
        ("Name", content["name"]),
        ("Zahlungsart", content["payment_method"] or "alle anderen"),
        ("Gilt von selbst", YES_NO[content["is_assigned"]]),
        ("Tage zählen ab", ANCHORS[content["anchor"]][1]),
        ("Aktiv", YES_NO[content["is_active"]]),
        ("Gilt für Fälligkeiten ab", german_day(parse_day(starts_on)) if starts_on else "alle"),
        ("Automatisch mahnen", YES_NO[content["is_automatic"]]),
    ]
    steps = [step_from_json(kept) for kept in content["steps"]]
    for title, step in zip(step_titles(steps), steps, strict=True):
        text = f", Text „{step.template}“" if step.template else ", ohne Text"
        lines.append((title, step_words(step, content["anchor"]) + text))
    return lines


def changes_between(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[tuple[str, str, str]]:
    """What differs, as label, old and new words; "–" where a step was added or taken away."""
    old, new = dict(procedure_lines(before)), dict(procedure_lines(after))
    labels = [*new, *(label for label in old if label not in new)]
    return [
        (label, old.get(label, "–"), new.get(label, "–"))
        for label in labels
        if old.get(label) != new.get(label)
    ]
