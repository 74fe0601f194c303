"""The data sheet and the EDA draft of a case: prepared here, filed by the clerk."""

from dataclasses import dataclass
from datetime import date

from inkasso.adapters.eda import to_bytes
from inkasso.models import CollectionCase
from inkasso.rules.court_application import CounterPerformance
from inkasso.rules.eda import EdaRefused, check_records
from inkasso.rules.eda_application import draft_warnings, eda_draft
from inkasso.rules.online_application import SheetSection, data_sheet, total_words
from inkasso.services.court_application import application_of
from inkasso.services.court_days import claimant_of_case


@dataclass(frozen=True, slots=True)
class DataSheet:
    """The pages of the online application, and what is to be known of the draft file.

    fault: why no draft can be written, "" when it can.
    """

    sections: tuple[SheetSection, ...]
    total_words: str
    warnings: tuple[str, ...]
    fault: str


@dataclass(frozen=True, slots=True)
class EdaDraft:
    """A draft file; its name says that it was never filed."""

    file_name: str
    content: bytes
    warnings: tuple[str, ...]


def sheet_of(case: CollectionCase, day: date) -> DataSheet:
    """The data sheet as of the day, and whether the draft file can be written."""
    application = application_of(case, day)
    sections = data_sheet(application, claimant_of_case(case).federal_state)
    words = total_words(application)
    try:
        draft = draft_of(case, day)
    except EdaRefused as refusal:
        return DataSheet(sections, words, (), str(refusal))
    return DataSheet(sections, words, draft.warnings, "")


def draft_of(case: CollectionCase, day: date) -> EdaDraft:
    """The draft of the EDA file; its structure is checked. Raises EdaRefused."""
    application = application_of(case, day)
    if application.counter_performance == CounterPerformance.UNDECLARED:
        raise EdaRefused(
            "Erklären Sie zuerst, ob die Gegenleistung erbracht ist (§ 688 Abs. 2 Nr. 2 ZPO)."
        )
    letters = eda_draft(application, written_on=day)
    if faults := check_records(letters):
        raise EdaRefused(" ".join(faults))
    return EdaDraft(
        file_name=f"Entwurf-nicht-eingereicht-{case.reference}-{day.isoformat()}.eda",
        content=to_bytes(letters),
        warnings=draft_warnings(application, letters),
    )
