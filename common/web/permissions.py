"""Pages that need a right, and refuse in words that name it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

View = Callable[..., HttpResponseBase]
RIGHTS = {
    "orders.view_order": "Aufträge ansehen",
    "orders.view_customer": "Kundendaten ansehen",
    "orders.change_customer": "Kundendaten ändern",
    "orders.add_customernote": "Notizen zu Kunden schreiben",
    "reminders.add_balancestatement": "Saldenmitteilungen senden",
    "orders.change_order": "Zahlungsseiten erneuern und sperren",
    "orders.view_accessmiss": "Falsche Links von Zahlungsseiten ansehen",
    "orders.add_invoicefile": "Rechnungen hinterlegen",
    "orders.add_ledgerentry": "Zahlungen erfassen und stornieren",
    "orders.correct_ledgerentry": "Gutschriften, Stornos und Ausbuchungen buchen",
    "orders.view_banktransaction": "Zahlungseingänge ansehen",
    "orders.change_banktransaction": "Zahlungseingänge zuordnen",
    "orders.add_orderimport": "Aufträge importieren",
    "orders.add_statementimport": "Kontoauszüge einlesen",
    "orders.view_apitoken": "Schnittstelle ansehen",
    "orders.add_apitoken": "Tokens anlegen",
    "orders.change_apitoken": "Tokens widerrufen",
    "reminders.view_reminder": "Mahnungen und Versandprotokoll ansehen",
    "reminders.view_dunningrun": "Mahnläufe ansehen",
    "reminders.add_dunningrun": "Benachrichtigen",
    "reminders.release_dunningrun": "Mahnungen versenden",
    "reminders.settle_uncertain": "Ungeklärte Mahnungen entscheiden",
    "reminders.operate_sending": "Versand anhalten und freigeben",
    "reminders.approve_dunningrun": "Mahnungen über dem Limit freigeben",
    "reminders.view_remindertemplate": "Textvorlagen ansehen",
    "reminders.add_remindertemplate": "Textvorlagen anlegen",
    "reminders.change_remindertemplate": "Textvorlagen ändern",
    "reminders.delete_remindertemplate": "Textvorlagen löschen",
    "reminders.view_dunningblock": "Mahnsperren ansehen",
    "reminders.add_dunningblock": "Mahnsperren setzen",
    "reminders.change_dunningblock": "Mahnsperren aufheben",
    "reminders.view_recovery": "Auswertungen ansehen",
    "reminders.view_debtorrequest": "Anliegen ansehen",
    "reminders.change_debtorrequest": "Über Anliegen entscheiden",
    "reminders.view_baserate": "Basiszinssätze ansehen",
    "reminders.add_baserate": "Basiszinssätze eintragen",
    "common.add_exportlog": "Listen als Datei exportieren",
    "orders.view_datevexport": "Buchungsstapel für DATEV ansehen",
    "orders.add_datevexport": "Buchungsstapel für DATEV erstellen",
    "common.view_exportlog": "Exporte ansehen",
    "collections.view_collectioncase": "Inkassofälle ansehen",
    "collections.change_collectioncase": "Inkassofälle prüfen, abbrechen und starten",
    "collections.handover_collectioncase": "Fälle an das Inkassobüro übergeben",
    "collections.approve_handover": "Übergaben über dem Limit freigeben",
    "collections.recall_collectioncase": "Fälle zurückrufen, kündigen und ausbuchen",
    "collections.view_handover": "Übergaben ansehen",
    "collections.view_agencyreport": "Rückmeldungen ansehen",
    "collections.add_agencyreport": "Rückmeldungen einlesen und klären",
}


def needs_rights(*permissions: str) -> Callable[[View], View]:
    """Let only those in who have all the permissions; others get our 403 naming what they lack."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            refuse_without_rights(request, *permissions)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def refuse_without_rights(request: HttpRequest, *permissions: str) -> None:
    """Raise PermissionDenied in words that name what the person lacks, if anything."""
    lacking = [name for name in permissions if not request.user.has_perm(name)]
    if lacking:
        raise PermissionDenied(_sentence(lacking))


def _sentence(lacking: list[str]) -> str:
    named = " und ".join(f"„{RIGHTS.get(name, name)}“" for name in lacking)
    return f"Es {'fehlt das Recht' if len(lacking) == 1 else 'fehlen die Rechte'} {named}."
