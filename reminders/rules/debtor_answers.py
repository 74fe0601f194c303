"""The mail that tells a debtor what became of what he asked for on the payment page."""

from collections.abc import Sequence
from dataclasses import dataclass

from reminders.rules.debtor_requests import RequestKind

_GERMAN = {
    RequestKind.ALREADY_PAID: "Ihrer Zahlung",
    RequestKind.DEFERRAL: "Ihrer Bitte um Aufschub",
    RequestKind.INSTALMENTS: "Ihrer Bitte um Ratenzahlung",
    RequestKind.DISPUTE: "Ihrem Einwand",
    RequestKind.ADDRESS: "Ihrer neuen Anschrift",
    RequestKind.PAYMENT_METHOD: "Ihrer Zahlungsart",
}
_ENGLISH = {
    RequestKind.ALREADY_PAID: "your payment",
    RequestKind.DEFERRAL: "your request for more time",
    RequestKind.INSTALMENTS: "your request to pay in instalments",
    RequestKind.DISPUTE: "your objection",
    RequestKind.ADDRESS: "your new address",
    RequestKind.PAYMENT_METHOD: "your payment method",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the mail is made of; name: the customer's, or ""; link: to the payment page, or "".

    text: what the clerk wrote. company: the lines of the company's details (§ 35a GmbHG, § 37a
    HGB).
    """

    kind: str
    order: str
    name: str
    text: str
    sender: str
    link: str
    company: Sequence[str]


def answer_mail(answer: Answer, language: str) -> tuple[str, str]:
    """Subject and text in the customer's language, "de" or "en"."""
    subject, text = _english(answer) if language == "en" else _german(answer)
    return subject, "\n".join([text, "-- ", *answer.company, ""])


def _german(answer: Answer) -> tuple[str, str]:
    about = _GERMAN[RequestKind(answer.kind)]
    link = f"\n\nIhre Zahlungsseite:\n{answer.link}" if answer.link else ""
    text = (
        f"Guten Tag{f' {answer.name}' if answer.name else ''},\n\n"
        f"zu {about} für die Bestellung {answer.order}:\n\n{answer.text}{link}\n\n"
        f"Mit freundlichen Grüßen\n{answer.sender}\n"
    )
    return f"Bestellung {answer.order}: Antwort zu {about}", text


def _english(answer: Answer) -> tuple[str, str]:
    about = _ENGLISH[RequestKind(answer.kind)]
    link = f"\n\nYour payment page:\n{answer.link}" if answer.link else ""
    text = (
        f"Dear {answer.name or 'customer'},\n\n"
        f"regarding {about} for order {answer.order}:\n\n{answer.text}{link}\n\n"
        f"Kind regards\n{answer.sender}\n"
    )
    return f"Order {answer.order}: reply to {about}", text
