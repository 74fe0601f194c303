"""The states of a case, who may follow whom, and the tabs that they stand in."""

from enum import StrEnum


class CaseState(StrEnum):
    """Where a case stands on its way from the last Mahnstufe to its end."""

    TO_CHECK = "to_check"
    READY = "ready"
    HANDING_OVER = "handing_over"
    HANDED_OVER = "handed_over"
    IN_PROGRESS = "in_progress"
    RETURNED = "returned"
    COURT_REQUESTED = "court_requested"
    COURT_SERVED = "court_served"
    COURT_OBJECTION = "court_objection"
    ENFORCEMENT_REQUESTED = "enforcement_requested"
    ENFORCEMENT_SERVED = "enforcement_served"
    ENFORCEMENT_OBJECTION = "enforcement_objection"
    TITLE = "title"
    STOPPED = "stopped"
    PAID = "paid"
    RECALLED = "recalled"
    CANCELLED = "cancelled"
    WRITTEN_OFF = "written_off"

    @property
    def label(self) -> str:
        """What clerks read."""
        return LABELS[self]


LABELS = {
    CaseState.TO_CHECK: "Zu prüfen",
    CaseState.READY: "Bereit",
    CaseState.HANDING_OVER: "Wird übergeben",
    CaseState.HANDED_OVER: "Übergeben",
    CaseState.IN_PROGRESS: "In Bearbeitung",
    CaseState.RETURNED: "Erfolglos zurück",
    CaseState.COURT_REQUESTED: "Mahnbescheid beantragt",
    CaseState.COURT_SERVED: "Mahnbescheid zugestellt",
    CaseState.COURT_OBJECTION: "Widerspruch",
    CaseState.ENFORCEMENT_REQUESTED: "Vollstreckungsbescheid beantragt",
    CaseState.ENFORCEMENT_SERVED: "Vollstreckungsbescheid zugestellt",
    CaseState.ENFORCEMENT_OBJECTION: "Einspruch",
    CaseState.TITLE: "Titel",
    CaseState.STOPPED: "Abgebrochen",
    CaseState.PAID: "Bezahlt",
    CaseState.RECALLED: "Zurückgerufen",
    CaseState.CANCELLED: "Auftrag gekündigt",
    CaseState.WRITTEN_OFF: "Ausgebucht",
}

# Not handed over yet; the program keeps them up to date.
WAITING = frozenset({CaseState.TO_CHECK, CaseState.READY})
# The court has been asked; its deadlines run.
COURT = frozenset(
    {
        CaseState.COURT_REQUESTED,
        CaseState.COURT_SERVED,
        CaseState.COURT_OBJECTION,
        CaseState.ENFORCEMENT_REQUESTED,
        CaseState.ENFORCEMENT_SERVED,
        CaseState.ENFORCEMENT_OBJECTION,
        CaseState.TITLE,
    }
)
# With an agency or a court: nobody reminds the customer.
RUNNING = COURT | {
    CaseState.HANDING_OVER,
    CaseState.HANDED_OVER,
    CaseState.IN_PROGRESS,
    CaseState.RETURNED,
}
ENDED = frozenset(CaseState) - WAITING - RUNNING


class CaseTab(StrEnum):
    """The tabs of the list of cases, in their order."""

    TO_CHECK = "zu-pruefen"
    READY = "bereit"
    HANDED_OVER = "uebergeben"
    IN_PROGRESS = "in-bearbeitung"
    COURT = "gerichtlich"
    ENDED = "erledigt"

    @property
    def label(self) -> str:
        """What stands on the tab."""
        return TAB_LABELS[self]


TAB_LABELS = {
    CaseTab.TO_CHECK: "Zu prüfen",
    CaseTab.READY: "Bereit",
    CaseTab.HANDED_OVER: "Übergeben",
    CaseTab.IN_PROGRESS: "In Bearbeitung",
    CaseTab.COURT: "Gerichtlich",
    CaseTab.ENDED: "Erledigt",
}
TAB_STATES: dict[CaseTab, frozenset[CaseState]] = {
    CaseTab.TO_CHECK: frozenset({CaseState.TO_CHECK}),
    CaseTab.READY: frozenset({CaseState.READY}),
    CaseTab.HANDED_OVER: frozenset({CaseState.HANDING_OVER, CaseState.HANDED_OVER}),
    CaseTab.IN_PROGRESS: frozenset({CaseState.IN_PROGRESS, CaseState.RETURNED}),
    CaseTab.COURT: COURT,
    CaseTab.ENDED: ENDED,
}

