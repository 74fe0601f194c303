"""Placeholders in staff-written texts: a fixed list of names, filled with finished strings.

Three spellings are read: ((NAME)), %NAME% and {{ name }}. This is no template language: there is
no attribute, no filter and no expression, and a value is never searched for placeholders again.
"""

import difflib
import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

MAX_TEMPLATE_BYTES = 20_000
MAX_OUTPUT_BYTES = 200_000

PLACEHOLDERS: Mapping[str, str] = {
    "ANREDE": "Grußzeile ohne Komma, zum Beispiel „Guten Tag Erika Muster“",
    "NAME": "Vor- und Nachname der Kundin oder des Kunden",
    "VORNAME": "Vorname",
    "NACHNAME": "Nachname",
    "FIRMA": "Firma der Kundin oder des Kunden (leer, wenn keine angegeben ist)",
    "BESTELLUNG": "„Ihre Bestellung EF-1001 vom 02.11.2026“; bei mehreren alle Nummern",
    "BESTELLNUMMER": "Nummer der Bestellung",
    "BESTELLDATUM": "Tag der Bestellung",
    "DATUM": "Tag der Bestellung (gleichbedeutend mit BESTELLDATUM)",
    "RECHNUNGSNUMMER": "Nummer der Rechnung; bei mehreren alle (leer ohne Rechnung)",
    "PRODUKTNAME": "bestelltes Produkt; bei mehreren das erste und die Zahl der weiteren",
    "RATE": "„Rate 2 von 6“ oder „Raten 2 bis 3 von 6“: was fällig ist (leer ohne Raten)",
    "POSITIONEN": "Tabelle der Positionen mit Gesamtbetrag, Zahlungen und offenem Betrag",
    "GESAMTBETRAG": "Gesamtbetrag der Bestellung",
    "BEZAHLTER_BETRAG": "Summe der bisherigen Zahlungen und Gutschriften",
    "OFFENER_BETRAG": "Betrag, der noch zu zahlen ist; bei Raten nur, was schon fällig ist",
    "HAUPTFORDERUNG": "davon Ware oder Leistung, ohne Kosten und Zinsen",
    "ZINSEN": "Verzugszinsen, die mit dieser Mahnung hinzukommen",
    "MAHNGEBUEHR": "Kosten des Briefs, die mit dieser Mahnung hinzukommen",
    "PAUSCHALE": "Verzugspauschale bei Unternehmen, die mit dieser Mahnung hinzukommt",
    "GESAMTFORDERUNG": "was insgesamt zu zahlen ist: offener Betrag, Zinsen, Kosten, Pauschale",
    "FAELLIGKEIT": "„war am 05.11.2026 fällig“, je nach Tag auch „ist am …“ oder „zum Teil seit …“",
    "FAELLIGKEITSDATUM": "Tag, an dem die Zahlung fällig war",
    "TAGE_UEBERFAELLIG": "Zahl der Tage seit der Fälligkeit",
    "VERZUG_SEIT": "erster Tag des Verzugs (ohne Verzug entfällt die Zeile)",
    "FRIST": "Tag, bis zu dem nach dieser Mahnung zu zahlen ist",
    "ZAHLUNGEN_BIS": "Tag, bis zu dem Zahlungen berücksichtigt sind (leer ohne Kontoauszug)",
    "MAHNSTUFE": "Mahnstufe als Zahl: 1, 2 oder 3 (leer bei einer Zahlungserinnerung)",
    "MAHNNUMMER": "laufende Nummer der Mahnung",
    "NAECHSTER_SCHRITT": "was nach Ablauf der Frist folgt, in einem Satz (ab Mahnstufe 1)",
    "INKASSO": "Inkassounternehmen des Verkaufsaccounts, sonst „ein Inkassounternehmen“",
    "VERKAUFSACCOUNT": "Name des Verkaufsaccounts, über den bestellt wurde",
    "ABSENDER": "Absendername des Verkaufsaccounts",
    "GLAEUBIGER": "Firma, die die Forderung hat",
    "KONTAKT_EMAIL": "E-Mail-Adresse für Rückfragen",
    "KONTAKT_TELEFON": "Telefonnummer für Rückfragen (leer, wenn keine hinterlegt ist)",
    "KONTOINHABER": "Inhaber des Kontos, auf das zu zahlen ist",
    "IBAN": "IBAN des Kontos, in Vierergruppen",
    "BIC": "BIC der Bank",
    "VERWENDUNGSZWECK": "Text, der bei der Überweisung anzugeben ist",
    "ZAHLUNGSLINK": "Adresse der Zahlungsseite (gibt es keine, entfällt die Zeile)",
    "TOKEN": "geheimer Schlüssel der Bestellung",
}
ALIASES: Mapping[str, str] = {"DATUM": "BESTELLDATUM"}
# A line that tells of one of these goes with it when there is nothing to tell.
VANISHING = frozenset({"VERZUG_SEIT", "ZAHLUNGSLINK"})

