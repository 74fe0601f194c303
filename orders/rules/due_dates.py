"""When an order falls due."""

from datetime import date, timedelta


def due_on(ordered_on: date, *, account_term_days: int, method_term_days: int | None) -> date:
    """The due day: the payment method's term wins over the sales account's, in days."""
    term_days = account_term_days if method_term_days is None else method_term_days
    return ordered_on + timedelta(days=term_days)
