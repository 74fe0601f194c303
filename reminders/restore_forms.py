"""Wiederherstellung: what a person writes to settle a dispatch and to lift the quarantine."""

from django import forms


class LiftForm(forms.Form):
    """Why the sending may go on."""

    reason = forms.CharField(
        label="Grund",
        max_length=400,
        help_text="steht später bei den Versandstopps, zum Beispiel „Ungeklärtes entschieden“",
        error_messages={"required": "Geben Sie einen Grund an."},
    )
    are_lost = forms.BooleanField(
        label="Diese Journale sind verloren oder auf einem anderen Rechner mit abgeglichen",
        required=False,
        help_text="Was nur ein verlorenes Journal weiß, geht vielleicht ein zweites Mal hinaus.",
    )


class SettleForm(forms.Form):
    """What was found out about one dispatch."""

    note = forms.CharField(
        label="Vermerk",
        max_length=400,
        error_messages={"required": "Schreiben Sie in den Vermerk, was Sie geklärt haben."},
    )
