"""Which payment a returned direct debit takes back."""

from decimal import Decimal

import pytest

from orders.rules.returned_debits import propose_return
from tests.orders.rules.match_world import candidate, entry

PAID = (
    candidate(1, "LW-2026-300412", "50.00", "Nora Held", ibans=frozenset({"DE44"})),
    candidate(2, "51210", "98.50", "Max Muster"),
    candidate(3, "51298", "30.00", "Ute Rau", further_amounts=(Decimal("31.00"),)),
    candidate(4, "51299", "50.00", "Karl Held"),
)


def returned(amount, text="", **more):
    return entry(f"-{amount}", text=text, is_return=True, **more)


@pytest.mark.parametrize(
    ("movement", "parts"),
    [
        (
            returned("53.00", "LW-2026-300412", original_amount=Decimal("50.00")),
            {1: "50.00"},
        ),
        (returned("53.00", "LW-2026-300412", charges=Decimal("3.00")), {1: "50.00"}),
        (returned("53.00", "RUECKLASTSCHRIFT LW-2026-300412"), {1: "50.00"}),
        (returned("50.00", "Retoure", mandate_id="LW-2026-300412"), {1: "50.00"}),
        (returned("50.00", end_to_end_id="LW-2026-300412"), {1: "50.00"}),
        (returned("50.00", "Rückgabe", name="Held, Nora", iban="DE44"), {1: "50.00"}),
        (returned("109.00", "Bestellung 51210", original_amount=Decimal("98.50")), {2: "98.50"}),
        (returned("31.00", "Bestellung 51298"), {3: "31.00"}),
        (returned("50.00", "51299"), {4: "50.00"}),
        pytest.param(returned("50.00", name="Nora Held"), None, id="name alone"),
        pytest.param(returned("50.00", "Retoure"), None, id="amount alone"),
        pytest.param(returned("53.00", name="Nora Held", iban="DE44"), None, id="charges guessed"),
        pytest.param(returned("20.00", "LW-2026-300412"), None, id="no payment of this amount"),
        pytest.param(returned("90.00", "LW-2026-300412"), None, id="far more than was paid"),
        pytest.param(
            returned("50.00", "LW-2026-300412", charges=Decimal("50.00")), None, id="charges only"
        ),
    ],
)
def test_which_returns_are_sure(movement, parts):
    proposals = propose_return(movement, PAID)

    found = proposals[0] if proposals and proposals[0].is_sure else None
    assert (found and {p.order_id: str(p.amount) for p in found.parts}) == parts


def test_a_return_that_is_not_sure_is_proposed_with_words_of_its_own():
    best = propose_return(returned("50.00", name="Nora Held"), PAID)[0]

    assert [part.order_id for part in best.parts] == [1]
    assert best.why == ("Betrag gleich einer Zahlung", "Name wie beim Kunden")
