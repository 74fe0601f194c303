"""The invariants of sending, asked every hour: better to stop than to go on wrong.

V1 accepted at most once · V2 nothing stuck · V3 nothing sent after its payment · V4 levels in
order · V5 the books · V6 the chain of dispatches · V7 the kept letters (reliability.md 3.9).
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from orders.models import LedgerCheck
from orders.services.ledger_check import CheckResult, check_ledger, keep_check
from orders.services.ledger_check import Finding as LedgerFinding
from reminders.models import Beat, DispatchRecord, MailChannel, Reminder, SendingStop
from reminders.services.beats import beat
from reminders.services.sending_hosts import own_host
from reminders.services.sending_stops import stop_sending
from reminders.services.verify_findings import Finding, some
from reminders.services.verify_journal import CHECK as V1
from reminders.services.verify_journal import check_journal
from reminders.services.verify_papers import check_chain, check_letters, note_head
from reminders.services.verify_rows import check_levels, check_payments, check_progress

VERIFIED = "verify"
FINE = "verify:fine"
# V1 reads the journal of one host, so each host asks it of its own.
CHECKED_ON = "v1:"
FINE_ON = "v1:fine:"
JOURNAL_EVERY = timedelta(hours=1)
STOP_WORDS = "Die Prüfung des Versands hat Widersprüche gefunden"
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Verification:
    """How much was looked at, and every contradiction that is told."""

    orders: int
    entries: int
    statements: int
    reminders: int
    dispatches: int
    documents: int
    findings: tuple[Finding, ...]

    @property
    def is_ok(self) -> bool:
        """Whether everything agreed."""
        return not self.findings

    @property
    def violations(self) -> tuple[str, ...]:
        """The findings in one sentence each."""
        return tuple(str(one) for one in self.findings)


def verify(now: datetime, *, is_full: bool = False) -> Verification:
    """Ask all invariants; writes nothing, and reads a few hundred rows at a time.

    is_full: every kept letter, else those whose turn it is in this hour of the week.
    """
    ledger = check_ledger()
    findings = [
        *some(check_journal()),
        *some(check_progress(now)),
        *some(check_payments()),
        *some(check_levels()),
        *some(Finding("V5", one.subject, one.message) for one in ledger.findings),
        *some(check_chain()),
    ]
    letters = list(check_letters(now, is_full=is_full))
    differing = some(one for one in letters if isinstance(one, Finding))
    return Verification(
        orders=ledger.orders,
        entries=ledger.entries,
        statements=ledger.statements,
        reminders=Reminder.objects.count(),
        dispatches=DispatchRecord.objects.count(),
        documents=sum(one for one in letters if isinstance(one, int)),
        findings=(*findings, *differing),
    )


def verify_and_stop(now: datetime, *, is_full: bool = False) -> Verification:
    """Ask all invariants and stop all sending where one is broken; once a day note the chain.

    What a person has seen and released the sending in spite of stops nothing a second time. Raises
    JournalNotWritable.
    """
    found = verify(now, is_full=is_full)
    for one in found.violations:
        logger.error("%s", one)
    accepted = set(_accepted())
    if fresh := [one for one in found.violations if one not in accepted]:
        _keep(found, now)
        others = f" (und {len(fresh) - 1} weitere)" if len(fresh) > 1 else ""
        reason = f"{STOP_WORDS}: {fresh[0]}"[: 500 - len(others)] + others
        # In quarantine nothing is sent, and what a restored database lacks is settled there.
        if not MailChannel.objects.filter(quarantined_at__isnull=False).exists():
            stop_sending(None, reason=reason, actor=None, now=now)
    if found.is_ok:
        note_head(now)
        beat(FINE, now)
    beat(VERIFIED, now)
    _note_own(now, is_fine=all(one.check != V1 for one in found.findings))
    return found


def verify_own_journal(now: datetime) -> bool:
    """Ask V1 of the journal of this host, once an hour, and stop all sending where it is broken.

    One query when it is not time yet, none on a host that never sent. Returns whether it was time;
    raises JournalNotWritable.
    """
    host = own_host()
    if not host or not settings.JOURNAL_PATH.exists():
        return False
    if Beat.objects.filter(name=CHECKED_ON + host, at__gt=now - JOURNAL_EVERY).exists():
        return False
    if any(check_journal()):
        verify_and_stop(now)
    else:
        _note_own(now, is_fine=True)
    return True


def _note_own(now: datetime, *, is_fine: bool) -> None:
    """Note how the journal of this host was found."""
    if host := own_host():
        beat(CHECKED_ON + host, now)
        if is_fine:
            beat(FINE_ON + host, now)


def was_fine() -> bool:
    """Whether the last verification found nothing; True also before the first one."""
    moments = dict(Beat.objects.filter(name__in=(VERIFIED, FINE)).values_list("name", "at"))
    return moments.get(VERIFIED) == moments.get(FINE)


def known_findings() -> list[dict[str, str]]:
    """What the last verification found that was not fine, [] if it was or none was made."""
    return [] if was_fine() else _newest_with_checks()


def _accepted() -> Iterator[str]:
    """What somebody saw before he released the sending that a verification had stopped."""
    lifted = SendingStop.objects.filter(reason__startswith=STOP_WORDS, lifted_at__isnull=False)
    newest = lifted.order_by("-lifted_at").values_list("lifted_at", flat=True).first()
    if newest is not None:
        for one in _newest_with_checks(newest):
            yield f"{one['subject']}: {one['message']}"


def _newest_with_checks(until: datetime | None = None) -> list[dict[str, str]]:
    checks = LedgerCheck.objects.exclude(findings=[])
    if until is not None:
        checks = checks.filter(checked_at__lte=until)
    for check in checks.order_by("-pk")[:50]:
        if any(one["subject"].startswith("V") for one in check.findings):
            return list(check.findings)
    return []


def _keep(found: Verification, now: datetime) -> None:
    """Show it on the page of the checks of the books, each with its invariant before it."""
    findings = tuple(
        LedgerFinding(f"{one.check} · {one.subject}", one.message) for one in found.findings
    )
    keep_check(CheckResult(found.orders, found.entries, found.statements, findings), now=now)
