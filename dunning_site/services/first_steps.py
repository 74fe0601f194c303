"""What to set up in a new installation before it can dun anybody."""

from dataclasses import dataclass

from orders.models import BankStatement, Creditor, Order, SalesAccount
from reminders.models import DunningProcedure


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to set up; url_name: where, permission: who may."""

    label: str
    help: str
    is_done: bool
    url_name: str
    permission: str


def is_empty() -> bool:
    """Whether there is no order yet, and so nothing to count."""
    return not Order.objects.exists()


def first_steps() -> list[Step]:
    """The steps in their order, each with whether it is done."""
    return [
        Step(
            "Gläubiger anlegen",
            "Wer die Forderungen hat: Anschrift für den Briefkopf und Bankverbindung.",
            Creditor.objects.exists(),
            "admin:orders_creditor_changelist",
            "orders.add_creditor",
        ),
        Step(
            "Verkaufsaccount anlegen",
            "Woher die Aufträge kommen: Ihr Shop oder Marktplatz.",
            SalesAccount.objects.exists(),
            "admin:orders_salesaccount_changelist",
            "orders.add_salesaccount",
        ),
        Step(
            "Mahnverfahren anlegen und aktivieren",
            "Wann welche Mahnung fällig wird. Vorlagen sind da; ohne aktives Verfahren wird "
            "niemand gemahnt.",
            DunningProcedure.objects.filter(is_active=True).exists(),
            "admin:reminders_dunningprocedure_changelist",
            "reminders.add_dunningprocedure",
        ),
        Step(
            "Aufträge importieren",
            "Die Exportdatei Ihres Shops. Vor dem Übernehmen sehen Sie, was darin steht.",
            Order.objects.exists(),
            "orders:import-start",
            "orders.add_orderimport",
        ),
        Step(
            "Kontoauszug einlesen",
            "Damit nicht gemahnt wird, wer schon bezahlt hat.",
            BankStatement.objects.exists(),
            "orders:statement-list",
            "orders.add_statementimport",
        ),
    ]
