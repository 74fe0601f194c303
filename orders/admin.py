"""Configuration of creditors and payment methods, and the customers' addresses."""

import re
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import (
    AdminEmailInputWidget,
    AdminFileWidget,
    AdminTextInputWidget,
)
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from common.rules.iban import compact_iban, group_iban, is_valid_iban
from orders import admin_datev, admin_payments
from orders.adapters.logos import NotALogo, png_logo
from orders.models import Creditor, Customer, ImportTemplate, PaymentMethod
from orders.rules.column_fields import field_named
from orders.rules.column_mapping import ColumnMapping, MappingInvalid
from orders.services.customers import correct_customer

# Imported so that its pages are there too.
__all__ = ["admin_datev", "admin_payments"]
_BIC = re.compile(r"[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?")
_COUNTRY = re.compile(r"[A-Z]{2}")
ORDERS_SHOWN = 20


class StoredLogo:
    """What the widget links to: uploaded files have no address of their own."""

    def __init__(self, creditor: Creditor) -> None:
        self.url = reverse("admin:orders_creditor_logo", args=[creditor.pk])

    def __str__(self) -> str:
        return "Logo ansehen"


class LogoWidget(AdminFileWidget):
    """Django's file field with a link that works."""

    clear_checkbox_label = "Logo entfernen"

    def format_value(self, value: Any) -> StoredLogo | None:
        """The stored logo, None while there is none."""
        is_stored = self.is_initial(value) and value.instance.pk
        return StoredLogo(value.instance) if is_stored else None


