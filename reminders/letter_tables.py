"""The columns of the lists of printed letters."""

import django_tables2 as tables
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from common.rules.german import euro, whole
from common.templatetags.components import badge
from reminders.models import PrintBatch, Reminder
from reminders.rules.eligibility import step_name
from reminders.tables import CUT, INSTANT, NUMBER, cut, order_link


class LetterTable(tables.Table):
    """Letters that wait for the printer; the queryset brings customer, run, items and orders.

    It annotates first_order, as a letter about several orders is one line.
    """

    amounts = ("claim",)

    number = tables.Column(verbose_name="Mahnung", accessor="display_number", order_by="number")
    order = tables.Column(verbose_name="Auftrag", empty_values=(), order_by=("first_order", "pk"))
    customer = tables.Column(
        verbose_name="Empfänger",
        accessor="customer__display_name",
        order_by=("customer__last_name", "customer__first_name", "customer__company"),
        attrs=CUT,
    )
    place = tables.Column(
        verbose_name="Ort", empty_values=(), order_by=("customer__postcode",), attrs=CUT
    )
    level = tables.Column(verbose_name="Stufe")
    claim = tables.Column(verbose_name="Betrag", order_by="principal", attrs=NUMBER)
    run = tables.Column(
        verbose_name="Mahnlauf", linkify=("reminders:run-detail", {"pk": tables.A("run_id")})
    )

    class Meta:
        model = Reminder
        fields = ()
        attrs = {"class": "table", "aria-label": "Wartende Briefe"}
        order_by = "number"
        empty_text = (
            "Kein Brief wartet auf den Druck. Briefe entstehen aus Mahnläufen: wo das "
            "Mahnverfahren einen Brief vorsieht, und wo es keine brauchbare E-Mail-Adresse gibt."
        )

    def render_order(self, record: Reminder) -> SafeString:
        """The numbers of the orders, normally one."""
        links = ((order_link(item.order_id, item.order.number),) for item in record.items.all())
        return format_html_join(", ", "{}", links)

    def render_customer(self, value: str) -> SafeString | str:
        """The name, cut off when long."""
        return cut(value)

    def render_place(self, record: Reminder) -> SafeString | str:
        """Where the letter goes."""
        customer = record.customer
        return cut(f"{customer.country} {customer.postcode} {customer.city}".strip())

    def render_level(self, value: int) -> SafeString:
        """The level as a badge."""
        return badge(step_name(value), f"level-{value}" if value else "info")

    def render_claim(self, value: object, record: Reminder) -> str:
        """In euros."""
        return euro(record.claim)


class BatchTable(tables.Table):
    """Print batches, newest first; letter_count and open_count are annotated."""

    id = tables.Column(
        verbose_name="Stapel", linkify=("reminders:batch-detail", {"pk": tables.A("pk")})
    )
    created_at = tables.DateTimeColumn(format=INSTANT)
    created_by = tables.Column(verbose_name="Von", default="Programm")
    letter_count = tables.Column(verbose_name="Briefe", attrs=NUMBER)
    page_count = tables.Column(attrs=NUMBER)
    sent_at = tables.DateTimeColumn(verbose_name="Vermerkt", format=INSTANT, default="–")
    state = tables.Column(verbose_name="Zustand", empty_values=(), orderable=False)

    class Meta:
        model = PrintBatch
        fields = ()
        attrs = {"class": "table", "aria-label": "Druckstapel"}
        order_by = "-id"
        empty_text = "Noch kein Druckstapel."

    def render_created_by(self, record: PrintBatch) -> str:
        """The person who made it."""
        assert record.created_by is not None  # else the default is shown
        return record.created_by.get_full_name() or record.created_by.get_username()

    def render_letter_count(self, value: int) -> str:
        """With points."""
        return whole(value)

    def render_state(self, record: PrintBatch) -> SafeString:
        """What is still to be done with it."""
        if record.sent_at is not None:
            return badge("versendet", "good")
        if record.open_count:
            return badge("zu drucken", "info")
        return badge("aufgelöst" if not record.letter_count else "nichts zu senden", "closed")
