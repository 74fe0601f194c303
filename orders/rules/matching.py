"""Payments find their order: what is sure, what is likely, and why."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from orders.rules.match_hits import (
    OF_PAYMENTS,
    Hit,
    Payer,
    Wording,
    choose,
    is_enough,
    meet,
    reasons_of,
    score_of,
)
from orders.rules.match_splits import (
    exact_choice,
    exact_subsets,
    explains,
    spread,
    whole_parts,
)
from orders.rules.match_values import Candidate, Part, Proposal
from orders.rules.payer_names import Likeness
from orders.rules.people_index import PeopleIndex
from orders.rules.reference_index import Reading, ReferenceIndex
from orders.rules.references import Strength
from orders.rules.statements import EntryDraft

__all__ = ["Candidate", "MatchIndex", "Part", "Proposal"]

MOST_PROPOSALS = 5
_SURE_SCORE = 200
_SPLIT_SCORE = 30
# A number of four digits may be a house number; from here on it could be another order's.
_SHORTEST_OTHER_NUMBER = 4


@dataclass(frozen=True, slots=True)
class _Case:
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


class MatchIndex:
    """The orders that payments may be for, built once per import; asked for every entry."""

    def __init__(self, candidates: Iterable[Candidate], wording: Wording = OF_PAYMENTS) -> None:
        self._wording = wording
        self._candidates: dict[int, Candidate] = {}
        self._references = ReferenceIndex()
        self._people = PeopleIndex()
        self.add(candidates)

    def add(self, candidates: Iterable[Candidate]) -> None:
        """Make orders known, or what has become of known ones since."""
        for candidate in candidates:
            self._candidates[candidate.order_id] = candidate
            tokens = (candidate.token, candidate.shop_token)
            self._references.add(
                candidate.order_id, candidate.number, candidate.invoice_numbers, tokens
            )
            if candidate.is_open:
                self._people.add(candidate)

    def candidate(self, order_id: int) -> Candidate:
        """What is known of the order now. KeyError for one never added."""
        return self._candidates[order_id]

    def pay(self, proposal: Proposal) -> None:
        """Take note that the proposal was booked, so that the next entry meets what is left."""
        for part in proposal.parts:
            candidate = self._candidates[part.order_id].after(part.amount)
            self._candidates[part.order_id] = candidate
            if candidate.is_open:
                self._people.add(candidate)

    def propose(self, entry: EntryDraft) -> tuple[Proposal, ...]:
        """Where the payment may belong, best first, at most five; a sure one stands alone.

        () for what is no payment: money that went out, and own money that came back.
        """
        if entry.amount <= 0 or entry.is_return:
            return ()
        return self._propose(entry, self._references.read(entry))

    def propose_return(self, entry: EntryDraft) -> tuple[Proposal, ...]:
        """The same for a returned debit, told as the payment it takes back."""
        return self._propose(entry, self._references.read(entry, with_mandate=True))

    def _propose(self, entry: EntryDraft, reading: Reading) -> tuple[Proposal, ...]:
        case = self._case(entry, reading)
        if entry.currency == "EUR" and (sure := self._sure(case)):
            return (sure,)
        likely = sorted(self._likely(case), key=lambda found: -found.score)
        unique = {frozenset(proposal.parts): proposal for proposal in reversed(likely)}
        return tuple(reversed(unique.values()))[:MOST_PROPOSALS]

    def _case(self, entry: EntryDraft, reading: Reading) -> _Case:
        payer = Payer.of(entry)
        places: dict[tuple[str, int, int], list[Hit]] = {}
        for mention in reading.mentions:
            for order_id in mention.order_ids:
                hit = meet(self._candidates[order_id], mention, payer, entry.amount)
                place = (mention.field, mention.start, mention.end)
                places.setdefault(place, []).append(hit)
        meant = tuple((choose(found), tuple(found)) for found in places.values())
        hits = tuple(hit for found in places.values() for hit in found)
        return _Case(entry, payer, self._wording, reading, hits, meant)

    # What is sure

    def _sure(self, case: _Case) -> Proposal | None:
        """The proposal that needs no person, or None."""
        named = _unique(hit for hit, _ in case.places if hit and is_enough(hit, case.payer))
        maybe = _unique(
            hit
            for hit, _ in case.places
            if hit and hit not in named and hit.strength >= Strength.PLAIN and hit.candidate.is_open
        )
        maybe = [hit for hit in maybe if all(_differ(hit, other) for other in named)]
        amount = case.entry.amount
        if exact := _exact_split(case, named, maybe):
            return _sure_proposal(whole_parts([hit.candidate for hit in exact]), exact, case)
        if _is_doubtful(case, named):
            return None
        if len(named) == 1 and not self._has_rival(named[0], case):
            has_others = bool(maybe) or _has_other_number(case)
            is_too_much = amount > named[0].candidate.open_amount and not named[0].fits_amount
            if not (has_others and is_too_much):
                return _sure_proposal((Part(named[0].candidate.order_id, amount),), named, case)
        return self._sure_by_account(case) if not named and not maybe else None

    def _has_rival(self, hit: Hit, case: _Case) -> bool:
        """Whether another order fits so much better that the number may be mistyped."""
        if hit.is_known:
            return False
        least = Likeness.LAST_NAME
        if hit.fits_amount and hit.strength is Strength.STRONG:
            least = Likeness.FULL
        return any(
            rival.likeness >= least and rival.fits_amount and _differ(rival, hit)
            for rival in self._meet(
                self._people.named_with_amount(case.entry.name, case.entry.amount), case
            )
        )

    def _sure_by_account(self, case: _Case) -> Proposal | None:
        """Same account, name and amount as one open order of one customer, and no other number."""
        if _has_other_number(case) or case.hits:
            return None
        known = list(self._meet(self._people.with_iban(case.entry.iban), case))
        fitting = [hit for hit in known if hit.fits_amount and hit.likeness > Likeness.NONE]
        if len(fitting) != 1 or len({_person(hit) for hit in known}) != 1:
            return None
        part = Part(fitting[0].candidate.order_id, case.entry.amount)
        return _sure_proposal((part,), fitting, case)

    # What is likely

    def _likely(self, case: _Case) -> Iterator[Proposal]:
        found = {hit.candidate.order_id: hit for hit in reversed(case.hits)}
        for hit in self._meet(self._without_number(case.entry), case):
            found.setdefault(hit.candidate.order_id, hit)
        for hit in found.values():
            score = score_of(hit, case.entry.amount, case.reading.loose)
            why = _why(hit, case)
            yield Proposal((Part(hit.candidate.order_id, case.entry.amount),), False, score, why)
        yield from _named_splits(case)
        yield from self._splits_of_one_customer(case)

    def _without_number(self, entry: EntryDraft) -> Iterator[int]:
        """Orders that name, amount or account point to, each once."""
        people = self._people
        found = (
            *people.named_with_amount(entry.name, entry.amount),
            *people.with_iban(entry.iban),
            *people.named(entry.name),
            *people.with_amount(entry.amount),
        )
        return iter(dict.fromkeys(found))

    def _meet(self, order_ids: Iterable[int], case: _Case) -> Iterator[Hit]:
        """The open ones among the orders, if the payer or the amount speaks for them."""
        for order_id in order_ids:
            candidate = self._candidates[order_id]
            if candidate.is_open:
                hit = meet(candidate, None, case.payer, case.entry.amount)
                if hit.support:
                    yield hit

    def _splits_of_one_customer(self, case: _Case) -> Iterator[Proposal]:
        hits = [
            hit
            for hit in self._meet(self._people.named(case.entry.name), case)
            if hit.likeness is Likeness.FULL and not hit.fits_amount
        ]
        candidates = [hit.candidate for hit in hits]
        for chosen in exact_subsets(candidates, case.entry.amount):
            why = (f"Summe aus {len(chosen)} offenen Aufträgen", "Name wie beim Kunden")
            yield Proposal(whole_parts(chosen), False, _SPLIT_SCORE + 25, why)
            return


def _sure_proposal(parts: tuple[Part, ...], hits: Sequence[Hit], case: _Case) -> Proposal:
    if len(hits) == 1:
        why = _why(hits[0], case)
    else:
        why = (_all_named(hits), "Betrag gleich der Summe der offenen Beträge")
    return Proposal(parts, True, _SURE_SCORE, why)


def _why(hit: Hit, case: _Case) -> tuple[str, ...]:
    return reasons_of(hit, case.entry.amount, case.reading.loose, case.wording)


def _all_named(hits: Sequence[Hit]) -> str:
    numbers = [hit.candidate.number for hit in hits]
    return f"{len(numbers)} Aufträge genannt: {', '.join(numbers)}"


def _unique(hits: Iterable[Hit]) -> list[Hit]:
    """One hit per order, the first found."""
    found: dict[int, Hit] = {}
    for hit in hits:
        found.setdefault(hit.candidate.order_id, hit)
    return list(found.values())


def _differ(one: Hit, other: Hit) -> bool:
    return one.candidate.order_id != other.candidate.order_id


def _person(hit: Hit) -> tuple[str, str, str]:
    candidate = hit.candidate
    return candidate.first_name, candidate.last_name, candidate.company


def _has_other_number(case: _Case) -> bool:
    """Whether the text has a number that nobody knows and that could be another order's."""
    return any(len(number) >= _SHORTEST_OTHER_NUMBER for number in case.reading.loose)


