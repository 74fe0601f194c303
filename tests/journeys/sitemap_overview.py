"""The overview, the evaluations, what stands above lists, the record of exports."""

from tests.journeys.places import Place
from tests.journeys.sitemap_datev import DATEV
from tests.journeys.sitemap_evaluations import EVALUATIONS
from tests.journeys.sitemap_lists import LISTS

OVERVIEW: tuple[Place, ...] = (*EVALUATIONS, *LISTS, *DATEV)
