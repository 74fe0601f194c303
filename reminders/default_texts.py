"""The texts the program ships: a mail and a letter for every step, language and kind of product.

Clear demand, amount and deadline in each; what is claimed in detail stands in the table that
follows. They are installed once as ordinary templates, which the house may then change.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from reminders.default_texts_english import ENGLISH
from reminders.default_texts_german import GERMAN
from reminders.default_texts_pieces import Pieces, Step, Subject

STATEMENT = "((POSITIONEN))"


@dataclass(frozen=True, slots=True)
class DefaultText:
    """Mail and letter of one step, with placeholders; level 0 is the payment reminder."""

    level: int
    name: str
    language: str
    product_kind: str
    mail_subject: str
    mail_body: str
    letter_subject: str
    letter_body: str

    @property
    def is_base(self) -> bool:
        """Whether it stands for itself; all others are variants of the base of their level."""
        return self.language == "de" and not self.product_kind


def _default_texts() -> Iterator[DefaultText]:
    for level in range(4):
        for pieces in (GERMAN, ENGLISH):
            for kind, subject in pieces.subjects.items():
                yield _text(level, pieces, kind, subject)


def _text(level: int, pieces: Pieces, kind: str, subject: Subject) -> DefaultText:
    step = pieces.steps[level]
    title = step.title.format(about=subject.about)
    parts = (GERMAN.steps[level].name, subject.name, pieces.name)
    return DefaultText(
        level=level,
        name=" · ".join(part for part in parts if part),
        language=pieces.language,
        product_kind=kind,
        mail_subject=title,
        mail_body=_body(step, pieces, subject, pieces.reply_to_mail),
        letter_subject=title,
        letter_body=_body(step, pieces, subject, pieces.reply_to_letter),
    )


def _body(step: Step, pieces: Pieces, subject: Subject, reply: str) -> str:
    objection = step.objection.format(
        question=subject.question, hardship=subject.hardship, reply=reply
    )
    paragraphs = (
        pieces.salutation,
        step.opening.format(about=subject.about),
        step.demand,
        STATEMENT,
        step.consequence,
        f"{step.crossing} {objection}",
        pieces.closing,
    )
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph) + "\n"


_ALL = tuple(_default_texts())
DEFAULT_TEXTS: tuple[DefaultText, ...] = tuple(text for text in _ALL if text.is_base)
DEFAULT_VARIANTS: tuple[DefaultText, ...] = tuple(text for text in _ALL if not text.is_base)