_ENDINGS = frozenset({CaseState.PAID, CaseState.WRITTEN_OFF, CaseState.CANCELLED})
TRANSITIONS: dict[CaseState, frozenset[CaseState]] = {
    CaseState.TO_CHECK: _ENDINGS | {CaseState.READY, CaseState.STOPPED},
    CaseState.READY: _ENDINGS
    | {
        CaseState.TO_CHECK,
        CaseState.HANDING_OVER,
        # Without an agency the seller goes to court himself.
        CaseState.COURT_REQUESTED,
        CaseState.STOPPED,
    },
    # Back only as long as the file has not left.
    CaseState.HANDING_OVER: frozenset({CaseState.HANDED_OVER, CaseState.TO_CHECK, CaseState.READY}),
    CaseState.HANDED_OVER: _ENDINGS
    | {CaseState.IN_PROGRESS, CaseState.RETURNED, CaseState.RECALLED},
    CaseState.IN_PROGRESS: _ENDINGS
    | {
        CaseState.RETURNED,
        CaseState.RECALLED,
        CaseState.COURT_REQUESTED,
        CaseState.TITLE,
    },
    CaseState.RETURNED: _ENDINGS
    | {
        CaseState.IN_PROGRESS,
        CaseState.COURT_REQUESTED,
        CaseState.RECALLED,
    },
    CaseState.COURT_REQUESTED: _ENDINGS
    | {
        CaseState.COURT_SERVED,
        CaseState.COURT_OBJECTION,
        CaseState.RECALLED,
        # The court turns the application down (§ 691 ZPO): back to where it came from.
        CaseState.RETURNED,
        CaseState.TO_CHECK,
    },
    CaseState.COURT_SERVED: _ENDINGS
    | {
        CaseState.COURT_OBJECTION,
        CaseState.ENFORCEMENT_REQUESTED,
        CaseState.RECALLED,
        # A lapsed Mahnbescheid (§ 701 ZPO) is asked for again.
        CaseState.COURT_REQUESTED,
    },
    CaseState.COURT_OBJECTION: _ENDINGS
    | {CaseState.ENFORCEMENT_REQUESTED, CaseState.TITLE, CaseState.RECALLED},
    CaseState.ENFORCEMENT_REQUESTED: _ENDINGS
    | {
        CaseState.ENFORCEMENT_SERVED,
        CaseState.COURT_OBJECTION,
        CaseState.RECALLED,
        # The court turns the request for it down (§ 701 Satz 2 ZPO).
        CaseState.COURT_SERVED,
    },
    CaseState.ENFORCEMENT_SERVED: _ENDINGS
    | {CaseState.ENFORCEMENT_OBJECTION, CaseState.TITLE, CaseState.RECALLED},
    CaseState.ENFORCEMENT_OBJECTION: _ENDINGS | {CaseState.TITLE, CaseState.RECALLED},
    CaseState.TITLE: _ENDINGS | {CaseState.RECALLED},
    # A clerk starts it again.
    CaseState.STOPPED: frozenset({CaseState.TO_CHECK}),
    # What was paid can be taken back by a bank: the case goes on where it was.
    CaseState.PAID: frozenset(CaseState) - {CaseState.PAID},
    # The seller may still go to court himself.
    CaseState.RECALLED: frozenset({CaseState.COURT_REQUESTED}),
    CaseState.CANCELLED: frozenset(),
    CaseState.WRITTEN_OFF: frozenset(),
}


class TransitionRefused(Exception):
    """A case cannot go from one state to the other."""


def check_transition(before: CaseState, after: CaseState) -> None:
    """Raise TransitionRefused unless the case may go from one state to the other."""
    if after not in TRANSITIONS[before]:
        raise TransitionRefused(
            f"Ein Fall im Stand „{before.label}“ kann nicht zu „{after.label}“ werden."
        )
