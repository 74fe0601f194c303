"""The form of an agency: what each way needs, and secrets that go in but never out."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.utils import timezone

from inkasso.adapters.agencies.base import ChannelRefused
from inkasso.adapters.agencies.encryption import read_public_key
from inkasso.adapters.agencies.sftp import host_keys, private_key
from inkasso.adapters.agencies.web import check_address
from inkasso.models import CollectionAgency
from inkasso.services.agencies import AgencySecrets, agency_secrets, unsettled_handover

Way = CollectionAgency.Way
SECRET_FIELDS = ("password", "private_key", "token")
# Where files go.
_DESTINATION = ("way", "host", "port", "folder", "url")
_KEPT = "Hinterlegt. Leer lassen, um es zu behalten."
_NONE = "Noch nicht hinterlegt."
# By way: the fields that must be filled, with what to say.
_NEEDED = {
    Way.SFTP: {
        "host": "Für SFTP brauchen wir den Server.",
        "username": "Für SFTP brauchen wir den Benutzernamen.",
        "host_key": "Ohne den Schlüssel des Servers wird nicht verbunden. "
        "Lassen Sie ihn sich vom Inkassobüro geben.",
    },
    Way.HTTPS: {"url": "Für HTTPS brauchen wir die Adresse."},
    Way.REST: {"url": "Für die Schnittstelle brauchen wir die Adresse."},
}


def _secret(label: str, widget: type[forms.Widget], **attrs: str) -> forms.CharField:
    # No browser offers to remember it, and what was stored is never sent back.
    return forms.CharField(
        label=label,
        required=False,
        strip=False,
        widget=widget(attrs={"autocomplete": "new-password", "spellcheck": "false", **attrs}),
    )


class SecretInput(forms.PasswordInput):
    """A password field as wide as the others of the admin."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"class": "vTextField", **(attrs or {})}, render_value=False)


class HiddenTextarea(AdminTextareaWidget):
    """A text that is typed in and never shown again, not even after an error."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Always empty."""
        return super().get_context(name, None, attrs)


class AgencyForm(forms.ModelForm):
    """An agency that can be reached, or only downloads."""

    host = forms.CharField(
        label="Server",
        required=False,
        max_length=200,
        help_text="für SFTP",
        widget=AdminTextInputWidget,
    )
    password = _secret("Passwort", SecretInput)
    private_key = _secret("Privater Schlüssel", HiddenTextarea, rows="4")
    token = _secret("Token", SecretInput)
    forget_secrets = forms.BooleanField(
        label="Hinterlegte Zugangsdaten löschen",
        required=False,
        help_text="Passwort, privaten Schlüssel und Token",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stored = _stored(self.instance)
        hints = {
            "password": "Es öffnet auch einen geschützten privaten Schlüssel.",
            "private_key": "OpenSSH oder PEM; dann meldet sich das Programm damit an.",
            "token": "Er geht als „Authorization: Bearer“ mit.",
        }
        for name, hint in hints.items():
            # Who may only look gets the form without its fields.
            if name in self.fields:
                state = _KEPT if getattr(self.stored, name) else _NONE
                self.fields[name].help_text = f"{state} {hint}"

    def clean_host(self) -> str:
        """A name or a number, nothing around it."""
        host: str = self.cleaned_data["host"].strip()
        if any(letter in host for letter in "/@ ") or "://" in host:
            raise ValidationError("Nur der Name des Servers, zum Beispiel sftp.inkasso.example.")
        return host

    def clean_host_key(self) -> str:
        """Keys that can be read."""
        text: str = self.cleaned_data["host_key"].strip()
        if text:
            _tried(host_keys, text)
        return text

    def clean_public_key(self) -> str:
        """A key that something can be encrypted with, today."""
        text: str = self.cleaned_data["public_key"].strip()
        if text:
            _tried(read_public_key, text, timezone.now())
        return text

    def clean_url(self) -> str:
        """An address that files may go to."""
        url: str = self.cleaned_data["url"]
        if url:
            _tried(check_address, url)
        return url

    def clean(self) -> dict[str, Any]:
        """What the chosen way needs, and that secrets go only where they belong."""
        cleaned = super().clean() or {}
        way = cleaned.get("way")
        for name, message in _NEEDED.get(way, {}).items():
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, message)
        self._check_secrets(way, cleaned)
        self._check_unsettled()
        if way == Way.REST and cleaned.get("public_key"):
            self.add_error(
                "public_key",
                "Über die Schnittstelle gehen die Fälle einzeln und durch TLS geschützt. "
                "Lassen Sie den Schlüssel hier leer.",
            )
        return cleaned

    def _check_unsettled(self) -> None:
        """What may have arrived on one way must not go out again on another."""
        changed = [name for name in _DESTINATION if name in self.changed_data]
        unsettled = unsettled_handover(self.instance.pk) if changed and self.instance.pk else None
        if unsettled is not None:
            self.add_error(
                changed[0],
                f"{unsettled} ist noch nicht zu Ende. Übergeben oder verwerfen Sie sie, bevor Sie "
                "Weg, Server, Ordner oder Adresse ändern.",
            )

    def new_secrets(self) -> dict[str, str]:
        """The secrets to store, by name; "" forgets one."""
        given = {name: self.cleaned_data.get(name, "") for name in SECRET_FIELDS}
        if self.cleaned_data.get("forget_secrets"):
            return given
        return {name: value for name, value in given.items() if value}

    def _check_secrets(self, way: Way | None, cleaned: dict[str, Any]) -> None:
        have = {
            name: cleaned.get(name)
            or ("" if cleaned.get("forget_secrets") else getattr(self.stored, name))
            for name in SECRET_FIELDS
        }
        if way == Way.SFTP:
            if have["private_key"]:
                self._check_private_key(have["private_key"], have["password"])
            elif not have["password"]:
                self.add_error("password", "Für SFTP brauchen wir Passwort oder Schlüssel.")
        elif way in (Way.HTTPS, Way.REST) and not have["token"]:
            self.add_error("token", "Dafür brauchen wir den Token.")
        if have["password"]:
            self._ask_anew("host", "password", "das Passwort", cleaned)
        if have["token"]:
            self._ask_anew("url", "token", "den Token", cleaned)

    def _ask_anew(self, address: str, name: str, what: str, cleaned: dict[str, Any]) -> None:
        """Nobody sends a stored secret to a server of his own by changing the address.

        Whatever the way is: another one could be chosen afterwards.
        """
        if address in self.changed_data and not cleaned.get(name) and getattr(self.stored, name):
            self.add_error(
                name,
                f"Tragen Sie {what} neu ein, oder löschen Sie die Zugangsdaten: Was hinterlegt "
                "ist, geht nicht an andere Server.",
            )

    def _check_private_key(self, text: str, password: str) -> None:
        try:
            private_key(text, password)
        except ChannelRefused as refusal:
            self.add_error("private_key", str(refusal))


def _stored(agency: CollectionAgency) -> AgencySecrets:
    """What is stored; nothing if it cannot be opened any more."""
    try:
        return agency_secrets(agency)
    except ChannelRefused:
        return AgencySecrets()


def _tried(check: Any, *values: Any) -> None:
    try:
        check(*values)
    except ChannelRefused as refusal:
        raise ValidationError(str(refusal)) from refusal
