"""Every page of the debtors, and those on which clerks answer them."""

from functools import partial

from tests.journeys.places import Place
from tests.journeys.staff import NOBODY

# What the debtor of an order sees who came in by its link.
_Debtors = partial(Place, person=NOBODY, owner="Sternwarte")

DEBTOR_PAGES: tuple[Place, ...] = (
    _Debtors("debtor-open", "{debtor_order_page}", link="debtor_order_link"),
    _Debtors("debtor-part-paid", "{debtor_part_paid_page}", link="debtor_part_paid_link"),
    _Debtors("debtor-plan", "{debtor_plan_page}", link="debtor_plan_link"),
    _Debtors(
        "debtor-english",
        "{debtor_english_page}",
        link="debtor_english_link",
        language="en",
    ),
)

# What clerks see.
DEBTOR_REQUESTS: tuple[Place, ...] = ()