class CreditorForm(forms.ModelForm):
    """The creditor with a checked bank account and a logo that is safe to print."""

    iban = forms.CharField(
        label="IBAN",
        required=False,
        max_length=50,
        help_text="mit oder ohne Leerzeichen",
        widget=AdminTextInputWidget,
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial["iban"] = group_iban(self.initial.get("iban") or "")

    def clean_iban(self) -> str:
        """The IBAN without blanks."""
        iban = compact_iban(self.cleaned_data["iban"])
        if iban and not is_valid_iban(iban):
            raise ValidationError(
                "Die IBAN stimmt nicht: Länge oder Prüfziffern passen nicht. "
                "Vergleichen Sie sie mit dem Kontoauszug."
            )
        return iban

    def clean_bic(self) -> str:
        """The BIC in capital letters."""
        bic = "".join(self.cleaned_data["bic"].split()).upper()
        if bic and not _BIC.fullmatch(bic):
            raise ValidationError("Eine BIC hat 8 oder 11 Zeichen, zum Beispiel COBADEFFXXX.")
        return bic

    def clean_country(self) -> str:
        """The country's two letters."""
        return clean_country(self.cleaned_data["country"])

    def clean_logo(self) -> Any:
        """A new logo as PNG; False removes the old one."""
        logo = self.cleaned_data["logo"]
        if not isinstance(logo, UploadedFile):
            return logo
        try:
            return ContentFile(png_logo(logo.read()), name="logo.png")
        except NotALogo as refusal:
            raise ValidationError(str(refusal)) from refusal


def clean_country(text: str) -> str:
    """Two capital letters, or nothing. Raises ValidationError."""
    country = text.strip().upper()
    if country and not _COUNTRY.fullmatch(country):
        raise ValidationError("Ein Land hat zwei Buchstaben, zum Beispiel DE oder AT.")
    return country


@admin.register(Creditor)
class CreditorAdmin(admin.ModelAdmin):
    """Gläubiger: letterhead, legal details, bank account."""

    form = CreditorForm
    list_display = ("name", "city", "shown_iban", "email")
    search_fields = ("name", "city")
    formfield_overrides = {
        models.FileField: {"widget": LogoWidget(attrs={"accept": "image/png,image/jpeg"})}
    }
    fieldsets = (
        (
            "Firma",
            {
                "fields": (
                    "name",
                    "street",
                    "postcode",
                    "city",
                    "country",
                    "federal_state",
                    "email",
                    "phone",
                    "website",
                )
            },
        ),
        (
            "Rechtliches",
            {
                "fields": (
                    "managing_directors",
                    "register_court",
                    "register_number",
                    "vat_id",
                )
            },
        ),
        (
            "Bankverbindung",
            {
                "fields": ("account_holder", "iban", "bic", "bank_name"),
                "description": "Auf dieses Konto bittet jede Mahnung um Zahlung.",
            },
        ),
        ("Briefpapier", {"fields": ("logo",)}),
    )

    @admin.display(description="IBAN", ordering="iban")
    def shown_iban(self, creditor: Creditor) -> str:
        """The IBAN in groups of four."""
        return group_iban(creditor.iban)

    def get_urls(self) -> list[URLPattern]:
        """Django's addresses and that of the logo."""
        view = self.admin_site.admin_view(self.logo)
        return [path("<int:pk>/logo/", view, name="orders_creditor_logo"), *super().get_urls()]

    def logo(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The logo as stored: always a PNG that we made ourselves."""
        creditor = self.get_object(request, str(pk))
        if creditor is None or not creditor.logo or not self.has_view_permission(request, creditor):
            raise Http404("Dieser Gläubiger hat kein Logo.")
        with creditor.logo.open("rb") as file:
            return HttpResponse(file.read(), content_type="image/png")


@admin.register(PaymentMethod)
class PaymentMethodAdmin(admin.ModelAdmin):
    """Zahlungsarten and their terms."""

    list_display = ("name", "payment_term_days")
    search_fields = ("name",)


@admin.register(ImportTemplate)
class ImportTemplateAdmin(admin.ModelAdmin):
    """Importvorlagen are made where columns are mapped; here they are renamed or deleted."""

    list_display = ("name", "kind")
    list_filter = ("kind",)
    search_fields = ("name",)
    fields = ("name", "kind", "columns", "formats")
    readonly_fields = ("kind", "columns", "formats")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody types a mapping by hand."""
        return False

    @admin.display(description="Spalten")
    def columns(self, template: ImportTemplate) -> SafeString | str:
        """What each column means, one on each line."""
        mapping = self._mapping(template)
        if mapping is None:
            return "nicht lesbar; speichern Sie die Zuordnung beim nächsten Import neu"
        rows = []
        for name, heading in mapping.columns.items():
            field = field_named(mapping.kind, name)
            rows.append((heading, field.label if field else name))
        return format_html_join("", "{} → {}<br>", rows)

    @admin.display(description="Schreibweise")
    def formats(self, template: ImportTemplate) -> str:
        """How days and amounts are written."""
        mapping = self._mapping(template)
        if mapping is None:
            return "–"
        mark = "Komma" if mapping.decimal_mark == "," else "Punkt"
        return f"Datum {mapping.date_format}, Beträge mit {mark}"

    def _mapping(self, template: ImportTemplate) -> ColumnMapping | None:
        try:
            return ColumnMapping.from_json(template.mapping)
        except MappingInvalid:
            return None


class CustomerForm(forms.ModelForm):
    """The customer with checked e-mail addresses."""

    email = forms.EmailField(label="E-Mail", required=False, widget=AdminEmailInputWidget)
    reminder_email = forms.EmailField(
        label="E-Mail für Mahnungen",
        required=False,
        help_text="nur für Mahnungen; leer: die E-Mail-Adresse",
        widget=AdminEmailInputWidget,
    )

    def clean_country(self) -> str:
        """The country's two letters."""
        return clean_country(self.cleaned_data["country"])


@admin.register(Customer)
class CustomerAdmin(admin.ModelAdmin):
    """Kunden come from imports; their address is corrected here."""

    form = CustomerForm
    list_display = ("display_name", "email", "city", "kind", "sales_account")
    list_select_related = ("sales_account",)
    list_per_page = 50
    list_filter = ("kind", "sales_account")
    search_fields = ("first_name", "last_name", "company", "email", "postcode", "city")
    search_help_text = "Name, Firma, E-Mail, PLZ oder Ort"
    ordering = ("last_name", "company", "first_name")
    readonly_fields = ("sales_account", "order_links")
    fieldsets = (
        (None, {"fields": ("kind", "company", "first_name", "last_name")}),
        (
            "Anschrift",
            {
                "fields": ("street", "address_extra", "postcode", "city", "state", "country"),
                "description": (
                    "Kommt der Kunde in einer späteren Datei mit geänderten Aufträgen vor, "
                    "gelten wieder die Angaben aus dem Shop."
                ),
            },
        ),
        ("Kontakt", {"fields": ("email", "reminder_email", "email_failed_on", "phone")}),
        ("Herkunft", {"fields": ("sales_account", "order_links")}),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Customers come with their orders."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Customer | None = None) -> bool:
        """Customers stay as long as their orders."""
        return False

    def save_model(self, request: HttpRequest, obj: Customer, form: Any, change: bool) -> None:
        """Store what was changed, together with what follows from it."""
        correct_customer(obj, form.changed_data, actor=request.user)

    @admin.display(description="Kunde", ordering="last_name")
    def display_name(self, customer: Customer) -> str:
        """The company or else the person."""
        return customer.display_name

    @admin.display(description="Aufträge")
    def order_links(self, customer: Customer) -> SafeString | str:
        """The newest orders, each a link to its page."""
        orders = customer.orders.order_by("-ordered_on", "-pk")[:ORDERS_SHOWN]
        links = [(reverse("order-page", args=[order.pk]), order.number) for order in orders]
        return format_html_join(", ", '<a href="{}">{}</a>', links) or "–"
