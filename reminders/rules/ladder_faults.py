"""What is wrong with the steps of a procedure, before it is stored."""

from collections.abc import Sequence
from itertools import pairwise

from reminders.rules.ladder import Step

NO_LEVEL = "Ein Mahnverfahren braucht mindestens eine Mahnstufe."
TWICE = "Eine Mahnstufe ist zweimal angegeben. Jede darf nur einmal vorkommen."


def ladder_faults(steps: Sequence[Step]) -> list[str]:
    """German sentences about levels that leave a gap or do not ascend; empty when sound.

    Also about payment reminders that do not come before the first level, and days before the
    anchor, which only payment reminders may have.
    """
    levels = sorted((step for step in steps if step.level), key=lambda step: step.level)
    reminders = [step for step in steps if not step.level]
    return _faults_of_numbers(levels) or [
        *_faults_of_days(levels),
        *_faults_of_reminders(reminders, levels),
    ]


def _faults_of_numbers(levels: Sequence[Step]) -> list[str]:
    numbers = [step.level for step in levels]
    if len(set(numbers)) < len(numbers):
        return [TWICE]
    if numbers != list(range(1, len(numbers) + 1)):
        return [
            "Die Mahnstufen beginnen bei 1 und folgen einander ohne Lücke; "
            f"angegeben {'ist' if len(numbers) == 1 else 'sind'} {_listed(numbers)}."
        ]
    return []


def _faults_of_days(levels: Sequence[Step]) -> list[str]:
    early = [
        f"Mahnstufe {step.level} kann nicht vor der Fälligkeit oder Bestellung liegen; das geht "
        "nur bei Zahlungserinnerungen."
        for step in levels
        if step.days_after_anchor < 0
    ]
    return early or [
        f"Mahnstufe {after.level} muss später liegen als Mahnstufe {before.level}: "
        f"mehr als {before.days_after_anchor} Tage danach."
        for before, after in pairwise(levels)
        if after.days_after_anchor <= before.days_after_anchor
    ]


def _faults_of_reminders(reminders: Sequence[Step], levels: Sequence[Step]) -> list[str]:
    days = [step.days_after_anchor for step in reminders]
    twice = sorted({day for day in days if days.count(day) > 1})
    faults = []
    if twice:
        faults.append(
            f"Zwei Zahlungserinnerungen liegen auf demselben Tag ({_listed(twice)}). Jede braucht "
            "ihren eigenen."
        )
    if not levels:
        return [*faults, NO_LEVEL] if reminders else faults
    first = levels[0].days_after_anchor
    late = sorted({day for day in days if day >= first})
    if late:
        faults.append(
            f"Zahlungserinnerungen liegen vor Mahnstufe 1, also vor Tag {first}; zu spät "
            f"{'ist' if len(late) == 1 else 'sind'} Tag {_listed(late)}."
        )
    return faults


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(str(number) for number in numbers)
