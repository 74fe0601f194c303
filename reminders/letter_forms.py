"""The forms of printed letters."""

from django import forms

from common.fields import GermanDayField


class RunForm(forms.Form):
    """Of which run letters are shown; of all runs when empty."""

    lauf = forms.IntegerField(required=False, min_value=1, max_value=2_000_000_000)


class PostedForm(forms.Form):
    """When the letters of a batch went to the post, and which ones did not."""

    posted_on = GermanDayField(
        label="Zur Post gegeben am", widget=forms.TextInput(attrs={"class": "day"})
    )
    not_posted = forms.TypedMultipleChoiceField(required=False, coerce=int)

    def __init__(self, *args: object, letter_ids: list[int], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["not_posted"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, key) for key in letter_ids]
