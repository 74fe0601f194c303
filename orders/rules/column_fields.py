"""What the columns of other people's tables can mean, and what they are usually called."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class MappingKind(StrEnum):
    """What a table holds."""

    ORDERS = "orders"
    BANK = "bank"


class ValueKind(StrEnum):
    """How the cells of a column are read."""

    TEXT = "text"
    DAY = "day"
    AMOUNT = "amount"
    QUANTITY = "quantity"


@dataclass(frozen=True, slots=True)
class Field:
    """One meaning: its German name for people and its usual headings, the surest first."""

    name: str
    label: str
    headings: str
    value: ValueKind = ValueKind.TEXT

    @property
    def usual(self) -> tuple[str, ...]:
        """The usual headings as they are compared."""
        return tuple(plain_heading(heading) for heading in self.headings.split(","))


_DAY, _AMOUNT, _QUANTITY = ValueKind.DAY, ValueKind.AMOUNT, ValueKind.QUANTITY

_ORDER_FIELDS = (
    Field(
        "number",
        "Bestellnummer",
        "Bestellnummer,Externe Bestellnummer,Externe Auftragsnummer,Auftragsnummer,Bestell-ID,"
        "Bestell-Nr.,Auftrags-Nr.,Externe Bestell-Nr.,Externe Auftrags-Nr.,Order Number,"
        "Order ID,Order No,Order,Vorgangsnummer,Beleg-Nr.,Belegnummer,Rechnungsnummer,"
        "Rechnungs-Nr.,Invoice Number",
    ),
    Field(
        "ordered_on",
        "Bestelldatum",
        "Bestelldatum,Auftragsdatum,Bestellt am,Kaufdatum,Erstelldatum,Erstellt am,Order Date,"
        "Created at,Date,Datum,Rechnungsdatum,Belegdatum,Invoice Date",
        _DAY,
    ),
    Field(
        "due_on",
        "Fälligkeitsdatum",
        "Fälligkeitsdatum,Fällig am,Fälligkeit,Zahlbar bis,Zahlungsziel,Due Date,Fällig",
        _DAY,
    ),
    Field(
        "total",
        "Gesamtbetrag",
        "Gesamtbetrag,Gesamtbetrag (brutto),Bestellbetrag,Auftragsbetrag,"
        "Auftragsbetrag (brutto),Auftragswert,Auftragswert (brutto),Rechnungsbetrag,"
        "Rechnungsbetrag (brutto),Betrag brutto,Bruttobetrag,Gesamtsumme,Gesamt,Summe,Brutto,"
        "Total,Order Total,Grand Total,Betrag,Amount",
        _AMOUNT,
    ),
    Field(
        "open_amount",
        "Offener Betrag",
        "Offener Betrag,Offener Betrag (brutto),Offener Rechnungsbetrag,Offen,Noch offen,"
        "Ausstehend,Restbetrag,Forderung,Saldo,Open Amount,Outstanding,Balance,"
        "Ausstehende Forderungen",
        _AMOUNT,
    ),
    Field(
        "paid_amount",
        "Bezahlter Betrag",
        "Bezahlter Betrag,Bereits bezahlt,Gezahlt,Zahlung,Zahlbetrag,Bezahlt,Paid Amount,"
        "Amount Paid,Paid",
        _AMOUNT,
    ),
    Field(
        "invoice_number",
        "Rechnungsnummer",
        "Rechnungsnummer,Rechnungs-Nr.,Rechnung,Invoice Number,Invoice",
    ),
    Field(
        "payment_method",
        "Zahlungsart",
        "Zahlungsart,Zahlungsartname,Zahlungsmethode,Zahlungsweise,Bezahlart,Payment Method,"
        "Payment",
    ),
    Field(
        "state",
        "Zahlungsstatus",
        "Zahlungsstatus,Bezahlstatus,Status,Bestellstatus,Auftragsstatus,Payment Status,"
        "Order Status",
    ),
    Field("currency", "Währung", "Währung,Currency,Waehrung"),
    Field("first_name", "Vorname", "Vorname,Rechnung Vorname,First Name,Firstname,Given Name"),
    Field(
        "last_name",
        "Nachname",
        "Nachname,Rechnung Nachname,Familienname,Last Name,Lastname,Surname",
    ),
    Field(
        "full_name",
        "Vor- und Nachname",
        "Name,Kunde,Kundenname,Rechnungsempfänger,Käufer,Empfänger,Customer,Customer Name,"
        "Full Name,Buyer",
    ),
    Field("company", "Firma", "Firma,Rechnung Firma,Firmenname,Company,Unternehmen"),
    Field(
        "street",
        "Straße und Hausnummer",
        "Straße,Strasse,Rechnung Straße,Straße und Hausnummer,Anschrift,Adresse,Street,Address,"
        "Address 1,Address Line 1,Adresszeile 1",
    ),
    Field(
        "address_extra",
        "Adresszusatz",
        "Adresszusatz,Adresszeile 2,Zusatz,Address 2,Address Line 2",
    ),
    Field(
        "postcode",
        "Postleitzahl",
        "PLZ,Postleitzahl,Rechnung PLZ,Postcode,Zip,Zip Code,Postal Code",
    ),
    Field("city", "Ort", "Ort,Rechnung Ort,Stadt,Wohnort,City,Town"),
    Field("country", "Land", "Land,Rechnung Land,Länderkürzel,Land ISO,Country,Country Code"),
    Field(
        "email",
        "E-Mail",
        "E-Mail,Mail,E-Mail-Adresse,Mailadresse,Rechnung E-Mail,Email Address,Customer Email",
    ),
    Field("phone", "Telefon", "Telefon,Telefonnummer,Tel,Rechnung Telefon,Phone,Mobil,Handy"),
    Field(
        "product",
        "Artikel",
        "Artikel,Artikelname,Artikelbezeichnung,Produkt,Produktname,Bezeichnung,Product,"
        "Product Name,Item,Item Name",
    ),
    Field("sku", "Artikelnummer", "Artikelnummer,Artikel-Nr.,SKU,Item Number"),
    Field("quantity", "Menge", "Menge,Anzahl,Stück,Quantity,Qty", _QUANTITY),
    Field(
        "unit_price",
        "Einzelpreis",
        "Einzelpreis,Stückpreis,Preis,Unit Price,Item Price,Price,VK Brutto",
        _AMOUNT,
    ),
    Field("shop_token", "Token der Zahlungsseite", "Token"),
)

_BANK_FIELDS = (
    Field(
        "booked_on",
        "Buchungstag",
        "Buchungstag,Buchungsdatum,Buchung,Datum,Booking Date,Date",
        _DAY,
    ),
    Field(
        "value_on",
        "Wertstellung",
        "Wertstellung,Valuta,Valutadatum,Wertstellungsdatum,Wert,Value Date",
        _DAY,
    ),
    Field(
        "amount",
        "Betrag",
        "Betrag,Betrag (€),Betrag (EUR),Betrag in EUR,Umsatz,Umsatz in EUR,Amount,Amount (EUR)",
        _AMOUNT,
    ),
    Field("debit", "Soll (Ausgang)", "Soll,Ausgang,Belastung,Lastschrift,Debit", _AMOUNT),
    Field("credit", "Haben (Eingang)", "Haben,Eingang,Gutschrift,Credit", _AMOUNT),
    Field(
        "direction",
        "Kennzeichen S/H",
        "Soll/Haben,S/H,Soll/Haben-Kennzeichen,SH,Vorzeichen",
    ),
    Field("currency", "Währung", "Währung,Waehrung,Currency"),
    Field(
        "name",
        "Name des Zahlenden",
        "Auftraggeber/Empfänger,Beguenstigter/Zahlungspflichtiger,Begünstigter/Auftraggeber,"
        "Name Zahlungsbeteiligter,Auftraggeber/Begünstigter,Zahlungspflichtige*r,"
        "Empfänger/Zahlungspflichtiger,Zahlungspflichtiger,Auftraggeber,Begünstigter,Name,"
        "Partner Name,Payee,Gegenpartei",
    ),
    Field(
        "payee",
        "Name des Empfängers",
        "Zahlungsempfänger*in,Zahlungsempfänger,Empfänger,Name des Empfängers",
    ),
    Field(
        "iban",
        "IBAN der Gegenseite",
        "IBAN,Kontonummer/IBAN,IBAN Zahlungsbeteiligter,IBAN des Auftraggebers,Gegenkonto,"
        "IBAN / Kontonummer,Kontonummer,Partner IBAN,Account Number",
    ),
    Field(
        "remittance_text",
        "Verwendungszweck",
        "Verwendungszweck,Verwendungszweck/Referenz,Zweck,Buchungsdetails,Payment Reference,"
        "Reference,Description,Beschreibung",
    ),
    Field(
        "booking_text",
        "Buchungstext",
        "Buchungstext,Umsatztyp,Umsatzart,Vorgang,Vorgang/Buchungstext,Transaction Type,Type",
    ),
    Field(
        "end_to_end_id",
        "Ende-zu-Ende-Referenz",
        "Kundenreferenz (End-to-End),Kundenreferenz,End-to-End,Ende-zu-Ende-Referenz,"
        "End to End Referenz,Customer Reference",
    ),
    Field("mandate_id", "Mandatsreferenz", "Mandatsreferenz,Mandat,Mandate Reference"),
    Field(
        "original_amount",
        "Ursprünglicher Betrag (Rücklastschrift)",
        "Lastschrift Ursprungsbetrag,Ursprungsbetrag",
        _AMOUNT,
    ),
    Field(
        "charges",
        "Bankkosten (Rücklastschrift)",
        "Auslagenersatz Ruecklastschrift,Auslagenersatz,Rücklastschriftgebühr",
        _AMOUNT,
    ),
    Field(
        "balance",
        "Saldo nach der Buchung",
        "Saldo nach Buchung,Saldo,Kontostand,Saldo in EUR,Kontostand nach Buchung,Balance",
        _AMOUNT,
    ),
    Field(
        "state",
        "Status (gebucht/vorgemerkt)",
        "Status,Info,Umsatzstatus,State",
    ),
    Field(
        "account",
        "Eigenes Konto (IBAN)",
        "Auftragskonto,IBAN Auftragskonto,Eigenes Konto,Konto,Bezeichnung Auftragskonto",
    ),
)

FIELDS: Mapping[MappingKind, tuple[Field, ...]] = {
    MappingKind.ORDERS: _ORDER_FIELDS,
    MappingKind.BANK: _BANK_FIELDS,
}

_TRANSLITERATION = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "é": "e"})


def plain_heading(heading: str) -> str:
    """A heading as it is compared: small letters and digits only, umlauts as two letters."""
    return re.sub(r"[^a-z0-9]+", "", heading.casefold().translate(_TRANSLITERATION))


def field_named(kind: MappingKind, name: str) -> Field | None:
    """The field of this kind of table by its name, None if there is none."""
    return next((field for field in FIELDS[kind] if field.name == name), None)
