"""Tables whose columns nobody mapped yet, and a saved template."""

from django.contrib.auth.models import User
from django.utils import timezone

from orders.models import ImportTemplate, SalesAccount, UnmappedFile
from orders.services.column_mapping import Kind, guess, keep_unmapped, sample_of, save_template

_ORDERS = """\
Rechnungsnummer;Externe Bestellnummer;Rechnungsdatum;Fällig am;Kunde;Straße;PLZ;Ort;Land;E-Mail;\
Bruttobetrag;Noch offen;Zahlungsart;Artikel
RE-901;EB-901;14.09.2026;28.09.2026;Menno von Riepe;Warfstraße 2;26736;Krummhörn;Deutschland;\
menno@riepe.example;1.250,00;1.000,00;Rechnung;Strandkorb mit sehr langer Bezeichnung und Zubehör
RE-902;EB-902;15.09.2026;;Insa Wübbena;Kai 7;26725;Emden;AT;insa@wuebbena.example;89,90;viel;\
PayPal;Kissen
RE-903;EB-903;16.09.2026;30.09.2026;Hinrich Poppen;Süderweg 11;26629;Großefehn;DE;\
hinrich@poppen.example;45,00;45,00;Rechnung;Kanne
"""
_UNCLEAR = "Beleg;wann;wie viel;Rest\n77;03/04/2026;12,50;12,50\n78;05/06/2026;7,00;0,00\n"
_MOVEMENTS = """\
"Girokonto";"DE02120300000000202051"

"Buchungsdatum";"Wertstellung";"Status";"Zahlungspflichtige*r";"Zahlungsempfänger*in";\
"Verwendungszweck";"Umsatztyp";"IBAN";"Betrag (€)"
"07.11.26";"07.11.26";"Gebucht";"Laden GmbH";"Druckerei Ems";"Rechnung 5";"Ausgang";\
"DE75512108001245126199";"-1.040"
"06.11.26";"05.11.26";"Gebucht";"Imke Groß";"Laden GmbH";"Bestellung 4711";"Eingang";\
"DE75512108001245126199";"100,00"
"""


def tables(lead: User, account: SalesAccount) -> dict[str, UnmappedFile | ImportTemplate]:
    """One table that explains itself, one that does not, one of a bank, and a template."""

    def keep(kind: Kind, name: str, text: str) -> UnmappedFile:
        return keep_unmapped(
            kind,
            file_name=name,
            data=text.encode(),
            actor=lead,
            now=timezone.now(),
            sales_account=account if kind == Kind.ORDERS else None,
        )

    orders = keep(Kind.ORDERS, "offene-rechnungen.csv", _ORDERS)
    movements = keep(Kind.BANK, "umsaetze.csv", _MOVEMENTS)
    return {
        "unmapped_orders": orders,
        "unclear_orders": keep(Kind.ORDERS, "liste.csv", _UNCLEAR),
        "unmapped_movements": movements,
        "import_template": save_template("Girokonto", guess(Kind.BANK, sample_of(movements))),
    }
