"""What the tests of the inbox of payments share."""

from django.test import Client
from django.urls import reverse

from orders.models import BankTransaction

LIST = reverse("orders:payment-list")


def detail(movement: BankTransaction) -> str:
    """The address of the movement's page."""
    return reverse("orders:payment-detail", args=[movement.pk])


def proposal_names(browser: Client, movement: BankTransaction) -> list[str]:
    """The names of the proposals as the page offers them, best first."""
    proposals = browser.get(detail(movement)).context["proposals"]
    return [proposal.name for proposal in proposals]
