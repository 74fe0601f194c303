"""Words before a number that say what it is: an order's, an invoice's, or something else's."""

import re
from collections.abc import Mapping, Sequence
from enum import IntEnum

from orders.rules.references import Mask, Run


class Word(IntEnum):
    """What the words around a number make of it: PLACE may be a postcode, with its town behind."""

    NONE = 0
    FOREIGN = 1
    PLACE = 2
    NUMBER = 3
    INVOICE = 4
    ORDER = 5


_ORDER = """
    auftr auftraege auftraegen auftrag auftrags auftragsnr auftragsnummer auftragsnummern best
    bestell bestellid bestellng bestellno bestellnr bestellnummer bestellnummern bestellung
    bestellungen bestellungs bestellungsnr bestellungsnummer bestnr bestnummer bnr bst bstnr
    einkauf kaufnr order orderid orderno ordernr ordernumber orders
"""
_INVOICE = """
    faktura inv invoice invoiceno invoicenr re rech rechg rechn rechng rechngnr rechnr rechnung
    rechnungen rechnungnr rechnungs rechnungsnr rechnungsnummer rechnungsnummern renr rg rgn
    rgnr rgs rn rng rnr
"""
_NUMBER = "id nr nrn nummer nummern num no number ref referenz reference vwz zahlungsreferenz"
_FOREIGN = """
    aktenzeichen art artikel artikelnr artikelnummer artnr az bic blz cred customer debitor
    debitoren debitorennr debitornr fax glaeubiger handy hausnr iban kassenzeichen kd kdnr
    kdnummer knr konto kontonr kontonummer kto ktonr kunde kunden kundenid kundennr
    kundennummer kundenr kundin mandat mandatsnr mandatsref mandatsreferenz mitglied
    mitgliedsnr mitgliedsnummer mobil mobile mref paket phone platz plz police policen
    policennr postleitzahl sendung sendungsnr seriennr steuernr steuernummer str strasse tel
    telefon telefonnr telefonrechnung tracking ust ustid versicherung versicherungsnr vertrag
    vertragskonto vertragskontonummer vertragsnr weg zaehler zaehlernr zaehlernummer
    zaehlerstand
"""
_FILLERS = """
    and auf das dem den der die fuer ihr ihre ihrer im ist laut lautet lt mein meine meiner mit
    sowie u und uns unser unsere vom von wegen wg zu zum zur
"""
# Money of suppliers and platforms, whose numbers are not ours; parts of words, "ü" in any spelling.
_GIVEN_BACK = """
    auszahl cancel cashback chargeback doppelzahl erstatt guthaben kaution payout provision refund
    reimburs retour returned rueckerst rueckgabe ruecksend rueckueberw rueckzahl storn ueberzahl
    umsatzsteuer verguet vorsteuer widerruf zurueck
"""
_GIVEN_BACK_WHOLE = frozenset({"boni", "bonus", "return", "steuer"})
_CREDITED = re.compile(r"(sepa|ueberweisungs?|ueberw|echtzeit|dauerauftrags?|zahlungs?)?gutschr")
# "SEPA-Gutschrift" is what banks call money that came in.
_TRANSFERS = "dauerauftrag dauerauftrags echtzeit instant sepa ueberw ueberweisung ueberweisungs"
_POLITE = "besten bitte dank danke freundliche gruss gruesse lg liebe mfg thanks viele vielen"
_CLASSES = {
    word: meaning
    for meaning, words in (
        (Word.ORDER, _ORDER),
        (Word.INVOICE, _INVOICE),
        (Word.NUMBER, _NUMBER),
        (Word.FOREIGN, _FOREIGN),
    )
    for word in words.split()
}
_FILLING = frozenset(_FILLERS.split())
_KINDS_OF_TRANSFER = frozenset(_TRANSFERS.split())
_COURTESIES = frozenset(_POLITE.split())
_REFUNDING = re.compile("|".join(_GIVEN_BACK.split()).replace("ue", "(?:u|ue|[?\ufffd]+)"))
# "Rechnung zu Ihrer 40053": more words between than these three, and it may mean something else.
_MOST_FILLERS = 3


def is_reference_word(text: str) -> bool:
    """Whether the folded word introduces numbers and is therefore no prefix and no name."""
    return text in _CLASSES or text in _FILLING


def is_courtesy(text: str) -> bool:
    """Whether the folded word is one of thanks or greetings."""
    return text in _COURTESIES


def speaks_of_refund(words: Sequence[str]) -> bool:
    """Whether the folded words say that somebody gives money back, or pays what others earned."""
    return any(
        word in _GIVEN_BACK_WHOLE or _REFUNDING.search(word) is not None or _is_credit(words, place)
        for place, word in enumerate(words)
    )


def _is_credit(words: Sequence[str], place: int) -> bool:
    """Whether the word is "Gutschrift" as suppliers say it, not as banks do."""
    found = _CREDITED.search(words[place])
    around = words[max(place - 1, 0) : place + 2]
    return found is not None and not found[1] and _KINDS_OF_TRANSFER.isdisjoint(around)


def word_before(runs: tuple[Run, ...], start: int, listed: Mapping[int, int]) -> Word:
    """What the words before run `start` say of it.

    listed: known numbers of the text, the run each ends with to the run it begins with; one word
    speaks for all numbers of a list.
    """
    place, fillers, is_number = start - 1, 0, False
    while place >= 0 and fillers <= _MOST_FILLERS:
        run = runs[place]
        meaning = _CLASSES.get(run.text)
        if meaning is Word.NUMBER:
            is_number = True
        elif meaning is not None:
            return meaning
        elif run.is_digits and place in listed:
            place = listed[place]
        elif run.text in _FILLING and not is_number:
            fillers += 1
        elif run.mask is not Mask.DOUBTFUL:
            break
        place -= 1
    return Word.NUMBER if is_number else Word.NONE
