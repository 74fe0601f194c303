"""What may be a reference in a payer's text: its runs of letters and digits, and their keys."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from common.rules.german import fold
from common.rules.iban import is_valid_iban

# Of these the longest, our own token, has 43 characters.
LONGEST_KEY = 64
_RUN = re.compile(r"[0-9]+|[^\W\d_]+")
_BETWEEN = re.compile(r"[\W_]+")
_CONNECTED = re.compile(r"[-./_:–]?")
# The countries of SEPA: "RF18…" and many an order number would pass as an IBAN otherwise.
_COUNTRY = (
    "(?:ad|al|at|be|bg|ch|cy|cz|de|dk|ee|es|fi|fr|gb|gi|gr|hr|hu|ie|is|it|li|lt|lu|lv|mc|md|me|mk"
    "|mt|nl|no|pl|pt|ro|rs|se|si|sk|sm|va)"
)
_IBAN = re.compile(
    rf"\b{_COUNTRY}[0-9]{{2}}(?: [a-z0-9]{{4}}){{2,7}}(?: [a-z0-9]{{1,3}})?\b"
    rf"|\b{_COUNTRY}[0-9]{{2}}[a-z0-9]{{11,30}}\b"
)
_GERMAN_IBAN = re.compile(r"\bde ?[0-9]{2}(?: ?[0-9]{4}){4} ?[0-9]{2}\b")
_SUM = re.compile(
    r"(?<![0-9.,])[0-9]{1,3}(?:\.?[0-9]{3})*,[0-9]{2}(?![0-9])"
    r"|(?<![0-9.,])[0-9]+[.,][0-9]{1,2} ?(?:euros?\b|eur\b|€)"
    r"|(?:\beuro?|€) ?[0-9]+[.,][0-9]{1,2}(?![0-9])"
)
_WHOLE_SUM = re.compile(
    r"(?<![0-9.,])[0-9]+ ?(?:euros?\b|eur\b|€)(?! ?[0-9])|(?:\beuro?|€) ?[0-9]+(?![0-9])"
)
# "47.110 km": people write no order number with the points of thousands.
_THOUSANDS = re.compile(r"(?<![0-9.,/-])[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?![0-9]|[.,/-][0-9])")
_DAY = re.compile(
    r"(?<![0-9.])[0-3]?[0-9]\.[01]?[0-9]\.(?:(?:19|20)?[0-9]{2})?(?![0-9])"
    r"|(?<![0-9])(?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9](?![0-9])"
)
_COMPACT_DAY = re.compile(
    r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])(?:19|20)[0-9]{2}"
)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_RF = re.compile(r"rf[0-9]{2}[0-9a-z]{1,21}")


class Mask(IntEnum):
    """What a run seems to belong to: days, counts, whole sums make it doubtful, the rest hides."""

    NONE = 0
    DOUBTFUL = 1
    HIDDEN = 2


class Strength(IntEnum):
    """How much a key says by being found: nothing, something, a lot, all by check digits."""

    WEAK = 1
    PLAIN = 2
    STRONG = 3
    PROVEN = 4

    def weaker(self) -> "Strength":
        """One step less; the weakest stays."""
        return Strength(max(self - 1, Strength.WEAK))


@dataclass(frozen=True, slots=True)
class Run:
    """Letters or digits without anything between; `gap` is what parts it from the run before."""

    text: str
    gap: str
    is_digits: bool
    mask: Mask

    @property
    def is_connected(self) -> bool:
        """Whether nothing but at most one sign, and no blank, parts it from the run before."""
        return _CONNECTED.fullmatch(self.gap) is not None

    @property
    def without_zeros(self) -> str:
        """The run without leading zeros, if it is digits."""
        return (self.text.lstrip("0") or "0") if self.is_digits else self.text


@dataclass(frozen=True, slots=True)
class Span:
    """Runs `start` to `end` (exclusive) of a text, as the keys they may be.

    plain: put together as written. bare: leading zeros of each run dropped. dotted: the same with
    points between the runs. is_torn: digits alone, put together over a blank.
    """

    start: int
    end: int
    plain: str
    bare: str
    dotted: str
    is_torn: bool

    def without(self, letters: int) -> "Span":
        """The span without its first letters, as if another word ended there."""
        plain, bare, dotted = (key[letters:] for key in (self.plain, self.bare, self.dotted))
        return Span(self.start, self.end, plain, bare, dotted, self.is_torn)


def read_runs(text: str) -> tuple[Run, ...]:
    """The runs of the text in folded spelling, days and sums and IBANs marked as what they are."""
    folded = fold(text)
    masks = list(_masks(folded))
    runs: list[Run] = []
    before = 0
    for found in _RUN.finditer(folded):
        # Before the first run the text begins, as good as a blank.
        gap = folded[before : found.start()] if runs else f" {folded[: found.start()]}"
        before = found.end()
        mask = max((m for start, end, m in masks if start <= found.start() < end), default=Mask(0))
        runs.append(Run(found[0], gap, found[0].isdigit(), mask))
    return tuple(runs)


def _masks(folded: str) -> Iterator[tuple[int, int, Mask]]:
    """From where to where (exclusive) the text speaks of something else."""
    for found in _IBAN.finditer(folded):
        if is_valid_iban(found[0]):
            yield found.start(), found.end(), Mask.HIDDEN
    for pattern in (_GERMAN_IBAN, _SUM):
        yield from ((found.start(), found.end(), Mask.HIDDEN) for found in pattern.finditer(folded))
    for pattern in (_DAY, _WHOLE_SUM, _THOUSANDS):
        for found in pattern.finditer(folded):
            yield found.start(), found.end(), Mask.DOUBTFUL


def read_spans(runs: tuple[Run, ...]) -> Iterator[Span]:
    """All neighbouring runs that may together be a key, none of them part of a sum or an IBAN."""
    for start in range(len(runs)):
        plain, bare, dotted, is_torn, has_letters = "", "", [], False, False
        for end in range(start, len(runs)):
            run = runs[end]
            if run.mask is Mask.HIDDEN or len(plain) + len(run.text) > LONGEST_KEY:
                break
            is_torn = is_torn or (end > start and not run.is_connected)
            has_letters = has_letters or not run.is_digits
            plain, bare = plain + run.text, bare + run.without_zeros
            dotted.append(run.without_zeros)
            yield Span(start, end + 1, plain, bare, ".".join(dotted), is_torn and not has_letters)


def compress(text: str) -> str:
    """A text as the key it is found by: "EF-2026-000075" is "ef2026000075"."""
    return _BETWEEN.sub("", fold(text))


def runs_of(number: str) -> list[str]:
    """The letters and digits of a number, parted where they change or a sign stands."""
    return _RUN.findall(fold(number))


def keys_of(runs: Sequence[str]) -> tuple[str, ...]:
    """The keys of a whole number, leading zeros of its parts written or not; () without any."""
    key = "".join(runs)
    if not any(run[0] == "0" for run in runs):
        return (key,) if key else ()
    return (key, ".".join((run.lstrip("0") or "0") if run[0] == "0" else run for run in runs))


def prefix_of(runs: Sequence[str]) -> tuple[str, ...]:
    """The letters a number begins with: "ef" of "EF-2026-100075"; () without."""
    return (runs[0],) if runs and not runs[0].isdigit() else ()


def tails_of(runs: Sequence[str]) -> tuple[str, ...]:
    """What is left when a payer drops the prefix: all digits, or the last part, from 5 digits on.

    "EF-2026-100075" is also written "2026100075" or "100075".
    """
    start = next((place for place, run in enumerate(runs) if run.isdigit()), len(runs))
    digits = runs[start:]
    if not digits or not all(run.isdigit() for run in digits):
        return ()
    wanted = ("".join(digits), digits[-1], digits[-1].lstrip("0"))
    key = "".join(runs)
    return tuple(dict.fromkeys(tail for tail in wanted if len(tail) >= 5 and tail != key))


def possible_numbers(text: str) -> Iterator[str]:
    """The keys of all numbers that the text may hold, as rules/number_keys.py spells them."""
    runs = read_runs(text)
    for start in range(len(runs)):
        key, digits = "", 0
        for run in runs[start:]:
            if run.mask is Mask.HIDDEN or len(key) + len(run.text) > LONGEST_KEY:
                break
            key += run.text
            digits += len(run.text) if run.is_digits else 0
            if digits >= 3 and len(bare := key.lstrip("0")) >= 4:
                yield bare


def strength_of(key: str) -> Strength:
    """How much it says that the text holds this key, with clean ends and nothing odd around it.

    From seven digits on, or with letters and five, nobody writes it by chance. Up to six digits
    alone may be a postcode or an article; up to three, or a year, may be anything.
    """
    digits = sum(character.isdigit() for character in key)
    letters = len(key) - digits
    if not letters:
        return _strength_of_digits(key)
    if digits >= 5 or (len(key) >= 8 and digits >= 3) or len(key) >= 20:
        return Strength.STRONG
    return Strength.PLAIN if digits >= 3 and letters >= 2 else Strength.WEAK


def _strength_of_digits(key: str) -> Strength:
    if len(key) >= 7:
        return Strength.PLAIN if _COMPACT_DAY.fullmatch(key) else Strength.STRONG
    if len(key) <= 3 or _YEAR.fullmatch(key):
        return Strength.WEAK
    return Strength.PLAIN


def rf_body(key: str) -> str | None:
    """What a creditor reference (ISO 11649) with right check digits says; None if it is none."""
    if not _RF.fullmatch(key):
        return None
    rearranged = key[4:] + key[:4]
    digits = "".join(str(int(character, 36)) for character in rearranged)
    return key[4:].lstrip("0") if int(digits) % 97 == 1 else None
