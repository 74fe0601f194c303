"""Bind very many dossiers, each with an invoice and four reminders, and tell how large they are."""

from datetime import date, timedelta
from decimal import Decimal

from letters import content
from stopwatch import Time, line, peak_megabytes

from inkasso.adapters.dossier_pdf import dossier_file
from inkasso.adapters.pdf_sheets import sheets_of
from inkasso.rules.claim import BookingLine, ClaimAccount, InterestPart, Part, PartKind
from inkasso.rules.dossier import (
    Attachment,
    Dossier,
    Happening,
    InvoiceRow,
    PositionRow,
    RateRow,
    ReminderSheet,
)
from reminders.adapters.pdf import letter_pdf
from reminders.rules.interest import PrincipalChange, interest_lines, total

_DAY = date(2026, 11, 21)
_DUE_ON = date(2026, 9, 1)
_PRINCIPAL = Decimal("250.00")
_REMINDERS = 4
_ZERO = Decimal("0.00")


def measure_dossiers(count: int) -> None:
    """Print dossiers per second, pages and size."""
    letter = letter_pdf(content(0))
    dossiers = [_dossier(number, letter) for number in range(count)]
    # What is read once per process (fonts, stylesheet) is no part of a dossier.
    pages = len(sheets_of(dossier_file(dossiers[0])))
    print(f"{count:,} Akten mit je {pages} Seiten: 1 Rechnung, {_REMINDERS} Mahnungen")
    spent, size = Time(), 0
    with spent.running():
        for dossier in dossiers:
            size += len(dossier_file(dossier))
    print(line("Mahnwerk", count, spent))
    own = spent.processor / count
    print(f"Eine Akte braucht {own:.2f} s des Prozessors, {own / pages * 1000:.0f} ms je Seite.")
    print(f"Eine Akte hat {size / count / 1000:.0f} kB; Speicher: {peak_megabytes():.0f} MB")


def _dossier(number: int, letter: bytes) -> Dossier:
    reference = f"IK-{number:06d}"
    order_number = f"HK-{1_000_000 + number}"
    return Dossier(
        reference=reference,
        day=_DAY,
        creditor=("Messstand GmbH", "Musterallee 12", "50667 Köln"),
        creditor_facts=(("Register", "Amtsgericht Köln HRB 99999"),),
        debtor=("Greta Böhm", f"Lindenweg {number}", "50667 Köln"),
        debtor_facts=(("Einordnung", "Verbraucher (§ 13 BGB)"),),
        case_facts=(("Stand", "Bereit"),),
        order_number=order_number,
        order_facts=(("Bestellnummer", order_number),),
        positions=(PositionRow("Emaillebecher", "", "1", _PRINCIPAL, _PRINCIPAL),),
        other_amount=_ZERO,
        order_total=_PRINCIPAL,
        rates=(RateRow(_DUE_ON, _PRINCIPAL),),
        claim=_claim(),
        invoices=(InvoiceRow("R-1", _DUE_ON, None, Attachment("Rechnung R-1", "r.pdf", letter)),),
        reminders=tuple(_reminder(step, number, letter) for step in range(_REMINDERS)),
        timeline=tuple(Happening(_DUE_ON + timedelta(days=i), "Ereignis") for i in range(15)),
        papers=(),
        convention="Tagegenau nach Kalenderjahren.",
    )


def _reminder(step: int, number: int, letter: bytes) -> ReminderSheet:
    sent_on = _DUE_ON + timedelta(days=14 * (step + 1))
    name = f"M-{number * _REMINDERS + step:06d}"
    return ReminderSheet(
        title=f"Mahnstufe {step} {name}",
        number=name,
        written_on=sent_on,
        pay_by=sent_on + timedelta(days=10),
        sent_on=sent_on,
        way="E-Mail",
        claims=(("Hauptforderung", _PRINCIPAL),),
        claim=_PRINCIPAL,
        proof=(("Message-ID", f"<{name}@messstand.example>"), ("Antwort", "250 2.0.0 Ok")),
        gaps=("Ein Nachweis des Zugangs beim Empfänger liegt nicht vor.",),
        mail_subject="Mahnung",
        mail_text="Guten Tag,\n\nzu Ihrer Bestellung fehlt uns noch die Zahlung.\n" * 8,
        letter=Attachment(f"Anhang der E-Mail {name}", f"{name}.pdf", letter),
    )


def _claim() -> ClaimAccount:
    since = _DUE_ON + timedelta(days=1)
    lines = tuple(
        interest_lines(
            [PrincipalChange(since, _PRINCIPAL)],
            from_on=since,
            to_on=_DAY,
            rates=((date(2026, 7, 1), Decimal("1.52")),),
            is_business=False,
        )
    )
    interest = total(lines)
    new = Part(PartKind.INTEREST_TO_DAY, interest, interest)
    booked = [PartKind.PRINCIPAL, PartKind.DUNNING_FEE]
    others = [Part(kind) for kind in PartKind if kind not in (*booked, new.kind)]
    return ClaimAccount(
        day=_DAY,
        parts=(*(Part(kind, _PRINCIPAL, _PRINCIPAL) for kind in booked), new, *others),
        not_due=_ZERO,
        paid=_ZERO,
        credited=_ZERO,
        waived=_ZERO,
        written_off=_ZERO,
        overpaid=_ZERO,
        default_since=since,
        default_ground="agreed_day",
        default_ground_words="vereinbarter Zahlungstag",
        bookings=tuple(_booking(index) for index in range(8)),
        interest_parts=(InterestPart(1, _DUE_ON, since, lines, interest, _ZERO, interest),),
    )


def _booking(index: int) -> BookingLine:
    return BookingLine(
        entry_id=index,
        booked_on=_DUE_ON + timedelta(days=index),
        kind="payment" if index % 2 else "charge",
        label="Zahlung" if index % 2 else "Forderung",
        source="bank",
        source_label="Kontoauszug",
        reference=f"Zahlung {index}",
        amount=_PRINCIPAL,
        balance=_PRINCIPAL,
    )
