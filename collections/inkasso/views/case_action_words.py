"""What stands in the way of an action on a case, and what it will do, in sentences."""

from common.rules.german import euro
from common.rules.money import ZERO
from inkasso.models import CollectionCase
from inkasso.rules.states import COURT, CaseState
from inkasso.services.case_endings import cancellation_cost_of


def not_waiting(case: CollectionCase) -> str:
    """Why the case cannot be stopped, "" if it can."""
    if case.is_waiting:
        return ""
    return f"Der Fall ist „{case.state_label}“. Abbrechen lässt sich nur vor der Übergabe."


def not_stopped(case: CollectionCase) -> str:
    """Why the case cannot be started again, "" if it can."""
    if case.state == CaseState.STOPPED:
        return ""
    return f"Der Fall ist „{case.state_label}“; nur ein abgebrochener lässt sich wieder starten."


def nothing(case: CollectionCase) -> str:
    """What is always possible."""
    return ""


def stop_effect(case: CollectionCase) -> str:
    """What stopping does."""
    return (
        "Der Fall geht an kein Inkassobüro. Der Betrag bleibt offen, und das Programm legt den "
        "Fall nicht von selbst wieder an; Sie können ihn jederzeit wieder starten."
    )


def start_effect(case: CollectionCase) -> str:
    """What starting does."""
    return (
        "Der Fall wird wieder geprüft. Fehlt nichts, steht er unter „Bereit“ und kann übergeben "
        "werden."
    )


def recall_effect(case: CollectionCase) -> str:
    """What a recall does."""
    told = (
        f"{case.agency} wird gemeldet, dass der Fall zurückgerufen ist. "
        if case.agency and case.handed_over_on
        else ""
    )
    court = (
        "Einen Antrag bei Gericht nimmt das Programm nicht zurück; tun Sie das selbst. "
        if case.state in COURT
        else ""
    )
    return (
        f"{told}{court}Der Betrag bleibt offen, und der Kunde kann wieder gemahnt werden. "
        "Dieser Auftrag kann kein zweites Mal an ein Inkassobüro übergeben werden."
    )


def write_off_effect(case: CollectionCase) -> str:
    """What a write-off does."""
    told = f" {case.agency} wird es gemeldet." if case.is_running and case.agency else ""
    return (
        f"Alles, was offen ist, wird ausgebucht: {euro(case.order.open_amount)}. Der Fall ist "
        f"damit beendet und lässt sich nicht wieder öffnen.{told}"
    )


def cancel_effect(case: CollectionCase) -> str:
    """What a cancellation does."""
    cost = cancellation_cost_of(case)
    owed = (
        f"Der Kunde schuldet {euro(cost)} Stornokosten; was er bezahlt hat, wird darauf und auf "
        "offene Kosten angerechnet."
        if cost
        else "Stornokosten fallen nach den Inkassoregeln nicht an."
    )
    paid = case.order.paid_amount
    if paid > ZERO:
        owed += f" Bezahlt sind {euro(paid)}; was davon übrig bleibt, wird Guthaben des Kunden."
    return (
        f"Der Auftrag {case.order} wird storniert, die Forderung gutgeschrieben. {owed} Der Fall "
        "ist damit beendet und lässt sich nicht wieder öffnen."
    )


def note_effect(case: CollectionCase) -> str:
    """What a note does."""
    return "Die Notiz steht im Verlauf des Falls. Sie kann nicht geändert werden."


def reference_effect(case: CollectionCase) -> str:
    """What the agency's file number does."""
    return f"Unter diesem Aktenzeichen führt {case.agency} den Fall."
