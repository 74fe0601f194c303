"""Rows of one order that lie apart in a file, as platforms list payments by their day."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from orders.adapters.shops.assembly import Block
from orders.adapters.shops.cells import plain_number
from orders.adapters.shops.csv_file import Row


@dataclass(frozen=True, slots=True)
class GatheredBlocks:
    """The rows of a file by order, wherever they stand, as often as somebody iterates.

    An order comes when its last row was read; only orders that have begun are in memory.
    """

    rows: Iterable[Row]
    number_column: str

    def __iter__(self) -> Iterator[Block]:
        """One block after the other; rows without a number make blocks of their own."""
        missing = Counter(plain_number(row.get(self.number_column)) for row in self.rows)
        begun: dict[str, Block] = {}
        for row in self.rows:
            number = plain_number(row.get(self.number_column))
            block = begun.setdefault(number, Block(number)) if number else Block("")
            block.add(row)
            missing[number] -= 1
            if not number:
                yield block
            elif not missing[number]:
                yield begun.pop(number)