def _is_doubtful(case: _Case, named: Sequence[Hit]) -> bool:
    """Whether a place of the text means an order closed already, or one of several."""
    if any(not hit.candidate.is_open for hit in named):
        return True
    return any(
        meant is None and any(hit.strength >= Strength.PLAIN for hit in found)
        for meant, found in case.places
    )


def _exact_split(case: _Case, named: Sequence[Hit], maybe: Sequence[Hit]) -> Sequence[Hit] | None:
    """Two or more of the orders named whose open amounts together are the payment."""
    amount = case.entry.amount
    for hits in ([*named, *maybe], list(named)):
        candidates = [hit.candidate for hit in hits]
        is_open = all(candidate.is_open for candidate in candidates)
        if len(candidates) > 1 and is_open and explains(candidates, amount):
            return hits
    places = [
        [hit for hit in found if hit.candidate.is_open and hit.strength >= Strength.PLAIN]
        for _, found in case.places
    ]
    groups = [_unique(found) for found in places if found]
    if len(groups) < 2:
        return None
    chosen = exact_choice([[hit.candidate for hit in group] for group in groups], amount)
    wanted = {candidate.order_id for candidate in chosen or ()}
    return [h for h in _unique(case.hits) if h.candidate.order_id in wanted] or None


def _named_splits(case: _Case) -> Iterator[Proposal]:
    """The payment on the orders named: those that explain it, or one after the other."""
    hits = _unique(h for h in case.hits if h.candidate.is_open and h.strength >= Strength.PLAIN)
    if len(hits) < 2:
        return
    candidates = [hit.candidate for hit in hits]
    amount, score = (
        case.entry.amount,
        _SPLIT_SCORE + max(score_of(hit, case.entry.amount, ()) for hit in hits),
    )
    for chosen in list(exact_subsets(candidates, amount))[:2]:
        numbers = ", ".join(candidate.number for candidate in chosen)
        why = (_all_named(hits), f"Betrag gleich der Summe von {numbers}")
        yield Proposal(whole_parts(chosen), False, score + 20, why)
    parts = spread(candidates, amount)
    if len(parts) > 1:
        yield Proposal(parts, False, score - 20, (_all_named(hits),))
