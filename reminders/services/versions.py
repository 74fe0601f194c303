"""Keep every version of a procedure: what held when a reminder was sent by it."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser

from reminders.models import DunningLevel, DunningProcedure, ProcedureVersion
from reminders.rules.procedure_words import StepPlan, changes_between, procedure_lines


@dataclass(frozen=True, slots=True)
class ShownVersion:
    """A version with what it says and what it changed; the first one changed nothing."""

    version: ProcedureVersion
    lines: list[tuple[str, str]]
    changes: list[tuple[str, str, str]]


def keep_version(procedure: DunningProcedure, *, actor: AbstractBaseUser | None) -> None:
    """Store the procedure as it stands as its current version; call after its steps are stored.

    A version that is stored already stays as it was.
    """
    ProcedureVersion.objects.get_or_create(
        procedure=procedure,
        version=procedure.version,
        defaults={"content": content_of_procedure(procedure), "created_by": actor},
    )


def keep_stored_version(procedure_id: int) -> None:
    """Keep the version that stands in the database before a change, where nobody has yet."""
    keep_version(DunningProcedure.objects.get(pk=procedure_id), actor=None)


def content_of_procedure(procedure: DunningProcedure) -> dict[str, Any]:
    """The stored procedure with its steps, as a version keeps it."""
    levels = procedure.levels.select_related("template").order_by("level", "days_after_anchor")
    return {
        "name": procedure.name,
        "payment_method": str(procedure.payment_method or ""),
        "is_assigned": procedure.is_assigned,
        "anchor": str(procedure.anchor),
        "is_active": procedure.is_active,
        "starts_on": procedure.starts_on.isoformat() if procedure.starts_on else None,
        "is_automatic": procedure.is_automatic,
        "steps": [step_plan(level).as_json() for level in levels],
    }


def step_plan(level: DunningLevel) -> StepPlan:
    """A stored step as plain values."""
    return StepPlan(
        level=level.level,
        days_after_anchor=level.days_after_anchor,
        payment_period_days=level.payment_period_days,
        wait_days=level.wait_days,
        channel=str(level.channel),
        fee=level.fee,
        charges_interest=level.charges_interest,
        is_automatic=level.is_automatic,
        template=level.template.name if level.template else "",
    )


def shown_versions(procedure: DunningProcedure) -> list[ShownVersion]:
    """All versions, newest first."""
    versions = list(procedure.versions.select_related("created_by").order_by("-version"))
    older = [*versions[1:], None]
    return [
        ShownVersion(
            version,
            procedure_lines(version.content),
            changes_between(before.content, version.content) if before else [],
        )
        for version, before in zip(versions, older, strict=True)
    ]
