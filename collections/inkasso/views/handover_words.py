"""What the pages of a handover say of its file, and of the cases that are left out."""

from dataclasses import dataclass, field

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.urls import reverse
from django.utils import timezone

from inkasso.models import CollectionAgency, CollectionCase, Handover
from inkasso.rules.readiness import Code
from inkasso.services.handover_check import HandoverCheck

Way = CollectionAgency.Way


@dataclass(frozen=True, slots=True)
class ShownExclusion:
    """A case that stays, why, and where its customer's address is completed, "" without the right.

    text: the whole sentence, where the heading of its group does not say it all.
    """

    case: CollectionCase
    text: str
    address_url: str


@dataclass(slots=True)
class ReasonGroup:
    """Cases left out for one reason."""

    label: str
    rows: list[ShownExclusion] = field(default_factory=list)


def exclusions_of(
    checked: HandoverCheck, user: AbstractBaseUser | AnonymousUser
) -> list[ReasonGroup]:
    """The excluded cases by reason, the most frequent first."""
    may_change = user.has_perm("orders.change_customer")
    groups: dict[str, ReasonGroup] = {}
    for one in checked.excluded:
        for code, text in one.reasons:
            label = Code(code).label if code in list(Code) else text
            url = _customer_url(one.case) if code == Code.NO_ADDRESS and may_change else ""
            row = ShownExclusion(one.case, "" if label == text else text, url)
            groups.setdefault(label, ReasonGroup(label)).rows.append(row)
    return sorted(groups.values(), key=lambda group: (-len(group.rows), group.label))


def _customer_url(case: CollectionCase) -> str:
    return reverse("admin:orders_customer_change", args=[case.order.customer_id])


def file_words(handover: Handover) -> str:
    """In what form the agency gets the cases."""
    agency = handover.agency
    if agency.way == Way.REST:
        return "einzeln über die Schnittstelle, verschlüsselt übertragen"
    if agency.public_key:
        return "ZIP-Datei, mit dem Schlüssel des Inkassobüros verschlüsselt"
    if agency.way == Way.DOWNLOAD:
        return "ZIP-Datei, nicht verschlüsselt: geben Sie sie nur auf sicherem Weg weiter"
    return "ZIP-Datei, nicht verschlüsselt; die Übertragung selbst ist es"


def progress_words(handover: Handover) -> tuple[int, str]:
    """How far it has come of two steps, and that in words."""
    if handover.state == Handover.State.RELEASED:
        return 0, "Die Datei wird erstellt."
    if handover.state == Handover.State.WRITTEN and handover.next_attempt_at is not None:
        return 1, f"Wird an {handover.agency} übertragen."
    return 2, handover.get_state_display()


def waiting_words(handover: Handover) -> str:
    """Why it is not there yet, and when the program tries again; "" without a problem."""
    if not handover.problem or handover.next_attempt_at is None:
        return handover.problem
    at = timezone.localtime(handover.next_attempt_at)
    return f"{handover.problem} Nächster Versuch am {at:%d.%m.%Y um %H:%M} Uhr."
