"""The application for a Mahnbescheid as a draft of an EDA file: never filed, only prepared."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from inkasso.rules.court_application import (
    CounterPerformance,
    CourtApplication,
    Party,
    RunningInterest,
    SideClaim,
    SideClaimKind,
)
from inkasso.rules.eda import EdaRefused, read_records, trailer, write_record
from inkasso.rules.eda_text import changed, fitting, wrapped

DRAFT = "ENTWURF"
_NUMBER_WIDTH = 8
_FILE_ID = "ENTWRF"
_NAME_WIDTH, _NAME_PARTS = 35, 4
_CITY_WIDTH = 27
_ABOVE_BASE_RATE, _BY_YEAR = "B", "1"
_LOCAL_COURT = "1"
# Up to this value the Amtsgericht decides; above it the Landgericht (§ 23 GVG since 2026-01-01).
_LOCAL_COURT_LIMIT = Decimal(10_000)
_GMBH_CO_KG, _GMBH_CO_KG_KEY = "GmbH & Co KG", "4"
_SIDE_CODES = {
    SideClaimKind.EXPENSES: "C28",
    SideClaimKind.REMINDERS: "C29",
    SideClaimKind.INFORMATION: "C30",
    SideClaimKind.RETURNED_DEBIT: "C31",
    SideClaimKind.COLLECTION: "C32",
    SideClaimKind.LAWYER: "C33",
    SideClaimKind.OTHER: "C34",
}


def eda_draft(application: CourtApplication, *, written_on: date, version: str = DRAFT) -> str:
    """The letters of the file: header, records of the application, trailer, no line breaks.

    The own reference, the file's name and the software's version say that it is a draft. Raises
    EdaRefused with a sentence for the clerk when something cannot be written.
    """
    if application.court is None:
        raise EdaRefused("Ohne zuständiges Mahngericht lässt sich kein Entwurf schreiben.")
    sender = _number(application.applicant.court_number)
    header = write_record(
        "AA",
        sender=sender,
        written_on=written_on,
        kind="01",
        format="4000",
        file_id=_FILE_ID,
        software="Mahnwerk",
        version=version,
    )
    records = list(_records(application))
    return "".join([header, *records, trailer(records, sender=sender)])


def draft_warnings(application: CourtApplication, letters: str) -> tuple[str, ...]:
    """What the clerk must know of the draft, in German sentences."""
    party = application.applicant
    found = [
        f"„{text}“ steht in der Datei mit anderen Buchstaben: Der Zeichensatz der Gerichte kennt "
        "nicht alle."
        for text in changed([*_texts(party), *_texts(application.defendant)])
    ]
    if not party.court_number:
        found.append(
            "Der Antragsteller hat keine Kennziffer: Das Gericht vergibt sie nach einem Testlauf."
        )
    found.append(
        "Das Prozessgericht ist nicht eingetragen: Nennen Sie das Gericht am Wohnsitz oder Sitz "
        "des Antragsgegners."
    )
    if not application.defendant.is_company:
        found.append("Die Anrede des Antragsgegners ist nicht bekannt und bleibt leer.")
    titles = [one.layout.title for one in read_records(letters) if not one.layout.is_confirmed]
    if titles:
        found.append(
            f"Die Feldlage dieser Sätze ist nicht an einer Datei der Gerichte geprüft: "
            f"{', '.join(dict.fromkeys(titles))}."
        )
    return tuple(found)


def _number(court_number: str) -> str:
    """The Kennziffer in eight digits, zeros for none yet."""
    if not court_number:
        return "0" * _NUMBER_WIDTH
    if not (court_number.isascii() and court_number.isdigit()):
        raise EdaRefused(
            f"Die Kennziffer „{court_number}“ besteht nicht nur aus Ziffern. Prüfen Sie sie beim "
            "Antragsteller."
        )
    return court_number.zfill(_NUMBER_WIDTH)


def _texts(party: Party) -> list[str]:
    return [party.company, party.first_name, party.last_name, party.street, party.city]


def _records(application: CourtApplication) -> Iterator[str]:
    yield _key_record(application)
    yield from _party("C02", "C05", application.applicant, "Der Name des Antragstellers")
    yield from _party("C12", "C14", application.defendant, "Der Name des Antragsgegners")
    is_local = application.claim.amount <= _LOCAL_COURT_LIMIT
    yield write_record("C16", court_kind=_LOCAL_COURT if is_local else "")
    if application.computed:
        yield write_record(
            "C19",
            from_on=application.computed.from_on,
            to_on=application.computed.to_on,
            amount=application.computed.amount,
        )
    yield _claim(application)
    yield from (_interest(line) for line in application.running)
    yield from (_side_claim(one) for one in application.side_claims)


def _key_record(application: CourtApplication) -> str:
    court = application.court
    assert court is not None  # checked before
    declared = application.counter_performance
    return write_record(
        "C01",
        own_reference=fitting(
            f"{application.reference} {DRAFT}", width=35, what="Das Aktenzeichen"
        ),
        applicant_number=int(_number(application.applicant.court_number)) or None,
        court_postcode=court.postcode,
        court_city=court.city,
        is_counter_performance_rendered=declared == CounterPerformance.RENDERED,
        is_no_counter_performance_owed=declared == CounterPerformance.NONE_OWED,
        is_contested_wanted=application.is_contested_wanted,
    )


def _party(code: str, representative_code: str, party: Party, what: str) -> Iterator[str]:
    names = _names(party, what)
    is_special = party.legal_form == _GMBH_CO_KG
    yield write_record(
        f"{code}-1",
        salutation=_GMBH_CO_KG_KEY if is_special else "",
        legal_form="" if is_special else fitting(party.legal_form, width=35, what="Die Rechtsform"),
        name_1=names[0],
        name_2=names[1],
    )
    if names[2]:
        yield write_record(f"{code}-2", name_3=names[2], name_4=names[3])
    yield write_record(
        f"{code}-3",
        street=fitting(party.street, width=35, what="Die Straße"),
        postcode=party.postcode,
        city=fitting(party.city, width=_CITY_WIDTH, what="Der Ort"),
        country=party.country,
    )
    for one in party.representatives:
        yield write_record(
            f"{representative_code}-1",
            role=fitting(one.role, width=35, what="Die Funktion"),
            name=fitting(one.name, width=35, what="Der Name des Vertreters"),
        )


def _names(party: Party, what: str) -> tuple[str, ...]:
    """The four fields of a name: of a person first and last name, of a company its name."""
    if party.is_company:
        return wrapped(party.company, width=_NAME_WIDTH, parts=_NAME_PARTS, what=what)
    return (
        fitting(party.first_name, width=_NAME_WIDTH, what="Der Vorname"),
        fitting(party.last_name, width=_NAME_WIDTH, what="Der Nachname"),
        "",
        "",
    )


def _claim(application: CourtApplication) -> str:
    claim = application.claim
    return write_record(
        "C20",
        catalogue_number=claim.catalogue_number,
        ground=fitting(claim.ground, width=35, what="Der Anspruchsgrund"),
        number=fitting(claim.number, width=35, what="Die Rechnungsnummer"),
        from_on=claim.from_on,
        to_on=claim.to_on,
        amount=claim.amount,
    )


def _interest(line: RunningInterest) -> str:
    return write_record(
        "C26",
        rate=line.points,
        rate_mark=_ABOVE_BASE_RATE,
        kind=_BY_YEAR,
        from_on=line.from_on,
        to_on=line.to_on,
        amount=line.amount,
    )


def _side_claim(claim: SideClaim) -> str:
    code = _SIDE_CODES[claim.kind]
    if claim.kind == SideClaimKind.OTHER:
        reason = fitting(claim.reason, width=35, what="Die Bezeichnung der Nebenforderung")
        return write_record(code, amount=claim.amount, reason=reason)
    return write_record(code, amount=claim.amount)
