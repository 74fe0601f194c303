"""Whether a payer is a customer, however banks and people spell names."""

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from itertools import accumulate, pairwise

from common.rules.german import fold, searchable
from orders.rules.reference_words import is_reference_word

# What banks put for a letter they cannot write.
_LOST = "?\ufffd"
_WORD = re.compile(rf"[\w{_LOST}]+")
_LEGAL = "ag co eg ek e gbr gmbh kg kgaa k mbh ohg se ug und u v haftungsbeschraenkt"
_PARTICLES = "al am auf da dal de del den der des di dos du im la le ten ter van vom von zu zum"
_NO_NAMES = frozenset(f"{_LEGAL} {_PARTICLES}".split())
_INTRODUCTIONS = {"fam", "familie", "frau", "herr", "kd", "kunde", "kundin", "name", "von"}
_DROPPED = re.compile(r"[aeiouys\W_]")
_SHORTEST_JOINED = 6
_DOUBLE = re.compile(r"(.)\1+")


class Likeness(IntEnum):
    """How well a payer's name fits a customer's."""

    NONE = 0
    LAST_NAME = 1
    FULL = 2


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a name as they may be compared; torn ones have lost a letter."""

    spellings: frozenset[str]
    torn: tuple[re.Pattern[str], ...]
    in_order: tuple[str, ...]
    joined: str

    def __bool__(self) -> bool:
        return bool(self.joined)

    def have(self, word: str) -> bool:
        """Whether a customer's word is among them, in any spelling of its umlauts."""
        spelled = _spellings(word)
        if not self.spellings.isdisjoint(spelled):
            return True
        small = word.casefold()
        return any(torn.fullmatch(small) or torn.fullmatch(fold(word)) for torn in self.torn)

    def hold(self, name: str) -> bool:
        """Whether all words of the name are among them, also written as one; particles may miss."""
        words = significant(name)
        if not words:
            return False
        return all(self.have(word) for word in words) or self._hold_joined(name)

    def _hold_joined(self, name: str) -> bool:
        """Whether neighbouring whole words put together are the name: no Müller in Obermüller."""
        wanted = "".join(_WORD.findall(fold(name)))
        ends = set(accumulate(map(len, self.in_order)))
        start = self.joined.find(wanted) if len(wanted) >= _SHORTEST_JOINED else -1
        while start >= 0:
            if {start, start + len(wanted)} <= ends | {0}:
                return True
            start = self.joined.find(wanted, start + 1)
        return False


def read_words(text: str) -> Words:
    """The words of what a bank wrote."""
    words = _words(text)
    torn = [word for word in words if _is_torn(word)]
    spellings = frozenset(spelling for word in words for spelling in _spellings(word))
    in_order = tuple(fold(word) for word in words)
    return Words(spellings, tuple(map(_pattern, torn)), in_order, "".join(in_order))


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFC", text))


def _is_torn(word: str) -> bool:
    """Whether a letter is lost, and enough of the word is left."""
    letters = sum(character.isalpha() for character in word)
    return letters >= 3 and any(character in _LOST for character in word)


def _pattern(torn: str) -> re.Pattern[str]:
    """A lost letter stands for one or two: banks lose the bytes of "ü", and people write "ue"."""
    parts = re.split(rf"[{_LOST}]+", torn.casefold())
    return re.compile(".{1,2}".join(re.escape(part) for part in parts))


@lru_cache(maxsize=100_000)
def _spellings(word: str) -> frozenset[str]:
    return frozenset(searchable(word).split())


@lru_cache(maxsize=100_000)
def significant(name: str) -> tuple[str, ...]:
    """The words that make a name; particles (von) and legal forms (GmbH) if nothing else is."""
    words = _words(name)
    kept = tuple(w for w in words if fold(w) not in _NO_NAMES and len(w) > 1)
    return kept or tuple(words)


@lru_cache(maxsize=100_000)
def skeleton(word: str) -> str:
    """What all spellings of a word share: its consonants without s, none twice in a row."""
    folded = fold(word)
    return _DOUBLE.sub(r"\1", _DROPPED.sub("", folded)) or folded


def likeness(payer: Words, first_name: str, last_name: str, company: str) -> Likeness:
    """How well the payer's words fit a customer: company or first and last name is all of it."""
    if company and payer.hold(company):
        return Likeness.FULL
    if not last_name or not payer.hold(last_name):
        return Likeness.NONE
    first_words = significant(first_name)
    return Likeness.FULL if first_words and payer.have(first_words[0]) else Likeness.LAST_NAME


def likeness_in_text(text: Words, first_name: str, last_name: str, company: str) -> Likeness:
    """The same for names within a remittance text, where last names may be plain words.

    There a last name alone counts only after a word that introduces a person ("Kd Winter").
    """
    is_one_word = len(significant(company)) < 2
    found = likeness(text, first_name, last_name, "" if is_one_word else company)
    if found is not Likeness.LAST_NAME:
        return found
    last = _spellings(significant(last_name)[-1])
    is_introduced = any(
        before in _INTRODUCTIONS and word in last for before, word in pairwise(text.in_order)
    )
    return Likeness.LAST_NAME if is_introduced else Likeness.NONE


def payer_words(name: str) -> tuple[str, ...]:
    """The words of a payer's name that may be first or last names, at most eight."""
    words = (word for word in significant(name) if not is_reference_word(fold(word)))
    return tuple(words)[:8]
