"""The words that placeholders are made of, per language."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TextWords:
    """Phrases for the values of placeholders; {} are filled in."""

    salutation: str
    salutation_to_nobody: str
    order: str
    orders: str
    joint: str
    more_products: str
    rate: str
    rates: str
    was_due: str
    is_due: str
    partly_due: str
    agency: str


_GERMAN = TextWords(
    salutation="Guten Tag",
    salutation_to_nobody="Guten Tag",
    order="Ihre Bestellung {} vom {}",
    orders="Ihre Bestellungen {}",
    joint="und",
    more_products=" und {} weitere",
    rate="Rate {} von {}",
    rates="Raten {} bis {} von {}",
    was_due="war am {} fällig",
    is_due="ist am {} fällig",
    partly_due="ist zum Teil seit dem {} fällig",
    agency="ein Inkassounternehmen",
)
_ENGLISH = TextWords(
    salutation="Dear",
    salutation_to_nobody="Dear customer",
    order="your order {} of {}",
    orders="your orders {}",
    joint="and",
    more_products=" and {} more",
    rate="instalment {} of {}",
    rates="instalments {} to {} of {}",
    was_due="was due on {}",
    is_due="is due on {}",
    partly_due="has been due in part since {}",
    agency="a debt collection agency",
)


def text_words(language: str) -> TextWords:
    """The phrases of a language; German for every language that the program does not speak."""
    return _ENGLISH if language == "en" else _GERMAN


def enumerated(names: Sequence[str], words: TextWords) -> str:
    """The names as a sentence lists them: "A, B und C"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {words.joint} {names[-1]}"
