"""Every page of the product as the checks visit it; {names} are rows of the seed."""

import time

from playwright.sync_api import Page

from tests.journeys.places import FORBIDDEN, NOT_FOUND, ONLY_POST, Place
from tests.journeys.sitemap_agencies import COLLECTION_ADMIN, COLLECTIONS, REPORTS
from tests.journeys.sitemap_cases import CASES
from tests.journeys.sitemap_court import COURT
from tests.journeys.sitemap_customers import CUSTOMERS
from tests.journeys.sitemap_debtor import DEBTOR_PAGES, DEBTOR_REQUESTS
from tests.journeys.sitemap_delivery import DELIVERY
from tests.journeys.sitemap_documents import DOCUMENTS
from tests.journeys.sitemap_handovers import HANDOVERS
from tests.journeys.sitemap_overview import OVERVIEW
from tests.journeys.staff import CLERK, GUEST, NOBODY


def _save_empty(page: Page) -> None:
    for field in page.locator("#content-main input[type=text], #content-main textarea").all():
        if field.is_visible():
            field.fill("")
    page.locator("[name=_save]").click()


def _refused_login(page: Page) -> None:
    page.get_by_label("Benutzername").fill("petra")
    page.get_by_label("Passwort", exact=True).fill("falsch")
    page.get_by_role("button", name="Anmelden").click()


def _refused_payment(page: Page) -> None:
    page.get_by_label("Betrag", exact=True).fill("viel")
    page.get_by_role("button", name="Zahlung buchen").click()


def _refused_file(page: Page) -> None:
    file = {"name": "leer.csv", "mimeType": "text/csv", "buffer": b"Spalte\n1\n"}
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("combobox", name="Verkaufsaccount").select_option(index=1)
    page.get_by_role("button", name="Datei prüfen").click()


def _go_on(page: Page) -> None:
    page.get_by_role("button", name="Datei prüfen").click()


def _create_without_account(page: Page) -> None:
    page.get_by_role("button", name="Mahnverfahren anlegen").click()


def _refused_token(page: Page) -> None:
    page.get_by_role("button", name="Token anlegen").click()


def _make_token(page: Page) -> None:
    page.get_by_role("combobox", name="Verkaufsaccount").select_option(index=1)
    # Several browsers make one each.
    page.get_by_label("Name").fill(f"Kasse {time.time_ns()}")
    page.get_by_label("Aufträge und Mahnungen lesen").check()
    page.get_by_role("button", name="Token anlegen").click()


def _refused_statement(page: Page) -> None:
    file = {"name": "brief.txt", "mimeType": "text/plain", "buffer": b"Guten Tag"}
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Kontoauszug einlesen").click()


def _refused_invoice(page: Page) -> None:
    file = {"name": "brief.pdf", "mimeType": "application/pdf", "buffer": b"Guten Tag"}
    page.get_by_label("Rechnungsnummer").fill("R-1")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="PDF hinterlegen").click()


def _refused_post_day(page: Page) -> None:
    page.get_by_label("Zur Post gegeben am").fill("31.02.2026")
    page.get_by_role("button", name="als versendet vermerken").click()


def _refused_password(page: Page) -> None:
    for field in page.locator("input[type=password]").all():
        field.fill("1234")
    page.locator("main button, main input[type=submit]").last.click()


def _select_all_hits(page: Page) -> None:
    page.locator("thead input[type=checkbox]").check()
    page.get_by_role("button", name="Treffer auswählen").click()


def _lift(page: Page) -> None:
    page.get_by_role("button", name="aufheben").first.click()


def _plan_rates(page: Page) -> None:
    page.get_by_label("Oder jede Rate einzeln").fill("bald 50,00")
    page.get_by_role("button", name="Prüfen").click()


def _ask_to_reverse(page: Page) -> None:
    page.get_by_role("link", name="Stornieren").first.click()


def _refused_booking(page: Page) -> None:
    page.get_by_label("Zurückgegebener Betrag").fill("viel")
    page.get_by_role("button", name="Rückbuchung buchen").click()


def _open_everything(page: Page) -> None:
    for summary in page.locator("main summary").all():
        summary.click()


def _check_split(page: Page) -> None:
    page.locator(".proposal-actions a").first.click()


