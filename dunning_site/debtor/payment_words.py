"""The words around paying online, per language; {} are filled in with finished amounts."""

from collections.abc import Mapping
from dataclasses import dataclass

from orders.rules.payment_refusals import Refusal


@dataclass(frozen=True, slots=True)
class PaymentWords:
    """One language."""

    amount: str
    amount_help: str
    bad_amount: str
    error_title: str
    refused_title: str
    pay: str
    back: str
    refusals: Mapping[Refusal, str]
    # On the way to the provider.
    onward_title: str
    onward: str
    onward_button: str
    # Back again.
    paid_title: str
    paid: str
    paid_rest: str
    paid_all: str
    processing_title: str
    processing: str
    waiting_title: str
    waiting: str
    waiting_button: str
    still_waiting: str
    left_title: str
    left: str
    again: str
    ended_title: str
    ended: str


GERMAN = PaymentWords(
    amount="Betrag in Euro",
    amount_help="Sie können auch einen Teil zahlen.",
    bad_amount="Geben Sie einen Betrag ein, zum Beispiel 20,00.",
    error_title="Fehler",
    refused_title="Online bezahlen",
    pay="Weiter zur Zahlung",
    back="Zurück zur Übersicht",
    refusals={
        Refusal.NOTHING_OPEN: "Auf diese Bestellung ist nichts mehr offen.",
        Refusal.NOT_OFFERED: "Auf diesem Weg kann diese Bestellung nicht bezahlt werden. "
        "Bitte überweisen Sie den Betrag.",
        Refusal.CONFIRMING: "Ihre Zahlung ist veranlasst und wird gerade von der Bank bestätigt. "
        "Sie brauchen nichts weiter zu tun.",
        Refusal.TOO_MUCH: "Online zahlen können Sie höchstens {}.",
        Refusal.TOO_LITTLE: "Zahlen Sie bitte mindestens {}.",
        Refusal.TOO_MANY: "Für diese Bestellung wurden gerade viele Zahlungen begonnen. Versuchen "
        "Sie es in einer Stunde noch einmal, oder überweisen Sie den Betrag.",
        Refusal.UNREACHABLE: "Der Zahlungsanbieter ist gerade nicht erreichbar. Es wurde nichts "
        "abgebucht. Versuchen Sie es später noch einmal, oder überweisen Sie den Betrag.",
    },
    onward_title="Weiter zum Zahlungsanbieter",
    onward="Sie bezahlen {} auf der Seite des Zahlungsanbieters und kommen danach hierher zurück. "
    "Öffnet sie sich nicht von selbst, tippen Sie auf den Knopf.",
    onward_button="Zur Seite des Anbieters",
    paid_title="Zahlung eingegangen",
    paid="Vielen Dank. Ihre Zahlung über {} ist bei uns eingegangen.",
    paid_rest="Offen sind noch {}.",
    paid_all="Damit ist alles bezahlt.",
    processing_title="Zahlung veranlasst",
    processing="Ihre Zahlung über {} ist veranlasst. Die Bank bestätigt sie in den nächsten Tagen; "
    "so lange mahnen wir nicht. Sie brauchen nichts weiter zu tun.",
    waiting_title="Zahlung wird geprüft",
    waiting="Ihre Zahlung über {} ist uns noch nicht bestätigt. Haben Sie bezahlt, meldet der "
    "Anbieter das meist in wenigen Sekunden.",
    waiting_button="Jetzt nachfragen",
    still_waiting="Der Anbieter hat die Zahlung noch nicht bestätigt. Wir fragen von selbst wieder "
    "nach; Sie müssen nicht warten.",
    left_title="Zahlung abgebrochen",
    left="Sie haben die Zahlung über {} abgebrochen. Es wurde nichts abgebucht.",
    again="Doch bezahlen",
    ended_title="Zahlung nicht bestätigt",
    ended="Die Zahlung über {} kam nicht zustande. Wurde bei Ihnen dennoch etwas abgebucht, "
    "melden Sie sich bitte bei uns.",
)

ENGLISH = PaymentWords(
    amount="Amount in euros",
    amount_help="You may also pay a part of it.",
    bad_amount="Enter an amount, for example 20.00.",
    error_title="Error",
    refused_title="Pay online",
    pay="Continue to payment",
    back="Back to the overview",
    refusals={
        Refusal.NOTHING_OPEN: "Nothing is left to pay for this order.",
        Refusal.NOT_OFFERED: "This order cannot be paid in this way. Please transfer the amount.",
        Refusal.CONFIRMING: "Your payment is on its way and is being confirmed by the bank. "
        "There is nothing else to do.",
        Refusal.TOO_MUCH: "You can pay at most {} online.",
        Refusal.TOO_LITTLE: "Please pay at least {}.",
        Refusal.TOO_MANY: "Many payments were started for this order just now. Please try again in "
        "an hour, or transfer the amount.",
        Refusal.UNREACHABLE: "The payment provider cannot be reached at the moment. Nothing was "
        "charged. Please try again later, or transfer the amount.",
    },
    onward_title="On to the payment provider",
    onward="You pay {} on the payment provider's page and come back here afterwards. "
    "If it does not open by itself, tap the button.",
    onward_button="To the provider's page",
    paid_title="Payment received",
    paid="Thank you. We have received your payment of {}.",
    paid_rest="{} is still to be paid.",
    paid_all="Everything is paid now.",
    processing_title="Payment on its way",
    processing="Your payment of {} is on its way. The bank confirms it within the next days; "
    "you will get no reminder until then. There is nothing else to do.",
    waiting_title="Payment is being checked",
    waiting="Your payment of {} has not been confirmed to us yet. If you have paid, the provider "
    "usually tells us within seconds.",
    waiting_button="Ask now",
    still_waiting="The provider has not confirmed the payment yet. We will ask again by ourselves; "
    "you need not wait.",
    left_title="Payment cancelled",
    left="You have cancelled the payment of {}. Nothing was charged.",
    again="Pay after all",
    ended_title="Payment not confirmed",
    ended="The payment of {} did not come about. If something was charged nevertheless, "
    "please let us know.",
)
WORDS: Mapping[str, PaymentWords] = {"de": GERMAN, "en": ENGLISH}
