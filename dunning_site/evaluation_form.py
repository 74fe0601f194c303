"""The filter of the pages Auswertungen; the names of its fields stand in the address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import QueryDict

from common.fields import CalendarDayField
from common.rules import german
from orders.models import OrderLine, PaymentMethod, SalesAccount
from reminders.rules.evaluation_figures import EvaluationFilters

Kinds = OrderLine.Kind
_LONGEST_YEARS = 10


@dataclass(frozen=True)
class Period:
    """Days that are often asked for, both ends included."""

    label: str
    from_on: date
    to_on: date


def periods(today: date) -> list[Period]:
    """What the filter offers; the third is what the pages show unless asked."""
    year = today.year
    return [
        Period("30 Tage", today - timedelta(days=29), today),
        Period("3 Monate", _months_back(today, 2), today),
        Period("12 Monate", _months_back(today, 11), today),
        Period("Dieses Jahr", date(year, 1, 1), today),
        Period("Voriges Jahr", date(year - 1, 1, 1), date(year - 1, 12, 31)),
    ]


def _months_back(today: date, months: int) -> date:
    """The first day of the month so many months earlier."""
    index = today.year * 12 + today.month - 1 - months
    return date(index // 12, index % 12 + 1, 1)


class EvaluationForm(forms.Form):
    """What is evaluated."""

    von = CalendarDayField(label="Von")
    bis = CalendarDayField(label="Bis")
    verkaufsaccount = forms.ModelChoiceField(
        SalesAccount.objects.all(),
        label="Verkaufsaccount",
        required=False,
        empty_label="Alle",
    )
    zahlungsart = forms.ModelChoiceField(
        PaymentMethod.objects.all(), label="Zahlungsart", required=False, empty_label="Alle"
    )
    produktart = forms.ChoiceField(
        label="Produktart",
        required=False,
        choices=[("", "Alle"), *Kinds.choices],
    )

    def __init__(self, address: QueryDict, *, today: date) -> None:
        self.today = today
        usual = periods(today)[2]
        data = {
            **address.dict(),
            "von": address.get("von") or usual.from_on.isoformat(),
            "bis": address.get("bis") or usual.to_on.isoformat(),
        }
        super().__init__(data)

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins, or that has too many months to draw."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("von"), cleaned.get("bis")
        if first and last and last < first:
            self.add_error("bis", f"Das liegt vor dem {german.day(first)}.")
        elif first and last and last.year - first.year > _LONGEST_YEARS:
            self.add_error("von", f"Wählen Sie höchstens {_LONGEST_YEARS} Jahre.")
        return cleaned

    @property
    def is_set(self) -> bool:
        """Whether anything is chosen that the page would not show by itself."""
        usual = periods(self.today)[2]
        chosen = ("verkaufsaccount", "zahlungsart", "produktart")
        return any(self.data.get(name) for name in chosen) or self._days() != (
            usual.from_on,
            usual.to_on,
        )

    def filters(self) -> EvaluationFilters:
        """What is asked for, once the form is valid."""
        cleaned = self.cleaned_data
        account, method = cleaned["verkaufsaccount"], cleaned["zahlungsart"]
        return EvaluationFilters(
            from_on=cleaned["von"],
            to_on=cleaned["bis"],
            account_id=account.pk if account else None,
            payment_method_id=method.pk if method else None,
            product_kind=cleaned["produktart"] or None,
        )

    def words(self) -> str:
        """What is asked for: "01.12.2025–22.11.2026, Verkaufsaccount: Foto-Shop"."""
        cleaned = self.cleaned_data
        kind = Kinds(cleaned["produktart"]).label if cleaned["produktart"] else ""
        chosen = {
            "Verkaufsaccount": cleaned["verkaufsaccount"],
            "Zahlungsart": cleaned["zahlungsart"],
            "Produktart": kind,
        }
        return ", ".join(
            [
                f"{german.day(cleaned['von'])}–{german.day(cleaned['bis'])}",
                *(f"{name}: {value}" for name, value in chosen.items() if value),
            ]
        )

    def presets(self, address: QueryDict) -> list[dict[str, object]]:
        """Links that change only the period."""
        return [
            {
                "label": one.label,
                "url": f"?{_with_period(address, one).urlencode()}",
                "is_current": self._days() == (one.from_on, one.to_on),
            }
            for one in periods(self.today)
        ]

    def _days(self) -> tuple[date | None, date | None]:
        cleaned: Mapping[str, Any] = self.cleaned_data if self.is_valid() else {}
        return cleaned.get("von"), cleaned.get("bis")


def _with_period(address: QueryDict, period: Period) -> QueryDict:
    changed = address.copy()
    changed["von"], changed["bis"] = period.from_on.isoformat(), period.to_on.isoformat()
    return changed
