"""What the pages of the dunning runs read from a request."""

from typing import Any

from django import forms

from common.fields import GermanDayField


class PreviewForm(forms.Form):
    """Which reminder of a proposal is shown: a search, and a position among what it finds."""

    suche = forms.CharField(
        label="Bestellnummer, Name oder E-Mail",
        max_length=100,
        required=False,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "autocomplete": "off",
                "placeholder": "Nummer, Name oder E-Mail",
            }
        ),
    )
    nr = forms.IntegerField(min_value=1, max_value=1_000_000, required=False)

    @property
    def search(self) -> str:
        """The words searched for, "" for none."""
        return str(self._clean().get("suche") or "")

    @property
    def position(self) -> int:
        """The position asked for, counted from 1."""
        return int(self._clean().get("nr") or 1)

    def _clean(self) -> dict[str, Any]:
        # An address somebody mistyped shows the first reminder, never an error page.
        self.is_valid()
        return self.cleaned_data


class ExtensionForm(forms.Form):
    """Until when a Mahnsperre holds instead."""

    until_on = GermanDayField(
        label="Bis einschließlich",
        required=False,
        help_text="Leer: ohne Ende.",
        widget=forms.TextInput(attrs={"class": "day"}),
    )
    # An empty day is a choice too: the form is sent, not only opened.
    is_sent = forms.CharField(widget=forms.HiddenInput, initial="1")
