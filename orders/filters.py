"""The filter of the inbox of payments. Its fields stand in the address, hence in German."""

from collections.abc import Iterator
from decimal import Decimal

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet, TextField, Value
from django.db.models.functions import Replace

from common.fields import CalendarDayField
from common.rules.german import NotAnAmount, fold, parse_amount
from common.rules.iban import group_iban, is_valid_iban
from orders.models import BankTransaction

_BARE = str.maketrans("äöüÄÖÜ", "aouAOU")
_TRANSCRIBED = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"}
)


class DayFilter(filters.Filter):
    """Compares the day of booking."""

    field_class = CalendarDayField


def _accounts() -> list[tuple[str, str]]:
    accounts = BankTransaction.objects.order_by("account").values_list("account", flat=True)
    return [(account, account_words(account)) for account in accounts.distinct()]


def account_words(account: str) -> str:
    """An IBAN in groups of four; the bank's own spelling of an account as it is."""
    return group_iban(account) if is_valid_iban(account) else account


class PaymentFilter(filters.FilterSet):
    """Which movements the inbox shows, besides its tab."""

    suche = filters.CharFilter(
        label="Suche",
        method="by_words",
        max_length=100,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": "Name, IBAN, Zweck, Betrag"}
        ),
    )
    konto = filters.ChoiceFilter("account", label="Konto", empty_label="Alle", choices=_accounts)
    von = DayFilter("booked_on", "gte", label="Von")
    bis = DayFilter("booked_on", "lte", label="Bis")

    class Meta:
        model = BankTransaction
        fields = ()

    @property
    def is_set(self) -> bool:
        """Whether anything is filtered."""
        return any(self.data.get(name) for name in self.filters)

    def by_words(
        self, movements: QuerySet[BankTransaction], name: str, text: str
    ) -> QuerySet[BankTransaction]:
        """Match an amount, an IBAN, or every word in name or remittance text."""
        compact = "".join(text.split())
        found = Q(iban__startswith=compact.upper()) | Q(compact_text__icontains=compact)
        if (amount := _amount(text)) is not None:
            found |= Q(amount__in=[amount, -amount])
        words = Q()
        for word in text.split():
            words &= _holding(word)
        # Banks break the lines of a remittance text in the middle of numbers.
        one_line = Replace("remittance_text", Value("\n"), output_field=TextField())
        compact_text = Replace(one_line, Value(" "), output_field=TextField())
        return movements.annotate(compact_text=compact_text).filter(found | words)


def _amount(text: str) -> Decimal | None:
    try:
        return parse_amount(text)
    except NotAnAmount:
        return None


def _holding(word: str) -> Q:
    """That name or text holds the word, however banks spell its umlauts."""
    found = Q()
    for spelling in set(_spellings(word)):
        found |= Q(name__icontains=spelling) | Q(remittance_text__icontains=spelling)
    return found


def _spellings(word: str) -> Iterator[str]:
    # SQLite compares capital and small letters alike in ASCII only.
    yield from (word, word.upper(), word.lower())
    yield from (word.translate(_TRANSCRIBED), word.translate(_BARE), fold(word))
