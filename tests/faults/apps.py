"""Arms a process of the product at its start with what shall happen to it."""

from django.apps import AppConfig


class FaultsConfig(AppConfig):
    """An app without models; a process that finds no arms in its environment stays as it is."""

    name = "tests.faults"
    label = "faults"

    def ready(self) -> None:
        from tests.faults.arms import Arms, arm

        if arms := Arms.from_environment():
            arm(arms)
