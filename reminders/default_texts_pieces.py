"""What the shipped texts are put together from."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Subject:
    """What a text speaks of: "für …", the debtor's likely objection, and why he cannot pay."""

    name: str
    about: str
    question: str
    hardship: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the ladder in one language; {about}, {question} and {reply} are filled in."""

    name: str
    title: str
    opening: str
    demand: str
    consequence: str
    crossing: str
    objection: str


@dataclass(frozen=True, slots=True)
class Pieces:
    """All texts of one language: steps from level 0 to 3, subjects by kind of product."""

    language: str
    name: str
    salutation: str
    reply_to_mail: str
    reply_to_letter: str
    closing: str
    steps: tuple[Step, Step, Step, Step]
    subjects: Mapping[str, Subject]
