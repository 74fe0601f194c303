"""The most that court and lawyer can cost in a Mahnverfahren: a slip of the keyboard is caught."""

from datetime import date
from decimal import Decimal

from common.rules.german import euro
from common.rules.money import cents
from inkasso.rules.cost_tables import CostsRefused, cost_table
from inkasso.rules.costs import court_fee

# Nr. 1210 KV GKG, the whole trial; nobody pays more before it.
_COURT_FACTOR = Decimal("3.0")
# Nr. 3305 and 3308 VV RVG, with agreement, flat rate and VAT.
_LAWYER_FACTOR = Decimal("4.0")
_EXPENSES = Decimal("50.00")


def cost_fault(court_cost: Decimal, lawyer_cost: Decimal, value: Decimal, on: date) -> str:
    """Why these costs cannot be, in German; "" where they can. All in euros, value the principal.

    Without a table for the day, or a value, anything is believed.
    """
    try:
        court = court_fee(value, on, factor=_COURT_FACTOR) + _EXPENSES
        lawyer = cents(cost_table(on).lawyer.fee(value).amount * _LAWYER_FACTOR) + _EXPENSES
    except CostsRefused:
        return ""
    for name, cost, largest in (
        ("Gerichtskosten", court_cost, court),
        ("Anwaltskosten", lawyer_cost, lawyer),
    ):
        if cost > largest:
            return (
                f"{name} von {euro(cost)} kann es hier nicht geben: Bei {euro(value)} sind es "
                f"höchstens {euro(largest)}. Prüfen Sie den Betrag."
            )
    return ""
