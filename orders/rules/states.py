"""The federal states of Germany by their two letters, as holidays and courts know them."""

_WEST = {"BW", "BY", "HB", "HE", "HH", "NI", "NW", "RP", "SH", "SL"}
_EAST = {"BB", "BE", "MV", "SN", "ST", "TH"}
_STATES = _WEST | _EAST


def german_state(country: str, code: str) -> str:
    """The state's letters from "NW" or "DE-NW", "" outside Germany or if it is none.

    Elsewhere the same letters mean something else: BE is Bern in Switzerland.
    """
    letters = code.upper().removeprefix("DE-")
    return letters if country == "DE" and letters in _STATES else ""
