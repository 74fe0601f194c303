"""What a shop may send: the bodies of requests, checked as strictly as a shop's file."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Literal

from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints, ValidationInfo, field_validator

from common.rules.german import day, euro
from common.rules.money import ZERO
from dunning_site.api.fields import (
    Amount,
    Day,
    Quantity,
    RequiredText60,
    RequiredText200,
    Text20,
    Text50,
    Text60,
    Text64,
    Text100,
    Text150,
    Text254,
    UnitPrice,
    refusal,
)
from orders.rules.drafts import (
    CustomerDraft,
    InstallmentDraft,
    LineDraft,
    OrderDraft,
    PaymentPlan,
    ShopState,
    UnpaidReason,
)
from orders.rules.states import german_state

MAX_LINES = 1000
MAX_INSTALLMENTS = 240
_CUSTOMER = {
    "first_name": "Zoë",
    "last_name": "Winter",
    "street": "Bäckergasse 12",
    "postcode": "80331",
    "city": "München",
    "country": "DE",
    "email": "zoe.winter@kunden.example",
}
CLOSED = (ShopState.CANCELLED, ShopState.REFUNDED)
TwoLetters = Annotated[str, StringConstraints(pattern=r"^([A-Z]{2})?$", max_length=2)]


class Body(Schema):
    """An object of a request: what it does not name is refused."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class CustomerIn(Body):
    """Wer bestellt hat; nicht Bekanntes bleibt weg."""

    model_config = ConfigDict(json_schema_extra={"examples": [_CUSTOMER]})

    first_name: Text100 = ""
    """Vorname"""
    last_name: Text100 = ""
    """Nachname"""
    company: Text150 = ""
    """Firma"""
    street: Text150 = ""
    """Straße und Hausnummer"""
    address_extra: Text150 = ""
    """Adresszusatz"""
    postcode: Text20 = ""
    """Postleitzahl"""
    city: Text100 = ""
    """Ort"""
    state: TwoLetters = ""
    """Bundesland, zwei Buchstaben wie NW; nur in Deutschland"""
    country: TwoLetters = ""
    """Land, zwei Buchstaben nach ISO 3166 wie DE"""
    email: Text254 = ""
    """E-Mail-Adresse"""
    phone: Text50 = ""
    """Telefon"""

    def as_draft(self) -> CustomerDraft:
        """The customer as an import would read it."""
        return CustomerDraft(
            **{**self.model_dump(), "state": german_state(self.country, self.state)}
        )


class LineIn(Body):
    """Eine Position der Bestellung."""

    product: Annotated[RequiredText200, Field(examples=["Fotobuch A4"])]
    """Artikel"""
    sku: Text100 = ""
    """Artikelnummer"""
    quantity: Quantity
    """Menge, höchstens drei Stellen nach dem Punkt"""
    unit_price: UnitPrice
    """Preis eines Stücks; negativ für einen Nachlass"""


class InstallmentIn(Body):
    """Eine Rate."""

    due_on: Day
    """Fällig am"""
    amount: Amount
    """Betrag der Rate"""


