"""Form fields that read amounts and days as Germans type them and show them likewise."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from common.rules import german


class GermanAmountField(forms.DecimalField):
    """An amount in euros: "1234,5", "1.234,50" and "1234.50" are all read."""

    widget = forms.TextInput

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_digits", 12)
        options.setdefault("decimal_places", 2)
        too_large = dict.fromkeys(("max_digits", "max_whole_digits"), "Der Betrag ist zu groß.")
        options["error_messages"] = {**too_large, **options.get("error_messages", {})}
        super().__init__(**options)

    def to_python(self, value: Any) -> Decimal | None:
        """The amount that was typed, None for an empty field."""
        if value in self.empty_values or not str(value).strip():
            return None
        if isinstance(value, Decimal):
            return value
        try:
            return german.parse_amount(str(value))
        except german.NotAnAmount as refusal:
            raise ValidationError(str(refusal), code="invalid") from refusal

    def prepare_value(self, value: Any) -> Any:
        """The stored amount in German spelling; what was typed stays as typed."""
        return german.number(value) if isinstance(value, Decimal) else value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Phones offer the digits with a comma."""
        return {**super().widget_attrs(widget), "inputmode": "decimal", "autocomplete": "off"}


class GermanDayField(forms.DateField):
    """A day: "21.11.2026", "21.11.26", "21112026" and "2026-11-21" are all read."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> date | None:
        """The day that was typed, None for an empty field."""
        if value in self.empty_values or not str(value).strip():
            return None
        if not isinstance(value, str):
            return super().to_python(value)
        try:
            return german.parse_day(value)
        except german.NotADay as refusal:
            raise ValidationError(str(refusal), code="invalid") from refusal

    def prepare_value(self, value: Any) -> Any:
        """The stored day in German spelling; what was typed stays as typed."""
        return german.day(value) if isinstance(value, date) else value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Wide enough for a day; the browser's memory of other days is no help."""
        return {**super().widget_attrs(widget), "size": 10, "autocomplete": "off"}


class FilesInput(forms.ClearableFileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several uploaded files at once, each checked like a single one."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """The files in the order they came; raises ValidationError for none and for empty ones."""
        clean_one = super().clean
        files = data if isinstance(data, list | tuple) else [data]
        return [clean_one(one, initial) for one in files or [None]]


class CalendarDayField(GermanDayField):
    """A day in the browser's calendar field, which understands only ISO."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def prepare_value(self, value: Any) -> Any:
        """The day in ISO, whichever spelling the address holds; nothing for what is no day."""
        try:
            day = self.to_python(value)
        except ValidationError:
            return ""
        return day.isoformat() if day else ""
