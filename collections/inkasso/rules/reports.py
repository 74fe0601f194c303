"""What agencies tell of their cases, in our own words: one list for all agencies."""

from enum import StrEnum

from inkasso.rules.states import CaseState


class AgencyStatus(StrEnum):
    """The neutral status that each agency's own words are mapped to."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    FIRST_LETTER = "first_letter"
    IN_CONTACT = "in_contact"
    INSTALMENTS = "instalments"
    PARTIALLY_PAID = "partially_paid"
    PAID = "paid"
    DISPUTED = "disputed"
    ADDRESS_UNKNOWN = "address_unknown"
    INSOLVENT = "insolvent"
    DECEASED = "deceased"
    COURT_REQUESTED = "court_requested"
    COURT_SERVED = "court_served"
    COURT_OBJECTION = "court_objection"
    ENFORCEMENT_REQUESTED = "enforcement_requested"
    TITLE = "title"
    UNCOLLECTIBLE = "uncollectible"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """What clerks read."""
        return LABELS[self]


LABELS = {
    AgencyStatus.RECEIVED: "eingegangen",
    AgencyStatus.ACCEPTED: "angenommen",
    AgencyStatus.REJECTED: "abgelehnt",
    AgencyStatus.FIRST_LETTER: "erstes Schreiben versendet",
    AgencyStatus.IN_CONTACT: "in Kontakt mit dem Schuldner",
    AgencyStatus.INSTALMENTS: "Ratenzahlung vereinbart",
    AgencyStatus.PARTIALLY_PAID: "zum Teil bezahlt",
    AgencyStatus.PAID: "bezahlt",
    AgencyStatus.DISPUTED: "bestritten",
    AgencyStatus.ADDRESS_UNKNOWN: "unbekannt verzogen",
    AgencyStatus.INSOLVENT: "Schuldner insolvent",
    AgencyStatus.DECEASED: "Schuldner verstorben",
    AgencyStatus.COURT_REQUESTED: "Mahnbescheid beantragt",
    AgencyStatus.COURT_SERVED: "Mahnbescheid zugestellt",
    AgencyStatus.COURT_OBJECTION: "Widerspruch eingelegt",
    AgencyStatus.ENFORCEMENT_REQUESTED: "Vollstreckungsbescheid beantragt",
    AgencyStatus.TITLE: "Titel erwirkt",
    AgencyStatus.UNCOLLECTIBLE: "uneinbringlich",
    AgencyStatus.CLOSED: "abgeschlossen",
}

# The state that a report brings the case to; statuses that are not here leave it in progress.
STATE_AFTER: dict[AgencyStatus, CaseState] = {
    AgencyStatus.REJECTED: CaseState.RETURNED,
    AgencyStatus.UNCOLLECTIBLE: CaseState.RETURNED,
    AgencyStatus.CLOSED: CaseState.RETURNED,
    AgencyStatus.COURT_REQUESTED: CaseState.COURT_REQUESTED,
    AgencyStatus.COURT_SERVED: CaseState.COURT_SERVED,
    AgencyStatus.COURT_OBJECTION: CaseState.COURT_OBJECTION,
    AgencyStatus.ENFORCEMENT_REQUESTED: CaseState.ENFORCEMENT_REQUESTED,
    AgencyStatus.TITLE: CaseState.TITLE,
}
