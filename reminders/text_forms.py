"""The forms in which texts are written: templates, and single reminders."""

from datetime import date
from typing import Any

from django import forms

from common.fields import GermanDayField
from common.rules.german import day as german_day
from common.rules.holidays import next_working_day
from reminders.models import Channel, ReminderTemplate
from reminders.models.templates import MAX_TEXT_LENGTH, no_unknown_placeholders

TEXTS = ("mail_subject", "mail_body", "letter_subject", "letter_body")
LONGEST_SUBJECT = 300


class PlainTextField(forms.CharField):
    """Several lines; browsers send line breaks of their own, which are no change."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "strip": False})

    def to_python(self, value: Any) -> str:
        """The text with plain line breaks; only blanks count as nothing."""
        text: str = super().to_python(value).replace("\r\n", "\n")
        return text if text.strip() else ""


def _subject_widget() -> forms.TextInput:
    return forms.TextInput(attrs={"data-text": True, "autocomplete": "off"})


def _body_widget() -> forms.Textarea:
    return forms.Textarea(attrs={"data-text": True, "rows": 18, "spellcheck": "true"})


class TemplateForm(forms.ModelForm):
    """A text template: its name, for a variant what it is for, and its texts."""

    class Meta:
        model = ReminderTemplate
        fields = ("name", "language", "product_kind", *TEXTS)
        field_classes = {"mail_body": PlainTextField, "letter_body": PlainTextField}
        widgets = {
            "mail_subject": _subject_widget(),
            "mail_body": _body_widget(),
            "letter_subject": _subject_widget(),
            "letter_body": _body_widget(),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.base_id is None:
            # What stands for itself is for everything its variants are not for.
            del self.fields["product_kind"]

    def clean(self) -> dict[str, Any]:
        """Refuse a second variant for the same orders."""
        data = super().clean() or self.cleaned_data
        base = self.instance.base
        if base is None or "language" not in data or "product_kind" not in data:
            return data
        wanted = {"language": data["language"], "product_kind": data["product_kind"]}
        if wanted == {"language": base.language, "product_kind": base.product_kind}:
            self.add_error(
                "product_kind", f"Dafür gilt schon „{base}“ selbst. Wählen Sie etwas anderes."
            )
        twin = base.variants.filter(**wanted).exclude(pk=self.instance.pk).first()
        if twin is not None:
            self.add_error(
                "product_kind", f"Dafür gibt es schon „{twin}“. Wählen Sie etwas anderes."
            )
        return data


class ReminderTextForm(forms.Form):
    """The texts of one reminder, mostly finished; placeholders may stand in them."""

    mail_subject = forms.CharField(
        label="Betreff der E-Mail",
        max_length=LONGEST_SUBJECT,
        validators=[no_unknown_placeholders],
        widget=_subject_widget(),
    )
    mail_body = PlainTextField(
        label="Text der E-Mail",
        max_length=MAX_TEXT_LENGTH,
        validators=[no_unknown_placeholders],
        widget=_body_widget(),
    )
    letter_subject = forms.CharField(
        label="Betreff des Briefs",
        max_length=LONGEST_SUBJECT,
        validators=[no_unknown_placeholders],
        widget=_subject_widget(),
    )
    letter_body = PlainTextField(
        label="Text des Briefs",
        max_length=MAX_TEXT_LENGTH,
        validators=[no_unknown_placeholders],
        widget=_body_widget(),
    )

    def __init__(self, *args: Any, only_letter: bool = False, **kwargs: Any) -> None:
        """Bind the texts; only_letter: nobody gets a mail, so that it has no fields."""
        super().__init__(*args, **kwargs)
        if only_letter:
            del self.fields["mail_subject"], self.fields["mail_body"]

    @property
    def texts(self) -> dict[str, str]:
        """The valid texts by field name."""
        return {name: self.cleaned_data[name] for name in TEXTS if name in self.fields}


class HandwrittenForm(ReminderTextForm):
    """One reminder for one order: deadline, way and texts."""

    pay_by = GermanDayField(
        label="Zahlungsfrist bis", widget=forms.TextInput(attrs={"class": "day", "data-text": True})
    )
    channel = forms.ChoiceField(label="Weg")

    def __init__(
        self, *args: Any, channels: list[Channel], earliest: date, state: str, **kwargs: Any
    ) -> None:
        """Bind the choices of one order; state: the debtor's federal state, for its holidays."""
        super().__init__(*args, **kwargs)
        self._earliest, self._state = earliest, state
        self.fields["channel"].choices = [(one.value, one.label) for one in channels]  # type: ignore[attr-defined]
        self.order_fields(["pay_by", "channel"])

    def clean_pay_by(self) -> date:
        """A deadline gives at least one day and ends on a working day (§ 193 BGB by analogy)."""
        chosen: date = self.cleaned_data["pay_by"]
        if chosen < self._earliest:
            raise forms.ValidationError(
                f"Die Frist muss in der Zukunft liegen, frühestens am {german_day(self._earliest)}."
            )
        working_day = next_working_day(chosen, self._state)
        if working_day != chosen:
            raise forms.ValidationError(
                f"Der {german_day(chosen)} ist kein Werktag. Der nächste ist der "
                f"{german_day(working_day)}."
            )
        return chosen
