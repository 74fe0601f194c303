"""Which orders a key leads to, and what the key is to them."""

from collections.abc import Iterable, Iterator
from enum import StrEnum

from orders.rules.references import compress, keys_of, prefix_of, runs_of, tails_of

# A key that more orders share in one role than this says nothing.
_MOST_SHARED = 4


class Role(StrEnum):
    """What a key is to its order, as people read it."""

    NUMBER = "Bestellnummer"
    INVOICE = "Rechnungsnummer"
    TOKEN = "Zahlungskennung"
    TAIL = "Teil der Bestellnummer"


_ROLES = tuple(Role)


class KeyIndex:
    """The keys of very many orders, in one dictionary: order and role make one number."""

    def __init__(self) -> None:
        self._places: dict[str, int | tuple[int, ...]] = {}
        self._lengths: set[int] = set()
        self.prefixes: set[str] = set()

    def add(
        self, order_id: int, number: str, invoices: Iterable[str], tokens: Iterable[str]
    ) -> None:
        """Make the order known by all that a payer may write."""
        runs = runs_of(number)
        self.prefixes.update(prefix_of(runs))
        self._add(keys_of(runs), Role.NUMBER, order_id)
        self._add(tails_of(runs), Role.TAIL, order_id)
        for invoice in invoices:
            self._add(keys_of(runs_of(invoice)), Role.INVOICE, order_id)
        self._add((compress(token) for token in tokens if token), Role.TOKEN, order_id)

    def find(self, key: str) -> Iterator[tuple[Role, tuple[int, ...]]]:
        """The orders of the key by role; none in a role that too many share."""
        places = self._places.get(key) if len(key) in self._lengths else None
        if places is None:
            return
        if isinstance(places, int):
            yield _ROLES[places % len(_ROLES)], (places // len(_ROLES),)
            return
        for index, role in enumerate(_ROLES):
            orders = tuple(p // len(_ROLES) for p in places if p % len(_ROLES) == index)
            if 0 < len(orders) <= _MOST_SHARED:
                yield role, orders

    def _add(self, keys: Iterable[str], role: Role, order_id: int) -> None:
        place = order_id * len(_ROLES) + _ROLES.index(role)
        for key in keys:
            self._lengths.add(len(key))
            known = self._places.setdefault(key, place)
            if known != place:
                places = known if isinstance(known, tuple) else (known,)
                if place not in places and len(places) <= _MOST_SHARED * len(_ROLES):
                    self._places[key] = (*places, place)
