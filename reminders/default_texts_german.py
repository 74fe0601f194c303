"""The German pieces of the shipped texts, from friendly to the last notice."""

from reminders.default_texts_pieces import Pieces, Step, Subject

_HARDSHIP = "können Sie nicht in einer Summe zahlen"

_FRIENDLY = Step(
    name="Zahlungserinnerung: freundlich",
    title="Zahlungserinnerung für {about}",
    opening=(
        "für {about} haben wir noch keine vollständige Zahlung erhalten. "
        "Der Betrag ((FAELLIGKEIT)). Im Alltag wird so etwas leicht übersehen."
    ),
    demand="Bitte zahlen Sie ((GESAMTFORDERUNG)) bis zum ((FRIST)).",
    consequence="",
    crossing=(
        "Falls Sie inzwischen gezahlt haben, betrachten Sie diese Erinnerung bitte als "
        "gegenstandslos."
    ),
    objection="{question} Dann {reply}. Wir kümmern uns gern darum.",
)
_FACTUAL = Step(
    name="Mahnstufe 1: sachlich",
    title="1. Mahnung für {about}",
    opening=(
        "für {about} ist trotz Fälligkeit noch keine vollständige Zahlung bei uns eingegangen. "
        "Der Betrag ((FAELLIGKEIT))."
    ),
    demand="Bitte zahlen Sie ((GESAMTFORDERUNG)) bis zum ((FRIST)).",
    consequence="",
    crossing=(
        "Falls Sie inzwischen gezahlt haben, betrachten Sie diese Mahnung bitte als gegenstandslos."
    ),
    objection="{question} Dann {reply}. Wir klären das gern mit Ihnen.",
)
_FIRM = Step(
    name="Mahnstufe 2: bestimmt",
    title="2. Mahnung für {about}",
    opening=(
        "trotz unserer Mahnung ist für {about} bisher keine vollständige Zahlung bei uns "
        "eingegangen. Der Betrag ((FAELLIGKEIT))."
    ),
    demand="Wir fordern Sie auf, ((GESAMTFORDERUNG)) bis spätestens ((FRIST)) zu zahlen.",
    consequence="((NAECHSTER_SCHRITT))",
    crossing=_FACTUAL.crossing,
    objection=(
        "Halten Sie die Forderung ganz oder teilweise für unberechtigt oder {hardship}, dann "
        "{reply}, bevor die Frist abläuft."
    ),
)
_LAST = Step(
    name="Mahnstufe 3: letzte Mahnung",
    title="Letzte Mahnung für {about}",
    opening=(
        "trotz Mahnung ist für {about} keine vollständige Zahlung bei uns eingegangen. "
        "Der Betrag ((FAELLIGKEIT))."
    ),
    demand=(
        "Wir setzen Ihnen eine letzte Frist: Bitte zahlen Sie ((GESAMTFORDERUNG)) bis spätestens "
        "((FRIST))."
    ),
    consequence=(
        "Geht der Betrag bis zum ((FRIST)) nicht ein und haben Sie uns bis dahin keine Einwände "
        "mitgeteilt, übergeben wir die Forderung an ((INKASSO)) oder beantragen das gerichtliche "
        "Mahnverfahren. Die Kosten dafür haben Sie zu tragen, soweit das Gesetz es vorsieht."
    ),
    crossing=_FACTUAL.crossing,
    objection=_FIRM.objection,
)

GERMAN = Pieces(
    language="de",
    name="",
    salutation="((ANREDE)),",
    reply_to_mail=(
        "antworten Sie einfach auf diese E-Mail oder schreiben Sie an ((KONTAKT_EMAIL))"
    ),
    reply_to_letter="schreiben Sie uns an ((KONTAKT_EMAIL))",
    closing="Mit freundlichen Grüßen\n((ABSENDER))",
    steps=(_FRIENDLY, _FACTUAL, _FIRM, _LAST),
    subjects={
        "": Subject(
            name="",
            about="((BESTELLUNG))",
            question=(
                "Stimmt etwas nicht, haben Sie etwas zurückgeschickt oder die Bestellung "
                "widerrufen?"
            ),
            hardship=_HARDSHIP,
        ),
        "downloads": Subject(
            name="Downloads",
            about="Ihre Downloads aus der Bestellung ((BESTELLNUMMER)) vom ((BESTELLDATUM))",
            question="Haben Sie Ihre Downloads nicht erhalten oder lassen sie sich nicht öffnen?",
            hardship=_HARDSHIP,
        ),
        "instalments": Subject(
            name="Raten",
            about="((RATE)) Ihrer Bestellung ((BESTELLNUMMER))",
            question="Stimmt etwas nicht oder können Sie gerade nicht wie vereinbart zahlen?",
            hardship="können Sie nicht wie vereinbart zahlen",
        ),
        "courses": Subject(
            name="Kurse",
            about="Ihren Kurs aus der Buchung ((BESTELLNUMMER)) vom ((BESTELLDATUM))",
            question=(
                "Haben Sie keinen Zugang zum Kurs erhalten, die Buchung widerrufen oder stimmt "
                "etwas anderes nicht?"
            ),
            hardship=_HARDSHIP,
        ),
        "business": Subject(
            name="Unternehmen",
            about="((BESTELLUNG))",
            question="Fehlt Ihnen die Rechnung oder gibt es eine Unstimmigkeit?",
            hardship="ist Ihnen eine Zahlung bis dahin nicht möglich",
        ),
    },
)
