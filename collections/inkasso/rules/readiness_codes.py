"""What a case may lack, by code, with its headings."""

from dataclasses import dataclass
from enum import StrEnum


class Code(StrEnum):
    """What is missing by its stable code, in the order in which pages list it."""

    NO_ADDRESS = "no_address"
    NO_AGENCY = "no_agency"
    NOT_IN_DEFAULT = "not_in_default"
    DEADLINE_RUNNING = "deadline_running"
    NO_CONTRACT_DAY = "no_contract_day"
    STOPPED = "stopped"
    AMOUNT_CHANGED = "amount_changed"
    BLOCKED = "blocked"
    PLAN_RUNNING = "plan_running"
    STATUTE_BARRED = "statute_barred"
    NOT_ALL_DUE = "not_all_due"
    BELOW_MINIMUM = "below_minimum"
    POLICY_OFF = "policy_off"
    RESELLER = "reseller"
    EXAMPLE_CREDITOR = "example_creditor"
    REMINDER_ON_WAY = "reminder_on_way"
    REMINDER_UNCERTAIN = "reminder_uncertain"
    PAYMENT_UNMATCHED = "payment_unmatched"
    BANK_DATA_OLD = "bank_data_old"
    NO_DOCUMENTS = "no_documents"
    NO_CLAIMANT = "no_claimant"

    @property
    def label(self) -> str:
        """The heading that lists and the handbook use."""
        return LABELS[self]


LABELS = {
    Code.NO_ADDRESS: "Anschrift unvollständig",
    Code.NO_AGENCY: "Kein Inkassopartner",
    Code.NOT_IN_DEFAULT: "Noch nicht in Verzug",
    Code.DEADLINE_RUNNING: "Zahlungsfrist läuft",
    Code.NO_CONTRACT_DAY: "Vertragsdatum fehlt",
    Code.STOPPED: "Mahnen angehalten",
    Code.AMOUNT_CHANGED: "Betrag im Shop geändert",
    Code.BLOCKED: "Mahnsperre oder Stundung",
    Code.PLAN_RUNNING: "Ratenplan läuft",
    Code.STATUTE_BARRED: "Verjährt",
    Code.NOT_ALL_DUE: "Noch nicht alles fällig",
    Code.BELOW_MINIMUM: "Unter dem Mindestbetrag",
    Code.POLICY_OFF: "Inkasso nicht aktiv",
    Code.RESELLER: "Plattform verkauft im eigenen Namen",
    Code.EXAMPLE_CREDITOR: "Beispielfirma",
    Code.REMINDER_ON_WAY: "Mahnung unterwegs",
    Code.REMINDER_UNCERTAIN: "Mahnung ungeklärt",
    Code.PAYMENT_UNMATCHED: "Zahlungseingang nicht zugeordnet",
    Code.BANK_DATA_OLD: "Kontoauszüge zu alt",
    Code.NO_DOCUMENTS: "Unterlagen fehlen",
    Code.NO_CLAIMANT: "Angaben zum Antragsteller fehlen",
}


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is missing, with the German sentence that says what to do."""

    code: Code
    text: str

    def as_json(self) -> dict[str, str]:
        """As CollectionCase.missing keeps it."""
        return {"code": self.code.value, "text": self.text}
