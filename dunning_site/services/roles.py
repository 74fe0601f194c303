"""Bring the groups of the database in line with policies/roles.toml."""

import tomllib
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction

ROLES_PATH = Path(__file__).resolve().parent.parent / "policies" / "roles.toml"


class RolesFaulty(Exception):
    """The document names a group or a permission that does not exist; the message lists them."""


def read_roles(text: str) -> dict[str, list[str]]:
    """The permissions of each group, those of the group it includes among them.

    Raises RolesFaulty.
    """
    document: dict[str, dict[str, Any]] = tomllib.loads(text)
    return {name: sorted(_permissions(document, name)) for name in document}


def _permissions(document: dict[str, dict[str, Any]], name: str) -> set[str]:
    if name not in document:
        raise RolesFaulty(f"Die Gruppe „{name}“ ist in roles.toml nicht beschrieben.")
    role = document[name]
    unknown = set(role) - {"umfasst", "rechte"}
    if unknown:
        raise RolesFaulty(f"Gruppe „{name}“: „{'“, „'.join(sorted(unknown))}“ ist unbekannt.")
    included = _permissions(document, role["umfasst"]) if "umfasst" in role else set()
    return included | set(role["rechte"])


@transaction.atomic
def apply_roles(text: str | None = None) -> dict[str, int]:
    """Give each group exactly its permissions; returns how many, by group.

    Groups that the document does not name stay as they are. Raises RolesFaulty.
    """
    roles = read_roles(ROLES_PATH.read_text(encoding="utf-8") if text is None else text)
    known = {
        f"{app_label}.{codename}": pk
        for pk, app_label, codename in Permission.objects.values_list(
            "pk", "content_type__app_label", "codename"
        )
    }
    unknown = sorted({name for names in roles.values() for name in names} - set(known))
    if unknown:
        raise RolesFaulty(f"Diese Rechte gibt es nicht: {', '.join(unknown)}.")
    for group_name, names in roles.items():
        group, _ = Group.objects.get_or_create(name=group_name)
        group.permissions.set([known[name] for name in names])
    return {group_name: len(names) for group_name, names in roles.items()}
