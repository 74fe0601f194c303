"""The overview, the evaluations, the search, the customer's account, exports."""

from tests.journeys.places import Place

OVERVIEW: tuple[Place, ...] = ()
