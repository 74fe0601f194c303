"""In which language the payment page speaks."""

from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from dunning_site.debtor.words import PageWords
from dunning_site.debtor.words_english import ENGLISH
from dunning_site.debtor.words_german import GERMAN
from orders.models import Order

COOKIE = "z_language"
WORDS: Mapping[str, PageWords] = {words.language: words for words in (GERMAN, ENGLISH)}


def language_of(request: HttpRequest, order: Order) -> str:
    """What was chosen for this visit, else the language of the order's reminders: "de" or "en"."""
    chosen = request.COOKIES.get(COOKIE, "")
    language = chosen or order.customer.language or order.sales_account.language
    return language if language in WORDS else GERMAN.language


def page_words(language: str) -> PageWords:
    """The page's own words in a language."""
    return WORDS.get(language, GERMAN)


def keep_language(response: HttpResponse, order: Order, language: str) -> None:
    """Speak that language on this order's page until the browser is closed."""
    response.set_cookie(
        COOKIE,
        language,
        path=f"/z/{order.public_id}/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
