"""The columns of the list of tokens."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from common.rules.german import day
from common.templatetags.components import badge
from orders.models import ApiToken

# The rights in one word each; the form says what they allow.
SCOPES = {
    ApiToken.Scope.READ: "lesen",
    ApiToken.Scope.ORDERS: "Aufträge",
    ApiToken.Scope.PAYMENTS: "Zahlungen",
}


class TokenTable(tables.Table):
    """One token a line; those in use come first."""

    name = tables.Column(verbose_name="Name")
    sales_account = tables.Column(
        verbose_name="Verkaufsaccount", order_by=("sales_account__name", "pk")
    )
    prefix = tables.Column(verbose_name="Beginnt mit", orderable=False)
    scopes = tables.Column(verbose_name="Rechte", accessor="pk", orderable=False)
    created_at = tables.DateTimeColumn(verbose_name="Angelegt", format="d.m.Y H:i")
    last_used_at = tables.DateTimeColumn(
        verbose_name="Zuletzt benutzt", format="d.m.Y H:i", default="noch nie"
    )
    state = tables.Column(verbose_name="Stand", accessor="pk", order_by=("-revoked_at", "pk"))
    revoke = tables.Column(
        verbose_name="Aktion", accessor="pk", orderable=False, exclude_from_export=True
    )

    class Meta:
        attrs = {"class": "table", "aria-label": "Tokens"}
        order_by = ("-created_at",)
        empty_text = "Noch kein Token. Legen Sie für jedes Programm einen eigenen an."

    def __init__(self, *args: Any, may_revoke: bool, **kwargs: Any) -> None:
        super().__init__(*args, exclude=() if may_revoke else ("revoke",), **kwargs)

    def render_prefix(self, value: str) -> SafeString:
        """What tells tokens apart without giving them away."""
        return format_html("<code>{}…</code>", value)

    def render_scopes(self, record: ApiToken) -> str:
        """Everything it may do."""
        return ", ".join(words for scope, words in SCOPES.items() if scope in record.scopes)

    def render_state(self, record: ApiToken) -> SafeString:
        """Whether it still lets somebody in."""
        if record.revoked_at is None:
            return badge("aktiv", "good")
        return badge(f"widerrufen am {day(timezone.localdate(record.revoked_at))}", "closed")

    def render_revoke(self, record: ApiToken) -> SafeString:
        """The way to revoke it."""
        if not record.is_active:
            return SafeString("")
        return format_html(
            '<a class="button small" href="{}" aria-label="Token {} widerrufen">Widerrufen</a>',
            reverse("api-token-revoke", args=[record.pk]),
            record.name,
        )
