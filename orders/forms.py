"""The forms of imports and of the inbox of payments."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from common.fields import FilesField, GermanAmountField
from common.rules.german import day, euro
from orders.models import BankTransaction, Creditor, LedgerEntry, Order, SalesAccount
from orders.services.inbox import find_orders, returnable_payments

AUTO_LABEL = "automatisch erkennen"


class ImportForm(forms.Form):
    """File, sales account and format; the formats are handed over as (name, label)."""

    file = forms.FileField(
        label="Datei",
        help_text="der Export der Bestellungen aus dem Shop als CSV-Datei",
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={
            "required": "Wählen Sie die Datei aus.",
            "empty": (
                "Die Datei ist leer. Exportieren Sie die Bestellungen im Shop neu und "
                "wählen Sie die neue Datei aus."
            ),
        },
    )
    sales_account = forms.ModelChoiceField(
        label="Verkaufsaccount",
        queryset=SalesAccount.objects.all(),
        empty_label=None,
        help_text="zu ihm gehören die Aufträge der Datei",
    )
    format = forms.ChoiceField(label="Format")

    def __init__(self, *args, formats: list[tuple[str, str]], max_bytes: int, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.max_bytes = max_bytes
        self.fields["format"].choices = formats
        if self.fields["sales_account"].queryset.count() > 1:
            self.fields["sales_account"].empty_label = "Bitte wählen"

    def clean_file(self) -> UploadedFile:
        """The file, unless it is larger than can be read."""
        file: UploadedFile = self.cleaned_data["file"]
        if file.size is None or file.size > self.max_bytes:
            raise ValidationError(
                f"Die Datei ist größer als {self.max_bytes // 1_000_000} MB. Exportieren Sie einen "
                "kürzeren Zeitraum und importieren Sie die Dateien nacheinander."
            )
        return file


class StatementForm(forms.Form):
    """One or several files of a bank."""

    files = FilesField(
        label="Dateien",
        help_text="Kontoauszüge der Bank: CAMT.053, CAMT.052 oder MT940, auch als ZIP, oder eine "
        "CSV-Tabelle; mehrere auf einmal",
        error_messages={
            "required": "Wählen Sie die Dateien aus.",
            "empty": "Eine der Dateien ist leer. Laden Sie sie bei der Bank erneut herunter.",
        },
    )

    def __init__(self, *args: Any, max_bytes: int, max_files: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.max_bytes, self.max_files = max_bytes, max_files

    def clean_files(self) -> list[UploadedFile]:
        """The files, unless they are too many or one is larger than can be read."""
        files: list[UploadedFile] = self.cleaned_data["files"]
        if len(files) > self.max_files:
            raise ValidationError(
                f"Das sind {len(files)} Dateien; auf einmal gehen höchstens {self.max_files}."
            )
        for file in files:
            if file.size is None or file.size > self.max_bytes:
                raise ValidationError(
                    f"„{file.name}“ ist größer als {self.max_bytes // 1_000_000} MB. Laden Sie bei "
                    "der Bank einen kürzeren Zeitraum herunter."
                )
        return files


class WhoseAccountForm(forms.Form):
    """Whose account a held statement is of."""

    creditor = forms.ModelChoiceField(
        label="Gläubiger",
        queryset=Creditor.objects.all(),
        empty_label="Bitte wählen",
        error_messages={"required": "Wählen Sie den Gläubiger, dem das Konto gehört."},
    )


class OrderFinderForm(forms.Form):
    """Finds the order that a number or a name means; several finds are offered to choose from.

    Once valid, `order` is the one found, None where nothing was asked for.
    """

    order_text = forms.CharField(
        label="Auftrag",
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    choice = forms.ChoiceField(
        label="Gefunden",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Mehrere Aufträge passen. Wählen Sie einen, oder nennen Sie die Nummer."
        },
    )

    def __init__(self, *args: Any, movement: BankTransaction, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.movement = movement
        self.order: Order | None = None
        self.found = self._find()
        if len(self.found) > 1:
            self.fields["choice"].choices = [(str(one.pk), order_label(one)) for one in self.found]
            self.order = self._by_pk(self.data.get(self.add_prefix("choice")))
        else:
            del self.fields["choice"]
            self.order = self.found[0] if self.found else None

    def _find(self) -> list[Order]:
        typed = self.data.get(self.add_prefix("order_text"))
        try:
            text = forms.CharField(max_length=100, required=False).clean(typed)
        except ValidationError:
            # The field itself says what is wrong with the words.
            return []
        return find_orders(self.movement, text) if text else []

    def _by_pk(self, pk: Any) -> Order | None:
        return next((one for one in self.found if str(one.pk) == pk), None)

    def clean(self) -> dict[str, Any]:
        """Refuse words that find no order, or several of which none is chosen."""
        cleaned = super().clean() or {}
        text = str(cleaned.get("order_text") or "")
        if text and not self.found:
            self.add_error("order_text", f"Kein Auftrag zu „{text}“ gefunden.")
        return cleaned


class SplitRowForm(OrderFinderForm):
    """One order of a split, and how much of the movement it gets; an empty row counts for none."""

    amount = GermanAmountField(
        label="Betrag",
        required=False,
        min_value=Decimal("0.01"),
        error_messages={"min_value": "Der Betrag muss größer als 0,00 € sein."},
        widget=forms.TextInput(attrs={"class": "amount", "data-split-amount": ""}),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse an amount that names no order."""
        cleaned = super().clean()
        if cleaned.get("amount") and not cleaned.get("order_text") and not self.errors:
            self.add_error("order_text", "Nennen Sie den Auftrag zu diesem Betrag.")
        return cleaned


