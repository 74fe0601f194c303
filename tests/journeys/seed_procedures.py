"""A procedure that many orders follow, and one that is switched off, of several versions."""

from django.contrib.auth.models import User

from orders.models import SalesAccount
from reminders.models import DunningProcedure, Standing
from reminders.profiles import PHOTO
from reminders.services.activation import activate, deactivate
from reminders.services.procedures import create_from_profile
from tests import factories


def procedures(account: SalesAccount, lead: User) -> dict[str, object]:
    """The account's own procedure, its switched-off second one, and the busiest of all."""
    off = create_from_profile(PHOTO, account, payment_method=None, is_assigned=False, actor=lead)
    activate(off.pk, starts_on=None, is_automatic=False, actor=lead)
    deactivate(off.pk, actor=lead)
    return {
        "procedure": factories.procedure(account),
        "off_procedure": off,
        "busy_procedure": _busiest(),
    }


def _busiest() -> DunningProcedure:
    open_ones = Standing.objects.filter(is_open=True, procedure__isnull=False)
    counts: dict[int, int] = {}
    for procedure_id in open_ones.values_list("procedure", flat=True):
        counts[procedure_id] = counts.get(procedure_id, 0) + 1
    return DunningProcedure.objects.get(pk=max(counts, key=lambda pk: counts[pk]))
