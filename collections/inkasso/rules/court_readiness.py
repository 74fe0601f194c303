"""What is missing before a Mahnbescheid can be asked for (§§ 688, 690 ZPO)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from common.rules.german import day as german_day
from common.rules.german import euro
from inkasso.rules.court_application import CounterPerformance

_SOON = timedelta(weeks=4)


@dataclass(frozen=True, slots=True)
class CourtFacts:
    """What the check looks at.

    amount: the principal in euros; not_due: what of it cannot be asked for yet; court_fault: why
    no court is competent, "" for none; default_since and barred_on as of the day of the check,
    barred_on with the days on which a court suspended it.
    """

    today: date
    court_fault: str
    has_applicant_address: bool
    has_applicant_representative: bool
    has_defendant_name: bool
    has_defendant_address: bool
    is_defendant_in_germany: bool
    has_defendant_legal_form: bool
    amount: Decimal
    not_due: Decimal
    currency: str
    counter_performance: CounterPerformance
    default_since: date | None
    barred_on: date | None
    is_disputed: bool
    is_insolvent: bool
    is_withdrawn: bool
    is_reseller: bool


@dataclass(frozen=True, slots=True)
class CourtGap:
    """Something to settle first; a warning does not stop the application."""

    code: str
    text: str
    is_warning: bool = False


def court_gaps(facts: CourtFacts) -> tuple[CourtGap, ...]:
    """What is missing or doubtful, what stops the application first."""
    found = [*_applicant(facts), *_defendant(facts), *_claim(facts)]
    return tuple(sorted(found, key=lambda gap: gap.is_warning))


def _applicant(facts: CourtFacts) -> list[CourtGap]:
    return _met(
        (facts.court_fault != "", "court", lambda: facts.court_fault),
        (
            not facts.has_applicant_address,
            "applicant_address",
            lambda: "Die Anschrift des Gläubigers ist nicht vollständig.",
        ),
        (
            not facts.has_applicant_representative,
            "applicant_representative",
            lambda: "Beim Antragsteller fehlt, wer ihn vertritt (Funktion und Name).",
        ),
        (
            facts.is_reseller,
            "reseller",
            lambda: "Die Forderung gehört der Plattform, die im eigenen Namen verkauft.",
        ),
    )


def _defendant(facts: CourtFacts) -> list[CourtGap]:
    found = _met(
        (
            not facts.has_defendant_name,
            "defendant_name",
            lambda: "Vor- und Nachname oder Firma des Kunden fehlen.",
        ),
        (
            not facts.has_defendant_address,
            "defendant_address",
            lambda: "Die Anschrift des Kunden ist nicht vollständig: Straße, PLZ, Ort.",
        ),
        (
            not facts.is_defendant_in_germany,
            "abroad",
            lambda: (
                "Der Kunde wohnt nicht in Deutschland: Das deutsche Mahnverfahren scheidet in der "
                "Regel aus (§ 688 Abs. 3 ZPO), möglich ist der Europäische Zahlungsbefehl."
            ),
        ),
    )
    if not facts.has_defendant_legal_form:
        text = (
            "Die Rechtsform der Firma des Kunden ist nicht bekannt: im Handelsregister nachsehen."
        )
        found.append(CourtGap("legal_form", text, is_warning=True))
    return found


def _claim(facts: CourtFacts) -> list[CourtGap]:
    return [
        *_met(
            (facts.amount <= 0, "amount", lambda: "Es ist keine Hauptforderung offen."),
            (
                facts.not_due > 0,
                "not_due",
                lambda: (
                    f"{euro(facts.not_due)} sind noch nicht fällig: Ein Mahnbescheid ist erst für "
                    "den fälligen Betrag möglich. Warten Sie, bis alles fällig ist."
                ),
            ),
            (
                facts.currency != "EUR",
                "currency",
                lambda: "Die Forderung lautet nicht auf Euro (§ 688 Abs. 1 ZPO).",
            ),
            (
                facts.counter_performance == CounterPerformance.UNDECLARED,
                "counter_performance",
                lambda: (
                    "Erklären Sie, ob die Gegenleistung erbracht ist: Ohne diese Angabe erlässt "
                    "das Gericht keinen Mahnbescheid (§ 688 Abs. 2 Nr. 2 ZPO)."
                ),
            ),
            (
                facts.is_insolvent,
                "insolvency",
                lambda: "Der Kunde ist insolvent: Melden Sie die Forderung zur Tabelle an.",
            ),
            (
                facts.is_withdrawn,
                "withdrawal",
                lambda: "Der Kunde hat den Vertrag widerrufen.",
            ),
        ),
        *_default(facts),
        *_dispute(facts),
        *_limitation(facts),
    ]


def _default(facts: CourtFacts) -> list[CourtGap]:
    """Interest and costs need default; without it the debtor may settle at once, free of cost."""
    if facts.default_since is not None and facts.default_since <= facts.today:
        return []
    return [
        CourtGap(
            "default",
            "Der Kunde ist nicht nachweislich in Verzug (§ 286 BGB): Zinsen und Kosten sind dann "
            "nicht durchsetzbar.",
        )
    ]


def _dispute(facts: CourtFacts) -> list[CourtGap]:
    if not facts.is_disputed:
        return []
    text = (
        "Der Kunde bestreitet die Forderung: Mit einem Widerspruch ist zu rechnen, eine Klage ist "
        "dann oft schneller."
    )
    return [CourtGap("dispute", text)]


def _limitation(facts: CourtFacts) -> list[CourtGap]:
    if facts.barred_on is None:
        return []
    last = german_day(facts.barred_on)
    if facts.barred_on < facts.today:
        return [CourtGap("barred", f"Die Forderung ist seit {last} verjährt.")]
    if facts.barred_on <= facts.today + _SOON:
        text = (
            f"Die Forderung verjährt am {last}: Der Antrag muss vorher bei Gericht sein und bald "
            "zugestellt werden (§ 167 ZPO)."
        )
        return [CourtGap("barred_soon", text, is_warning=True)]
    return []


def _met(*rules: tuple[bool, str, Callable[[], str]]) -> list[CourtGap]:
    return [CourtGap(code, text()) for is_missing, code, text in rules if is_missing]
