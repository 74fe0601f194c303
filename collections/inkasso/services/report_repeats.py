"""Payments that an agency reports a second time in another form: asked about, never guessed."""

from common.rules.german import day, euro
from inkasso.models import ReportEntry

# In a line's raw: the primary key of the entry that was given the line's remittance number.
_NUMBER_GIVEN_TO = "number_given_to"


def booked_before(entry: ReportEntry, case_id: int) -> ReportEntry | None:
    """The payment of the same case, day and amount that another report booked, if any.

    Two such lines of one report are two payments. One that lacks a remittance number comes first.
    """
    same = ReportEntry.objects.filter(
        case=case_id,
        kind=ReportEntry.Kind.PAYMENT,
        state=ReportEntry.State.APPLIED,
        happened_on=entry.happened_on,
        amount=entry.amount,
    ).exclude(report=entry.report_id)
    return same.select_related("report__agency").order_by("remittance_reference", "pk").first()


def repeat_words(entry: ReportEntry, known: ReportEntry) -> str:
    """What a clerk should know of the payment that is known already."""
    assert known.happened_on is not None  # without a day nothing is booked
    costs = ""
    if known.costs != entry.costs:
        costs = f" (dort mit {euro(known.costs)} Kosten, hier mit {euro(entry.costs)})"
    return (
        f"Eine Zahlung über {euro(known.amount)} vom {day(known.happened_on)} ist schon aus "
        f"{known.report}, Zeile {known.position} gebucht{costs}."
    )


def give_number(entry: ReportEntry, known: ReportEntry) -> None:
    """Let the known payment count for the remittance that its repetition names."""
    if not entry.remittance_reference or known.remittance_reference:
        return
    known.remittance_reference = entry.remittance_reference
    known.save(update_fields=["remittance_reference"])
    entry.raw[_NUMBER_GIVEN_TO] = known.pk
    entry.save(update_fields=["raw"])


def take_number_back(entry: ReportEntry) -> None:
    """The line was a payment of its own: its remittance number is not the other one's."""
    given_to = entry.raw.pop(_NUMBER_GIVEN_TO, None)
    if given_to is None:
        return
    ReportEntry.objects.filter(pk=given_to, remittance_reference=entry.remittance_reference).update(
        remittance_reference=""
    )
    entry.save(update_fields=["raw"])
