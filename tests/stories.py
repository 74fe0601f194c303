"""Stories that nobody thought of: random steps on the real services, checked after each step.

Every run tells the same ones, so that a commit is judged by what it changed. STORIES=20 tells
twenty times as many new ones, STORY_SEED=4711 tells those of that seed; both then look for the
shortest story that fails.
"""

import os
import secrets

from django.db import transaction
from hypothesis import Phase, seed, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

USUAL_SEED = 2026


class Story(RuleBasedStateMachine):
    """Steps inside one transaction, which is taken back when the story is over."""

    def __init__(self) -> None:
        super().__init__()
        self._transaction = transaction.atomic()
        self._transaction.__enter__()

    def teardown(self) -> None:
        """Forget everything."""
        transaction.set_rollback(True)
        self._transaction.__exit__(None, None, None)


def tell(story: type[Story], *, examples: int, steps: int) -> None:
    """Tell that many stories of up to that many steps; the seed is printed when one fails."""
    times, chosen = os.environ.get("STORIES"), os.environ.get("STORY_SEED")
    number = int(chosen or (secrets.randbelow(2**32) if times else USUAL_SEED))
    phases = [Phase.explicit, Phase.generate, *([Phase.shrink] if times or chosen else [])]
    print(f"STORY_SEED={number}")  # noqa: T201
    run_state_machine_as_test(
        seed(number)(story),
        settings=settings(
            max_examples=examples * int(times or 1),
            stateful_step_count=steps,
            deadline=None,
            database=None,
            print_blob=True,
            phases=phases,
        ),
    )