def _refused_split(page: Page) -> None:
    page.get_by_label("Auftrag").fill("Vandenbroucke")
    page.get_by_label("Betrag").fill("viel")
    page.get_by_role("button", name="Prüfen").click()


def _check_return(page: Page) -> None:
    page.get_by_role("button", name="Prüfen").click()


def _refused_base_rate(page: Page) -> None:
    page.get_by_label("Basiszinssatz", exact=True).and_(page.locator("input[type=text]")).fill("99")
    page.get_by_role("button", name="Eintragen").click()


def _see_preview(page: Page) -> None:
    page.locator("[data-preview]").wait_for()


def _refuse_text(page: Page) -> None:
    page.get_by_label("Betreff der E-Mail").fill("((NACHNAHME))")
    page.get_by_role("button", name="jetzt versenden").click()
    page.locator("[data-preview]").wait_for()


def _change_text(page: Page) -> None:
    page.get_by_role("link", name="Text ändern").first.click()
    page.locator("[data-preview]").wait_for()


def _refused_template(page: Page) -> None:
    page.get_by_label("Betreff der E-Mail").fill("((NACHNAHME))")
    page.get_by_role("button", name="Speichern").click()
    page.locator("[data-preview]").wait_for()


ACCOUNT = (
    Place("login", "/anmelden/", NOBODY),
    Place("login-refused", "/anmelden/", NOBODY, click=_refused_login),
    Place("password", "/passwort/"),
    Place("password-refused", "/passwort/", click=_refused_password),
    Place("password-changed", "/passwort/geaendert/"),
    Place("ledger-check", "/buchungspruefung/"),
    Place("ledger-check-running", "/buchungspruefung/?nach=999999999"),
    Place("403", "/auftraege/", GUEST, FORBIDDEN),
    Place("404", "/gibt-es-nicht/", status=NOT_FOUND),
    Place("405", "/mahnungen/{reminder}/herausnehmen/", status=ONLY_POST),
)
ORDERS = (
    Place("orders", "/auftraege/"),
    Place("orders-clerk", "/auftraege/", CLERK),
    Place("orders-reminder", "/auftraege/?stufe=erinnerung"),
    Place("orders-level-1", "/auftraege/?stufe=1"),
    Place("orders-selected", "/auftraege/?stufe=1", click=_select_all_hits),
    Place("orders-page-2", "/auftraege/?stufe=1&page=2"),
    Place("orders-level-2", "/auftraege/?stufe=2"),
    Place("orders-level-3", "/auftraege/?stufe=3"),
    Place("orders-closed", "/auftraege/?stufe=abgeschlossen"),
    Place("orders-waiting", "/auftraege/?stufe=wartet"),
    Place("orders-blocked", "/auftraege/?stufe=mahnsperre"),
    Place("orders-filtered", "/auftraege/?suche=Vandenbroucke&zahlungsstatus=open"),
    Place("orders-without-hit", "/auftraege/?stufe=2&suche=Nirgendwo"),
    Place("orders-filter-refused", "/auftraege/?faellig_von=2026-02-31"),
    Place("order-open", "/auftraege/{open_order}/"),
    Place("order-dunned", "/auftraege/{closed_order}/"),
    Place("order-waiting", "/auftraege/{waiting_order}/", CLERK),
    Place("order-paid", "/auftraege/{paid_order}/"),
    Place("order-blocked", "/auftraege/{blocked_order}/"),
    Place("order-reverse", "/auftraege/{paid_order}/", click=_ask_to_reverse),
    Place("order-books", "/auftraege/{booked_order}/", click=_open_everything),
    Place("order-charged", "/auftraege/{charged_order}/", click=_open_everything),
    Place("order-waiver", "/auftraege/{charged_order}/buchen/zinsen-erlassen/"),
    Place("order-other-allocation", "/auftraege/{booked_order}/buchen/zahlung-zuordnen/"),
    Place("order-chargeback", "/auftraege/{booked_order}/buchen/rueckbuchung/"),
    Place(
        "order-chargeback-refused",
        "/auftraege/{booked_order}/buchen/rueckbuchung/",
        click=_refused_booking,
    ),
    Place("order-write-off", "/auftraege/{booked_order}/buchen/ausbuchen/"),
    Place("order-cancellation", "/auftraege/{booked_order}/buchen/storno/"),
    Place("order-lift-stop", "/auftraege/{booked_order}/buchen/mahnen-zulassen/"),
    Place("order-move-credit", "/auftraege/{credit_order}/buchen/guthaben-umbuchen/"),
    Place("order-refund", "/auftraege/{credit_order}/buchen/guthaben-erstatten/"),
    Place("order-stop", "/auftraege/{open_order}/buchen/mahnen-anhalten/"),
    Place("orders-to-clear-up", "/auftraege/?klaerung=betrag&grund=insufficient_funds"),
    Place("credits", "/guthaben/", CLERK),
    Place("credits-without-hit", "/guthaben/?suche=Nirgendwo"),
    Place("order-payment-refused", "/auftraege/{open_order}/", click=_refused_payment),
)
REMINDERS = (
    Place("runs", "/mahnlaeufe/"),
    Place("review", "/mahnlaeufe/{proposed_run}/pruefen/"),
    Place("review-awaiting", "/mahnlaeufe/{awaiting_run}/pruefen/"),
    Place("review-handed-in", "/mahnlaeufe/{awaiting_run}/pruefen/", CLERK),
    Place("dry-run", "/mahnlaeufe/vorschau/", CLERK),
    Place("dry-run-to-come", "/mahnlaeufe/vorschau/?tag=31.12.2026&art=automatisch"),
    Place("dry-run-refused", "/mahnlaeufe/vorschau/?tag=31.02.2026"),
    Place("run-under-way", "/mahnlaeufe/{running_run}/"),
    Place("run-result", "/mahnlaeufe/{finished_run}/"),
    Place("letters", "/briefe/"),
    Place("letters-of-run", "/briefe/?lauf={letter_run}", CLERK),
    Place("letters-without-hit", "/briefe/?lauf={proposed_run}"),
    Place("print-batch", "/briefe/stapel/{ready_batch}/"),
    Place("print-batch-refused", "/briefe/stapel/{ready_batch}/", click=_refused_post_day),
    Place("print-batch-posted", "/briefe/stapel/{posted_batch}/"),
    Place("run-of-letters", "/mahnlaeufe/{letter_run}/"),
    Place("letter", "/mahnungen/{letter}/mail/"),
    Place("order-invoices", "/auftraege/{invoiced_order}/rechnungen/", CLERK),
    Place(
        "order-invoices-refused",
        "/auftraege/{invoiced_order}/rechnungen/",
        click=_refused_invoice,
    ),
    Place("dispatch-log", "/versandprotokoll/"),
    Place("dispatch-log-of-run", "/versandprotokoll/?lauf={finished_run}"),
    Place("dispatch-log-without-hit", "/versandprotokoll/?suche=Nirgendwo"),
    Place("mail", "/mahnungen/{reminder}/mail/"),
    Place("mail-failed", "/mahnungen/{failed_reminder}/mail/"),
    Place("blocks", "/mahnstopps/"),
    Place("blocks-stopped", "/mahnstopps/angehalten/", CLERK),
    Place("blocks-plans", "/mahnstopps/ratenplaene/"),
    Place("block-extend", "/mahnstopps/{held_block}/verlaengern/"),
    Place("order-in-rates", "/auftraege/{rate_order}/"),
    Place("order-of-blocked-customer", "/auftraege/{held_customer_order}/"),
    Place("order-disputed-in-part", "/auftraege/{disputed_order}/"),
    Place("order-plan", "/auftraege/{open_order}/buchen/ratenplan/", click=_plan_rates),
    Place("order-plan-ended", "/auftraege/{rate_order}/buchen/ratenplan-beenden/"),
    Place("order-deferral", "/auftraege/{open_order}/buchen/stundung/"),
    Place("order-withdraw", "/auftraege/{closed_order}/buchen/mahnung-zurueckziehen/"),
    Place("sample-letters", "/musterschreiben/", CLERK),
    Place("block-lifted", "/mahnstopps/", click=_lift),
    Place("interest", "/verzugszinsen/"),
    Place(
        "interest-computed",
        "/verzugszinsen/?betrag=1000&von=20.12.2025&bis=01.02.2027&schuldner=unternehmen"
        "&zahlung_1_am=10.08.2026&zahlung_1_betrag=400",
        CLERK,
    ),
    Place("interest-refused", "/verzugszinsen/?betrag=viel&von=01.07.2026&bis=01.06.2026"),
    Place("base-rates", "/basiszinssaetze/"),
    Place("base-rates-clerk", "/basiszinssaetze/", CLERK),
    Place("base-rate-refused", "/basiszinssaetze/", click=_refused_base_rate),
    Place("limitation", "/verjaehrung/", CLERK),
    Place("limitation-without-hit", "/verjaehrung/?suche=Nirgendwo&frist=6"),
)
IMPORTS = (
    Place("import", "/import/"),
    Place("import-refused", "/import/", click=_refused_file),
    Place("import-preview", "/import/{previewed_import}/"),
    Place("import-asking", "/import/{asking_import}/"),
    Place("import-reading", "/import/{reading_import}/"),
    Place("import-running", "/import/{running_import}/"),
    Place("import-stopped", "/import/{stopped_import}/"),
    Place("import-result", "/import/{applied_import}/"),
    Place("import-columns", "/import/spalten/{unmapped_orders}/"),
    Place("import-columns-refused", "/import/spalten/{unclear_orders}/", click=_go_on),
    Place("statement-columns", "/kontoauszuege/spalten/{unmapped_movements}/"),
)
INTERFACE = (
    Place("api-tokens", "/schnittstelle/"),
    Place("api-token-new", "/schnittstelle/neu/"),
    Place("api-token-refused", "/schnittstelle/neu/", click=_refused_token),
    Place("api-token-created", "/schnittstelle/neu/", click=_make_token),
    Place("api-token-revoke", "/schnittstelle/{token}/widerrufen/"),
    Place("api-reference", "/api/v1/"),
)
PAYMENTS = (
    Place("payments", "/zahlungseingaenge/"),
    Place("payments-clerk", "/zahlungseingaenge/", CLERK),
    Place("payments-booked", "/zahlungseingaenge/?lage=zugeordnet"),
    Place("payments-all", "/zahlungseingaenge/?lage=alle"),
    Place("payments-without-hit", "/zahlungseingaenge/?suche=Nirgendwo"),
    Place("payments-filter-refused", "/zahlungseingaenge/?von=2026-02-31"),
    Place("payment-proposed", "/zahlungseingaenge/{inbox_payment}/", CLERK),
    Place("payment-split", "/zahlungseingaenge/{inbox_payment}/", click=_check_split),
    Place("payment-split-refused", "/zahlungseingaenge/{inbox_payment}/", click=_refused_split),
    Place("payment-unknown", "/zahlungseingaenge/{unknown_payment}/"),
    Place("payment-booked", "/zahlungseingaenge/{booked_payment}/"),
    Place("payment-aside", "/zahlungseingaenge/{aside_payment}/"),
    Place("payment-returned", "/zahlungseingaenge/{returned_payment}/"),
    Place("payment-return-checked", "/zahlungseingaenge/{returned_payment}/", click=_check_return),
)
STATEMENTS = (
    Place("statements", "/kontoauszuege/"),
    Place("statements-clerk", "/kontoauszuege/", CLERK),
    Place("statements-refused", "/kontoauszuege/", click=_refused_statement),
    Place("statement-read", "/kontoauszuege/{read_file}/", CLERK),
    Place("statement-held", "/kontoauszuege/{held_file}/"),
    Place("statement-of-nobody", "/kontoauszuege/{foreign_file}/"),
    Place("statement-running", "/kontoauszuege/{running_file}/"),
    Place("statement-broken", "/kontoauszuege/{broken_file}/"),
)
MAILBOX = (
    Place("mailbox", "/demo/postfach/"),
    Place("mailbox-mail", "/demo/postfach/{caught_mail}/"),
)
TEXTS = (
    Place("templates", "/textvorlagen/"),
    Place("template", "/textvorlagen/{template}/", click=_see_preview),
    Place("template-new", "/textvorlagen/neu/", click=_see_preview),
    Place("template-refused", "/textvorlagen/{template}/", click=_refused_template),
    Place("template-variant", "/textvorlagen/{template}/variante/", click=_see_preview),
    Place("template-versions", "/textvorlagen/{template}/fassungen/"),
    Place("template-versions-same", "/textvorlagen/{template}/fassungen/?von=1&bis=1"),
    Place("reminder-write", "/auftraege/{waiting_order}/erinnerung/", CLERK, click=_see_preview),
    Place("reminder-write-refused", "/auftraege/{closed_order}/erinnerung/", click=_refuse_text),
    Place("reminder-text", "/mahnlaeufe/{proposed_run}/pruefen/", CLERK, click=_change_text),
    Place("template-delete", "/textvorlagen/{template}/loeschen/"),
)
ADMIN = (
    Place("admin-agency-refused", "/admin/collections/collectionagency/add/", click=_save_empty),
    Place("admin", "/admin/"),
    Place("admin-creditors", "/admin/orders/creditor/"),
    Place("admin-creditor", "/admin/orders/creditor/{creditor}/change/"),
    Place("admin-creditor-history", "/admin/orders/creditor/{creditor}/history/"),
    Place("admin-creditor-refused", "/admin/orders/creditor/add/", click=_save_empty),
    Place("admin-customers", "/admin/orders/customer/"),
    Place("admin-customer", "/admin/orders/customer/{customer}/change/"),
    Place("admin-accounts", "/admin/orders/salesaccount/"),
    Place("admin-account", "/admin/orders/salesaccount/{account}/change/"),
    Place("admin-account-new", "/admin/orders/salesaccount/add/"),
    Place("admin-methods", "/admin/orders/paymentmethod/"),
    Place("admin-method", "/admin/orders/paymentmethod/{method}/change/"),
    Place("admin-import-templates", "/admin/orders/importtemplate/"),
    Place("admin-import-template", "/admin/orders/importtemplate/{import_template}/change/"),
    Place("admin-procedures", "/admin/reminders/dunningprocedure/"),
    Place("admin-procedure", "/admin/reminders/dunningprocedure/{procedure}/change/"),
    Place("admin-procedure-new", "/admin/reminders/dunningprocedure/add/"),
    Place("admin-procedure-refused", "/admin/reminders/dunningprocedure/add/", click=_save_empty),
    Place("admin-procedure-steps", "/admin/reminders/dunningprocedure/{off_procedure}/change/"),
    Place("admin-dunning-settings", "/admin/reminders/dunningsettings/"),
    Place("admin-dunning-settings-of", "/admin/reminders/dunningsettings/{account}/change/"),
    Place("admin-switch", "/admin/reminders/automaticdunning/"),
    Place("admin-switch-form", "/admin/reminders/automaticdunning/{switch}/change/"),
    Place("admin-users", "/admin/auth/user/"),
    Place("admin-users-without-hit", "/admin/auth/user/?q=Nirgendwo"),
    Place("admin-user", "/admin/auth/user/{clerk}/change/"),
    Place("admin-user-new", "/admin/auth/user/add/"),
    Place("admin-user-password", "/admin/auth/user/{clerk}/password/"),
    Place("admin-schedules", "/admin/django_q/schedule/"),
    Place("admin-schedule", "/admin/django_q/schedule/{schedule}/change/", status=FORBIDDEN),
    Place("admin-404", "/admin/gibt-es-nicht/", status=NOT_FOUND),
)
PROCEDURES = (
    Place("activation", "/mahnverfahren/{busy_procedure}/aktivieren/"),
    Place("activation-of-none", "/mahnverfahren/{off_procedure}/aktivieren/"),
    Place("activation-refused", "/mahnverfahren/{busy_procedure}/aktivieren/?ab=31.02.2026"),
    Place("procedure-profiles", "/mahnverfahren/aus-vorlage/"),
    Place(
        "procedure-profiles-refused", "/mahnverfahren/aus-vorlage/", click=_create_without_account
    ),
    Place("procedure-versions", "/mahnverfahren/{off_procedure}/fassungen/"),
)
PLACES = (
    *ACCOUNT,
    *ORDERS,
    *REMINDERS,
    *IMPORTS,
    *PAYMENTS,
    *STATEMENTS,
    *INTERFACE,
    *COLLECTIONS,
    *HANDOVERS,
    *DELIVERY,
    *DOCUMENTS,
    *COURT,
    *CUSTOMERS,
    *DEBTOR_PAGES,
    *DEBTOR_REQUESTS,
    *OVERVIEW,
    *REPORTS,
    *MAILBOX,
    *TEXTS,
    *PROCEDURES,
    *CASES,
    *COLLECTION_ADMIN,
    *ADMIN,
)