SplitFormSet = forms.formset_factory(SplitRowForm, extra=0, max_num=20, absolute_max=20)


class ReturnForm(OrderFinderForm):
    """Which payment a bank took back, and what it charged for that."""

    amount = GermanAmountField(
        label="Betrag der Zahlung",
        min_value=Decimal("0.01"),
        error_messages={
            "required": "Nennen Sie den Betrag, den der Kunde bezahlt hatte.",
            "min_value": "Der Betrag muss größer als 0,00 € sein.",
        },
        widget=forms.TextInput(attrs={"class": "amount"}),
    )
    cost = GermanAmountField(
        label="Kosten der Bank",
        min_value=Decimal(0),
        error_messages={
            "required": "Nennen Sie die Kosten der Bank, 0 wenn es keine gab.",
            "min_value": "Die Kosten sind nie negativ.",
        },
        widget=forms.TextInput(attrs={"class": "amount"}),
    )
    payment = forms.ChoiceField(label="Zahlung", required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        order_text = self.fields["order_text"]
        order_text.required = True
        order_text.error_messages["required"] = (
            "Nennen Sie den Auftrag: Bestellnummer, Rechnungsnummer oder Name."
        )
        self.payments = returnable_payments(self.order) if self.order else []
        self.fields["payment"].choices = [
            ("", "die zuletzt bezahlte Rate"),
            *((str(one.pk), payment_label(one)) for one in self.payments),
        ]

    @property
    def chosen_payment(self) -> LedgerEntry | None:
        """The payment that came back, None for the one paid last."""
        chosen = self.cleaned_data.get("payment")
        return next((one for one in self.payments if str(one.pk) == chosen), None)


class ReasonForm(forms.Form):
    """Why a movement belongs to no order, or not to the one it was booked to."""

    reason = forms.CharField(
        label="Grund", max_length=250, error_messages={"required": "Nennen Sie den Grund."}
    )


def order_label(order: Order) -> str:
    """An order among others: "EF-1 · Zoë Winter · offen 79,90 € · bestellt am 31.10.2026"."""
    owed = f"offen {euro(order.open_amount)}" if order.is_open else "nichts offen"
    name = order.customer.display_name
    return f"{order.number} · {name} · {owed} · bestellt am {day(order.ordered_on)}"


def payment_label(entry: LedgerEntry) -> str:
    """A payment among others: "79,90 € vom 19.11.2026, Kontoauszug"."""
    return f"{euro(-entry.amount)} vom {day(entry.booked_on)}, {entry.get_source_display()}"
