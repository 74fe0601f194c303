"""Where a text mentions an order: by its number, an invoice, a token, or a part of the number."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from orders.rules.key_index import KeyIndex, Role
from orders.rules.reference_words import Word, is_courtesy, is_reference_word, word_before
from orders.rules.references import (
    Mask,
    Run,
    Span,
    Strength,
    read_runs,
    read_spans,
    rf_body,
    strength_of,
)
from orders.rules.statements import EntryDraft

# Shorter numbers make no list that one word could introduce.
_SHORTEST_LISTED = 4
_LONGEST_PREFIX = 4
# "DankeAB12345" names AB12345; "BA12345" is no A12345.
_SHORTEST_WORD = 4
# Banks pass on 140 characters, some of them several times that.
_LONGEST_TEXT = 2000
# What is longer is random: a web address may stand around it.
_LONG_TOKEN = 20


class Field(StrEnum):
    """Where in an entry the text stands, as people read it."""

    TEXT = "im Verwendungszweck"
    STRUCTURED = "in der Zahlungsreferenz"
    END_TO_END = "in der Ende-zu-Ende-Referenz"
    MANDATE = "in der Mandatsreferenz"


@dataclass(frozen=True, slots=True)
class Mention:
    """A place of a text that may speak of one of the orders, in the role given.

    Several orders share a key now and then: the same number in two sales accounts.
    """

    order_ids: tuple[int, ...]
    role: Role
    key: str
    field: Field
    strength: Strength
    word: Word
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What an entry speaks of; loose are numbers from four digits on that nobody knows."""

    mentions: tuple[Mention, ...]
    loose: tuple[str, ...]


_MACHINE_FIELDS = frozenset({Field.END_TO_END, Field.MANDATE})


class ReferenceIndex:
    """All keys of the orders that payments may be for; built once, asked for every entry."""

    def __init__(self) -> None:
        self._keys = KeyIndex()

    def add(
        self, order_id: int, number: str, invoices: Iterable[str], tokens: Iterable[str]
    ) -> None:
        """Make the order known by all that a payer may write."""
        self._keys.add(order_id, number, invoices, tokens)

    def read(self, entry: EntryDraft, *, with_mandate: bool = False) -> Reading:
        """What the entry speaks of; the mandate counts for returned debits only."""
        fields = {
            Field.TEXT: entry.remittance_text,
            Field.STRUCTURED: entry.structured_reference,
            Field.END_TO_END: entry.end_to_end_id,
        }
        if with_mandate:
            fields[Field.MANDATE] = entry.mandate_id
        mentions: list[Mention] = []
        loose: tuple[str, ...] = ()
        for field, text in fields.items():
            runs = read_runs(text[:_LONGEST_TEXT])
            found = list(self._mentions_in(field, runs))
            mentions.extend(found)
            if field not in _MACHINE_FIELDS:
                loose += _loose_numbers(runs, found)
        return Reading(tuple(mentions), loose)

    def _mentions_in(self, field: Field, runs: tuple[Run, ...]) -> Iterator[Mention]:
        raw = [m for span in self._spans(runs) for m in self._lookup(field, span)]
        begins: dict[int, int] = {}
        for mention in raw:
            if len(mention.key) >= _SHORTEST_LISTED:
                begins.setdefault(mention.end - 1, mention.start)
        judged = [_judged(mention, runs, begins) for mention in raw]
        taken: dict[int, tuple[int, int]] = {}
        for mention in sorted(judged, key=_rank):
            place = (mention.start, mention.end)
            covered = {taken.get(run) for run in range(*place)} - {None, place}
            if covered or (field in _MACHINE_FIELDS and not _fills(mention, runs)):
                continue
            taken.update(dict.fromkeys(range(*place), place))
            yield mention

    def _spans(self, runs: tuple[Run, ...]) -> Iterator[Span]:
        """All spans; a prefix that hangs on to a word ("BestellungEF2026…") also without it."""
        for span in read_spans(runs):
            yield span
            first = runs[span.start].text
            if span.end - span.start > 1 and not runs[span.start].is_digits:
                for length in range(1, min(len(first), _LONGEST_PREFIX + 1)):
                    is_prefix = first[-length:] in self._keys.prefixes
                    if is_prefix and _is_word(first[:-length]):
                        yield span.without(len(first) - length)

    def _lookup(self, field: Field, span: Span) -> Iterator[Mention]:
        """The mentions that a span may be, before its surroundings are looked at."""
        keys = {span.plain: span.plain, span.bare: span.bare, span.dotted: span.bare}
        for key, said in keys.items():
            for role, orders in self._keys.find(key):
                yield _mention(orders, role, key, field, _strength(role, said, span), span)
        if span.plain.startswith("rf") and (body := rf_body(span.plain)):
            # Check digits leave no doubt of what they protect.
            for role, orders in self._keys.find(body):
                yield _mention(orders, role, body, field, Strength.PROVEN, span)


