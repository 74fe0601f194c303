"""The forms of printed letters."""

from django import forms

from common.fields import GermanDayField


class RunForm(forms.Form):
    """Of which run letters are shown; of all runs when empty."""

    lauf = forms.IntegerField(required=False, min_value=1, max_value=2_000_000_000)


class PostedForm(forms.Form):
    """When the letters of a batch went to the post, and which ones did not.

    shown: what the page offered as good, so that nothing that happens meanwhile drops a letter;
    posted_anyway: what is in the post although the page told what speaks against it.
    """

    posted_on = GermanDayField(
        label="Zur Post gegeben am", widget=forms.TextInput(attrs={"class": "day"})
    )
    not_posted = forms.TypedMultipleChoiceField(required=False, coerce=int)
    posted_anyway = forms.TypedMultipleChoiceField(required=False, coerce=int)
    shown = forms.RegexField(r"^\d+(,\d+)*$", required=False, widget=forms.HiddenInput)

    def __init__(self, *args: object, letter_ids: list[int], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name in ("not_posted", "posted_anyway"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [(key, key) for key in letter_ids]

    @property
    def posted(self) -> set[int]:
        """The keys of all letters that are in the post as the clerk says."""
        shown = self.cleaned_data["shown"]
        named = {int(key) for key in shown.split(",")} if shown else set()
        return named | set(self.cleaned_data["posted_anyway"])
