"""Which orders a payer's name, amount or account points to, without any number."""

from collections.abc import Hashable, Iterable, Iterator
from decimal import Decimal

from orders.rules.match_values import Candidate
from orders.rules.payer_names import payer_words, significant, skeleton

# More than this share an amount or a name often; a list of all would help nobody.
MOST_KEPT = 12


class Shelf:
    """Orders by key, at most a dozen each; a full one keeps saying so by one more."""

    def __init__(self) -> None:
        self._orders: dict[Hashable, int | tuple[int, ...]] = {}

    def add(self, key: Hashable, order_id: int) -> None:
        """Put the order under the key."""
        known = self._orders.setdefault(key, order_id)
        if known == order_id:
            return
        orders = known if isinstance(known, tuple) else (known,)
        if order_id not in orders and len(orders) <= MOST_KEPT:
            self._orders[key] = (*orders, order_id)

    def get(self, key: Hashable) -> tuple[int, ...]:
        """The orders under the key; of too many only the first."""
        orders = self._orders.get(key, ())
        return orders if isinstance(orders, tuple) else (orders,)


class PeopleIndex:
    """Orders by amount, by name, by both, and by the account paid from before."""

    def __init__(self) -> None:
        self._by_amount = Shelf()
        self._by_name = Shelf()
        self._by_name_and_amount = Shelf()
        self._by_iban = Shelf()

    def add(self, candidate: Candidate) -> None:
        """Make the order known; once more after its open amount changed."""
        order_id = candidate.order_id
        amounts = {candidate.open_amount, *candidate.further_amounts}
        for iban in candidate.ibans:
            self._by_iban.add(iban, order_id)
        for name in _full_names(candidate):
            self._by_name.add(name, order_id)
        for amount in amounts:
            self._by_amount.add(amount, order_id)
            for name in _last_names(candidate):
                self._by_name_and_amount.add((name, amount), order_id)

    def with_amount(self, amount: Decimal) -> tuple[int, ...]:
        """Orders of which exactly this is open; () when too many are."""
        found = self._by_amount.get(amount)
        return found if len(found) <= 5 else ()

    def with_iban(self, iban: str) -> tuple[int, ...]:
        """Orders of customers who paid from this account before."""
        return self._by_iban.get(iban) if iban else ()

    def named(self, payer: str) -> Iterator[int]:
        """Orders of those whose first and last name, or whose company, the payer has."""
        skeletons = [skeleton(word) for word in payer_words(payer)]
        pairs = ((one, other) for one in skeletons for other in skeletons)
        for pair in dict.fromkeys((*pairs, _company_key(payer))):
            yield from self._by_name.get(pair)

    def named_with_amount(self, payer: str, amount: Decimal) -> Iterator[int]:
        """Orders of those with one of the payer's names, of which exactly the amount is open."""
        skeletons = (skeleton(word) for word in payer_words(payer))
        for name in dict.fromkeys((*skeletons, _company_key(payer))):
            yield from self._by_name_and_amount.get((name, amount))


def _full_names(candidate: Candidate) -> Iterator[Hashable]:
    first, last = significant(candidate.first_name), significant(candidate.last_name)
    if first and last:
        yield (skeleton(first[0]), skeleton(last[-1]))
    if candidate.company:
        yield _company_key(candidate.company)


def _last_names(candidate: Candidate) -> Iterable[str]:
    if last := significant(candidate.last_name):
        yield skeleton(last[-1])
    if candidate.company:
        yield _company_key(candidate.company)


def _company_key(name: str) -> str:
    return " ".join(sorted(skeleton(word) for word in significant(name)))
