"""The form that says what the columns of a table mean."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from common.rules.iban import compact_iban, group_iban
from orders.rules.cell_formats import AMERICAN_DAY, BRITISH_DAY, COMMA, GERMAN_DAY, ISO_DAY, POINT
from orders.rules.column_fields import FIELDS, MappingKind
from orders.rules.column_mapping import ColumnMapping, SampleTable, words_of

NOT_USED = ("", "nicht verwenden")
PLEASE_CHOOSE = ("", "Bitte wählen")
DATE_FORMATS = [
    PLEASE_CHOOSE,
    (GERMAN_DAY, "TT.MM.JJJJ, zum Beispiel 31.12.2026"),
    (ISO_DAY, "JJJJ-MM-TT, zum Beispiel 2026-12-31"),
    (BRITISH_DAY, "TT/MM/JJJJ, zum Beispiel 31/12/2026"),
    (AMERICAN_DAY, "MM/TT/JJJJ, zum Beispiel 12/31/2026"),
]
DECIMAL_MARKS = [
    PLEASE_CHOOSE,
    (COMMA, "Komma, zum Beispiel 1.234,56"),
    (POINT, "Punkt, zum Beispiel 1,234.56"),
]
SAMPLES_SHOWN = 3


class MappingForm(forms.Form):
    """A meaning for each column, the formats, and a name to save it all under.

    Once valid, `mapping` is what was chosen.
    """

    date_format = forms.ChoiceField(
        label="Datum",
        choices=DATE_FORMATS,
        error_messages={"required": "Wählen Sie, wie die Tage geschrieben sind."},
    )
    decimal_mark = forms.ChoiceField(
        label="Beträge",
        choices=DECIMAL_MARKS,
        error_messages={"required": "Wählen Sie, wie die Beträge geschrieben sind."},
    )
    account = forms.CharField(
        label="IBAN des eigenen Kontos",
        max_length=50,
        required=False,
        help_text="nötig, wenn keine Spalte das Konto nennt",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    paid_words = forms.CharField(
        label="Als bezahlt gelten",
        max_length=500,
        required=False,
        help_text="Wörter der Spalte Zahlungsstatus, mit Komma getrennt",
    )
    cancelled_words = forms.CharField(
        label="Als storniert gelten",
        max_length=500,
        required=False,
        help_text="Alle anderen Wörter bedeuten: offen.",
    )
    save_as = forms.CharField(
        label="Als Vorlage speichern unter",
        max_length=80,
        required=False,
        help_text="ein Name, unter dem Sie diese Zuordnung wiederfinden",
    )

    def __init__(
        self,
        *args: Any,
        sample: SampleTable,
        mapping: ColumnMapping,
        template_name: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sample, self.kind = sample, mapping.kind
        self.mapping = mapping
        self._drop_foreign_fields()
        self._add_columns(mapping)
        self.initial = {
            "date_format": mapping.date_format,
            "decimal_mark": mapping.decimal_mark,
            "account": group_iban(mapping.account),
            "paid_words": ", ".join(mapping.paid_words),
            "cancelled_words": ", ".join(mapping.cancelled_words),
            "save_as": template_name,
        }

    def _drop_foreign_fields(self) -> None:
        """Leave out what this kind of table has no use for."""
        is_bank = self.kind == MappingKind.BANK
        for name in ("paid_words", "cancelled_words") if is_bank else ("account",):
            del self.fields[name]

    def _add_columns(self, mapping: ColumnMapping) -> None:
        meanings = {heading: name for name, heading in mapping.columns.items()}
        choices = [NOT_USED, *((field.name, field.label) for field in FIELDS[self.kind])]
        for index, heading in enumerate(self.sample.headings):
            if heading:
                self.fields[f"column_{index}"] = forms.ChoiceField(
                    label=f"Spalte „{heading}“",
                    choices=choices,
                    required=False,
                    # Of two columns of one name the first is meant; which one is guesswork.
                    initial=meanings.pop(heading, ""),
                )

    @property
    def columns(self) -> list[dict[str, Any]]:
        """Each column with its heading, its first values and its field."""
        return [
            {
                "heading": self.sample.headings[index],
                "samples": _first_values(self.sample.rows, index),
                "field": self[name],
            }
            for name, index in self._column_indexes()
        ]

    @property
    def other_fields(self) -> list[BoundField]:
        """The fields that are not columns, without the name of the template."""
        columns = {name for name, _ in self._column_indexes()}
        return [field for field in self if field.name not in {*columns, "save_as"}]

    def clean(self) -> dict[str, Any]:
        """Build the mapping and put every fault where it can be mended."""
        cleaned = super().clean() or {}
        self.mapping = ColumnMapping(
            kind=self.kind,
            columns=self._chosen_columns(cleaned),
            date_format=cleaned.get("date_format", ""),
            decimal_mark=cleaned.get("decimal_mark", ""),
            paid_words=words_of(cleaned.get("paid_words", "")),
            cancelled_words=words_of(cleaned.get("cancelled_words", "")),
            account=compact_iban(cleaned.get("account", "")),
        )
        for fault in self.mapping.faults():
            if fault.field not in self.errors:
                self.add_error(fault.field if fault.field in self.fields else None, fault.message)
        return cleaned

    def _chosen_columns(self, cleaned: dict[str, Any]) -> dict[str, str]:
        columns: dict[str, str] = {}
        for name, index in self._column_indexes():
            heading, meaning = self.sample.headings[index], cleaned.get(name, "")
            if not meaning:
                continue
            if meaning in columns:
                self.add_error(name, f"Das bedeutet schon die Spalte „{columns[meaning]}“.")
            elif self.sample.headings.count(heading) > 1:
                self.add_error(
                    name, "Diese Überschrift steht mehrmals in der Datei. Benennen Sie sie dort um."
                )
            else:
                columns[meaning] = heading
        return columns

    def _column_indexes(self) -> list[tuple[str, int]]:
        return [
            (name, int(name.removeprefix("column_")))
            for name in self.fields
            if name.startswith("column_")
        ]


def _first_values(rows: Sequence[Sequence[str]], index: int) -> list[str]:
    """The first different values of a column, shortened."""
    values = (row[index][:60] for row in rows if index < len(row) and row[index])
    return list(dict.fromkeys(values))[:SAMPLES_SHOWN]
