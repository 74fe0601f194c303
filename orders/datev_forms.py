"""What is exported for the tax adviser: whose books, which days."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms

from common.fields import CalendarDayField
from orders.models import Creditor


class DatevForm(forms.Form):
    """A creditor with DATEV settings and a stretch of days; last month is suggested."""

    creditor = forms.ModelChoiceField(
        label="Gläubiger",
        queryset=Creditor.objects.filter(datev_settings__isnull=False),
        empty_label=None,
    )
    from_on = CalendarDayField(label="Von")
    to_on = CalendarDayField(label="Bis einschließlich")

    def __init__(
        self, *args: Any, today: date, wanted: Mapping[str, str] | None = None, **kwargs: Any
    ) -> None:
        last = today.replace(day=1) - timedelta(days=1)
        suggested = {
            "from_on": last.replace(day=1),
            "to_on": last,
            "creditor": Creditor.objects.filter(datev_settings__isnull=False).first(),
        }
        chosen = {name: value for name in suggested if (value := (wanted or {}).get(name))}
        super().__init__(*args, initial={**suggested, **chosen}, **kwargs)
