"""Texts of reminders for the tests of letter and mail, by language and level."""

from reminders.rules.content import POSITIONS_MARKER

_FRIENDLY = f"""\
Guten Tag Łukasz Ünlü-d'Angelo,

zu Ihrer Bestellung {{order}} vom {{ordered_on}} fehlt uns noch die vollständige Zahlung. Sie war \
am {{due_on}} fällig; vielleicht ist sie nur übersehen worden.

Bitte zahlen Sie den offenen Betrag bis zum {{pay_by}}.

{POSITIONS_MARKER}

Falls Sie inzwischen gezahlt haben, betrachten Sie dieses Schreiben bitte als gegenstandslos. \
Stimmt etwas nicht, schreiben Sie uns bitte an {{contact}}. Wir klären das gern mit Ihnen.

Mit freundlichen Grüßen
{{sender}}
"""
_FIRM = f"""\
Guten Tag Łukasz Ünlü-d'Angelo,

trotz unserer Mahnung ist Ihre Bestellung {{order}} vom {{ordered_on}} nicht vollständig bezahlt. \
Die Zahlung war am {{due_on}} fällig.

{POSITIONS_MARKER}

Geht der Betrag bis zu diesem Tag nicht ein, mahnen wir Sie erneut. Dadurch können Ihnen weitere \
Kosten entstehen. Falls Sie inzwischen gezahlt haben, betrachten Sie dieses Schreiben bitte als \
gegenstandslos. Haben Sie Einwände, schreiben Sie uns bitte vor Ablauf der Frist an {{contact}}.

Mit freundlichen Grüßen
{{sender}}
"""
_ENGLISH = f"""\
Dear Siobhán O'Brien,

despite our reminder, your order {{order}} of {{ordered_on}} has not been paid in full. Payment \
was due on {{due_on}}.

{POSITIONS_MARKER}

If you have paid in the meantime, please disregard this letter. If you object to the claim, please \
write to {{contact}} before the deadline.

Yours sincerely
{{sender}}
"""


def _texts(kind: str, about: str, body: str) -> dict[str, str]:
    subject = f"{kind} {about}"
    return {
        "subject": subject,
        "mail_body": body,
        "letter_subject": subject,
        "letter_body": body,
    }


_ABOUT = "zu Ihrer Bestellung {order}"
TEXTS = {
    ("de", 1): _texts("Zahlungserinnerung", _ABOUT, _FRIENDLY),
    ("de", 2): _texts("2. Mahnung", _ABOUT, _FIRM),
    ("de", 3): _texts("Letzte Mahnung", _ABOUT, _FIRM),
    ("en", 2): _texts("Second reminder", "on your order {order}", _ENGLISH),
}
