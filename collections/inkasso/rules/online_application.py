"""The data sheet: the fields of the Online-Mahnantrag in its order, with what to enter."""

from dataclasses import dataclass
from decimal import Decimal

from common.rules.german import day, euro, number
from inkasso.rules.court_application import (
    CATALOGUE,
    Claim,
    CourtApplication,
    Party,
    RunningInterest,
    SideClaimKind,
)
from inkasso.rules.court_interest import LINES_ON_THE_FORM

STATES = {
    "BW": "Baden-Württemberg",
    "BY": "Bayern",
    "BE": "Berlin",
    "BB": "Brandenburg",
    "HB": "Bremen",
    "HH": "Hamburg",
    "HE": "Hessen",
    "MV": "Mecklenburg-Vorpommern",
    "NI": "Niedersachsen",
    "NW": "Nordrhein-Westfalen",
    "RP": "Rheinland-Pfalz",
    "SL": "Saarland",
    "SN": "Sachsen",
    "ST": "Sachsen-Anhalt",
    "SH": "Schleswig-Holstein",
    "TH": "Thüringen",
}
NOTHING = "nichts eintragen"
_NAME_WIDTH, _NAME_FIELDS = 35, 4


@dataclass(frozen=True, slots=True)
class SheetField:
    """A field of the application: what it is called, what to enter, what to mind.

    is_copyable: whether the value is typed in as it stands, not chosen from a list or ticked.
    """

    label: str
    value: str
    hint: str = ""
    is_copyable: bool = False


@dataclass(frozen=True, slots=True)
class SheetSection:
    """A page of the application."""

    title: str
    fields: tuple[SheetField, ...]
    note: str = ""


def data_sheet(application: CourtApplication, federal_state: str) -> tuple[SheetSection, ...]:
    """The pages of the application in their order, with every field that is to be filled.

    federal_state: the two letters of the applicant's Land, "" for unknown.
    """
    return (
        _start(application, federal_state),
        SheetSection("Prozessbevollmächtigter", (_nothing("Prozessbevollmächtigter"),)),
        _party("Antragsteller", application.applicant, is_applicant=True),
        _party("Antragsgegner", application.defendant, is_applicant=False),
        _main_claim(application.claim),
        _running(application.running),
        _computed(application),
        SheetSection("Abtretung", (_nothing("Abtretung oder Forderungsübergang"),)),
        _side_claims(application),
        _declarations(application),
        SheetSection(
            "Datenübersicht und Abschluss",
            (
                SheetField("Datenübersicht", "prüfen und als PDF sichern"),
                SheetField("Gerichtskosten", "das Gericht rechnet sie dazu"),
            ),
        ),
    )


def _start(application: CourtApplication, federal_state: str) -> SheetSection:
    court = application.court
    hint = f"zuständig: {court.name}, {court.postcode} {court.city}" if court else ""
    return SheetSection(
        "Einstieg",
        (
            SheetField("Bundesland", STATES.get(federal_state, "fehlt"), hint),
            SheetField("Antragsart", "Barcode, eID oder EDA-Download", "nach Ihrer Wahl"),
            SheetField("Verfahrensart", "normales Mahnverfahren"),
        ),
    )


def _party(title: str, party: Party, *, is_applicant: bool) -> SheetSection:
    fields = _company(party) if party.is_company else _person(party)
    address = (
        _copy("Straße und Hausnummer", party.street),
        _copy("Postleitzahl", party.postcode),
        _copy("Ort", party.city),
        SheetField("Land", party.country or "Deutschland"),
    )
    found = [*fields, *address, *_representatives(party, is_applicant=is_applicant)]
    if is_applicant:
        number = party.court_number
        found.append(_copy("Kennziffer", number) if number else _nothing("Kennziffer"))
    return SheetSection(title, tuple(found))


def _person(party: Party) -> tuple[SheetField, ...]:
    return (
        SheetField("Reiter", "Natürliche Person"),
        SheetField("Anrede", "bitte wählen", "Herr oder Frau ist nicht gespeichert"),
        _copy("Vorname", party.first_name),
        _copy("Name", party.last_name),
    )


def _company(party: Party) -> tuple[SheetField, ...]:
    rows = _split(party.company)
    names = (_copy(f"Name {index}", row) for index, row in enumerate(rows, start=1))
    form = party.legal_form
    return (
        SheetField("Reiter", "Firma"),
        SheetField("Rechtsform", form or "fehlt", "" if form else "im Handelsregister nachsehen"),
        *names,
    )


def _split(name: str) -> list[str]:
    """A long name over the four fields, cut at blanks."""
    rows = [""]
    for word in name.split():
        joined = f"{rows[-1]} {word}".strip()
        if len(joined) > _NAME_WIDTH and rows[-1] and len(rows) < _NAME_FIELDS:
            rows.append(word)
        else:
            rows[-1] = joined
    return rows


