"""Invented customers: names, addresses that exist as towns only, and reserved e-mail domains."""

import unicodedata
from random import Random

from orders.rules.drafts import CustomerDraft

# RFC 2606 and 6761: whatever goes wrong, nobody real gets a demo's mail.
DOMAINS = ("example.org", "example.com", "example.net", "kunden.example", "post.example")
INVALID_EMAILS = (
    "henrike.vollmer@@example.org",
    "t.abendroth.example.org",
    "ida wolter@example.org",
)

FIRST_NAMES = (
    "Anneliese", "Birgül", "Björn", "Carina", "Chloé", "Dörte", "Emre", "Esra", "Finn", "François",
    "Frauke", "Gökhan", "Greta", "Hanna", "Henrik", "Ingrid", "Jörg", "Jürgen", "Käthe",
    "Katharina", "Lene", "Łukasz", "Małgorzata", "Marie-Luise", "Matthias", "Mehmet", "Miloš",
    "Nils", "Øyvind",
    "Paul", "Petra", "Renée", "Rūta", "Sabine", "Sören", "Thị Mai", "Tomáš", "Ulrike", "Volker",
    "Wiebke", "Yağmur", "Zoë",
)  # fmt: skip
LAST_NAMES = (
    "Ackermann", "Ağaoğlu", "Becker", "Bergström", "Brandt", "Çelik", "Dąbrowski", "Dreßler",
    "Eggers", "Fröhlich", "Grünberg", "Hansen", "Hoffmann", "Horváth", "Jäger", "Janßen", "Kaya",
    "Köhler", "Königsdorf", "Kovačević", "Krüger", "Lüders", "Marušić", "Möller", "Müller-Lüdenhof",
    "Nguyễn", "Ødegård", "Petersen", "Quandt", "Reinhardt", "Rößler", "Schäfer", "Schröder",
    "Šimánek", "Sørensen", "Stöver", "Thießen", "Überreuther", "Vogel", "Weiß", "Wiśniewska",
    "Yıldız", "von der Heide", "van den Berg",
)  # fmt: skip
COMPANIES = (
    "Architekturbüro Lüders PartG mbB", "Atelier Weiß & Töchter", "Bäckerei Hansen e. K.",
    "Café Zimt und Zucker", "Ergotherapie am Deich GbR", "Hochzeitsplanung Sørensen",
    "Immobilien Alsterblick GmbH", "Kita Wolkenschäfchen e. V.", "Musikschule Öresund gGmbH",
    "Segelschule Förde GmbH & Co. KG", "Tanzstudio Çelik", "Weingut Rößler",
)  # fmt: skip
STREETS = (
    "Ahornweg", "Am Alten Hafen", "Bäckergasse", "Birkenallee", "Deichstraße", "Fährstraße",
    "Gärtnerweg", "Goethestraße", "Große Gasse", "Hafenweg", "Kirchplatz", "Königsallee",
    "Lindenstraße", "Mühlenstieg", "Nordring", "Rosenweg", "Schlossallee", "Süderstraße",
    "Uferpromenade", "Weißdornweg",
)  # fmt: skip
# Postcode, town, state, country.
TOWNS = (
    ("20095", "Hamburg", "HH", "DE"),
    ("22765", "Hamburg", "HH", "DE"),
    ("22303", "Hamburg", "HH", "DE"),
    ("24103", "Kiel", "SH", "DE"),
    ("23552", "Lübeck", "SH", "DE"),
    ("25813", "Husum", "SH", "DE"),
    ("21335", "Lüneburg", "NI", "DE"),
    ("30159", "Hannover", "NI", "DE"),
    ("26122", "Oldenburg", "NI", "DE"),
    ("28195", "Bremen", "HB", "DE"),
    ("18055", "Rostock", "MV", "DE"),
    ("10115", "Berlin", "BE", "DE"),
    ("12043", "Berlin", "BE", "DE"),
    ("14467", "Potsdam", "BB", "DE"),
    ("01067", "Dresden", "SN", "DE"),
    ("04109", "Leipzig", "SN", "DE"),
    ("06108", "Halle (Saale)", "ST", "DE"),
    ("99084", "Erfurt", "TH", "DE"),
    ("40213", "Düsseldorf", "NW", "DE"),
    ("50667", "Köln", "NW", "DE"),
    ("48143", "Münster", "NW", "DE"),
    ("60311", "Frankfurt am Main", "HE", "DE"),
    ("55116", "Mainz", "RP", "DE"),
    ("66111", "Saarbrücken", "SL", "DE"),
    ("70173", "Stuttgart", "BW", "DE"),
    ("72070", "Tübingen", "BW", "DE"),
    ("80331", "München", "BY", "DE"),
    ("90402", "Nürnberg", "BY", "DE"),
    ("97070", "Würzburg", "BY", "DE"),
    ("1070", "Wien", "", "AT"),
    ("8004", "Zürich", "", "CH"),
)
_SPELLED_OUT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "ł": "l", "ı": "i", "đ": "d", " ": "."}
)


class People:
    """Makes customers, no two with the same e-mail address."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._emails: set[str] = set()

    def customer(self, *, has_email: bool = True, email: str = "") -> CustomerDraft:
        """Somebody new; email: a given address instead of one made from the name.

        Whose mail cannot be sent has no street either: nobody can write to him at all.
        """
        rng = self._rng
        street = f"{rng.choice(STREETS)} {rng.randint(1, 140)}{rng.choice(('', '', '', 'a'))}"
        first_name, last_name = rng.choice(FIRST_NAMES), rng.choice(LAST_NAMES)
        postcode, city, state, country = rng.choice(TOWNS)
        return CustomerDraft(
            first_name=first_name,
            last_name=last_name,
            company=rng.choice(COMPANIES) if rng.random() < 0.1 else "",
            street=street if has_email and not email else "",
            address_extra="Hinterhaus" if rng.random() < 0.03 else "",
            postcode=postcode,
            city=city,
            state=state,
            country=country,
            email=email or (self._email(first_name, last_name) if has_email else ""),
        )

    def _email(self, first_name: str, last_name: str) -> str:
        local = f"{ascii_word(first_name)}.{ascii_word(last_name)}"
        while True:
            email = f"{local}{self._rng.randint(1, 99)}@{self._rng.choice(DOMAINS)}"
            if email not in self._emails:
                self._emails.add(email)
                return email


def ascii_word(name: str) -> str:
    """The name as people write it in their e-mail address: "Jürgen" is "juergen"."""
    spelled = unicodedata.normalize("NFC", name).casefold().translate(_SPELLED_OUT)
    return unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode("ascii")
