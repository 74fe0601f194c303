"""Lines of reports: stored once, applied or put before a clerk, and what the clerk decides."""

from collections.abc import Sequence
from datetime import date

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from common.rules.german import fold
from inkasso.models import AgencyReport, AgencyStatusWord, CollectionCase, ReportEntry
from inkasso.rules.report_lines import LineKind, ReportLine
from inkasso.rules.reports import AgencyStatus
from inkasso.rules.states import TransitionRefused
from inkasso.services.cases import lock_case
from inkasso.services.remittances import add_remittance
from inkasso.services.report_effects import Taking, Unclear, apply_payment, apply_status
from inkasso.services.report_references import meant_case
from inkasso.services.report_repeats import (
    booked_before,
    give_number,
    repeat_words,
    take_number_back,
)
from orders.services.by_hand import BookingRefused, refuse_blank

Kind = ReportEntry.Kind
State = ReportEntry.State
_NO_CASE = "gibt es bei diesem Inkassobüro keinen Fall."


class EntryRefused(Exception):
    """The clerk's decision cannot be carried out; the message says why and what to do."""


def add_entry(
    report: AgencyReport,
    line: ReportLine,
    cases: Sequence[CollectionCase],
    occurrence: int,
    by: Taking,
) -> ReportEntry | None:
    """Store and apply a line; None for one that was taken before. The cases are locked.

    occurrence: 1 for the first line of the report that says this, 2 for the next one.
    """
    key, warning = _key_of(report, line, occurrence)
    if ReportEntry.objects.filter(agency=report.agency, key=key).exists():
        return None
    entry = _stored(report, line, key)
    if warning or line.problem:
        _leave(entry, warning or line.problem)
        return entry
    try:
        case = None if line.kind == LineKind.REMITTANCE else _the_case(line, cases)
        _ask_if_repeated(entry, case)
        _apply(entry, case, by)
    except Unclear as question:
        _leave(entry, str(question))
    return entry


def choose_case(
    entry_id: int,
    case_id: int,
    *,
    actor: AbstractBaseUser | None,
    today: date,
    is_further: bool = False,
) -> ReportEntry:
    """Take a line over for the case that a clerk chose. Raises EntryRefused.

    is_further: the clerk knows that the debtor paid the same amount twice on the day.
    """
    return _decide(entry_id, case_id, Taking(today, actor), is_further=is_further)


def map_word(
    entry_id: int, status: AgencyStatus, *, actor: AbstractBaseUser | None, today: date
) -> list[ReportEntry]:
    """Keep what a word of an agency means, and take over every line that waits for it.

    Returns the lines that were taken over. Raises EntryRefused.
    """
    entry = ReportEntry.objects.select_related("agency").get(pk=entry_id)
    if not entry.word:
        raise EntryRefused("Die Zeile nennt keinen Status.")
    known = word_status(entry.agency_id, entry.word)
    if known is not None and known != status:
        raise EntryRefused(
            f"„{entry.word}“ bedeutet schon „{known.label}“. Ändern Sie das beim Inkassopartner."
        )
    if known is None:
        AgencyStatusWord.objects.create(agency=entry.agency, word=entry.word, status=status)
    return _take_waiting(entry, Taking(today, actor))


@transaction.atomic
def set_aside(entry_id: int, *, reason: str, actor: AbstractBaseUser | None) -> ReportEntry:
    """Do nothing with a line, for a reason. Raises EntryRefused."""
    try:
        refuse_blank(reason, "Geben Sie an, warum die Zeile beiseitegelegt wird.")
    except BookingRefused as refusal:
        raise EntryRefused(str(refusal)) from refusal
    entry = _locked(entry_id)
    entry.state, entry.message, entry.decided_by = State.SET_ASIDE, reason.strip()[:500], actor
    entry.save(update_fields=["state", "message", "decided_by"])
    return entry


def word_status(agency_id: int, word: str) -> AgencyStatus | None:
    """What a word means: the agency's own list first, then our names and labels."""
    folded = fold(word)
    for one in AgencyStatusWord.objects.filter(agency=agency_id):
        if fold(one.word) == folded:
            return AgencyStatus(one.status)
    neutral = (one for one in AgencyStatus if folded in (one.value, fold(one.label)))
    return next(neutral, None)


def _key_of(report: AgencyReport, line: ReportLine, occurrence: int) -> tuple[str, str]:
    """The key that a line is known by, and a warning where its own id was used for another."""
    if line.kind == LineKind.UNREADABLE:
        # Sent once more it may be readable: it must not be taken for known then.
        return f"?{line.fingerprint}:{occurrence}", ""
    if not line.id:
        return f"={line.fingerprint}:{occurrence}", ""
    key = f"#{line.id}"
    before = ReportEntry.objects.filter(agency=report.agency, key=key).first()
    if before is None or before.raw.get("fingerprint") == line.fingerprint:
        return key, ""
    return (
        f"!{line.fingerprint}:{line.id}"[:100],
        f"Die Zeilennummer „{line.id}“ stand schon mit anderem Inhalt in {before.report}.",
    )


def _stored(report: AgencyReport, line: ReportLine, key: str) -> ReportEntry:
    return ReportEntry.objects.create(
        report=report,
        agency=report.agency,
        key=key,
        position=line.number,
        kind=line.kind.value,
        state=State.TO_CLARIFY,
        case_reference=line.reference,
        agency_reference=line.agency_reference,
        word=line.word,
        happened_on=line.happened_on,
        amount=line.amount,
        costs=line.deductions if line.kind == LineKind.REMITTANCE else line.costs,
        remittance_reference=line.remittance,
        raw={"cells": dict(line.cells), "fingerprint": line.fingerprint},
    )


