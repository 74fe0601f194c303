"""The German words of the forms on which debtors tell or ask something."""

from dunning_site.debtor.request_words import RequestWords

GERMAN_REQUESTS = RequestWords(
    titles={
        "already_paid": "Ich habe schon bezahlt",
        "deferral": "Um Aufschub bitten",
        "instalments": "In Raten zahlen",
        "dispute": "Die Forderung stimmt nicht",
        "address": "Anschrift berichtigen",
        "payment_method": "Anders bezahlen",
    },
    intros={
        "already_paid": (
            "Wann haben Sie bezahlt? Wir suchen die Zahlung und mahnen so lange nicht."
        ),
        "deferral": "Bis wann können Sie bezahlen? Offen sind {}.",
        "instalments": "In wie vielen Monatsraten möchten Sie die offenen {} zahlen?",
        "dispute": "Was stimmt nicht? Wir prüfen es und mahnen so lange nicht.",
        "address": (
            "Wie lautet Ihre richtige Anschrift? Aus Gründen des Datenschutzes zeigen wir hier "
            "nicht, was wir gespeichert haben."
        ),
        "payment_method": (
            "Wie möchten Sie lieber bezahlen? Was wir sofort anbieten, steht auf der "
            "Zahlungsseite unter „Jetzt bezahlen“."
        ),
    },
    buttons={
        "already_paid": "Zahlung melden",
        "deferral": "Um Aufschub bitten",
        "instalments": "Raten anfragen",
        "dispute": "Einwand senden",
        "address": "Anschrift senden",
        "payment_method": "Wunsch senden",
    },
    labels={
        "paid_on": "Bezahlt am",
        "amount": "Betrag in Euro",
        "proof": "Beleg",
        "until_on": "Ich zahle spätestens am",
        "count": "Zahl der Raten",
        "reason": "Was stimmt nicht?",
        "disputed": "Nur ein Teil: Betrag in Euro",
        "street": "Straße und Hausnummer",
        "address_extra": "Adresszusatz",
        "postcode": "Postleitzahl",
        "city": "Ort",
        "country": "Land",
        "email": "E-Mail",
        "choice": "Zahlungsart",
        "message": "Nachricht",
    },
    helps={
        "amount": "Leer, wenn Sie alles bezahlt haben.",
        "proof": "Ein Foto (JPEG, PNG) oder PDF, höchstens 5 MB.",
        "until_on": "Höchstens 180 Tage im Voraus.",
        "disputed": "Leer, wenn Sie die ganze Forderung bestreiten.",
        "country": "Leer für Deutschland.",
        "email": "Nur wenn sich auch Ihre E-Mail-Adresse geändert hat.",
        "message": "Höchstens 1.000 Zeichen.",
    },
    reasons={
        "not_received": "Ich habe nichts erhalten",
        "defective": "Die Ware ist mangelhaft oder falsch",
        "returned": "Ich habe zurückgesandt oder widerrufen",
        "not_ordered": "Ich habe das nicht bestellt",
        "wrong_amount": "Der Betrag stimmt nicht",
        "other": "Etwas anderes",
    },
    refusals={
        "settled": "Für diese Bestellung ist nichts mehr zu zahlen.",
        "with_agency": "Diese Forderung bearbeitet inzwischen ein Inkassobüro.",
        "waiting": (
            "Das haben Sie uns schon am {} mitgeteilt. Wir prüfen es und antworten Ihnen; Sie "
            "müssen nichts weiter tun."
        ),
        "too_many": (
            "Sie haben uns heute schon sehr oft geschrieben. Versuchen Sie es bitte morgen wieder."
        ),
        "plan_runs": "Für diese Bestellung läuft schon ein Ratenplan.",
        "not_dunned": "Wir prüfen diese Bestellung gerade und mahnen so lange nicht.",
        "faulty": "Bitte prüfen Sie Ihre Angaben.",
    },
    optional="(freiwillig)",
    back="Zurück zur Zahlungsseite",
    please_choose="Bitte wählen",
    rates="{} Raten zu {}, die erste am {}",
    deferral_at_once="Bis zum {} gewähren wir Ihnen den Aufschub sofort.",
    rates_at_once="Bis zu {} Raten vereinbaren wir sofort. Mehr Raten prüfen wir.",
    rates_wait="Wir prüfen Ihren Wunsch und mahnen so lange nicht.",
    too_small_for_rates=(
        "Dieser Betrag ist zu klein für Raten. Bitten Sie stattdessen um Aufschub."
    ),
    other_method="andere, siehe Nachricht",
    said_before=(
        "Das haben wir schon einmal geprüft und beantwortet. Wir sehen es uns noch einmal an; bis "
        "dahin kann eine weitere Mahnung kommen."
    ),
    errors_heading="Bitte prüfen Sie Ihre Angaben",
    error_title="Fehler",
    required="Füllen Sie dieses Feld bitte aus.",
    bad_choice="Wählen Sie bitte einen der Werte aus.",
    bad_day="Geben Sie den Tag bitte so an: 21.11.2026.",
    bad_paid_on="Nennen Sie bitte einen Tag innerhalb des letzten Jahres, spätestens heute.",
    bad_until_on="Nennen Sie bitte einen Tag ab morgen, höchstens 180 Tage im Voraus.",
    bad_amount="Geben Sie den Betrag bitte so an: 49,90. Er muss größer als 0 sein.",
    bad_email="Geben Sie bitte eine vollständige E-Mail-Adresse an.",
    too_long="Kürzen Sie bitte auf höchstens {} Zeichen.",
    bad_file="Diese Datei können wir nicht öffnen. Möglich sind JPEG, PNG und PDF bis 5 MB.",
    choose_file_again="Wählen Sie die Datei bitte noch einmal aus.",
)