def _is_word(text: str) -> bool:
    """Whether the folded letters are a word run together with a number, not a part of its code."""
    return is_reference_word(text) or len(text) >= _SHORTEST_WORD


def _mention(
    orders: tuple[int, ...], role: Role, key: str, field: Field, strength: Strength, span: Span
) -> Mention:
    return Mention(orders, role, key, field, strength, Word.NONE, span.start, span.end)


def _strength(role: Role, said: str, span: Span) -> Strength:
    strength = strength_of(said)
    if role is Role.TAIL:
        strength = min(strength, Strength.PLAIN)
    # "Rechnung 401 10 Stück" is no 40110; ten digits in a row are none by chance.
    return strength.weaker() if span.is_torn and len(said) < 10 else strength


def _loose_numbers(runs: tuple[Run, ...], mentions: list[Mention]) -> tuple[str, ...]:
    covered = {place for mention in mentions for place in range(mention.start, mention.end)}
    return tuple(
        run.text
        for place, run in enumerate(runs)
        if run.is_digits
        and len(run.text) >= _SHORTEST_LISTED
        and run.mask is Mask.NONE
        and place not in covered
        and word_before(runs, place, {}) is not Word.FOREIGN
    )


def _rank(mention: Mention) -> tuple[int, int, int, int]:
    """The strongest first, then the longest, then as the text has them."""
    roles = list(Role)
    length = mention.end - mention.start
    return -mention.strength, -len(mention.key), -length, roles.index(mention.role)


def _fills(mention: Mention, runs: tuple[Run, ...]) -> bool:
    """Whether it is all of the field, or too clear to be part of a number made by a machine."""
    is_whole = mention.start == 0 and mention.end == len(runs)
    return is_whole or mention.strength >= Strength.STRONG


def _judged(mention: Mention, runs: tuple[Run, ...], begins: dict[int, int]) -> Mention:
    """The mention in the light of its surroundings: words before it, signs that connect it."""
    is_postcode = _is_like_postcode(mention, runs)
    word = word_before(runs, mention.start, {} if is_postcode else begins)
    strength = mention.strength
    has_sign = runs[mention.start].gap.endswith("#")
    has_letters = not mention.key.isdigit()
    is_doubtful = any(run.mask is Mask.DOUBTFUL for run in runs[mention.start : mention.end])
    is_beyond_doubt = has_letters and strength >= Strength.STRONG
    if (is_doubtful or word is Word.FOREIGN) and not is_beyond_doubt:
        strength = Strength.WEAK
    elif _is_inside(mention, runs, begins):
        strength = strength.weaker()
    if word is Word.NONE and is_postcode:
        word = Word.PLACE
    elif word is Word.NONE and (has_letters or has_sign or mention.field is not Field.TEXT):
        # A prefix of its own, "#", or a field made for references, is as good as "Nr.".
        word = Word.NUMBER
    return replace(mention, strength=strength, word=word)


def _is_like_postcode(mention: Mention, runs: tuple[Run, ...]) -> bool:
    """Whether a town may follow: "Bestellung 51210, 47110 Köln" names one order, not two."""
    if len(mention.key) != 5 or not mention.key.isdigit() or mention.end == len(runs):
        return False
    after = runs[mention.end]
    if after.is_digits or is_reference_word(after.text) or is_courtesy(after.text):
        return False
    return len(after.text) >= 3 and after.gap.isspace()


def _is_inside(mention: Mention, runs: tuple[Run, ...], begins: dict[int, int]) -> bool:
    """Whether it is but a part of a longer number: "2026" in "2026-11", "40110" in "INV-40110"."""
    is_listed_before = mention.start - 1 in begins
    if len(mention.key) >= _LONG_TOKEN:
        return False
    # A clear number that begins with letters begins there, whatever stands before.
    has_clear_begin = mention.strength >= Strength.STRONG and not mention.key[0].isdigit()
    is_connected = mention.start > 0 and runs[mention.start].is_connected
    if is_connected and not is_listed_before and not has_clear_begin:
        before = runs[mention.start - 1]
        if before.is_digits or (len(before.text) <= 4 and not is_reference_word(before.text)):
            return True
    if mention.end == len(runs) or not runs[mention.end].is_connected:
        return False
    after = runs[mention.end]
    if after.is_digits:
        return mention.end not in begins.values()
    return not after.gap or (len(after.text) == 1 and after.gap in "-/_")
