"""The German words of letters and mails."""

from common.rules import german
from reminders.adapters.wording import Wording

GERMAN = Wording(
    language="de",
    euro=german.euro,
    number=german.number,
    day=german.day,
    long_day=german.long_day,
    weekdays=(
        "Montag",
        "Dienstag",
        "Mittwoch",
        "Donnerstag",
        "Freitag",
        "Samstag",
        "Sonntag",
    ),
    decimal_mark=",",
    percent="{}\u00a0%",
    written_on="Datum",
    order="Bestellung",
    ordered_on="Bestellt am",
    invoice="Rechnung",
    due_on="Fällig am",
    reminder_number="Mahnung Nr.",
    reminder_number_follows="folgt beim Versand",
    contact="Kontakt",
    phone="Telefon",
    page="Seite {} von {}",
    position="Pos.",
    product="Artikel",
    quantity="Menge",
    unit_price="Einzelpreis",
    amount="Betrag",
    shipping="Versand und Sonstiges",
    discount="Rabatt und Sonstiges",
    total="Gesamtbetrag",
    not_due="Noch nicht fällig",
    disputed="Bestritten, hier nicht gefordert",
    open_amount="Offener Betrag",
    interest="Verzugszinsen",
    further_interest="Weitere Verzugszinsen",
    dunning_fee="Mahnkosten",
    lump_sum="Verzugspauschale (§ 288 Abs. 5 BGB)",
    to_pay="Zu zahlen",
    booked_on="{} vom {}",
    moved_to="auf",
    moved_from="von",
    by_shop="laut Shop, Stand",
    claim_of_order="Summe dieser Bestellung",
    sum="Summe",
    orders="Bestellungen",
    details="Einzelaufstellung",
    details_of="Bestellung {}",
    order_of="bestellt am {}, fällig am {}",
    rate="Rate fällig am",
    rate_amount="Rate",
    rate_open="davon offen",
    interest_heading="Berechnung der Verzugszinsen",
    interest_from="von",
    interest_to="bis",
    days="Tage",
    interest_on="aus",
    interest_rate="Zinssatz",
    interest_line="{from_on} bis {to_on}, {days} Tage aus {principal} zu {rate}: {amount}",
    interest_total="Zinsen seit Verzugsbeginn",
    interest_earlier="davon schon berechnet",
    listed=" oder ",
    interest_method=(
        "Zinssatz im Jahr: Basiszinssatz (§ 247 BGB) zuzüglich {} Prozentpunkten (§ 288 BGB). "
        "Gerechnet wird taggenau mit 365 Tagen, im Schaltjahr 366; erster und letzter Tag zählen "
        "mit. Jede Zeile ist auf Cent gerundet."
    ),
    interest_provisional=(
        "* vorläufig: Der Basiszinssatz dieses Halbjahres steht noch nicht fest; gerechnet ist mit "
        "dem zuletzt bekannten."
    ),
    in_default="Sie sind seit dem {} in Verzug{}.",
    grounds={
        "agreed_day": ": Der Zahlungstag war vereinbart (§ 286 Abs. 2 Nr. 1 BGB)",
        "reminder": ", denn auf unsere Mahnung wurde nicht gezahlt (§ 286 Abs. 1 BGB)",
        "notice_30_days": (
            ": Seit Fälligkeit und Zugang der Rechnung sind 30 Tage vergangen (§ 286 Abs. 3 BGB)"
        ),
        "refusal": ", denn Sie haben die Zahlung endgültig abgelehnt (§ 286 Abs. 2 Nr. 3 BGB)",
    },
    please_pay="Bitte zahlen Sie {}\nbis {}",
    account_holder="Kontoinhaber",
    bank="Bank",
    remittance="Verwendungszweck",
    no_account=(
        "Zahlen Sie bitte auf dem Weg, den Sie bei der Bestellung gewählt haben, und geben Sie "
        "„{}“ an."
    ),
    no_account_contact=" Unsere Bankverbindung nennen wir Ihnen gern: {}",
    scan="Mit der Banking-App scannen",
    code_alt="GiroCode mit Betrag, IBAN und Verwendungszweck",
    code_hint=(
        "Im angehängten Schreiben finden Sie einen Code, der die Überweisung in Ihrer Banking-App "
        "ausfüllt."
    ),
    pay_online="Oder online zahlen:",
    pay_order_online="Diese Bestellung online zahlen:",
    link_alt="QR-Code, der die Zahlungsseite öffnet",
    payments_until="Zahlungen sind bis zum {} berücksichtigt.",
    directors="Geschäftsführung: {}",
    vat_id="USt-IdNr. {}",
    machine="Dieses Schreiben wurde maschinell erstellt und ist ohne Unterschrift gültig.",
    preview="Vorschau",
    reminder_names=("Zahlungserinnerung", "Mahnung"),
    file_name="Mahnung",
    head="{} vom {}",
    bookings={
        "write_off": "Verzicht",
        "waiver": "Verzicht auf Nebenforderungen",
        "dunning_fee": "Mahnkosten",
    },
)
