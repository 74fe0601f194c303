"""One payment with everything that was found for it, and what that comes to."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from orders.rules.match_hits import Hit, Payer, Wording, reasons_of, score_of
from orders.rules.match_splits import exact_choice, exact_subsets, explains, spread, whole_parts
from orders.rules.match_values import Part, Proposal
from orders.rules.reference_index import Reading
from orders.rules.reference_words import Word
from orders.rules.references import Strength
from orders.rules.statements import EntryDraft

_SURE_SCORE = 200
SPLIT_SCORE = 30
# A number of four digits may be a house number; from here on it could be another order's.
_SHORTEST_OTHER_NUMBER = 4


@dataclass(frozen=True, slots=True)
class Case:
    """One payment with everything that was found for it.

    hits: all that its text names. places: the order each place of the text means, None where
    several are as likely, with the hits of that place.
    """

    entry: EntryDraft
    payer: Payer
    wording: Wording
    reading: Reading
    hits: tuple[Hit, ...]
    places: tuple[tuple[Hit | None, tuple[Hit, ...]], ...]


def sure_proposal(parts: tuple[Part, ...], hits: Sequence[Hit], case: Case) -> Proposal:
    """The parts as what may be booked, for the orders they go to."""
    if len(hits) == 1:
        why = why_of(hits[0], case)
    else:
        why = (all_named(hits), "Betrag gleich der Summe der offenen Beträge")
    return Proposal(parts, True, _SURE_SCORE, why)


def why_of(hit: Hit, case: Case) -> tuple[str, ...]:
    """Why the order is proposed, in words for people."""
    return reasons_of(hit, case.entry.amount, case.reading.loose, case.wording)


def all_named(hits: Sequence[Hit]) -> str:
    """That the text names all these orders, in words for people."""
    numbers = [hit.candidate.number for hit in hits]
    return f"{len(numbers)} Aufträge genannt: {', '.join(numbers)}"


def unique(hits: Iterable[Hit]) -> list[Hit]:
    """One hit per order, the first found."""
    found: dict[int, Hit] = {}
    for hit in hits:
        found.setdefault(hit.candidate.order_id, hit)
    return list(found.values())


def differ(one: Hit, other: Hit) -> bool:
    """Whether two orders are meant."""
    return one.candidate.order_id != other.candidate.order_id


def person(hit: Hit) -> tuple[str, str, str]:
    """Whose order it is."""
    candidate = hit.candidate
    return candidate.first_name, candidate.last_name, candidate.company


def has_other_number(case: Case) -> bool:
    """Whether the text has a number that nobody knows and that could be another order's."""
    return any(len(number) >= _SHORTEST_OTHER_NUMBER for number in case.reading.loose)


def _is_place(hit: Hit) -> bool:
    """Whether the number may be a postcode, with its town behind."""
    return hit.mention is not None and hit.mention.word is Word.PLACE


def is_said(hit: Hit) -> bool:
    """Whether a word, a sign or letters make the number one that names an order."""
    mention = hit.mention
    return mention is not None and hit.strength >= Strength.PLAIN and mention.word > Word.PLACE


def is_doubtful(case: Case, named: Sequence[Hit]) -> bool:
    """Whether a place of the text means an order closed already, or one of several."""
    said = [hit for hit, _ in case.places if hit and is_said(hit)]
    if any(not hit.candidate.is_open for hit in (*named, *said)):
        return True
    return any(
        meant is None and any(hit.strength >= Strength.PLAIN for hit in found)
        for meant, found in case.places
    )


def exact_split(case: Case, named: Sequence[Hit], maybe: Sequence[Hit]) -> Sequence[Hit] | None:
    """Two or more of the orders named whose open amounts together are the payment."""
    amount = case.entry.amount
    maybe = [hit for hit in maybe if not _is_place(hit)]
    for hits in ([*named, *maybe], list(named)):
        candidates = [hit.candidate for hit in hits]
        is_open = all(candidate.is_open for candidate in candidates)
        if len(candidates) > 1 and is_open and explains(candidates, amount):
            return hits
    places = [[hit for hit in found if _may_be_meant(hit)] for _, found in case.places]
    groups = [unique(found) for found in places if found]
    if len(groups) < 2:
        return None
    chosen = exact_choice([[hit.candidate for hit in group] for group in groups], amount)
    wanted = {candidate.order_id for candidate in chosen or ()}
    return [h for h in unique(case.hits) if h.candidate.order_id in wanted] or None


def _may_be_meant(hit: Hit) -> bool:
    return hit.candidate.is_open and hit.strength >= Strength.PLAIN and not _is_place(hit)


def named_splits(case: Case) -> Iterator[Proposal]:
    """The payment on the orders named: those that explain it, or one after the other."""
    hits = unique(h for h in case.hits if h.candidate.is_open and h.strength >= Strength.PLAIN)
    if len(hits) < 2:
        return
    candidates = [hit.candidate for hit in hits]
    amount, score = (
        case.entry.amount,
        SPLIT_SCORE + max(score_of(hit, case.entry.amount, ()) for hit in hits),
    )
    for chosen in list(exact_subsets(candidates, amount))[:2]:
        numbers = ", ".join(candidate.number for candidate in chosen)
        why = (all_named(hits), f"Betrag gleich der Summe von {numbers}")
        yield Proposal(whole_parts(chosen), False, score + 20, why)
    parts = spread(candidates, amount)
    if len(parts) > 1:
        yield Proposal(parts, False, score - 20, (all_named(hits),))
