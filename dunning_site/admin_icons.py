"""The admin's tick and cross, named in German for whoever hears them instead."""

from django.contrib.admin.templatetags import admin_list
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

_ICONS = {True: ("yes", "Ja"), False: ("no", "Nein"), None: ("unknown", "Unbekannt")}


def boolean_icon(value: bool | None) -> SafeString:
    """The picture of a yes, a no, or neither."""
    icon, words = _ICONS[value]
    return format_html('<img src="{}" alt="{}">', static(f"admin/img/icon-{icon}.svg"), words)


def speak_german() -> None:
    """Put our picture in the place of Django's, which says True, False and None in any language.

    Django offers no setting for it; a browser check fails should a later version ask elsewhere.
    """
    admin_list._boolean_icon = boolean_icon
