"""What the tests of the list of cases share."""

from django.http import HttpResponse

from inkasso.models import CollectionCase
from inkasso.rules.states import CaseState
from inkasso.services.cases import end, lock_case
from tests.collection_factories import case
from tests.factories import TODAY


def references(response: HttpResponse) -> list[str]:
    """The cases on the page."""
    return [row.record.reference for row in response.context["table"].paginated_rows]


def counts(response: HttpResponse) -> dict[str, int]:
    """What stands on the tabs."""
    return {tab["label"]: tab["count"] for tab in response.context["tabs"]}


def one_in_each_tab() -> dict[str, CollectionCase]:
    """A case in each tab, by its state."""
    made = {
        state.value: case(state=state, last_name=f"Name-{state.value}")
        for state in (
            CaseState.TO_CHECK,
            CaseState.READY,
            CaseState.HANDED_OVER,
            CaseState.IN_PROGRESS,
            CaseState.COURT_SERVED,
        )
    }
    ended = case(last_name="Name-stopped")
    end(lock_case(ended.pk), CaseState.STOPPED, on=TODAY, why="Kulanz", actor=None)
    return {**made, "stopped": ended}
