"""Which Mahngericht is competent for an applicant: the one of his seat (§ 689 Abs. 2, 3 ZPO)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Court:
    """A central Mahngericht.

    key: as CourtProcedure.court keeps it; postcode and city of its seat; state: the Land whose
    holidays count at that seat (§ 222 Abs. 2 ZPO).
    """

    key: str
    name: str
    postcode: str
    city: str
    state: str


class CourtUnknown(Exception):
    """No court can be named; the message tells the clerk what to enter."""


_COURTS = (
    Court("stuttgart", "Amtsgericht Stuttgart – Mahngericht", "70190", "Stuttgart", "BW"),
    Court("coburg", "Amtsgericht Coburg – Mahngericht", "96450", "Coburg", "BY"),
    Court("wedding", "Amtsgericht Wedding – Mahngericht", "13357", "Berlin", "BE"),
    Court("bremen", "Amtsgericht Bremen – Mahngericht", "28195", "Bremen", "HB"),
    Court("hamburg", "Amtsgericht Hamburg-Altona – Mahngericht", "22765", "Hamburg", "HH"),
    Court("huenfeld", "Amtsgericht Hünfeld – Mahngericht", "36088", "Hünfeld", "HE"),
    Court("uelzen", "Amtsgericht Uelzen – Mahngericht", "29525", "Uelzen", "NI"),
    Court("hagen", "Amtsgericht Hagen – Mahngericht", "58099", "Hagen", "NW"),
    Court("euskirchen", "Amtsgericht Euskirchen – Mahngericht", "53879", "Euskirchen", "NW"),
    Court("mayen", "Amtsgericht Mayen – Mahngericht", "56727", "Mayen", "RP"),
    Court("stassfurt", "Amtsgericht Aschersleben – Mahngericht", "39418", "Staßfurt", "ST"),
    Court("schleswig", "Amtsgericht Schleswig – Mahngericht", "24837", "Schleswig", "SH"),
)
COURTS = {court.key: court for court in _COURTS}

# Some Länder share a court.
_BY_STATE = {
    "BW": "stuttgart",
    "BY": "coburg",
    "BE": "wedding",
    "BB": "wedding",
    "HB": "bremen",
    "HH": "hamburg",
    "MV": "hamburg",
    "HE": "huenfeld",
    "NI": "uelzen",
    "RP": "mayen",
    "SL": "mayen",
    "ST": "stassfurt",
    "SN": "stassfurt",
    "TH": "stassfurt",
    "SH": "schleswig",
}
# In North Rhine-Westphalia the district of the Oberlandesgericht decides.
_SPLIT_STATE = "NW"
_BY_HIGHER_COURT = {"koeln": "euskirchen", "andere": "hagen"}


def competent_court(federal_state: str, higher_court: str = "") -> Court:
    """The Mahngericht of the seat, by the two letters of the Land (§ 689 Abs. 2 ZPO).

    higher_court counts in NW only: "koeln" or "andere". Raises CourtUnknown.
    """
    if not federal_state:
        raise CourtUnknown(
            "Das zuständige Mahngericht steht nicht fest: Tragen Sie beim Gläubiger das "
            "Bundesland seines Sitzes ein."
        )
    if federal_state == _SPLIT_STATE:
        return _in_north_rhine_westphalia(higher_court)
    if federal_state not in _BY_STATE:
        raise CourtUnknown(
            f"Das Bundesland „{federal_state}“ ist nicht bekannt. Tragen Sie beim Gläubiger "
            "das Kürzel eines der 16 Bundesländer ein."
        )
    return COURTS[_BY_STATE[federal_state]]


def _in_north_rhine_westphalia(higher_court: str) -> Court:
    if higher_court not in _BY_HIGHER_COURT:
        raise CourtUnknown(
            "In Nordrhein-Westfalen sind zwei Mahngerichte zuständig: Tragen Sie beim "
            "Antragsteller ein, ob sein Sitz im OLG-Bezirk Köln liegt oder im OLG-Bezirk "
            "Düsseldorf oder Hamm."
        )
    return COURTS[_BY_HIGHER_COURT[higher_court]]
