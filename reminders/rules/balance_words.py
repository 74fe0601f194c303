"""The words of a balance statement in German and English, for letter and mail alike."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BalanceWords:
    """Labels and sentences; {} is filled with the day, an amount, a name or numbers."""

    title: str
    subject: str
    salutation: str
    opening: str
    all_paid: str
    total: str
    settled: str
    charges: str
    credit: str
    balance: str
    not_yet: str
    please_pay: str
    money_back: str
    at_agency: str
    questions: str
    attached: str
    regards: str
    file_name: str


GERMAN = BalanceWords(
    title="Saldenmitteilung",
    subject="Stand Ihres Kundenkontos am {}",
    salutation="Guten Tag{},",
    opening="hiermit teilen wir Ihnen mit, was am {} auf Ihrem Kundenkonto offen ist.",
    all_paid="Alle Ihre Bestellungen sind bezahlt.",
    total="Betrag",
    settled="Gezahlt, gutgeschrieben",
    charges="Kosten, Zinsen",
    credit="Guthaben aus {}",
    balance="Saldo",
    not_yet=(
        "Dies ist keine Mahnung und kostet nichts; vereinbarte Zahlungstermine gelten weiter. "
        "Verzugszinsen, die wir noch nicht berechnet haben, sind nicht enthalten."
    ),
    please_pay="Wenn Sie den Saldo von {} ausgleichen möchten, überweisen Sie bitte an:",
    money_back="Ihr Guthaben von {} zahlen wir Ihnen auf Wunsch gern aus.",
    at_agency=(
        "Mit * bezeichnete Bestellungen hat unser Inkassopartner übernommen. Bitte zahlen Sie "
        "diese nur dorthin."
    ),
    questions="Stimmt etwas nicht? Antworten Sie uns bitte, wir klären es gern.",
    attached="Die Aufstellung finden Sie im Anhang.",
    regards="Mit freundlichen Grüßen",
    file_name="Saldenmitteilung",
)

ENGLISH = BalanceWords(
    title="Balance statement",
    subject="Your customer account on {}",
    salutation="Hello{},",
    opening="this is to tell you what is outstanding on your customer account on {}.",
    all_paid="All your orders are paid.",
    total="Amount",
    settled="Paid, credited",
    charges="Costs, interest",
    credit="Credit from {}",
    balance="Balance",
    not_yet=(
        "This is not a reminder and costs nothing; agreed payment dates still apply. Default "
        "interest that we have not calculated yet is not included."
    ),
    please_pay="If you would like to settle the balance of {}, please transfer it to:",
    money_back="We will gladly pay out your credit of {} on request.",
    at_agency=(
        "Orders marked * have been taken over by our collection agency. Please pay these only to "
        "the agency."
    ),
    questions="Is anything wrong? Please reply, and we will gladly clear it up.",
    attached="Please find the list attached.",
    regards="Kind regards",
    file_name="Balance statement",
)


def balance_words(language: str) -> BalanceWords:
    """The words of a language; German for every language that the program does not speak."""
    return ENGLISH if language == "en" else GERMAN
