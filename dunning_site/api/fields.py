"""The kinds of values of the interface: amounts and days as text, never as numbers."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from common.rules.money import cents

FIRST_YEAR, LAST_YEAR = 1990, 2199
AMOUNT = r"^[0-9]{1,8}\.[0-9]{2}$"
UNIT_PRICE = r"^-?[0-9]{1,8}\.[0-9]{2,10}$"
QUANTITY = r"^[0-9]{1,7}(\.[0-9]{1,3})?$"
DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_CONTROL_CHARACTER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def refusal(sentence: str) -> PydanticCustomError:
    """An error whose sentence people read as it stands."""
    return PydanticCustomError("refused", "{sentence}", {"sentence": sentence})


def _matching(pattern: str, sentence: str) -> Callable[[Any], str]:
    """A reader that lets only text of this form pass."""
    form = re.compile(pattern, re.ASCII)

    def read(value: Any) -> str:
        # fullmatch: "$" alone would let a line break at the end pass.
        if not isinstance(value, str) or not form.fullmatch(value):
            raise refusal(sentence)
        return value

    return read


_amount_text = _matching(AMOUNT, 'Ein Betrag steht in Anführungszeichen, zum Beispiel "79.90".')
_price_text = _matching(UNIT_PRICE, 'Ein Preis steht in Anführungszeichen, zum Beispiel "9.90".')
_quantity_text = _matching(QUANTITY, 'Eine Menge steht in Anführungszeichen: "1" oder "2.5".')
_day_text = _matching(DAY, 'Ein Tag steht in Anführungszeichen: "2026-11-21".')


def _to_amount(value: Any) -> Decimal:
    return Decimal(_amount_text(value))


def _to_positive_amount(value: Any) -> Decimal:
    amount = _to_amount(value)
    if not amount:
        raise refusal("Der Betrag muss größer als 0.00 sein.")
    return amount


def _to_unit_price(value: Any) -> Decimal:
    return cents(Decimal(_price_text(value)))


def _to_quantity(value: Any) -> Decimal:
    return Decimal(_quantity_text(value))


def _to_day(value: Any) -> date:
    text = _day_text(value)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise refusal("Diesen Tag gibt es nicht.") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise refusal(f"Das Jahr liegt zwischen {FIRST_YEAR} und {LAST_YEAR}.")
    return day


def _to_single_blanks(text: str) -> str:
    """The text with single blanks; control characters would break letters and searches."""
    if match := _CONTROL_CHARACTER.search(text):
        raise refusal(
            f"Der Text enthält ein unsichtbares Steuerzeichen (U+{ord(match.group()):04X})."
        )
    return " ".join(text.split())


def _not_empty(text: str) -> str:
    if not text:
        raise refusal("Der Text ist leer.")
    return text


def _plain_number(text: str) -> str:
    """The number as imports keep it: without the shop's "#"."""
    return _not_empty(text.removeprefix("#").strip())


def _as_text(pattern: str, example: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": pattern, "examples": [example]})


_Text = AfterValidator(_to_single_blanks)
Text20 = Annotated[str, StringConstraints(max_length=20), _Text]
Text50 = Annotated[str, StringConstraints(max_length=50), _Text]
Text60 = Annotated[str, StringConstraints(max_length=60), _Text]
Text64 = Annotated[str, StringConstraints(max_length=64), _Text]
Text100 = Annotated[str, StringConstraints(max_length=100), _Text]
Text140 = Annotated[str, StringConstraints(max_length=140), _Text]
Text150 = Annotated[str, StringConstraints(max_length=150), _Text]
Text254 = Annotated[str, StringConstraints(max_length=254), _Text]
RequiredText60 = Annotated[
    str, StringConstraints(min_length=1, max_length=60), _Text, AfterValidator(_not_empty)
]
RequiredText200 = Annotated[
    str, StringConstraints(min_length=1, max_length=200), _Text, AfterValidator(_not_empty)
]
OrderNumber = Annotated[
    str, StringConstraints(min_length=1, max_length=64), _Text, AfterValidator(_plain_number)
]
Amount = Annotated[Decimal, BeforeValidator(_to_amount), _as_text(AMOUNT, "79.90")]
PositiveAmount = Annotated[Decimal, BeforeValidator(_to_positive_amount), _as_text(AMOUNT, "79.90")]
UnitPrice = Annotated[Decimal, BeforeValidator(_to_unit_price), _as_text(UNIT_PRICE, "39.95")]
Quantity = Annotated[Decimal, BeforeValidator(_to_quantity), _as_text(QUANTITY, "2")]
Day = Annotated[
    date,
    BeforeValidator(_to_day),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-11-21"]}),
]
# The same on the way out; a sum may be longer than what one request may say.
ShownAmount = Annotated[
    Decimal,
    PlainSerializer(lambda amount: f"{amount:.2f}", return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^-?[0-9]+\.[0-9]{2}$", "examples": ["79.90"]}),
]
Count = Annotated[int, Field(ge=0)]