class OrderIn(Body):
    """Eine Bestellung, wie sie jetzt im Shop steht: immer ganz, nie nur das Geänderte."""

    ordered_on: Day
    """Tag der Bestellung in Deutschland"""
    currency: Literal["EUR"]
    """Mahnwerk mahnt in Euro."""
    total: Amount
    """Bestellbetrag mit Versand und Steuer"""
    state: ShopState = ShopState.OPEN
    """offen, bezahlt, storniert oder ganz erstattet"""
    state_text: Text60 = ""
    """Wort des Shops für den Zustand, wie es der Auftrag zeigt"""
    cancelled_on: Day | None = None
    """Tag des Stornos; nur bei cancelled und refunded"""
    credited_amount: Amount = ZERO
    """Davon erlassen oder in Teilen erstattet; bei state open nur zusammen mit open_amount"""
    open_amount: Annotated[Amount | None, Field(validate_default=True)] = None
    """Noch geschuldet; null, wenn der Shop nichts von Zahlungen weiß"""
    kept_amount: Amount = ZERO
    """Was der Shop von einer stornierten Bestellung behält"""
    payment_method: Annotated[RequiredText60, Field(examples=["Rechnung"])]
    """Zahlungsart"""
    customer: CustomerIn
    lines: Annotated[list[LineIn], Field(min_length=1, max_length=MAX_LINES)]
    """Positionen"""
    installments: Annotated[list[InstallmentIn], Field(max_length=MAX_INSTALLMENTS)] = []
    """Raten, zusammen der Bestellbetrag; leer: einmal fällig nach dem Zahlungsziel"""
    payment_plan: PaymentPlan = PaymentPlan.ONE_OFF
    """Einmalzahlung, Raten oder Abo"""
    unpaid_reason: UnpaidReason = UnpaidReason.UNKNOWN
    """Warum das Geld nicht kam, soweit bekannt"""
    invoice_number: Text64 = ""
    """Rechnungsnummer"""
    shop_token: Text100 = ""
    """Kennung des Shops für diese Bestellung"""

    # Each check below looks only at fields above its own; a field that failed is not among them.

    @field_validator("cancelled_on")
    @classmethod
    def _only_of_closed_orders(cls, value: Day | None, found: ValidationInfo) -> Day | None:
        if value is None:
            return value
        if found.data.get("state", ShopState.CANCELLED) not in CLOSED:
            raise refusal("Ein Tag des Stornos gehört nur zu state cancelled oder refunded.")
        if value < found.data.get("ordered_on", value):
            ordered_on = day(found.data["ordered_on"])
            raise refusal(f"Der Tag des Stornos liegt vor der Bestellung am {ordered_on}.")
        return value

    @field_validator("credited_amount")
    @classmethod
    def _within_total(cls, value: Decimal, found: ValidationInfo) -> Decimal:
        if value > found.data.get("total", value):
            raise refusal(f"Mehr als der Bestellbetrag von {euro(found.data['total'])}.")
        return value

    @field_validator("open_amount")
    @classmethod
    def _fits_state(cls, value: Decimal | None, found: ValidationInfo) -> Decimal | None:
        state = found.data.get("state", ShopState.OPEN)
        if value and state != ShopState.OPEN:
            raise refusal(f'Bei state "{state}" ist nichts mehr offen.')
        if value is None and state == ShopState.OPEN and found.data.get("credited_amount"):
            raise refusal("Zu einer Gutschrift gehört, was danach noch offen ist.")
        if value and {"total", "credited_amount"} <= found.data.keys():
            most = found.data["total"] - found.data["credited_amount"]
            if value > most:
                raise refusal(f"Mehr als der Bestellbetrag ohne Gutschriften, {euro(most)}.")
        return value

    @field_validator("kept_amount")
    @classmethod
    def _kept_of_closed_orders(cls, value: Decimal, found: ValidationInfo) -> Decimal:
        if value and found.data.get("state", ShopState.CANCELLED) != ShopState.CANCELLED:
            raise refusal("Einen einbehaltenen Betrag gibt es nur bei state cancelled.")
        return cls._within_total(value, found)

    @field_validator("installments")
    @classmethod
    def _add_up(cls, value: list[InstallmentIn], found: ValidationInfo) -> list[InstallmentIn]:
        total = found.data.get("total")
        if not value or total is None:
            return value
        if any(not one.amount for one in value):
            raise refusal("Eine Rate muss größer als 0.00 sein.")
        added_up = sum((one.amount for one in value), ZERO)
        if added_up != total:
            raise refusal(f"Die Raten ergeben {euro(added_up)}, die Bestellung {euro(total)}.")
        return value

    @field_validator("payment_plan")
    @classmethod
    def _says_what_rates_are(cls, value: PaymentPlan, found: ValidationInfo) -> PaymentPlan:
        if value == PaymentPlan.ONE_OFF and len(found.data.get("installments", [])) > 1:
            raise refusal("Mehrere Raten sind rates oder subscription.")
        return value

    def as_draft(self, number: str) -> OrderDraft:
        """The order as an import would read it."""
        state = self.state
        if state == ShopState.OPEN and self.open_amount == ZERO:
            state = ShopState.PAID
        return OrderDraft(
            line=0,
            number=number,
            ordered_on=self.ordered_on,
            currency=self.currency,
            total=self.total,
            open_amount=self.open_amount if state == ShopState.OPEN else ZERO,
            credited_amount=self.credited_amount,
            kept_amount=self.kept_amount,
            payment_method=self.payment_method,
            shop_state=state,
            shop_state_text=self.state_text or state.value,
            cancelled_on=self.cancelled_on,
            customer=self.customer.as_draft(),
            lines=tuple(LineDraft(**line.model_dump()) for line in self.lines),
            installments=_by_due_day(self.installments),
            payment_plan=self.payment_plan,
            unpaid_reason=self.unpaid_reason,
            invoice_number=self.invoice_number,
            shop_token=self.shop_token,
        )


def _by_due_day(installments: Sequence[InstallmentIn]) -> tuple[InstallmentDraft, ...]:
    drafts = [InstallmentDraft(one.due_on, one.amount) for one in installments]
    return tuple(sorted(drafts, key=lambda draft: draft.due_on))
