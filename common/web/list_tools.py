"""What stands above a list: files of it, the choice of its columns, a person's own views.

A table may say: amounts (columns with money), hidden_at_first (columns shown only when chosen),
always_shown (columns that cannot be hidden, by default the first), profiles (further files).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django_tables2 import Table
from django_tables2.columns import BoundColumn

from common.models import SavedView
from common.services.list_choices import columns_of
from common.web.exports import ASKED, MAY_EXPORT, Format, Rows
from common.web.table_cells import NO_DATA, table_heading

# The words of the address; the file's format is exports.ASKED.
TABLE, COLUMNS = "liste", "spalten"
# Fewer columns need no choice.
MIN_COLUMNS = 7
# A place in the list, not the list.
_NOT_KEPT = ("page", ASKED, TABLE)


@dataclass(frozen=True, slots=True)
class ExportProfile:
    """A file with columns of its own; `note` is a sentence for who is about to take it."""

    name: str
    label: str
    note: str
    headings: Sequence[str]
    rows: Rows


@dataclass(frozen=True, slots=True)
class Choice:
    """A column that can be shown or hidden."""

    name: str
    label: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class FileLink:
    """Where a file of the list is, and what to know about it."""

    label: str
    url: str
    note: str = ""


class ListTools:
    """The tools of one table of a page; what a person chose is read from the database once."""

    def __init__(self, request: HttpRequest, table: Table) -> None:
        self.request, self.table = request, table
        match = request.resolver_match
        self.view_name = match.view_name if match else ""
        # Only a list with one address can be chosen for and found again.
        self.is_own_page = bool(match) and not match.kwargs
        self.page = f"{self.view_name}{f':{table.prefix}' if table.prefix else ''}"

    @property
    def title(self) -> str:
        """The list's name."""
        return str(self.table.attrs.get("aria-label", "Liste"))

    @cached_property
    def decisions(self) -> dict[str, bool]:
        """Columns that the address, else the person, wants shown (True) or hidden."""
        if self.has_choice_in_address:
            found = self.request.GET[COLUMNS].split(",")
        elif self.is_own_page and self._is_large:
            found = columns_of(self.request.user, self.page)
        else:
            found = []
        return {name.removeprefix("-"): not name.startswith("-") for name in found}

    @property
    def has_choice_in_address(self) -> bool:
        """Whether the address decides about columns."""
        return COLUMNS in self.request.GET and not self.table.prefix

    def hide_columns(self) -> None:
        """Leave out the columns that are not wanted."""
        for column in self._choosable:
            if not self._is_shown(column.name):
                self.table.columns.hide(column.name)

    def export_names(self) -> list[str]:
        """The columns of a file: those chosen, all when nobody chose."""
        return [
            column.name
            for column in _with_data(self.table)
            if column.visible or (not self.decisions and column.name in self._hidden_at_first)
        ]

    @cached_property
    def columns(self) -> list[Choice]:
        """What can be chosen, empty for small lists."""
        if not self.is_own_page or not self._is_large:
            return []
        return [
            Choice(column.name, table_heading(column), self._is_shown(column.name))
            for column in self._choosable
        ]

    @property
    def column_words(self) -> str:
        """The decisions as the address carries them."""
        return ",".join(f"{'' if shown else '-'}{name}" for name, shown in self.decisions.items())

    @property
    def exports(self) -> list[FileLink]:
        """The files, none without the right to take them."""
        if not self.request.user.has_perm(MAY_EXPORT):
            return []
        files = [FileLink(str(one.label), self._file_url(one)) for one in (Format.CSV, Format.XLSX)]
        return files + [
            FileLink(one.label, self._file_url(one.name), one.note) for one in self.profiles
        ]

    @property
    def profiles(self) -> Sequence[ExportProfile]:
        """Further files of this table."""
        return getattr(self.table, "profiles", ())

    @cached_property
    def views(self) -> list[SavedView]:
        """The person's own views of the list; the one shown is marked."""
        if not self.offers_views:
            return []
        found = list(_views_of(self.request, self.view_name))
        for view in found:
            view.is_current = view.query == self.query
        return found

    @property
    def offers_views(self) -> bool:
        """Whether the list can be kept as a view."""
        return self.is_own_page and not self.table.prefix

    @property
    def query(self) -> str:
        """The address of the list as shown, without the page, with the columns."""
        address = kept_address(self.request.GET)
        if self.decisions:
            address[COLUMNS] = self.column_words
        return address.urlencode(safe=",")

    @property
    def query_without_columns(self) -> str:
        """The same for who chooses columns anew."""
        address = kept_address(self.request.GET)
        address.pop(COLUMNS, None)
        return address.urlencode()

    def _file_url(self, name: str) -> str:
        address = kept_address(self.request.GET)
        address[ASKED] = str(name)
        if self.table.prefix:
            address[TABLE] = self.table.prefix
        return f"?{address.urlencode()}"

    @property
    def _is_large(self) -> bool:
        return len(_with_data(self.table)) >= MIN_COLUMNS

    @property
    def _choosable(self) -> list[BoundColumn]:
        columns = _with_data(self.table)
        always = getattr(self.table, "always_shown", ()) or (columns[0].name,)
        return [column for column in columns if column.name not in always]

    @property
    def _hidden_at_first(self) -> Sequence[str]:
        return getattr(self.table, "hidden_at_first", ())

    def _is_shown(self, name: str) -> bool:
        return self.decisions.get(name, name not in self._hidden_at_first)


def kept_address(address: QueryDict) -> QueryDict:
    """The words of an address that say which list it is, to be changed."""
    kept = address.copy()
    for name in _NOT_KEPT:
        kept.pop(name, None)
    return kept


def _with_data(table: Table) -> list[BoundColumn]:
    """The columns that tell something, also hidden ones; no boxes and no buttons."""
    return [
        column
        for column in table.columns.iterall()
        if column.name not in NO_DATA and not column.column.exclude_from_export
    ]


def _views_of(request: HttpRequest, page: str) -> QuerySet[SavedView]:
    return SavedView.objects.filter(user=request.user, page=page).order_by("name")
