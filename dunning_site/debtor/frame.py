"""What stands around every page of the debtor: whose it is, in which language, whom to ask."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from common.rules.colours import carries_white_text
from dunning_site.debtor.language import language_of, page_words
from dunning_site.debtor.words import PageWords
from orders.models import Order
from reminders.services.debtor_page import settings_of_page


@dataclass(frozen=True, slots=True)
class Frame:
    """The brand of the sales account, the addresses of its logo and colour ("" without)."""

    public_id: str
    order_number: str
    language: str
    words: PageWords
    sender_name: str
    home_url: str
    logo_url: str
    colour_url: str
    language_url: str
    imprint_url: str
    privacy_url: str
    here: str


def frame_of(request: HttpRequest, order: Order) -> Frame:
    """The frame; the page's template finds it as `frame`."""
    account = order.sales_account
    page, language = settings_of_page(account), language_of(request, order)

    def address(name: str) -> str:
        return reverse(name, args=[order.public_id])

    return Frame(
        public_id=order.public_id,
        order_number=order.number,
        language=language,
        words=page_words(language),
        sender_name=account.effective_sender_name,
        home_url=address("debtor-page"),
        logo_url=address("debtor-logo") if account.creditor.logo else "",
        colour_url=address("debtor-colour") if carries_white_text(page.accent) else "",
        language_url=address("debtor-language"),
        imprint_url=page.imprint_url,
        privacy_url=page.privacy_url,
        here=request.path,
    )
