"""What tests deliver: a package of invented cases, and notices."""

import random
import uuid
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from inkasso.adapters.agencies.base import NoticeData, Package
from inkasso.adapters.agencies.neutral_file import build_package

KEY = uuid.UUID("6b1f2a52-2f6b-4f0e-9c1d-0e7a5f1b2c3d")


@dataclass(frozen=True)
class Paper:
    """A document of a case."""

    file_name: str
    content: bytes


def told(reference: str) -> dict[str, object]:
    """What an agency is told of a case."""
    return {
        "reference": reference,
        "debtor": {"first_name": "Jörg", "last_name": "Müßig"},
        "amount": {"principal": Decimal("79.90"), "currency": "EUR"},
    }


def package(*references: str, name: str = "Uebergabe-000001.zip", size: int = 2000) -> Package:
    """A package of cases with an invoice each; `size` bytes that do not shrink."""
    cases = [told(reference) for reference in references or ("IK-000001", "IK-000002")]
    noise = random.Random(7).randbytes(size)
    papers = {str(case["reference"]): [Paper("Rechnung.pdf", noise)] for case in cases}
    content = build_package(KEY, "Nordwest Inkasso", "M-4711", cases, papers)
    return Package(KEY, name, content, cases)


def notice(number: int = 1, amount: str = "20.00") -> NoticeData:
    """A payment that came directly."""
    return NoticeData(
        key=uuid.UUID(int=number),
        reference="IK-000001",
        agency_reference="NW-1",
        kind="direct_payment",
        amount=Decimal(amount),
        happened_on=date(2026, 11, 20),
    )
