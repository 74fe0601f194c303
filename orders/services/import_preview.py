"""Read a whole file of orders, order by order, and keep what its preview shows."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from common.rules.money import ZERO
from orders.models import SalesAccount
from orders.rules.drafts import (
    CustomerDraft,
    ImportProblem,
    OrderDraft,
    RejectedOrder,
)
from orders.services.import_plan import (
    LOOKUP_SIZE,
    Action,
    PlannedOrder,
    batches,
    known_elsewhere,
    plan,
)

# More than these nobody reads; the counts tell how many there are.
PROBLEMS_SHOWN = 500
CHANGED_SHOWN = 200
FLAGGED_SHOWN = 200
NEW_SHOWN = 20


@dataclass(slots=True)
class Rows:
    """The first rows of a list, as JSON can hold them, and how many there are."""

    limit: int
    rows: list[dict[str, Any]] = field(default_factory=list)
    count: int = 0

    def add(self, row: dict[str, Any]) -> None:
        """Count the row, and keep it while there is room."""
        self.count += 1
        if self.count <= self.limit:
            self.rows.append(row)

    def as_json(self) -> dict[str, Any]:
        """The rows and their count."""
        return {"rows": self.rows, "count": self.count}


@dataclass(slots=True)
class Preview:
    """What a file would do, added up while it is read; sums in euros."""

    actions: Counter[Action] = field(default_factory=Counter)
    rejected: int = 0
    open_sum: Decimal = ZERO
    elsewhere: Counter[str] = field(default_factory=Counter)
    problems: Rows = field(default_factory=lambda: Rows(PROBLEMS_SHOWN))
    changed: Rows = field(default_factory=lambda: Rows(CHANGED_SHOWN))
    flagged: Rows = field(default_factory=lambda: Rows(FLAGGED_SHOWN))
    new: Rows = field(default_factory=lambda: Rows(NEW_SHOWN))

    @property
    def total(self) -> int:
        """How many orders could be read."""
        return self.actions.total()

    def reject(self, rejected: RejectedOrder) -> None:
        """Count an order that is left out, and keep why."""
        self.rejected += 1
        for problem in rejected.problems:
            self.problems.add(_problem_row(problem))

    def add(self, planned: PlannedOrder) -> None:
        """Count an order that could be read, and keep what happens to it."""
        self.actions[planned.action] += 1
        if planned.action == Action.NEW:
            self.open_sum += planned.draft.open_amount or ZERO
            self.new.add(_new_row(planned.draft))
        elif planned.action == Action.CHANGED:
            self.changed.add(_changed_row(planned))
        if planned.is_flagged:
            self.flagged.add(flagged_row(planned))

    def counts(self) -> dict[str, int]:
        """The counts by their field of the import."""
        by_action = {f"{action.value}_count": self.actions[action] for action in Action}
        return {**by_action, "rejected_count": self.rejected, "total_count": self.total}

    def as_json(self) -> dict[str, Any]:
        """What the pages show of the file."""
        return {
            "open_sum": str(self.open_sum),
            "elsewhere": dict(self.elsewhere.most_common()),
            "problems": self.problems.as_json(),
            "changed": self.changed.as_json(),
            "flagged": self.flagged.as_json(),
            "new": self.new.as_json(),
        }


def read_preview(
    account: SalesAccount,
    file: Iterable[OrderDraft | RejectedOrder],
    on_progress: Callable[[Preview], None] = lambda preview: None,
) -> Preview:
    """What the file would do to the account's orders; writes nothing, keeps no order in memory.

    on_progress is told the preview so far, after every few hundred orders. Raises FileRefused
    where the file turns out to be broken.
    """
    preview = Preview()
    for batch in batches(file, LOOKUP_SIZE):
        for one in batch:
            if isinstance(one, RejectedOrder):
                preview.reject(one)
        planned = plan(account, [one for one in batch if isinstance(one, OrderDraft)])
        for one in planned:
            preview.add(one)
        preview.elsewhere.update(known_elsewhere(account, planned))
        on_progress(preview)
    return preview


def flagged_row(planned: PlannedOrder) -> dict[str, Any]:
    """An order whose changed total waits for a clerk."""
    return {
        "order_id": planned.order_id,
        "number": planned.draft.number,
        "reported_total": str(planned.draft.total),
    }


def _problem_row(problem: ImportProblem) -> dict[str, Any]:
    return {
        "line": problem.line,
        "column": problem.column,
        "number": problem.number,
        "reason": problem.reason,
    }


def _changed_row(planned: PlannedOrder) -> dict[str, Any]:
    return {
        "order_id": planned.order_id,
        "number": planned.draft.number,
        "changes": list(planned.changes) or ["Einzelheiten, die den Betrag nicht berühren"],
    }


def _new_row(draft: OrderDraft) -> dict[str, Any]:
    return {
        "number": draft.number,
        "customer": _customer_name(draft.customer),
        "ordered_on": draft.ordered_on.isoformat(),
        "payment_method": draft.payment_method,
        "total": str(draft.total),
        "open_amount": None if draft.open_amount is None else str(draft.open_amount),
    }


def _customer_name(customer: CustomerDraft) -> str:
    full_name = f"{customer.first_name} {customer.last_name}".strip()
    return customer.company or full_name or customer.email or "ohne Namen"
