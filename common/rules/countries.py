"""Countries as the last line of an address names them."""

# ISO 3166-1; capitals in the sender's language, as the Universal Postal Union asks for.
_NAMES = {
    "AD": "ANDORRA", "AL": "ALBANIEN", "AT": "ÖSTERREICH", "BA": "BOSNIEN UND HERZEGOWINA",
    "BE": "BELGIEN", "BG": "BULGARIEN", "BY": "BELARUS", "CH": "SCHWEIZ", "CY": "ZYPERN",
    "CZ": "TSCHECHISCHE REPUBLIK", "DE": "DEUTSCHLAND", "DK": "DÄNEMARK", "EE": "ESTLAND",
    "ES": "SPANIEN", "FI": "FINNLAND", "FR": "FRANKREICH", "GB": "VEREINIGTES KÖNIGREICH",
    "GR": "GRIECHENLAND", "HR": "KROATIEN", "HU": "UNGARN", "IE": "IRLAND", "IS": "ISLAND",
    "IT": "ITALIEN", "LI": "LIECHTENSTEIN", "LT": "LITAUEN", "LU": "LUXEMBURG", "LV": "LETTLAND",
    "MC": "MONACO", "MD": "MOLDAU", "ME": "MONTENEGRO", "MK": "NORDMAZEDONIEN", "MT": "MALTA",
    "NL": "NIEDERLANDE", "NO": "NORWEGEN", "PL": "POLEN", "PT": "PORTUGAL", "RO": "RUMÄNIEN",
    "RS": "SERBIEN", "SE": "SCHWEDEN", "SI": "SLOWENIEN", "SK": "SLOWAKEI", "SM": "SAN MARINO",
    "TR": "TÜRKEI", "UA": "UKRAINE", "VA": "VATIKANSTADT", "XK": "KOSOVO",
}  # fmt: skip


def postal_country(code: str) -> str:
    """The European country of an ISO code in German capitals; any other code as it is."""
    return _NAMES.get(code.upper(), code)


def country_code(name: str) -> str:
    """The ISO code of a country by its German or usual English name, or by its code; "" if none."""
    capitals = " ".join(name.split()).upper()
    if capitals in _NAMES:
        return capitals
    return _CODES.get(capitals) or _OTHER_NAMES.get(capitals, "")


_CODES = {name: code for code, name in _NAMES.items()}
_OTHER_NAMES = {
    "D": "DE", "BRD": "DE", "BUNDESREPUBLIK DEUTSCHLAND": "DE", "GERMANY": "DE", "A": "AT",
    "AUSTRIA": "AT", "OESTERREICH": "AT", "SWITZERLAND": "CH", "NETHERLANDS": "NL",
    "HOLLAND": "NL", "BELGIUM": "BE", "LUXEMBOURG": "LU", "FRANCE": "FR", "F": "FR",
    "ITALY": "IT", "I": "IT", "SPAIN": "ES", "PORTUGAL": "PT", "DENMARK": "DK", "SWEDEN": "SE",
    "NORWAY": "NO", "FINLAND": "FI", "POLAND": "PL", "CZECH REPUBLIC": "CZ", "CZECHIA": "CZ",
    "TSCHECHIEN": "CZ", "HUNGARY": "HU", "SLOVAKIA": "SK", "SLOVENIA": "SI", "CROATIA": "HR",
    "GREECE": "GR", "IRELAND": "IE", "ROMANIA": "RO", "BULGARIA": "BG", "UNITED KINGDOM": "GB",
    "GROSSBRITANNIEN": "GB", "GREAT BRITAIN": "GB", "ENGLAND": "GB",
    "TURKEY": "TR",
}  # fmt: skip
