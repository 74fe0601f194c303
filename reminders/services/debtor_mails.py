"""Mail a debtor the answer to what he asked for on the payment page."""

from datetime import datetime

from reminders.adapters.display import company_columns, wording
from reminders.models import DebtorRequest
from reminders.rules.content import CreditorFacts
from reminders.rules.debtor_answers import Answer, answer_mail
from reminders.services.content import CREDITOR_TEXTS
from reminders.services.debtor_page import link_for
from reminders.services.plain_mails import send_plain_mail


def tell_debtor(request: DebtorRequest, *, now: datetime) -> str:
    """Mail the answer once, outside of any transaction; returns where to. Raises NotTold."""
    order = request.order
    account, customer = order.sales_account, order.customer
    language = customer.language or account.language
    creditor = CreditorFacts(**{name: getattr(account.creditor, name) for name in CREDITOR_TEXTS})
    columns = company_columns(creditor, wording(language))
    answer = Answer(
        kind=request.kind,
        order=order.number,
        name=customer.full_name,
        text=request.answer,
        sender=account.effective_sender_name,
        link=link_for(order) if order.is_open else "",
        company=[", ".join(column) for column in columns],
    )
    subject, text = answer_mail(answer, language)
    address = customer.effective_email
    send_plain_mail(account, address, subject=subject, text=text, kind="a", now=now)
    return address