def _representatives(party: Party, *, is_applicant: bool) -> list[SheetField]:
    if not party.is_company:
        return []
    if not party.representatives:
        where = "beim Antragsteller eintragen" if is_applicant else "im Handelsregister nachsehen"
        return [SheetField("Gesetzlicher Vertreter", "fehlt", where)]
    return [
        field
        for one in party.representatives
        for field in (
            SheetField("Gesetzlicher Vertreter: Funktion", one.role),
            _copy("Gesetzlicher Vertreter: Name", one.name),
        )
    ]


def _main_claim(claim: Claim) -> SheetSection:
    name = CATALOGUE.get(claim.catalogue_number, "")
    return SheetSection(
        "Hauptforderung (katalogisierter Anspruch)",
        (
            SheetField("Katalogart", f"{name} ({claim.catalogue_number})"),
            SheetField("Anspruchsgrund", claim.ground),
            _copy("Nummer", claim.number),
            _copy("vom", day(claim.from_on)),
            _copy("bis", day(claim.to_on)) if claim.to_on else _nothing("bis"),
            _copy("Betrag", number(claim.amount), "Euro, ohne Zinsen und Kosten"),
            SheetField("Verbraucherkredit", "kein Haken", "§§ 491 ff. BGB"),
        ),
    )


def _running(lines: tuple[RunningInterest, ...]) -> SheetSection:
    note = ""
    if len(lines) > LINES_ON_THE_FORM:
        note = (
            f"{len(lines)} Zinszeilen: Ab der vierten ist im Vordruck ein Ergänzungsblatt nötig; "
            "im Online-Mahnantrag wiederholen Sie den Schritt."
        )
    fields = [field for index, line in enumerate(lines, 1) for field in _line(index, line)]
    return SheetSection(
        "Laufende Zinsen", tuple(fields) or (_nothing("Zinsangaben zum Anspruch"),), note
    )


def _line(index: int, line: RunningInterest) -> tuple[SheetField, ...]:
    before = f"Zeile {index}: "
    return (
        _copy(f"{before}Zinssatz", percent(line.points), "Prozent jährlich"),
        SheetField(f"{before}über Basiszinssatz", "Haken setzen"),
        _copy(f"{before}von", day(line.from_on)),
        _copy(f"{before}bis", day(line.to_on)) if line.to_on else _nothing(f"{before}bis"),
        _copy(f"{before}aus Betrag", number(line.amount)),
    )


def _computed(application: CourtApplication) -> SheetSection:
    computed = application.computed
    if computed is None:
        return SheetSection("Ausgerechnete Zinsen", (_nothing("Ausgerechnete Zinsen"),))
    return SheetSection(
        "Ausgerechnete Zinsen",
        (
            _copy("vom", day(computed.from_on)),
            _copy("bis", day(computed.to_on)),
            _copy("Betrag", number(computed.amount)),
        ),
        "bis zur letzten Zahlung oder Gutschrift, abzüglich der darauf angerechneten Zahlungen "
        "(§ 367 BGB)",
    )


def _side_claims(application: CourtApplication) -> SheetSection:
    fields = []
    for kind in SideClaimKind:
        found = [one for one in application.side_claims if one.kind == kind]
        for one in found:
            fields.append(_copy(kind.label, number(one.amount), one.reason))
        if not found:
            fields.append(_nothing(kind.label))
    return SheetSection(
        "Auslagen und Nebenforderungen",
        tuple(fields),
        "Die Zinsfelder der einzelnen Kosten bleiben leer.",
    )


def _declarations(application: CourtApplication) -> SheetSection:
    is_wanted = application.is_contested_wanted
    return SheetSection(
        "Allgemeine Angaben",
        (
            SheetField("Gegenleistung", application.counter_performance.label, "Pflichtangabe"),
            SheetField(
                "Streitiges Verfahren bei Widerspruch",
                "Haken setzen" if is_wanted else "kein Haken",
            ),
            _copy("Geschäftszeichen", application.reference),
        ),
    )


def total_words(application: CourtApplication) -> str:
    """What is asked for beside running interest and court fees, in one sentence."""
    sides = sum((one.amount for one in application.side_claims), Decimal(0))
    computed = application.computed.amount if application.computed else Decimal(0)
    whole = application.claim.amount + sides + computed
    return f"Zusammen {euro(whole)}, dazu die laufenden Zinsen und die Kosten des Verfahrens."


def percent(rate: Decimal) -> str:
    """A rate as the form takes it: 5,000."""
    return f"{rate:.3f}".replace(".", ",")


def _copy(label: str, value: str, hint: str = "") -> SheetField:
    return SheetField(label, value or "fehlt", hint, is_copyable=bool(value))


def _nothing(label: str) -> SheetField:
    return SheetField(label, NOTHING)
