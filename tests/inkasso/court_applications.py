"""Applications for the tests of data sheet and draft file."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from inkasso.rules.court_application import (
    Claim,
    ComputedInterest,
    CounterPerformance,
    CourtApplication,
    Party,
    Representative,
    RunningInterest,
    SideClaim,
    SideClaimKind,
)
from inkasso.rules.courts import COURTS

FIRM = Party(
    company="Lindgrün Fotohaus GmbH",
    legal_form="GmbH",
    first_name="",
    last_name="",
    street="Hafenweg 4",
    postcode="20457",
    city="Hamburg",
    representatives=(Representative("Geschäftsführerin", "Ina Lindgrün"),),
)
PERSON = Party(
    company="",
    legal_form="",
    first_name="Zoë",
    last_name="Winter",
    street="Bäckergasse 12",
    postcode="80331",
    city="München",
)


def application(**changes: object) -> CourtApplication:
    """A complete application over 250.00 euros with interest and two side claims."""
    plain = CourtApplication(
        reference="IK-000017",
        court=COURTS["hamburg"],
        applicant=FIRM,
        defendant=PERSON,
        claim=Claim(43, "Rechnung", "RE-2026-0815", date(2026, 9, 1), None, Decimal("250.00")),
        running=(RunningInterest(Decimal("5.00"), date(2026, 10, 1), None, Decimal("250.00")),),
        computed=ComputedInterest(date(2026, 9, 16), date(2026, 9, 30), Decimal("1.23")),
        side_claims=(
            SideClaim(SideClaimKind.REMINDERS, Decimal("2.40")),
            SideClaim(SideClaimKind.RETURNED_DEBIT, Decimal("4.50")),
        ),
        counter_performance=CounterPerformance.RENDERED,
        is_contested_wanted=True,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]