# Between braces anything counts, so that {{ order.total }} is refused instead of sent.
_PLACEHOLDER = re.compile(
    r"\{\{(?P<braces>[^{}]*)\}\}|\(\((?P<parens>\s*\w+\s*)\)\)|%(?P<percent>[A-ZÄÖÜ][A-ZÄÖÜ_]+)%"
)
# What is left of a placeholder that somebody forgot to close: ((NAME), %NAME, {{ name }.
_BROKEN = re.compile(
    r"\{\{[^{}\n]{0,40}\}?|\}\}|(?:\(\(\s*|%)(?:" + "|".join(PLACEHOLDERS) + r")\b\)?",
)
_UMLAUTS = str.maketrans({"Ä": "AE", "Ö": "OE", "Ü": "UE", " ": "_", "-": "_"})


class UnknownPlaceholder(Exception):
    """A text uses a placeholder that does not exist, or one that is not closed."""

    def __init__(self, written: str) -> None:
        self.written = written
        super().__init__(_complaint(written))


class TextTooLong(Exception):
    """A template or the text made of it is longer than allowed."""


def find_unknown(text: str) -> list[str]:
    """Placeholders as written that do not exist or are not closed, in order, each once."""
    return list(_unknown(text))


# A run asks the same few texts thousands of times.
@lru_cache(maxsize=64)
def _unknown(text: str) -> tuple[str, ...]:
    text = unicodedata.normalize("NFC", text)
    unknown = [m.group() for m in _PLACEHOLDER.finditer(text) if _name(m) not in PLACEHOLDERS]
    unknown += [m.group().strip() for m in _BROKEN.finditer(_PLACEHOLDER.sub(" ", text))]
    return tuple(dict.fromkeys(unknown))


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with every placeholder replaced, in a single pass.

    `values` holds finished strings under the names of PLACEHOLDERS (aliases not needed). Raises
    UnknownPlaceholder, TextTooLong, and KeyError when a known name has no value.
    """
    _refuse_longer(text, MAX_TEMPLATE_BYTES, "Der Text ist zu lang")
    for written in find_unknown(text):
        raise UnknownPlaceholder(written)

    text = unicodedata.normalize("NFC", text)

    def value(match: re.Match[str]) -> str:
        name = _name(match)
        return values[ALIASES.get(name, name)]

    lines = text.splitlines(keepends=True)
    kept = "".join(line for line in lines if not _vanishes(line, values))
    filled = _PLACEHOLDER.sub(value, kept)
    _refuse_longer(filled, MAX_OUTPUT_BYTES, "Der ausgefüllte Text ist zu lang")
    return filled


def defused(value: str) -> str:
    """The value so that a text it stands in may be filled once more without filling the value."""
    if not (_PLACEHOLDER.search(value) or _BROKEN.search(value)):
        return value
    for pair in ("((", "))", "{{", "}}"):
        value = value.replace(pair, " ".join(pair))
    return re.sub(r"%(?=[^\W\d])", "% ", value)


def _vanishes(line: str, values: Mapping[str, str]) -> bool:
    """Whether the line tells of something that there is not."""
    return any(not values[name] for name in _vanishing_names(line))


@lru_cache(maxsize=1024)
def _vanishing_names(line: str) -> frozenset[str]:
    return frozenset(_name(match) for match in _PLACEHOLDER.finditer(line)) & VANISHING


def _name(match: re.Match[str]) -> str:
    return _normalise(match["braces"] or match["parens"] or match["percent"] or "")


@lru_cache(maxsize=1024)
def _normalise(written: str) -> str:
    return written.strip().upper().translate(_UMLAUTS)


def _complaint(written: str) -> str:
    name = _normalise(written.strip("(){}% \t\n"))
    near = difflib.get_close_matches(name, PLACEHOLDERS, n=1, cutoff=0.6)
    if near and near[0] == name:
        return f"Der Platzhalter „{written}“ ist nicht geschlossen. Richtig ist (({name}))."
    hint = f" Meinten Sie (({near[0]}))?" if near else ""
    return f"Den Platzhalter „{written}“ gibt es nicht.{hint}"


def _refuse_longer(text: str, limit: int, complaint: str) -> None:
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > limit:
        raise TextTooLong(f"{complaint}: {size // 1000} von höchstens {limit // 1000} Kilobyte.")
