"""How the payment page writes amounts and days, and the words it shares with the letters."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from orders.models import Order
from reminders.adapters.display import money, unparted, wording
from reminders.adapters.wording import Wording


@dataclass(frozen=True, slots=True)
class Speech:
    """A language and the currency of an order."""

    words: Wording
    currency: str

    def money(self, amount: Decimal) -> str:
        """The amount with its currency."""
        return money(amount, self.currency, self.words)

    def day(self, day: date) -> str:
        """The day in its short form."""
        return self.words.day(day)

    def long_day(self, day: date) -> str:
        """The day with its month in words, kept on one line with it."""
        return unparted(self.words.long_day(day))

    def weekday(self, day: date) -> str:
        """The day with its weekday, as letters name a deadline."""
        return f"{self.words.weekdays[day.weekday()]}, {self.long_day(day)}"


def speech_of(order: Order, language: str) -> Speech:
    """How to speak of the order in "de" or "en"."""
    return Speech(wording(language), order.currency)
