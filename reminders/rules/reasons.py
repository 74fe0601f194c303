"""The reasons why somebody is not dunned, by code, with their headings."""

from dataclasses import dataclass
from enum import StrEnum


def step_name(level: int) -> str:
    """What clerks call a step of the ladder."""
    return f"Mahnstufe {level}" if level else "Zahlungserinnerung"


class Code(StrEnum):
    """Reasons by their stable code, as commands report them."""

    PAID = "paid"
    CANCELLED = "cancelled"
    WRITTEN_OFF = "written_off"
    NOT_OVERDUE = "not_overdue"
    BLOCKED = "blocked"
    DISPUTED = "disputed"
    DECEASED = "deceased"
    TO_CLARIFY = "to_clarify"
    WITHDRAWAL = "withdrawal"
    INSOLVENCY = "insolvency"
    IN_COLLECTION = "in_collection"
    AMOUNT_CHANGED = "amount_changed"
    DISPUTED_PART = "disputed_part"
    PLAN_RUNNING = "plan_running"
    BELOW_MINIMUM = "below_minimum"
    RESELLER = "reseller"
    NO_PROCEDURE = "no_procedure"
    PROCEDURE_OFF = "procedure_off"
    BEFORE_START = "before_start"
    WAITING = "waiting"
    CLOSED = "closed"
    OTHER_LEVEL = "other_level"
    NOT_AUTOMATIC = "not_automatic"
    MANUAL_ONLY = "manual_only"
    APPROVAL_NEEDED = "approval_needed"
    NO_TEMPLATE = "no_template"
    NO_ADDRESS = "no_address"
    INVALID_ADDRESS = "invalid_address"
    ADDRESS_BOUNCED = "address_bounced"
    NO_POSTAL_ADDRESS = "no_postal_address"
    EXAMPLE_CREDITOR = "example_creditor"
    IN_RUN = "in_run"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    UNRECORDED = "unrecorded"
    REVOKED = "revoked"
    POSTPONED = "postponed"
    PAYMENT_UNMATCHED = "payment_unmatched"
    BANK_DATA_OLD = "bank_data_old"

    @property
    def label(self) -> str:
        """The heading that groups orders with this reason."""
        return LABELS[self]


LABELS = {
    Code.PAID: "Bezahlt",
    Code.WRITTEN_OFF: "Ausgebucht",
    Code.CANCELLED: "Storniert",
    Code.NOT_OVERDUE: "Noch nicht überfällig",
    Code.BLOCKED: "Mahnsperre",
    Code.DISPUTED: "Forderung bestritten",
    Code.DECEASED: "Kunde verstorben",
    Code.TO_CLARIFY: "Rückgabe zu klären",
    Code.WITHDRAWAL: "Vertrag widerrufen",
    Code.INSOLVENCY: "Kunde insolvent",
    Code.IN_COLLECTION: "Beim Inkasso",
    Code.AMOUNT_CHANGED: "Betrag im Shop geändert",
    Code.DISPUTED_PART: "Forderung zum Teil bestritten",
    Code.PLAN_RUNNING: "Ratenplan läuft",
    Code.BELOW_MINIMUM: "Unter dem Mindestbetrag",
    Code.RESELLER: "Plattform verkauft im eigenen Namen",
    Code.NO_PROCEDURE: "Kein Mahnverfahren",
    Code.PROCEDURE_OFF: "Mahnverfahren nicht aktiv",
    Code.BEFORE_START: "Vor dem Starttag des Mahnverfahrens fällig",
    Code.WAITING: "Wartezeit läuft",
    Code.CLOSED: "Alle Mahnstufen versendet",
    Code.OTHER_LEVEL: "Inzwischen in anderer Mahnstufe",
    Code.NOT_AUTOMATIC: "Nicht automatisch",
    Code.MANUAL_ONLY: "Nie automatisch",
    Code.APPROVAL_NEEDED: "Zweite Person muss freigeben",
    Code.NO_TEMPLATE: "Textvorlage fehlt",
    Code.NO_ADDRESS: "Keine E-Mail-Adresse",
    Code.INVALID_ADDRESS: "E-Mail-Adresse ungültig",
    Code.ADDRESS_BOUNCED: "E-Mail-Adresse zu prüfen",
    Code.NO_POSTAL_ADDRESS: "Anschrift unvollständig",
    Code.EXAMPLE_CREDITOR: "Gläubiger ist noch das Beispiel",
    Code.IN_RUN: "In einem anderen Mahnlauf",
    Code.FAILED: "Letzte Zustellung fehlgeschlagen",
    Code.UNCERTAIN: "Zustellung ungeklärt",
    Code.UNRECORDED: "Versand ohne Buchung",
    Code.REVOKED: "Nach dem Vorschlag zurückgenommen",
    Code.POSTPONED: "Wartet auf den Mailserver",
    Code.PAYMENT_UNMATCHED: "Zahlung vielleicht schon da",
    Code.BANK_DATA_OLD: "Kontoauszug zu alt",
}

# Until a clerk lifts it; by the values of the order's stop.
STOPS = {
    Code.DISPUTED: "Der Kunde bestreitet die Forderung. Klären Sie das, bevor Sie weiter mahnen.",
    Code.DECEASED: "Der Kunde ist verstorben. Klären Sie, wer ihn beerbt, bevor Sie weiter mahnen.",
    Code.TO_CLARIFY: (
        "Eine Zahlung wurde aus einem Grund zurückgegeben, der zu klären ist, bevor Sie weiter "
        "mahnen."
    ),
    Code.WITHDRAWAL: (
        "Der Kunde hat den Vertrag widerrufen. Klären Sie, was noch zu zahlen ist, bevor Sie "
        "weiter mahnen."
    ),
    Code.INSOLVENCY: (
        "Über das Vermögen des Kunden ist ein Insolvenzverfahren eröffnet oder beantragt. Melden "
        "Sie die Forderung dort an, statt zu mahnen."
    ),
}
# The order may be paid all the same.
DOUBTS = frozenset({Code.PAYMENT_UNMATCHED, Code.BANK_DATA_OLD})
# What a reminder that a clerk writes for one order does not ask: the ladder and its rules.
LADDER = frozenset(
    {
        Code.NOT_OVERDUE,
        Code.NO_PROCEDURE,
        Code.PROCEDURE_OFF,
        Code.BEFORE_START,
        Code.WAITING,
        Code.CLOSED,
        Code.OTHER_LEVEL,
        Code.NO_TEMPLATE,
        Code.BELOW_MINIMUM,
    }
)
# That the way of the step leads nowhere; another one may.
ADDRESS = frozenset(
    {
        Code.NO_ADDRESS,
        Code.INVALID_ADDRESS,
        Code.ADDRESS_BOUNCED,
        Code.NO_POSTAL_ADDRESS,
    }
)
# What keeps only the schedule from dunning; a clerk may know better.
AUTOMATIC_ONLY = DOUBTS | {
    Code.NOT_AUTOMATIC,
    Code.FAILED,
    Code.MANUAL_ONLY,
    Code.APPROVAL_NEEDED,
    Code.DISPUTED_PART,
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: its code and a German sentence that says what to do."""

    code: Code
    text: str
