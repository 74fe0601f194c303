"""What happens on the demo company's account: payments as people really write them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from common.rules.iban import german_iban
from dunning_site.demo.adapters.statement_file import BankMovement

# No bank code begins with 9: these are nobody's accounts.
NOBODYS_BANK = "90010020"
RETURNED = "NRTI+109+9249+908"
RETURN_COST = Decimal("3.10")


@dataclass(frozen=True, slots=True)
class PayableOrder:
    """An order as its payer sees it: number, open amount in euros, and who pays."""

    number: str
    open_amount: Decimal
    first_name: str
    last_name: str

    @property
    def name(self) -> str:
        """The payer as the bank writes him."""
        return f"{self.first_name} {self.last_name}"


def yesterdays_movements(
    unpaid: Sequence[PayableOrder], returned: PayableOrder | None
) -> list[BankMovement]:
    """Nine payments, five of which need a clerk, a returned debit and the rent.

    unpaid: at least eleven orders; returned: one paid by direct debit, if there is one.
    """
    told = list(_clear_payments(unpaid[:4]))
    one, other = unpaid[4:6]
    told.append(
        _payment(one, one.open_amount + other.open_amount, f"{one.number} und {other.number}")
    )
    nameless, part, off, doubled, foreign = unpaid[6:11]
    told += [
        _payment(nameless, nameless.open_amount, "Danke für die schönen Bilder"),
        _payment(part, part.open_amount, "Rechnung vom letzten Monat"),
        _payment(off, off.open_amount, f"Bestellung {_one_digit_wrong(off.number)}"),
        _payment(doubled, doubled.open_amount + 100, "Fotobuch Hochzeit"),
        BankMovement(foreign.open_amount, "Praxis Dr. Sommer", _iban(77), "Miete Parkplatz 14"),
        BankMovement(Decimal("-1480.00"), "Hafenkontor Immobilien", _iban(78), "Miete Lager"),
    ]
    if returned is not None:
        told.append(_returned(returned))
    return told


def todays_movements(unpaid: Sequence[PayableOrder]) -> list[BankMovement]:
    """What the visitor can import: payments that find their order by themselves."""
    return list(_clear_payments(unpaid))


def _clear_payments(orders: Sequence[PayableOrder]) -> Iterator[BankMovement]:
    spellings = ("{}", "Bestellung {}", "Rechnung zu {}", "Best.Nr. {} danke")
    for index, order in enumerate(orders):
        number = order.number.lower() if index % 2 else order.number.replace("-", " ")
        text = spellings[index % len(spellings)].format(number)
        yield _payment(order, order.open_amount, text)


def _payment(order: PayableOrder, amount: Decimal, text: str) -> BankMovement:
    return BankMovement(amount, order.name, _iban(sum(map(ord, order.name))), text)


def _returned(order: PayableOrder) -> BankMovement:
    return BankMovement(
        -(order.open_amount + RETURN_COST),
        order.name,
        _iban(sum(map(ord, order.name))),
        f"RUECKLASTSCHRIFT {order.number}",
        RETURNED,
        "AM04",
        order.open_amount,
    )


def _one_digit_wrong(number: str) -> str:
    return number[:-1] + str((int(number[-1]) + 1) % 10) if number[-1].isdigit() else number


def _iban(seed: int) -> str:
    return german_iban(NOBODYS_BANK, str(1_000_000 + seed))
