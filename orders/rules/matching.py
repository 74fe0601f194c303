"""Payments find their order: what is sure, what is likely, and why."""

from collections.abc import Iterable, Iterator

from orders.rules.match_case import (
    SPLIT_SCORE,
    Case,
    differ,
    exact_split,
    has_other_number,
    is_doubtful,
    is_said,
    named_splits,
    person,
    sure_proposal,
    unique,
    why_of,
)
from orders.rules.match_certainty import choose, is_enough
from orders.rules.match_hits import OF_PAYMENTS, Hit, Payer, Wording, meet, score_of
from orders.rules.match_splits import exact_subsets, whole_parts
from orders.rules.match_values import Candidate, Part, Proposal
from orders.rules.payer_names import Likeness
from orders.rules.people_index import MOST_KEPT, PeopleIndex
from orders.rules.reference_index import Reading, ReferenceIndex
from orders.rules.references import Strength
from orders.rules.statements import EntryDraft

__all__ = ["Candidate", "MatchIndex", "Part", "Proposal"]

MOST_PROPOSALS = 5


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
        case = self._case(entry, self._references.read(entry))
        return self._propose(case, may_be_sure=not case.payer.takes_back)

    def propose_return(self, entry: EntryDraft) -> tuple[Proposal, ...]:
        """The same for a returned debit, told as the payment it takes back."""
        case = self._case(entry, self._references.read(entry, with_mandate=True))
        return self._propose(case, may_be_sure=True)

    def _propose(self, case: Case, *, may_be_sure: bool) -> tuple[Proposal, ...]:
        is_possible = may_be_sure and case.entry.currency == "EUR"
        if is_possible and (sure := self._sure(case)):
            return (sure,)
        likely = sorted(self._likely(case), key=lambda found: -found.score)
        unique = {frozenset(proposal.parts): proposal for proposal in reversed(likely)}
        return tuple(reversed(unique.values()))[:MOST_PROPOSALS]

    def _case(self, entry: EntryDraft, reading: Reading) -> Case:
        is_rare = bool(self._people.with_amount(entry.amount))
        payer = Payer.of(entry, has_rare_amount=is_rare)
        places: dict[tuple[str, int, int], list[Hit]] = {}
        for mention in reading.mentions:
            for order_id in mention.order_ids:
                hit = meet(self._candidates[order_id], mention, payer, entry.amount)
                place = (mention.field, mention.start, mention.end)
                places.setdefault(place, []).append(hit)
        meant = tuple((choose(found), tuple(found)) for found in places.values())
        hits = tuple(hit for found in places.values() for hit in found)
        return Case(entry, payer, self._wording, reading, hits, meant)

    # What is sure

    def _sure(self, case: Case) -> Proposal | None:
        """The proposal that needs no person, or None."""
        named = unique(hit for hit, _ in case.places if hit and is_enough(hit, case.payer))
        maybe = unique(
            hit
            for hit, _ in case.places
            if hit and hit not in named and hit.strength >= Strength.PLAIN and hit.candidate.is_open
        )
        maybe = [hit for hit in maybe if all(differ(hit, other) for other in named)]
        amount = case.entry.amount
        if exact := exact_split(case, named, maybe):
            return sure_proposal(whole_parts([hit.candidate for hit in exact]), exact, case)
        if is_doubtful(case, named):
            return None
        if any(is_said(hit) for hit in maybe):
            return None
        if len(named) == 1 and not self._has_rival(named[0], case):
            has_others = bool(maybe) or has_other_number(case)
            is_too_much = amount > named[0].candidate.open_amount and not named[0].fits_amount
            if not (has_others and is_too_much):
                return sure_proposal((Part(named[0].candidate.order_id, amount),), named, case)
        return self._sure_by_account(case) if not named and not maybe else None

    def _has_rival(self, hit: Hit, case: Case) -> bool:
        """Whether another order fits so much better that the number may be mistyped."""
        if hit.is_customer and hit.fits_amount:
            return False
        name, amount = case.entry.name, case.entry.amount
        same_sum = list(self._people.named_with_amount(name, amount))
        least = _least_of_rivals(hit)
        if len(same_sum) > MOST_KEPT and not hit.is_customer:
            return True
        rivals = [
            rival
            for rival in self._meet(same_sum, case)
            if rival.fits_amount and rival.likeness >= least
        ]
        if not hit.fits_amount and not hit.is_customer:
            # Who owes for an order of his own hardly pays some other sum for a stranger's.
            own = self._meet(self._people.named(name), case)
            rivals.extend(rival for rival in own if rival.likeness is Likeness.FULL)
        return any(differ(rival, hit) for rival in rivals)

    def _sure_by_account(self, case: Case) -> Proposal | None:
        """Same account, name and amount as one open order of one customer, and no other number."""
        if has_other_number(case) or case.hits:
            return None
        known = list(self._meet(self._people.with_iban(case.entry.iban), case))
        fitting = [hit for hit in known if hit.fits_amount and hit.likeness > Likeness.NONE]
        if len(fitting) != 1 or len({person(hit) for hit in known}) != 1:
            return None
        part = Part(fitting[0].candidate.order_id, case.entry.amount)
        return sure_proposal((part,), fitting, case)

    # What is likely

    def _likely(self, case: Case) -> Iterator[Proposal]:
        found = {hit.candidate.order_id: hit for hit in reversed(case.hits)}
        for hit in self._meet(self._without_number(case.entry), case):
            found.setdefault(hit.candidate.order_id, hit)
        for hit in found.values():
            score = score_of(hit, case.entry.amount, case.reading.loose)
            why = why_of(hit, case)
            yield Proposal((Part(hit.candidate.order_id, case.entry.amount),), False, score, why)
        yield from named_splits(case)
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

    def _meet(self, order_ids: Iterable[int], case: Case) -> Iterator[Hit]:
        """The open ones among the orders, if the payer or the amount speaks for them."""
        for order_id in order_ids:
            candidate = self._candidates[order_id]
            if candidate.is_open:
                hit = meet(candidate, None, case.payer, case.entry.amount)
                if hit.support:
                    yield hit

    def _splits_of_one_customer(self, case: Case) -> Iterator[Proposal]:
        hits = [
            hit
            for hit in self._meet(self._people.named(case.entry.name), case)
            if hit.likeness is Likeness.FULL and not hit.fits_amount
        ]
        candidates = [hit.candidate for hit in hits]
        for chosen in exact_subsets(candidates, case.entry.amount):
            why = (f"Summe aus {len(chosen)} offenen Aufträgen", "Name wie beim Kunden")
            yield Proposal(whole_parts(chosen), False, SPLIT_SCORE + 25, why)
            return


def _least_of_rivals(hit: Hit) -> Likeness:
    """How well the payer's name must fit another order of the very amount to raise doubts."""
    is_likely = hit.fits_amount and hit.strength >= Strength.STRONG
    if hit.is_customer or is_likely or (hit.fits_amount and hit.is_known):
        return Likeness.FULL
    return Likeness.LAST_NAME
