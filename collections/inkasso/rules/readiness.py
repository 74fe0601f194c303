"""What a case lacks before it may be handed over: all of it, as values."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from common.rules.german import day as german_day
from common.rules.german import euro
from common.rules.money import ZERO
from inkasso.rules.courts import CourtUnknown, competent_court
from inkasso.rules.readiness_codes import LABELS, Code, Missing

__all__ = ["LABELS", "ClaimantFacts", "Code", "Missing", "ReadinessFacts", "missing_of"]


@dataclass(frozen=True, slots=True)
class ClaimantFacts:
    """What is known of the creditor for a court; federal_state, higher_court: as Claimant has."""

    creditor: str
    federal_state: str = ""
    higher_court: str = ""
    legal_form: str = ""
    representative_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadinessFacts:
    """What must be known of a case on a day. Days are inclusive, amounts in euros.

    missing_address: the parts of the postal address that are empty, in German. agency: "" without
    any. default_since: the first day of default, None if none is known. last_pay_by: until when
    the last notice lets the debtor pay. stop: why dunning is stopped, in words; block: why and
    until when dunning is blocked. running_plan: the next rate of a plan that is kept. claim: what
    is due; not_due: what is owed beside it, with the day of its last rate. is_chargeback: the bank
    took the payment back, which proves itself.
    """

    account: str
    missing_address: tuple[str, ...] = ()
    agency: str = ""
    is_agency_active: bool = True
    default_since: date | None = None
    last_pay_by: date | None = None
    contract_on: date | None = None
    stop: str = ""
    reported_total: Decimal | None = None
    block: str = ""
    running_plan: str = ""
    barred_on: date | None = None
    claim: Decimal = ZERO
    not_due: Decimal = ZERO
    last_due_on: date | None = None
    minimum_amount: Decimal = ZERO
    is_policy_active: bool = True
    is_reseller: bool = False
    is_example_creditor: bool = False
    reminder_on_way: str = ""
    uncertain_reminder: str = ""
    unmatched_payment: str = ""
    bank_data_problem: str = ""
    has_invoice: bool = True
    has_lines: bool = True
    has_reminder: bool = True
    is_chargeback: bool = False
    goes_to_court: bool = False
    claimant: ClaimantFacts = field(default_factory=lambda: ClaimantFacts(""))


def missing_of(facts: ReadinessFacts, day: date) -> tuple[Missing, ...]:
    """All that a case lacks on the day, the address first; empty when it may be handed over."""
    return tuple(
        missing
        for group in (
            _about_debtor(facts),
            _about_default(facts, day),
            _about_stops(facts),
            _about_claim(facts, day),
            _about_rules(facts),
            _about_doubts(facts),
            _about_papers(facts),
        )
        for missing in group
    )


def _about_debtor(facts: ReadinessFacts) -> Iterator[Missing]:
    if facts.missing_address:
        parts = _joined(facts.missing_address)
        yield Missing(
            Code.NO_ADDRESS,
            f"Die Anschrift des Kunden ist unvollständig: Es fehlt {parts}. Ergänzen Sie sie "
            "beim Kunden.",
        )


def _joined(parts: tuple[str, ...]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} und {parts[-1]}"


def _about_default(facts: ReadinessFacts, day: date) -> Iterator[Missing]:
    """§ 286 BGB; and nobody is handed over while the last notice still lets him pay."""
    if not facts.agency:
        yield Missing(
            Code.NO_AGENCY,
            f"Für „{facts.account}“ ist kein Inkassopartner eingetragen. Wählen Sie ihn in den "
            "Inkassoregeln.",
        )
    elif not facts.is_agency_active:
        yield Missing(
            Code.NO_AGENCY,
            f"Der Inkassopartner {facts.agency} ist nicht aktiv. Wählen Sie in den Inkassoregeln "
            "einen anderen, oder schalten Sie ihn ein.",
        )
    if facts.default_since is None:
        yield Missing(
            Code.NOT_IN_DEFAULT,
            "Der Kunde ist nicht in Verzug (§ 286 BGB). Mahnen Sie ihn, oder tragen Sie ein, wann "
            "er die Rechnung erhalten hat.",
        )
    elif facts.default_since > day:
        yield Missing(
            Code.NOT_IN_DEFAULT,
            f"Der Kunde kommt erst am {german_day(facts.default_since)} in Verzug (§ 286 BGB). "
            "Warten Sie diesen Tag ab.",
        )
    if facts.last_pay_by is not None and facts.last_pay_by >= day:
        yield Missing(
            Code.DEADLINE_RUNNING,
            f"Die letzte Mahnung lässt dem Kunden bis zum {german_day(facts.last_pay_by)} Zeit. "
            "Warten Sie diese Frist ab.",
        )
    if facts.contract_on is None or facts.contract_on > day:
        yield Missing(
            Code.NO_CONTRACT_DAY,
            "Der Tag der Bestellung fehlt oder liegt in der Zukunft. Berichtigen Sie ihn im Shop, "
            "und importieren Sie den Auftrag noch einmal.",
        )


def _about_stops(facts: ReadinessFacts) -> Iterator[Missing]:
    if facts.stop:
        yield Missing(
            Code.STOPPED,
            f"Das Mahnen ist angehalten ({facts.stop}). Klären Sie das im Auftrag, und heben Sie "
            "den Mahnstopp auf.",
        )
    if facts.reported_total is not None:
        yield Missing(
            Code.AMOUNT_CHANGED,
            f"Der Shop meldet jetzt einen Bestellbetrag von {euro(facts.reported_total)}. "
            "Entscheiden Sie im Auftrag, welcher Betrag gilt.",
        )
    if facts.block:
        yield Missing(
            Code.BLOCKED, f"{facts.block} Warten Sie das Ende ab, oder heben Sie die Sperre auf."
        )
    if facts.running_plan:
        yield Missing(
            Code.PLAN_RUNNING,
            f"Ein Ratenplan läuft ({facts.running_plan}). Warten Sie ab, ob der Kunde ihn "
            "einhält, oder beenden Sie ihn im Auftrag.",
        )


def _about_claim(facts: ReadinessFacts, day: date) -> Iterator[Missing]:
    if facts.barred_on is not None and facts.barred_on < day:
        yield Missing(
            Code.STATUTE_BARRED,
            f"Die Forderung ist seit Ablauf des {german_day(facts.barred_on)} verjährt "
            "(§§ 195, 199 BGB). Buchen Sie sie aus, oder lassen Sie sie anwaltlich prüfen.",
        )
    if facts.not_due > ZERO and facts.last_due_on is not None:
        yield Missing(
            Code.NOT_ALL_DUE,
            f"{euro(facts.not_due)} sind noch nicht fällig, die letzte Rate ist es am "
            f"{german_day(facts.last_due_on)}. Warten Sie, bis alles fällig ist: Ein Auftrag "
            "wird nur einmal und ganz übergeben.",
        )
    if facts.claim < facts.minimum_amount:
        yield Missing(
            Code.BELOW_MINIMUM,
            f"Fällig sind {euro(facts.claim)}, weniger als der Mindestbetrag von "
            f"{euro(facts.minimum_amount)}. Senken Sie ihn in den Inkassoregeln, oder mahnen Sie "
            "weiter selbst.",
        )


def _about_rules(facts: ReadinessFacts) -> Iterator[Missing]:
    if facts.is_reseller:
        yield Missing(
            Code.RESELLER,
            f"„{facts.account}“ verkauft im eigenen Namen: Die Forderung gehört der Plattform. "
            "Brechen Sie den Fall ab.",
        )
    elif not facts.is_policy_active:
        yield Missing(
            Code.POLICY_OFF,
            f"Das Inkasso ist für „{facts.account}“ nicht aktiv. Schalten Sie es in den "
            "Inkassoregeln ein.",
        )
    if facts.is_example_creditor:
        yield Missing(
            Code.EXAMPLE_CREDITOR,
            "Der Gläubiger ist noch die mitgelieferte Beispielfirma. Tragen Sie Ihre Firma und Ihr "
            "Bankkonto ein.",
        )


def _about_doubts(facts: ReadinessFacts) -> Iterator[Missing]:
    if facts.reminder_on_way:
        yield Missing(
            Code.REMINDER_ON_WAY,
            f"{facts.reminder_on_way} ist noch nicht abgeschlossen und mahnt diesen Auftrag. "
            "Warten Sie den Versand ab, oder nehmen Sie den Auftrag heraus.",
        )
    if facts.uncertain_reminder:
        yield Missing(
            Code.REMINDER_UNCERTAIN,
            f"Ob {facts.uncertain_reminder} angekommen ist, ist ungeklärt. Entscheiden Sie das "
            "zuerst im Versandprotokoll.",
        )
    if facts.unmatched_payment:
        yield Missing(
            Code.PAYMENT_UNMATCHED,
            f"{facts.unmatched_payment} Ordnen Sie ihn unter Zahlungseingänge zu.",
        )
    if facts.bank_data_problem:
        yield Missing(Code.BANK_DATA_OLD, facts.bank_data_problem)


def _about_papers(facts: ReadinessFacts) -> Iterator[Missing]:
    """An invoice proves the claim; else the lines of the order with what the debtor was told."""
    is_told = facts.has_reminder or facts.is_chargeback
    if not facts.has_invoice and not (facts.has_lines and is_told):
        lacking = "keine Mahnung" if facts.has_lines else "keine Positionen"
        yield Missing(
            Code.NO_DOCUMENTS,
            f"Der Auftrag hat keine Rechnung und {lacking}. Laden Sie die Rechnung im Auftrag "
            "hoch.",
        )
    if facts.goes_to_court and (lacking := _lacking_of(facts.claimant)):
        yield Missing(
            Code.NO_CLAIMANT,
            f"Für das gerichtliche Mahnverfahren fehlen Angaben zu {facts.claimant.creditor}. "
            f"{lacking}",
        )


def _lacking_of(claimant: ClaimantFacts) -> str:
    """What a court must know of the creditor and where to enter it; "" when all is there."""
    try:
        competent_court(claimant.federal_state, claimant.higher_court)
    except CourtUnknown as unknown:
        return str(unknown)
    if claimant.legal_form and not claimant.representative_name:
        return "Tragen Sie beim Antragsteller den gesetzlichen Vertreter ein."
    return ""
