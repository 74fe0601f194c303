"""The tables of this app."""

from inkasso.models.agencies import AgencyStatusWord, CollectionAgency
from inkasso.models.cases import (
    CaseBooking,
    CaseDocument,
    CaseEvent,
    CaseSettings,
    CollectionCase,
)
from inkasso.models.court import CourtProcedure
from inkasso.models.handovers import (
    AgencyNotice,
    Handover,
    HandoverDownload,
    HandoverFile,
    HandoverItem,
)
from inkasso.models.policies import BureauRule, Claimant, CollectionPolicy
from inkasso.models.reports import AgencyReport, Remittance, ReportEntry

__all__ = [
    "AgencyNotice",
    "AgencyReport",
    "AgencyStatusWord",
    "BureauRule",
    "CaseBooking",
    "CaseDocument",
    "CaseEvent",
    "CaseSettings",
    "Claimant",
    "CollectionAgency",
    "CollectionCase",
    "CollectionPolicy",
    "CourtProcedure",
    "Handover",
    "HandoverDownload",
    "HandoverFile",
    "HandoverItem",
    "Remittance",
    "ReportEntry",
]
