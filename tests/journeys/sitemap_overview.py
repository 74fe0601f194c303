"""The overview, the evaluations, the search, the customer's account, exports."""

from tests.journeys.places import Place
from tests.journeys.sitemap_evaluations import EVALUATIONS

OVERVIEW: tuple[Place, ...] = (*EVALUATIONS,)
