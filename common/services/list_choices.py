"""What a person keeps of a list: its columns, and views of it under names."""

from collections.abc import Mapping

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from common.models import ColumnChoice, SavedView
from common.rules.german import whole

MAX_VIEWS = 50


class ViewRefused(Exception):
    """The view cannot be kept; says why in German."""


def columns_of(user: AbstractBaseUser, page: str) -> list[str]:
    """The columns decided on: "name" is shown, "-name" hidden; none without a choice."""
    found = ColumnChoice.objects.filter(user=user, page=page).values_list("columns", flat=True)
    return next(iter(found), [])


def choose_columns(user: AbstractBaseUser, page: str, decisions: Mapping[str, bool]) -> None:
    """Keep which of the offered columns are shown; those not offered stay as decided before."""
    with transaction.atomic():
        choice, _ = ColumnChoice.objects.select_for_update().get_or_create(user=user, page=page)
        others = [name for name in choice.columns if name.removeprefix("-") not in decisions]
        ticked = [name if is_shown else f"-{name}" for name, is_shown in decisions.items()]
        choice.columns = [*ticked, *others]
        choice.save(update_fields=["columns"])


def forget_columns(user: AbstractBaseUser, page: str) -> None:
    """Show the list again as it comes."""
    ColumnChoice.objects.filter(user=user, page=page).delete()


def save_view(user: AbstractBaseUser, page: str, *, name: str, query: str) -> SavedView:
    """Keep a view of the list; one of the same name is replaced.

    query: of the list's address. Raises ViewRefused without a name, for a name or address that is
    too long, and beyond MAX_VIEWS views of one list.
    """
    name = " ".join(name.split())
    _check(name, query)
    with transaction.atomic():
        own = SavedView.objects.select_for_update().filter(user=user, page=page)
        is_known = name in {view.name for view in own}
        if not is_known and len(own) >= MAX_VIEWS:
            raise ViewRefused(
                f"Mehr als {whole(MAX_VIEWS)} Ansichten einer Liste werden nicht aufbewahrt. "
                "Entfernen Sie zuerst eine andere."
            )
        view, _ = SavedView.objects.update_or_create(
            user=user, page=page, name=name, defaults={"query": query}
        )
    return view


def _check(name: str, query: str) -> None:
    longest = {field: SavedView._meta.get_field(field).max_length or 0 for field in _LIMITED}
    if not name:
        raise ViewRefused("Geben Sie der Ansicht einen Namen.")
    if len(name) > longest["name"]:
        raise ViewRefused(f"Der Name der Ansicht hat mehr als {longest['name']} Zeichen.")
    if len(query) > longest["query"]:
        raise ViewRefused("Die Ansicht hat zu viele Filter, um sie aufzubewahren.")


_LIMITED = ("name", "query")


def delete_view(view: SavedView) -> None:
    """Forget a view."""
    view.delete()
