"""Who is not dunned, and why: all reasons, as values."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from common.rules.german import day as german_day
from common.rules.german import euro


def step_name(level: int) -> str:
    """What clerks call a step of the ladder."""
    return f"Mahnstufe {level}" if level else "Zahlungserinnerung"


# Reserved by RFC 2606 and 6761: nobody real ever reads mail there.
RESERVED_DOMAINS = (
    ".example.org",
    ".example.com",
    ".example.net",
    ".example",
    ".test",
    ".invalid",
    ".localhost",
)


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
    AMOUNT_CHANGED = "amount_changed"
    RESELLER = "reseller"
    NO_PROCEDURE = "no_procedure"
    PROCEDURE_OFF = "procedure_off"
    BEFORE_START = "before_start"
    WAITING = "waiting"
    CLOSED = "closed"
    OTHER_LEVEL = "other_level"
    NOT_AUTOMATIC = "not_automatic"
    NO_TEMPLATE = "no_template"
    NO_ADDRESS = "no_address"
    INVALID_ADDRESS = "invalid_address"
    EXAMPLE_CREDITOR = "example_creditor"
    IN_RUN = "in_run"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    REVOKED = "revoked"
    POSTPONED = "postponed"
    PAYMENT_UNMATCHED = "payment_unmatched"
    BANK_DATA_OLD = "bank_data_old"
    APPROVAL_NEEDED = "approval_needed"

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
    Code.AMOUNT_CHANGED: "Betrag im Shop geändert",
    Code.RESELLER: "Plattform verkauft im eigenen Namen",
    Code.NO_PROCEDURE: "Kein Mahnverfahren",
    Code.PROCEDURE_OFF: "Mahnverfahren nicht aktiv",
    Code.BEFORE_START: "Vor dem Starttag des Mahnverfahrens fällig",
    Code.WAITING: "Wartezeit läuft",
    Code.CLOSED: "Alle Mahnstufen versendet",
    Code.OTHER_LEVEL: "Inzwischen in anderer Mahnstufe",
    Code.NOT_AUTOMATIC: "Nicht automatisch",
    Code.NO_TEMPLATE: "Textvorlage fehlt",
    Code.NO_ADDRESS: "Keine E-Mail-Adresse",
    Code.INVALID_ADDRESS: "E-Mail-Adresse ungültig",
    Code.EXAMPLE_CREDITOR: "Gläubiger ist noch das Beispiel",
    Code.IN_RUN: "In einem anderen Mahnlauf",
    Code.FAILED: "Letzte Zustellung fehlgeschlagen",
    Code.UNCERTAIN: "Zustellung ungeklärt",
    Code.REVOKED: "Nach dem Vorschlag zurückgenommen",
    Code.POSTPONED: "Wartet auf den Mailserver",
    Code.PAYMENT_UNMATCHED: "Zahlung vielleicht schon da",
    Code.BANK_DATA_OLD: "Kontoauszug zu alt",
    Code.APPROVAL_NEEDED: "Zweite Person muss freigeben",
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
# What a reminder that a clerk writes for one order does not ask.
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
    }
)
# What keeps only the schedule from dunning; a clerk may know better.
AUTOMATIC_ONLY = DOUBTS | {Code.NOT_AUTOMATIC, Code.FAILED}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: its code and a German sentence that says what to do."""

    code: Code
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFacts:
    """What must be known of an order to decide whether it is dunned. Days are inclusive.

    next_level: the step that is next on the day, 0 for a payment reminder; next_level_on: its day.
    """

    is_open: bool
    is_cancelled: bool
    is_reseller: bool
    due_on: date | None
    has_procedure: bool
    is_procedure_active: bool
    starts_on: date | None
    next_level: int | None
    next_level_on: date | None
    has_template: bool
    email: str
    address_problem: str
    is_example_creditor: bool
    blocked_until: date | None
    block_reason: str = ""
    live_run: str = ""
    is_uncertain: bool = False
    has_failed: bool = False
    is_step_automatic: bool = True
    stop_reason: str = ""
    total: Decimal | None = None
    reported_total: Decimal | None = None
    is_written_off: bool = False
    unmatched_payment: str = ""
    bank_data_problem: str = ""


def reasons_against(
    facts: OrderFacts, day: date, *, is_automatic: bool = False
) -> tuple[Reason, ...]:
    """All reasons why the order is not dunned on the day; empty when it is.

    is_automatic: the schedule asks, which leaves alone what only a clerk may send.
    """
    if not facts.is_open:
        return tuple(_why_closed(facts))
    return tuple(
        reason
        for group in (
            _about_claim(facts, day),
            _about_stop(facts),
            _about_ladder(facts, day),
            _about_delivery(facts),
            doubts_about(facts, day),
        )
        for reason in group
        if is_automatic or reason.code not in AUTOMATIC_ONLY
    )


def doubts_about(facts: OrderFacts, day: date) -> tuple[Reason, ...]:
    """Why the order may be paid all the same: the schedule does not dun it, a clerk is warned.

    Old bank data matter only to an order whose Mahnstufe has begun on the day.
    """
    if not facts.is_open:
        return ()
    doubts = []
    if facts.unmatched_payment:
        doubts.append(Reason(Code.PAYMENT_UNMATCHED, facts.unmatched_payment))
    is_reached = facts.next_level_on is not None and facts.next_level_on <= day
    if facts.bank_data_problem and is_reached:
        doubts.append(Reason(Code.BANK_DATA_OLD, facts.bank_data_problem))
    return tuple(doubts)


