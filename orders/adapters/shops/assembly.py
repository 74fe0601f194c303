"""From the blocks of rows that make up orders to the result of a file."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from orders.adapters.shops.cells import NUMBER_LIMIT, OrderReader, plain_number, quoted
from orders.adapters.shops.csv_file import Row
from orders.rules.drafts import ImportProblem, OrderDraft, ParsedFile

MAX_LINES = 1000


@dataclass(slots=True)
class Block:
    """Rows of a file that follow each other and speak of one order; "" = it has no number."""

    number: str
    rows: list[Row] = field(default_factory=list)

    @property
    def line(self) -> int:
        """The line of the file on which the order starts."""
        return self.rows[0].line


def blocks(
    rows: Iterable[Row], number_column: str, continues: Callable[[Row, str, str], bool]
) -> Iterator[Block]:
    """The rows of a file by order, in their order.

    continues: told a row, its number and that of the order above, whether the row belongs to it.
    """
    block: Block | None = None
    for row in rows:
        number = plain_number(row.get(number_column))
        if block is not None and continues(row, number, block.number):
            block.rows.append(row)
            continue
        if block is not None:
            yield block
        block = Block(number, [row])
    if block is not None:
        yield block


def assemble(
    format: str, blocks: Iterable[Block], read: Callable[[Block, OrderReader], OrderDraft]
) -> ParsedFile:
    """Read every block; an order with any problem, or twice in the file, is left out wholly."""
    drafts: dict[str, OrderDraft] = {}
    lines: dict[str, int] = {}
    problems: list[ImportProblem] = []
    nameless = 0
    for block in blocks:
        if block.number in lines:
            drafts.pop(block.number, None)
            problems.append(twice(block.number, lines[block.number], block.line))
            continue
        reader = OrderReader(block.number)
        _check_rows(block, reader)
        draft = read(block, reader)
        problems += reader.problems
        if block.number:
            lines[block.number] = block.line
        else:
            nameless += 1
        if not reader.problems:
            drafts[block.number] = draft
    rejected = len(lines) + nameless - len(drafts)
    return ParsedFile(format, tuple(drafts.values()), tuple(problems), rejected)


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
    if len(block.rows) > MAX_LINES:
        reader.refuse(
            block.rows[0],
            "",
            f"Die Bestellung „{quoted(block.number)}“ hat {len(block.rows)} Zeilen, gelesen werden "
            f"höchstens {MAX_LINES}. Mahnen Sie diese Bestellung auf anderem Weg.",
        )
