"""Set up the groups as policies/roles.toml says."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from common.rules.german import plural
from dunning_site.services.roles import RolesFaulty, apply_roles


class Command(BaseCommand):
    """Exit code 0: the groups are as described. 1: the document is faulty, nothing changed."""

    help = "Richtet die Gruppen und ihre Rechte nach dunning_site/policies/roles.toml ein."

    def handle(self, *args: Any, **options: Any) -> None:
        """Apply the document and say what each group may do."""
        try:
            counts = apply_roles()
        except RolesFaulty as fault:
            raise CommandError(f"{fault} Nichts wurde geändert.") from fault
        listed = ", ".join(
            f"{name} ({plural(count, 'Recht', 'Rechte')})" for name, count in counts.items()
        )
        self.stdout.write(f"Gruppen eingerichtet: {listed}.")
