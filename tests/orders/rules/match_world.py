"""Invented open orders and payments that the tests of matching share."""

from datetime import date
from decimal import Decimal

from orders.rules.matching import Candidate, MatchIndex
from orders.rules.references import compress
from orders.rules.statements import EntryDraft

DAY = date(2026, 11, 20)
TOKEN = "kQ3x_9ZrT0aLw-77YbVnE2mHc5uPdG1sJfXo8iRtUvA"


def candidate(order_id, number, open_amount, name="", **more):
    first_name, _, last_name = name.partition(" ")
    return Candidate(
        order_id=order_id,
        number=number,
        open_amount=Decimal(open_amount),
        first_name=first_name,
        last_name=last_name,
        **more,
    )


WORLD = (
    candidate(1, "LW-2026-300412", "69.87", "Céline Yıldız"),
    candidate(2, "LW-2026-300433", "196.60", "Sabine von-der-Aue"),
    candidate(3, "51210", "702.90", "Márta Kovács"),
    candidate(4, "51298", "410.00", "Katharina Schäfer"),
    candidate(5, "51337", "30.40", "Ivana Jäger"),
    candidate(6, "1001", "29.90", "Tom Winter"),
    candidate(7, "LW-2026-000075", "12.00", "Jürgen Groß"),
    candidate(8, "00571", "17.50", "Lena Hartwig"),
    candidate(9, "2026", "55.00", "Hans Weiß"),
    candidate(10, "6012345", "20.00", "Björn Lindner"),
    candidate(11, "51400", "15.00", "Peter Kurz"),
    candidate(12, "51400", "25.00", "Uta Lang"),
    candidate(13, "51500", "0.00", "Emil Frost", is_open=False),
    candidate(
        14,
        "51777",
        "1200.00",
        company="Nordlicht Möbel GmbH & Co. KG",
        invoice_numbers=("RE-2026-0815", "88123"),
    ),
    candidate(15, "302-1234567-7654321", "41.10", "Ole Brandt"),
    candidate(16, "51801", "64.00", "Nina Falk", token=TOKEN, shop_token="zx8KJ2LM9Qp4"),
    candidate(17, "51601", "10.00", "Ruth Engel", ibans=frozenset({"DE11"})),
    candidate(18, "51602", "20.00", "Ruth Engel", ibans=frozenset({"DE11"})),
    candidate(19, "LW-2026-300500", "300.00", "Ada Stein", further_amounts=(Decimal("100.00"),)),
    candidate(20, "20261105", "5.00", "Olga Reh"),
    candidate(21, "47110", "99.00", "Klaus Berg", ibans=frozenset({"DE22"})),
    candidate(22, "7", "8.00", "Max Ernst"),
    candidate(23, "RE-1001", "33.00", "Gerd Pohl"),
)
NUMBERS = {known.order_id: known.number for known in WORLD}
INDEX = MatchIndex(WORLD)


def entry(amount="1.00", name="", text="", **more):
    return EntryDraft(
        booked_on=DAY,
        value_on=DAY,
        amount=Decimal(amount),
        currency=more.pop("currency", "EUR"),
        name=name,
        remittance_text=text,
        **more,
    )


def sure_parts(payment):
    """What is booked by itself, by order id; None when a person has to look."""
    proposals = INDEX.propose(payment)
    if not proposals or not proposals[0].is_sure:
        return None
    return {part.order_id: str(part.amount) for part in proposals[0].parts}


def rf_reference(body):
    """A creditor reference (ISO 11649) for the number."""
    body = compress(body).upper()
    digits = "".join(str(int(character, 36)) for character in f"{body}RF00")
    return f"RF{98 - int(digits) % 97:02d}{body}"
