"""From the blocks of rows that make up orders to the drafts of a file."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from orders.adapters.shops.cells import NUMBER_LIMIT, OrderReader, plain_number, quoted
from orders.adapters.shops.csv_file import Row
from orders.rules.drafts import ImportProblem, OrderDraft, RejectedOrder

MAX_LINES = 1000


@dataclass(slots=True)
class Block:
    """Rows of a file that follow each other and speak of one order; "" = it has no number.

    Of an order with more rows than can be read, only the first are kept, all are counted.
    """

    number: str
    rows: list[Row] = field(default_factory=list)
    row_count: int = 0

    @property
    def line(self) -> int:
        """The line of the file on which the order starts."""
        return self.rows[0].line

    def add(self, row: Row) -> None:
        """Take the next row in."""
        self.row_count += 1
        if self.row_count <= MAX_LINES:
            self.rows.append(row)


@dataclass(frozen=True, slots=True)
class Blocks:
    """The rows of a file by order, in their order, as often as somebody iterates."""

    rows: Iterable[Row]
    number_column: str
    continues: Callable[[Row, str, str], bool]

    def __iter__(self) -> Iterator[Block]:
        """One block after the other; no other is in memory."""
        block: Block | None = None
        for row in self.rows:
            number = plain_number(row.get(self.number_column))
            if block is None or not self.continues(row, number, block.number):
                if block is not None:
                    yield block
                block = Block(number)
            block.add(row)
        if block is not None:
            yield block


def blocks(
    rows: Iterable[Row], number_column: str, continues: Callable[[Row, str, str], bool]
) -> Blocks:
    """The rows of a file by order; the rows must be such that can be iterated again.

    continues: told a row, its number and that of the order above, whether the row belongs to it.
    """
    return Blocks(rows, number_column, continues)


def assemble(
    blocks: Iterable[Block], read: Callable[[Block, OrderReader], OrderDraft]
) -> Iterator[OrderDraft | RejectedOrder]:
    """Read every block; an order with any problem, or twice in the file, is left out wholly.

    The blocks are iterated twice: nobody knows at the first of two doubles that it is one.
    """
    doubles = _find_doubles(blocks)
    for block in blocks:
        lines = doubles.get(block.number)
        if lines is None:
            yield _read_block(block, read)
        elif block.line == lines[0]:
            # One order left out, however often it stands there.
            problems = tuple(twice(block.number, lines[0], line) for line in lines[1:])
            yield RejectedOrder(block.line, block.number[:NUMBER_LIMIT], problems)


def _find_doubles(blocks: Iterable[Block]) -> Mapping[str, tuple[int, ...]]:
    """The lines on which each order starts that stands in more than one place."""
    seen: set[str] = set()
    numbers: set[str] = set()
    for block in blocks:
        (numbers if block.number in seen else seen).add(block.number)
    numbers.discard("")
    if not numbers:
        return {}
    lines: dict[str, tuple[int, ...]] = {}
    for block in blocks:
        # Three places tell what is wrong as well as three thousand.
        if block.number in numbers and len(lines.get(block.number, ())) < 3:
            lines[block.number] = (*lines.get(block.number, ()), block.line)
    return lines


def _read_block(
    block: Block, read: Callable[[Block, OrderReader], OrderDraft]
) -> OrderDraft | RejectedOrder:
    reader = OrderReader(block.number)
    _check_rows(block, reader)
    draft = read(block, reader)
    if reader.problems:
        return RejectedOrder(block.line, reader.number, tuple(reader.problems))
    return draft


def twice(number: str, first_line: int, line: int) -> ImportProblem:
    """The problem of an order that a file holds twice: nobody can tell which one is right."""
    message = (
        f"Zeile {line}: Die Bestellung „{quoted(number)}“ steht zweimal in der Datei, in Zeile "
        f"{first_line} und in Zeile {line}. Sie wird ausgelassen. "
        "Löschen Sie eine der beiden aus der Datei und importieren Sie sie erneut."
    )
    return ImportProblem(line, "", message, number[:NUMBER_LIMIT])


def _check_rows(block: Block, reader: OrderReader) -> None:
    """Note rows of the wrong shape, and orders with more positions than a letter can hold."""
    for row in block.rows:
        reader.check_shape(row)
    if block.row_count > MAX_LINES:
        reader.refuse(
            block.rows[0],
            "",
            f"Die Bestellung „{quoted(block.number)}“ hat {block.row_count} Zeilen, gelesen werden "
            f"höchstens {MAX_LINES}. Mahnen Sie diese Bestellung auf anderem Weg.",
        )