def _the_case(line: ReportLine, cases: Sequence[CollectionCase]) -> CollectionCase:
    """The one case that the line means. Raises Unclear."""
    named = line.reference or line.agency_reference
    if not cases:
        raise Unclear(f"Zum Aktenzeichen „{named}“ {_NO_CASE}")
    if len(cases) > 1:
        raise Unclear(f"Das Aktenzeichen „{named}“ haben mehrere Fälle.")
    case = cases[0]
    other = case.agency_reference
    if line.agency_reference and other and other != line.agency_reference:
        raise Unclear(
            f"Die Aktenzeichen passen nicht zusammen: {case} hat beim Inkassobüro „{other}“."
        )
    return case


def _ask_if_repeated(entry: ReportEntry, case: CollectionCase | None) -> None:
    """Raise Unclear for a payment that another report has brought already."""
    if case is None or entry.kind != Kind.PAYMENT:
        return
    if known := booked_before(entry, case.pk):
        give_number(entry, known)
        raise Unclear(repeat_words(entry, known))


def _apply(entry: ReportEntry, case: CollectionCase | None, by: Taking) -> None:
    """Take a stored line over, all of it or nothing. Raises Unclear."""
    try:
        with transaction.atomic():
            entry.case = case
            entry.message = _effect(entry, case, by)[:500]
            entry.state = State.APPLIED
            entry.save(update_fields=["case", "status", "message", "state"])
    except (TransitionRefused, BookingRefused) as refusal:
        _forget_half(entry, case)
        raise Unclear(str(refusal)) from refusal
    except Unclear:
        _forget_half(entry, case)
        raise


def _effect(entry: ReportEntry, case: CollectionCase | None, by: Taking) -> str:
    if entry.kind == Kind.REMITTANCE:
        return add_remittance(entry, by.today)
    if case is None or entry.kind not in (Kind.STATUS, Kind.PAYMENT):
        raise Unclear(entry.message or "Die Zeile ist nicht lesbar.")
    if entry.agency_reference and not case.agency_reference:
        case.agency_reference = entry.agency_reference
        case.save(update_fields=["agency_reference", "updated_at"])
    if entry.kind == Kind.PAYMENT:
        return apply_payment(entry, case, by)
    status = word_status(entry.agency_id, entry.word)
    if status is None:
        raise Unclear(_unknown(entry))
    entry.status = status.value
    return apply_status(entry, case, status, by)


def _unknown(entry: ReportEntry) -> str:
    return f"Das Wort „{entry.word}“ ist unbekannt. Legen Sie fest, was es bedeutet."


def _forget_half(entry: ReportEntry, case: CollectionCase | None) -> None:
    """Read again what the database took back."""
    entry.refresh_from_db()
    if case is not None:
        case.refresh_from_db()
        case.order.refresh_from_db()


def _leave(entry: ReportEntry, question: str) -> None:
    entry.state, entry.message = State.TO_CLARIFY, question[:500]
    entry.save(update_fields=["state", "message"])


@transaction.atomic
def _decide(entry_id: int, case_id: int, by: Taking, *, is_further: bool = False) -> ReportEntry:
    """Take a waiting line over for a case of its agency. Raises EntryRefused."""
    case = lock_case(case_id)
    entry = _locked(entry_id)
    if case.agency_id != entry.agency_id or case.handed_over_on is None:
        raise EntryRefused(f"{case} wurde diesem Inkassobüro nicht übergeben.")
    is_payment = entry.kind == Kind.PAYMENT
    if is_payment and not is_further and (known := booked_before(entry, case.pk)):
        raise EntryRefused(
            f"{repeat_words(entry, known)} Ist das hier eine weitere, bestätigen Sie es; sonst "
            "legen Sie die Zeile beiseite."
        )
    try:
        _apply(entry, case, by)
    except Unclear as question:
        raise EntryRefused(str(question)) from question
    take_number_back(entry)
    entry.decided_by = by.actor
    entry.save(update_fields=["decided_by"])
    return entry


def _locked(entry_id: int) -> ReportEntry:
    """The line, locked; EntryRefused unless it still waits for a clerk."""
    entries = ReportEntry.objects.select_related("report", "agency")
    entry = entries.select_for_update(of=("self",)).get(pk=entry_id)
    if entry.state != State.TO_CLARIFY:
        raise EntryRefused(f"Die Zeile ist inzwischen {entry.get_state_display()}.")
    return entry


def _take_waiting(entry: ReportEntry, by: Taking) -> list[ReportEntry]:
    """Take over what waited for the word, and a case known by now; the rest goes on waiting."""
    waiting = ReportEntry.objects.filter(
        agency=entry.agency, state=State.TO_CLARIFY, kind=Kind.STATUS
    )
    taken = []
    for one in waiting.order_by("happened_on", "pk"):
        if fold(one.word) != fold(entry.word) or not _may_follow(one):
            continue
        if (case_id := meant_case(one)) is not None:
            try:
                taken.append(_decide(one.pk, case_id, by))
            except EntryRefused as question:
                _ask_on(one, str(question))
    return taken


def _may_follow(entry: ReportEntry) -> bool:
    """Whether the line waits only for its word, or for a case that had no such number yet."""
    return entry.message == _unknown(entry) or entry.message.endswith(_NO_CASE)


def _ask_on(entry: ReportEntry, question: str) -> None:
    """Say why a line still waits, unless somebody decided on it meanwhile."""
    waiting = ReportEntry.objects.filter(pk=entry.pk, state=State.TO_CLARIFY)
    waiting.update(message=question[:500])
