"""Whether a claim may be reported to a credit bureau, by the conditions the lead has set.

The four conditions are those of § 31 Abs. 2 Nr. 4 BDSG; which of them count is configurable,
as the law changes. Nothing here or elsewhere reports a claim.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from common.rules.german import day as german_day
from common.rules.german import plural

_BUREAU = re.compile(
    r"\b\w*(?:auskunftei|schufa)\w*|\bcredit (?:reference |reporting )?(?:bureau|agenc)\w*",
    re.IGNORECASE,
)
_DISPUTE = re.compile(r"bestreite|bestritten|widersprech|widerspruch|disput", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.?])\s+(?=[A-ZÄÖÜ])")


@dataclass(frozen=True)
class BureauTerms:
    """What must be met: how many reminders, how long since the first, notice, no dispute."""

    reminders_needed: int = 2
    weeks_since_first: int = 4
    needs_notice: bool = True
    needs_no_dispute: bool = True
    citation: str = ""


@dataclass(frozen=True)
class SentReminder:
    """A reminder that left the house: its day and the words that the debtor received."""

    sent_on: date
    text: str


@dataclass(frozen=True)
class BureauFacts:
    """What is known of a claim; reminders without friendly ones before the first Mahnstufe."""

    reminders: Sequence[SentReminder]
    due_on: date | None
    is_open: bool = True
    is_disputed: bool = False
    undisputed_since: date | None = None
    has_title: bool = False


@dataclass(frozen=True)
class Condition:
    """One condition: what it asks for, whether and since when it is met, and what was found."""

    text: str
    is_met: bool
    since: date | None = None
    found: str = ""


@dataclass(frozen=True)
class BureauCheck:
    """The answer on a day; since: when the last of the conditions came to be met."""

    is_met: bool
    conditions: tuple[Condition, ...]
    since: date | None = None
    citation: str = ""
    note: str = ""
    on: date | None = None


def check_bureau(facts: BureauFacts, terms: BureauTerms, on: date) -> BureauCheck:
    """The conditions of a report on the day (§ 31 Abs. 2 Nr. 4 BDSG, § 37a BDSG).

    A paid claim never meets them; a dispute counts until it is settled.
    """
    sent = sorted(
        (one for one in facts.reminders if _counts(one, facts, on)), key=lambda one: one.sent_on
    )
    conditions = [_enough(sent, terms), _long_ago(sent, terms, on)]
    if terms.needs_notice:
        conditions.append(_informed(sent))
    if terms.needs_no_dispute:
        conditions.append(_undisputed(facts))
    is_met = facts.is_open and all(one.is_met for one in conditions)
    days = [one.since for one in conditions if one.since]
    return BureauCheck(
        is_met=is_met,
        conditions=tuple(conditions),
        since=max(days, default=None) if is_met else None,
        citation=terms.citation,
        note=_note(facts),
        on=on,
    )


def notice_in(text: str) -> str:
    """The sentence that tells of a possible report to a credit bureau; "" if there is none."""
    sentences = _SENTENCE_END.split(" ".join(text.split()))
    return next((one for one in sentences if _BUREAU.search(one)), "")


def _counts(reminder: SentReminder, facts: BureauFacts, on: date) -> bool:
    """Only what was sent after the due day and until today."""
    is_after_due = facts.due_on is None or reminder.sent_on > facts.due_on
    return is_after_due and reminder.sent_on <= on


def _enough(sent: Sequence[SentReminder], terms: BureauTerms) -> Condition:
    needed = terms.reminders_needed
    text = f"nach Fälligkeit mindestens {plural(needed, 'Mahnung', 'Mahnungen')} in Textform"
    is_met = len(sent) >= needed
    since = sent[needed - 1].sent_on if is_met and needed else None
    days = ", ".join(german_day(one.sent_on) for one in sent)
    found = f"versendet am {days}" if days else "keine Mahnung versendet"
    return Condition(text, is_met, since, found)


def _long_ago(sent: Sequence[SentReminder], terms: BureauTerms, on: date) -> Condition:
    weeks = plural(terms.weeks_since_first, "Woche", "Wochen")
    text = f"die erste Mahnung liegt mindestens {weeks} zurück"
    if not sent:
        return Condition(text, is_met=False, found="keine Mahnung versendet")
    since = sent[0].sent_on + timedelta(weeks=terms.weeks_since_first)
    if on < since:
        return Condition(text, is_met=False, found=f"erfüllt ab {german_day(since)}")
    found = f"erste Mahnung am {german_day(sent[0].sent_on)}"
    return Condition(text, is_met=True, since=since, found=found)


def _informed(sent: Sequence[SentReminder]) -> Condition:
    """A notice that hides that a dispute prevents the report is none (BGH, I ZR 157/13)."""
    text = "in einer Mahnung auf die mögliche Meldung hingewiesen"
    notices = [(one, notice_in(one.text)) for one in sent]
    given = [(one, words) for one, words in notices if words]
    for reminder, words in given:
        if _DISPUTE.search(reminder.text):
            found = f"Mahnung vom {german_day(reminder.sent_on)}: „{words}“"
            return Condition(text, is_met=True, since=reminder.sent_on, found=found)
    if given:
        found = "Der Hinweis nennt nicht, dass ein Bestreiten die Meldung verhindert"
        return Condition(text, is_met=False, found=f"{found} (BGH, I ZR 157/13).")
    return Condition(text, is_met=False, found="in keiner versendeten Mahnung gefunden")


def _undisputed(facts: BureauFacts) -> Condition:
    text = "die Forderung ist nicht bestritten"
    if facts.is_disputed:
        return Condition(text, is_met=False, found="bestritten")
    since = facts.undisputed_since or facts.due_on
    found = "Streit beigelegt" if facts.undisputed_since else "kein Einwand bekannt"
    return Condition(text, is_met=True, since=since, found=found)


def _note(facts: BureauFacts) -> str:
    if not facts.is_open:
        return "Es ist nichts mehr offen: Die Forderung darf nicht gemeldet werden."
    if facts.has_title:
        return "Es liegt ein Titel vor. Dafür gelten eigene Voraussetzungen."
    return ""
