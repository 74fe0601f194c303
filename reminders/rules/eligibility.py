"""Who is not dunned, and why: all reasons, as values."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from common.rules.german import day as german_day
from common.rules.german import euro
from common.rules.money import ZERO
from reminders.rules.reasons import (
    AUTOMATIC_ONLY,
    DOUBTS,
    LABELS,
    LADDER,
    STOPS,
    Code,
    Reason,
    step_name,
)

__all__ = [
    "AUTOMATIC_ONLY",
    "DOUBTS",
    "LABELS",
    "LADDER",
    "STOPS",
    "Code",
    "OrderFacts",
    "Reason",
    "doubts_about",
    "is_reserved_address",
    "over_limit",
    "reasons_against",
    "step_name",
]

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


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFacts:
    """What must be known of an order to decide whether it is dunned. Days are inclusive.

    next_level: the step that is next on the day, 0 for a payment reminder; next_level_on: its day.
    in_collection: since when an order of the customer is with an agency or a court, in words.
    channel: the way that the reminder would take; claim: what it would ask for, in euros, before
    what it adds itself. running_plan: the next rate of a plan that is kept, in words. unrecorded:
    what went out that a restored database does not know, in words.
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
    unrecorded: str = ""
    has_failed: bool = False
    is_step_automatic: bool = True
    stop_reason: str = ""
    total: Decimal | None = None
    reported_total: Decimal | None = None
    is_written_off: bool = False
    unmatched_payment: str = ""
    bank_data_problem: str = ""
    channel: str = "email"
    email_failed_on: date | None = None
    has_postal_address: bool = True
    running_plan: str = ""
    in_collection: str = ""
    disputed_part: Decimal | None = None
    claim: Decimal | None = None
    minimum_amount: Decimal = ZERO
    approval_limit: Decimal | None = None
    is_manual_only: bool = False


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
            _about_schedule(facts),
            _about_way(facts),
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
    if facts.running_plan:
        yield Reason(
            Code.PLAN_RUNNING,
            f"Ratenplan läuft: {facts.running_plan}. Solange die Raten kommen, wird nicht gemahnt.",
        )
    if facts.claim is not None and facts.claim < facts.minimum_amount:
        yield Reason(
            Code.BELOW_MINIMUM,
            f"Fällig sind {euro(facts.claim)}, gemahnt wird erst ab {euro(facts.minimum_amount)}.",
        )
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
    if facts.stop_reason == Code.DISPUTED and facts.disputed_part is not None:
        yield Reason(
            Code.DISPUTED_PART,
            f"Der Kunde bestreitet {euro(facts.disputed_part)} davon. Gemahnt wird nur der Rest, "
            "und nur von Hand.",
        )
    elif facts.stop_reason:
        code = Code(facts.stop_reason)
        yield Reason(code, STOPS[code])
    if facts.in_collection:
        yield Reason(
            Code.IN_COLLECTION,
            f"{facts.in_collection} Solange der Fall läuft, wird der Kunde nicht gemahnt.",
        )
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


def _about_schedule(facts: OrderFacts) -> Iterator[Reason]:
    """What keeps only the schedule away, whatever the step says."""
    if facts.is_manual_only:
        yield Reason(
            Code.MANUAL_ONLY,
            "Für den Auftrag oder seinen Kunden gilt: nie automatisch mahnen. "
            "Benachrichtigen Sie von Hand.",
        )
    if over := over_limit(facts.claim, facts.approval_limit):
        yield over


def over_limit(claim: Decimal | None, limit: Decimal | None) -> Reason | None:
    """Why a second person must approve a claim in euros; None up to and including the limit."""
    if claim is None or limit is None or claim <= limit:
        return None
    return Reason(
        Code.APPROVAL_NEEDED,
        f"Die Forderung von {euro(claim)} liegt über {euro(limit)}. Benachrichtigen Sie von Hand; "
        "eine zweite Person gibt die Mahnung frei.",
    )


def _about_way(facts: OrderFacts) -> Iterator[Reason]:
    """Whether the reminder has an address for each way that it takes."""
    if facts.channel != "letter":
        yield from _about_mail(facts)
    if facts.channel != "email" and not facts.has_postal_address:
        yield Reason(
            Code.NO_POSTAL_ADDRESS,
            "Für den Brief fehlt ein Teil der Anschrift. Ergänzen Sie sie beim Kunden.",
        )
    has_way = facts.channel == "letter" or (facts.email and not facts.address_problem)
    if facts.is_example_creditor and has_way and not is_reserved_address(facts.email):
        yield Reason(
            Code.EXAMPLE_CREDITOR,
            "Der Gläubiger trägt noch die mitgelieferte Beispiel-Bankverbindung. "
            "Tragen Sie Ihre Firma und Ihr Konto ein.",
        )


def _about_mail(facts: OrderFacts) -> Iterator[Reason]:
    if not facts.email:
        yield Reason(
            Code.NO_ADDRESS, "Keine E-Mail-Adresse. Tragen Sie beim Kunden eine Adresse ein."
        )
    elif facts.address_problem:
        yield Reason(Code.INVALID_ADDRESS, f"{facts.address_problem} Berichtigen Sie die Adresse.")
    elif facts.email_failed_on is not None:
        yield Reason(
            Code.ADDRESS_BOUNCED,
            f"Seit dem {german_day(facts.email_failed_on)} geht an {facts.email} keine E-Mail "
            "mehr: unzustellbar oder als Spam gemeldet. Tragen Sie eine andere Adresse oder die "
            "vollständige Anschrift ein.",
        )


def _about_delivery(facts: OrderFacts) -> Iterator[Reason]:
    if facts.live_run:
        yield Reason(Code.IN_RUN, f"Die Mahnung steht schon in {facts.live_run}.")
    if facts.is_uncertain:
        yield Reason(
            Code.UNCERTAIN,
            "Ob die letzte Mahnung angekommen ist, ist ungeklärt; sie wird nicht wiederholt.",
        )
    if facts.unrecorded:
        yield Reason(
            Code.UNRECORDED,
            f"{facts.unrecorded} Klären Sie das unter „Wiederherstellung“.",
        )
    if facts.has_failed:
        yield Reason(
            Code.FAILED,
            "Die letzte Zustellung ist fehlgeschlagen. Prüfen Sie die Adresse und senden Sie "
            "von Hand erneut.",
        )
