"""The German texts the program ships: one mail and one letter for each of the three levels.

Clear demand, amount and deadline in each; no fee and no interest is claimed. They are installed
once as ordinary templates, which the house may then change.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DefaultText:
    """Mail and letter of one level, with placeholders."""

    level: int
    name: str
    mail_subject: str
    mail_body: str
    letter_subject: str
    letter_body: str


_LEVEL_1_MAIL = """\
((ANREDE)),

zu Ihrer Bestellung ((BESTELLNUMMER)) vom ((BESTELLDATUM)) fehlt uns noch die vollständige \
Zahlung. Sie war am ((FAELLIGKEITSDATUM)) fällig; vielleicht ist sie nur übersehen worden.

Bitte zahlen Sie den offenen Betrag von ((OFFENER_BETRAG)) bis zum ((FRIST)).

((POSITIONEN))

Falls Sie inzwischen gezahlt haben, betrachten Sie diese Erinnerung bitte als gegenstandslos.

Stimmt etwas nicht, haben Sie etwas zurückgeschickt oder die Bestellung widerrufen? Dann \
antworten Sie bitte einfach auf diese E-Mail oder schreiben Sie an ((KONTAKT_EMAIL)). Wir klären \
das gern mit Ihnen.

Mit freundlichen Grüßen
((ABSENDER))
"""

_LEVEL_1_LETTER = """\
((ANREDE)),

zu Ihrer Bestellung ((BESTELLNUMMER)) vom ((BESTELLDATUM)) fehlt uns noch die vollständige \
Zahlung. Sie war am ((FAELLIGKEITSDATUM)) fällig; vielleicht ist sie nur übersehen worden.

Bitte zahlen Sie den offenen Betrag von ((OFFENER_BETRAG)) bis zum ((FRIST)).

((POSITIONEN))

Falls Sie inzwischen gezahlt haben, betrachten Sie dieses Schreiben bitte als gegenstandslos. \
Stimmt etwas nicht, haben Sie etwas zurückgeschickt oder die Bestellung widerrufen? Dann schreiben \
Sie uns bitte an ((KONTAKT_EMAIL)). Wir klären das gern mit Ihnen.

Mit freundlichen Grüßen
((ABSENDER))
"""

_LEVEL_2_MAIL = """\
((ANREDE)),

auf unsere Zahlungserinnerung zu Ihrer Bestellung ((BESTELLNUMMER)) vom ((BESTELLDATUM)) ist \
die vollständige Zahlung bisher nicht eingegangen. Fällig war sie am ((FAELLIGKEITSDATUM)).

Wir fordern Sie auf, den offenen Betrag von ((OFFENER_BETRAG)) bis spätestens ((FRIST)) zu zahlen.

((POSITIONEN))

Zahlen Sie auch bis dahin nicht, erhalten Sie von uns eine letzte Mahnung. Danach können Ihnen \
durch die Beitreibung der Forderung zusätzliche Kosten entstehen.

Falls Sie inzwischen gezahlt haben, betrachten Sie diese Mahnung bitte als gegenstandslos. Halten \
Sie die Forderung ganz oder teilweise für unberechtigt oder können Sie nicht in einer Summe \
zahlen, melden Sie sich bitte vor Ablauf der Frist: Antworten Sie auf diese E-Mail oder schreiben \
Sie an ((KONTAKT_EMAIL)).

Mit freundlichen Grüßen
((ABSENDER))
"""

_LEVEL_2_LETTER = """\
((ANREDE)),

auf unsere Zahlungserinnerung zu Ihrer Bestellung ((BESTELLNUMMER)) vom ((BESTELLDATUM)) ist \
die vollständige Zahlung bisher nicht eingegangen. Fällig war sie am ((FAELLIGKEITSDATUM)).

Wir fordern Sie auf, den offenen Betrag von ((OFFENER_BETRAG)) bis spätestens ((FRIST)) zu zahlen.

((POSITIONEN))

Zahlen Sie auch bis dahin nicht, erhalten Sie von uns eine letzte Mahnung. Danach können Ihnen \
durch die Beitreibung der Forderung zusätzliche Kosten entstehen.