def is_reserved_address(email: str) -> bool:
    """Whether an address can reach nobody, as sample data use it (RFC 2606)."""
    # With a dot before it, so that a whole label must match: notexample.org is somebody's.
    domain = "." + email.rpartition("@")[2].casefold()
    return domain.endswith(RESERVED_DOMAINS)


def _why_closed(facts: OrderFacts) -> Iterator[Reason]:
    if facts.is_cancelled:
        yield Reason(Code.CANCELLED, "Der Auftrag ist storniert.")
    elif facts.is_written_off:
        yield Reason(Code.WRITTEN_OFF, "Was auf den Auftrag offen war, ist ausgebucht.")
    else:
        yield Reason(Code.PAID, "Der Auftrag ist bezahlt.")


def _about_claim(facts: OrderFacts, day: date) -> Iterator[Reason]:
    if facts.due_on is not None and facts.due_on >= day and not _is_reminder_due(facts, day):
        yield Reason(Code.NOT_OVERDUE, f"Der Betrag ist erst am {german_day(facts.due_on)} fällig.")
    if facts.blocked_until is not None and facts.blocked_until >= day:
        until = (
            "ohne Ende"
            if facts.blocked_until == date.max
            else f"bis {german_day(facts.blocked_until)}"
        )
        yield Reason(Code.BLOCKED, f"Mahnsperre {until}: {facts.block_reason}.")
    if facts.is_reseller:
        yield Reason(
            Code.RESELLER,
            "Die Plattform verkauft im eigenen Namen; die Forderung gehört ihr.",
        )


def _is_reminder_due(facts: OrderFacts, day: date) -> bool:
    """Whether a payment reminder is due, which may go out before the claim is."""
    is_reached = facts.next_level_on is not None and facts.next_level_on <= day
    return facts.next_level == 0 and is_reached


def _about_stop(facts: OrderFacts) -> Iterator[Reason]:
    if facts.stop_reason:
        code = Code(facts.stop_reason)
        yield Reason(code, STOPS[code])
    if facts.reported_total is not None:
        was = f" statt {euro(facts.total)}" if facts.total is not None else ""
        yield Reason(
            Code.AMOUNT_CHANGED,
            f"Der Shop meldet {euro(facts.reported_total)}{was}. Entscheiden Sie am Auftrag, ob "
            "der neue Betrag gilt oder der bisherige bleibt.",
        )


def _about_ladder(facts: OrderFacts, day: date) -> Iterator[Reason]:
    if not facts.has_procedure:
        yield Reason(
            Code.NO_PROCEDURE,
            "Für Verkaufsaccount und Zahlungsart ist kein Mahnverfahren angelegt.",
        )
        return
    if not facts.is_procedure_active:
        yield Reason(Code.PROCEDURE_OFF, "Das Mahnverfahren ist nicht aktiv.")
    if facts.starts_on and facts.due_on and facts.due_on < facts.starts_on:
        yield Reason(
            Code.BEFORE_START,
            f"Fällig vor dem {german_day(facts.starts_on)}, mit dem das Mahnverfahren beginnt.",
        )
    if facts.next_level is None or facts.next_level_on is None:
        yield Reason(Code.CLOSED, "Alle Mahnstufen sind versendet.")
        return
    if facts.next_level_on > day:
        yield Reason(
            Code.WAITING,
            f"{step_name(facts.next_level)} beginnt am {german_day(facts.next_level_on)}."
            if facts.next_level
            else f"Eine Zahlungserinnerung folgt am {german_day(facts.next_level_on)}.",
        )
    if not facts.is_step_automatic:
        yield Reason(
            Code.NOT_AUTOMATIC, f"{step_name(facts.next_level)} wird nur von Hand versendet."
        )
    if not facts.has_template:
        yield Reason(
            Code.NO_TEMPLATE,
            f"{step_name(facts.next_level)} des Mahnverfahrens hat keine Textvorlage.",
        )


def _about_delivery(facts: OrderFacts) -> Iterator[Reason]:
    if not facts.email:
        yield Reason(
            Code.NO_ADDRESS, "Keine E-Mail-Adresse. Tragen Sie beim Kunden eine Adresse ein."
        )
    elif facts.address_problem:
        yield Reason(Code.INVALID_ADDRESS, f"{facts.address_problem} Berichtigen Sie die Adresse.")
    elif facts.is_example_creditor and not is_reserved_address(facts.email):
        yield Reason(
            Code.EXAMPLE_CREDITOR,
            "Der Gläubiger trägt noch die mitgelieferte Beispiel-Bankverbindung. "
            "Tragen Sie Ihre Firma und Ihr Konto ein.",
        )
    if facts.live_run:
        yield Reason(Code.IN_RUN, f"Die Mahnung steht schon in {facts.live_run}.")
    if facts.is_uncertain:
        yield Reason(
            Code.UNCERTAIN,
            "Ob die letzte Mahnung angekommen ist, ist ungeklärt; sie wird nicht wiederholt.",
        )
    if facts.has_failed:
        yield Reason(
            Code.FAILED,
            "Die letzte Zustellung ist fehlgeschlagen. Prüfen Sie die Adresse und senden Sie "
            "von Hand erneut.",
        )
