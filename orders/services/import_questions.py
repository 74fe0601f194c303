"""What somebody has to say of a file before it can be taken over."""

from dataclasses import dataclass

from orders.models import OrderImport

AssumedState = OrderImport.AssumedState


class ImportRefused(Exception):
    """The import cannot go on; the message tells the clerk why."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What a clerk says of a file before it is taken over.

    is_confirmed: another sales account has some of the order numbers, and that is right. assumed:
    an AssumedState for orders of which the file knows no payments, "" where it does. is_reseller:
    whether the platform sells in its own name, None where nobody asked.
    """

    is_confirmed: bool = False
    assumed: str = ""
    is_reseller: bool | None = None


def asks_payment(order_import: OrderImport) -> bool:
    """Whether somebody has to say if the file's new orders are open or paid."""
    asks = bool((order_import.preview or {}).get("asks_payment"))
    return asks and order_import.new_count > 0


def asks_platform(order_import: OrderImport) -> bool:
    """Whether somebody has to say if the platform sells in its own name."""
    account = order_import.sales_account
    if account.is_reseller or not (order_import.preview or {}).get("is_platform"):
        return False
    before = OrderImport.objects.filter(sales_account=account, format=order_import.format)
    return not before.filter(applied_at__isnull=False).exists()


def check_answers(order_import: OrderImport, answers: Answers) -> None:
    """Raise ImportRefused for a question about the file that is not answered."""
    if (order_import.preview or {}).get("elsewhere") and not answers.is_confirmed:
        raise ImportRefused(
            "Einige Bestellnummern gibt es schon bei einem anderen Verkaufsaccount. Prüfen Sie, ob "
            "der Verkaufsaccount stimmt, und bestätigen Sie mit „Trotzdem übernehmen“."
        )
    check_questions(
        answers, payment=asks_payment(order_import), platform=asks_platform(order_import)
    )


def check_questions(answers: Answers, *, payment: bool, platform: bool) -> None:
    """Raise ImportRefused for the first of the questions asked that is not answered."""
    if payment and answers.assumed not in AssumedState.values:
        raise ImportRefused(
            "Die Datei sagt nicht, was bezahlt ist. Geben Sie an, ob alle neuen Aufträge offen "
            "oder alle bezahlt sind."
        )
    if platform and answers.is_reseller is None:
        raise ImportRefused(
            "Geben Sie an, ob die Plattform im eigenen Namen verkauft: Dann gehört ihr die "
            "Forderung, und Sie mahnen nicht."
        )