Falls Sie inzwischen gezahlt haben, betrachten Sie dieses Schreiben bitte als gegenstandslos. \
Halten Sie die Forderung ganz oder teilweise für unberechtigt oder können Sie nicht in einer \
Summe zahlen, schreiben Sie uns bitte vor Ablauf der Frist an ((KONTAKT_EMAIL)).

Mit freundlichen Grüßen
((ABSENDER))
"""

_LEVEL_3_MAIL = """\
((ANREDE)),

trotz unserer Zahlungserinnerung und unserer 2. Mahnung ist Ihre Bestellung ((BESTELLNUMMER)) \
vom ((BESTELLDATUM)) nicht vollständig bezahlt. Die Zahlung war am ((FAELLIGKEITSDATUM)) fällig.

Wir setzen eine letzte Frist: Zahlen Sie ((OFFENER_BETRAG)) bis spätestens ((FRIST)).

((POSITIONEN))

Geht der Betrag bis zu diesem Tag nicht ein und haben Sie uns bis dahin keine Einwände \
mitgeteilt, werden wir die Forderung einem Inkassounternehmen übergeben oder das gerichtliche \
Mahnverfahren beantragen. Die Kosten dafür haben Sie zu tragen, soweit das Gesetz es vorsieht.

Falls Sie inzwischen gezahlt haben, betrachten Sie diese Mahnung bitte als gegenstandslos. Haben \
Sie Einwände, antworten Sie bitte vor Ablauf der Frist auf diese E-Mail oder schreiben Sie an \
((KONTAKT_EMAIL)).

Mit freundlichen Grüßen
((ABSENDER))
"""

_LEVEL_3_LETTER = """\
((ANREDE)),

trotz unserer Zahlungserinnerung und unserer 2. Mahnung ist Ihre Bestellung ((BESTELLNUMMER)) \
vom ((BESTELLDATUM)) nicht vollständig bezahlt. Die Zahlung war am ((FAELLIGKEITSDATUM)) fällig.

Wir setzen eine letzte Frist: Zahlen Sie ((OFFENER_BETRAG)) bis spätestens ((FRIST)).

((POSITIONEN))

Geht der Betrag bis zu diesem Tag nicht ein und haben Sie uns bis dahin keine Einwände \
mitgeteilt, werden wir die Forderung einem Inkassounternehmen übergeben oder das gerichtliche \
Mahnverfahren beantragen. Die Kosten dafür haben Sie zu tragen, soweit das Gesetz es vorsieht.

Falls Sie inzwischen gezahlt haben, betrachten Sie dieses Schreiben bitte als gegenstandslos. \
Haben Sie Einwände, schreiben Sie uns bitte vor Ablauf der Frist an ((KONTAKT_EMAIL)).

Mit freundlichen Grüßen
((ABSENDER))
"""

DEFAULT_TEXTS: tuple[DefaultText, ...] = (
    DefaultText(
        level=1,
        name="Mahnstufe 1: Zahlungserinnerung",
        mail_subject="Zahlungserinnerung zu Ihrer Bestellung ((BESTELLNUMMER))",
        mail_body=_LEVEL_1_MAIL,
        letter_subject="Zahlungserinnerung (1. Mahnung) zu Ihrer Bestellung ((BESTELLNUMMER))",
        letter_body=_LEVEL_1_LETTER,
    ),
    DefaultText(
        level=2,
        name="Mahnstufe 2: 2. Mahnung",
        mail_subject="2. Mahnung zu Ihrer Bestellung ((BESTELLNUMMER))",
        mail_body=_LEVEL_2_MAIL,
        letter_subject="2. Mahnung zu Ihrer Bestellung ((BESTELLNUMMER))",
        letter_body=_LEVEL_2_LETTER,
    ),
    DefaultText(
        level=3,
        name="Mahnstufe 3: Letzte Mahnung",
        mail_subject="Letzte Mahnung zu Ihrer Bestellung ((BESTELLNUMMER)), Frist ((FRIST))",
        mail_body=_LEVEL_3_MAIL,
        letter_subject="Letzte Mahnung zu Ihrer Bestellung ((BESTELLNUMMER))",
        letter_body=_LEVEL_3_LETTER,
    ),
)
