"""Every page of the debtors, and those on which clerks answer them."""

from tests.journeys.places import Place

# What debtors see, below the address of their order's page; tests/journeys/test_debtor_pages.py.
DEBTOR_PAGES: tuple[tuple[str, str, str], ...] = (
    ("open", "debtor_order", ""),
    ("english", "debtor_english", ""),
    ("part-paid", "debtor_part_paid", ""),
    ("plan", "debtor_plan", ""),
)

# What clerks see.
DEBTOR_REQUESTS: tuple[Place, ...] = ()
