"""Which cases the lines of a report mean: by our reference, else by the agency's."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet

from inkasso.models import CollectionAgency, CollectionCase, ReportEntry
from inkasso.rules.report_lines import ReportLine
from inkasso.services.handover_locks import lock_cases

_OURS = re.compile(r"IK-?0*([1-9][0-9]{0,8})", re.IGNORECASE)
_LOOKUP_SIZE = 500


class NamedCases:
    """The agency's cases that a report names, locked until the end of the transaction."""

    def __init__(self, agency: CollectionAgency, lines: Sequence[ReportLine]) -> None:
        ids: set[int] = set()
        for start in range(0, len(lines), _LOOKUP_SIZE):
            ids.update(_ids_named(agency, lines[start : start + _LOOKUP_SIZE]))
        self._by_id = {case.pk: case for case in lock_cases(ids)}
        self._by_reference: dict[str, list[CollectionCase]] = defaultdict(list)
        for case in self._by_id.values():
            self._by_reference[case.agency_reference].append(case)

    def of(self, line: ReportLine) -> Sequence[CollectionCase]:
        """The cases that the line may mean: one, unless a clerk has to look."""
        if line.reference:
            case = self._by_id.get(own_number(line.reference) or 0)
            return [case] if case else []
        return self._by_reference[line.agency_reference] if line.agency_reference else []


def own_number(reference: str) -> int | None:
    """The primary key of a case in our reference "IK-000017", None where it is none."""
    found = _OURS.fullmatch(reference.replace(" ", ""))
    return int(found[1]) if found else None


def meant_case(entry: ReportEntry) -> int | None:
    """The primary key of the only case that a stored line can mean, None if there is none."""
    cases = agency_cases(entry.agency_id)
    if entry.case_reference:
        cases = cases.filter(pk=own_number(entry.case_reference) or 0)
    elif entry.agency_reference:
        cases = cases.filter(agency_reference=entry.agency_reference)
    else:
        return None
    found = list(cases.values_list("pk", flat=True)[:2])
    return found[0] if len(found) == 1 else None


def agency_cases(agency_id: int) -> QuerySet[CollectionCase]:
    """The cases that were handed over to an agency: all that it can report of."""
    return CollectionCase.objects.filter(agency=agency_id, handed_over_on__isnull=False)


def _ids_named(agency: CollectionAgency, lines: Iterable[ReportLine]) -> set[int]:
    numbers, references = set(), set()
    for line in lines:
        numbers.add(own_number(line.reference) or 0)
        references.add(line.agency_reference)
    references.discard("")
    named = agency_cases(agency.pk).filter(Q(pk__in=numbers) | Q(agency_reference__in=references))
    return set(named.values_list("pk", flat=True))
