"""What holds for every text a payer may write."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from orders.rules.matching import MatchIndex
from tests.orders.rules.match_world import INDEX, WORLD, candidate, entry

AMOUNTS = st.decimals(Decimal("0.01"), Decimal("99999.99"), places=2)
# Noise that is no part of a number: words and signs that payers put around it.
NOISE = st.lists(
    st.sampled_from(
        ["danke", "Zahlung", "für", "Bild", "Gruß", "!", "EUR", "von", "Kd", "Schäfer"]
    ),
    max_size=4,
).map(" ".join)
ENTRIES = st.builds(
    lambda amount, name, text: entry(str(amount), name, text),
    AMOUNTS,
    st.one_of(st.text(max_size=30), st.sampled_from([c.last_name for c in WORLD])),
    st.one_of(
        st.text(max_size=150),
        st.lists(st.sampled_from([c.number for c in WORLD]), max_size=12).map(" ".join),
        st.text("0123456789 -/.,RFLWEBestlung", max_size=80),
    ),
)


@given(
    known=st.sampled_from([c for c in WORLD if c.number.startswith("LW-") and c.is_open]),
    before=NOISE,
    after=NOISE,
    separator=st.sampled_from(["-", " ", "", "/", "\n", "_", " - "]),
    change=st.sampled_from([str.lower, str.upper, str.title]),
    amount=AMOUNTS,
)
def test_a_full_number_is_found_in_any_noise(known, before, after, separator, change, amount):
    number = change(known.number.replace("-", separator))
    text = f"{before} {number} {after}"

    best = INDEX.propose(entry(str(amount), "Irgendwer", text))[0]

    assert best.is_sure
    assert [part.order_id for part in best.parts] == [known.order_id]


@given(payment=ENTRIES)
def test_there_are_at_most_five_proposals_and_each_spreads_the_whole_amount(payment):
    proposals = INDEX.propose(payment)

    assert len(proposals) <= 5
    for proposal in proposals:
        assert sum(part.amount for part in proposal.parts) == payment.amount
        assert all(part.amount > 0 for part in proposal.parts)
        assert len({part.order_id for part in proposal.parts}) == len(proposal.parts)
        assert proposal.why
    assert [proposal.is_sure for proposal in proposals[1:]] == [False] * len(proposals[1:])


@given(numbers=st.lists(st.integers(100000, 999999), min_size=2, max_size=6, unique=True))
def test_the_orders_of_one_transfer_are_told_apart(numbers):
    known = [candidate(n, f"AB-{n}", f"{n % 977 + 1}.00") for n in numbers]
    total = sum(c.open_amount for c in known)

    best = MatchIndex(known).propose(entry(str(total), text=", ".join(c.number for c in known)))[0]

    assert best.is_sure
    assert {part.order_id for part in best.parts} == set(numbers)


@given(digits=st.integers(1000, 999999), amount=AMOUNTS)
def test_a_stranger_with_a_bare_number_and_another_amount_is_never_sure(digits, amount):
    index = MatchIndex([candidate(1, str(digits), "10.00", "Ida Lang")])

    proposals = index.propose(entry(str(amount), "Otto Fremd", f"{digits} Köln"))

    is_same_amount = amount == Decimal("10.00")
    assert is_same_amount or not any(proposal.is_sure for proposal in proposals)
