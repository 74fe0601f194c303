"""The columns of the list of base rates."""

from decimal import Decimal

import django_tables2 as tables
from django.utils import timezone

from common.rules.german import day as german_day
from common.templatetags.interest import percent
from reminders.models import BaseRate
from reminders.rules.interest import BUSINESS_SURCHARGE, CONSUMER_SURCHARGE
from reminders.tables import NUMBER


class BaseRateTable(tables.Table):
    """One half-year a line, the newest first."""

    valid_from = tables.DateColumn(verbose_name="Gilt ab", format="d.m.Y")
    percent = tables.Column(verbose_name="Basiszinssatz", attrs=NUMBER)
    consumer = tables.Column(accessor="percent", verbose_name="Verbraucher", attrs=NUMBER)
    business = tables.Column(accessor="percent", verbose_name="Unternehmen", attrs=NUMBER)
    source = tables.Column(verbose_name="Quelle", attrs={"td": {"class": "wrap"}})
    entered_by = tables.Column(verbose_name="Eingetragen", empty_values=())

    class Meta:
        model = BaseRate
        fields = ()
        attrs = {"class": "table compact", "aria-label": "Basiszinssätze"}
        orderable = False

    def render_percent(self, value: Decimal) -> str:
        """Per cent a year."""
        return percent(value)

    def value_consumer(self, record: BaseRate) -> Decimal:
        """What consumers owe (§ 288 Abs. 1 BGB)."""
        return record.percent + CONSUMER_SURCHARGE

    def render_consumer(self, record: BaseRate) -> str:
        """The same as people read it."""
        return percent(self.value_consumer(record))

    def value_business(self, record: BaseRate) -> Decimal:
        """What businesses owe (§ 288 Abs. 2 BGB)."""
        return record.percent + BUSINESS_SURCHARGE

    def render_business(self, record: BaseRate) -> str:
        """The same as people read it."""
        return percent(self.value_business(record))

    def render_entered_by(self, record: BaseRate) -> str:
        """Who entered it and when; most came with the program."""
        if record.entered_by is None:
            return "mitgeliefert"
        name = record.entered_by.get_full_name() or record.entered_by.get_username()
        return f"{name}, {german_day(timezone.localdate(record.created_at))}"
