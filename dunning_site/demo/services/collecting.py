"""Let some unpaid orders of the demo go to an agency and a court, as its staff would."""

import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.contrib.auth.models import User
from django.utils import timezone

from dunning_site.demo.shops import EBAY, ELBFOTO_SHOP
from inkasso.models import (
    AgencyReport,
    Claimant,
    CollectionAgency,
    CollectionCase,
    CollectionPolicy,
)
from inkasso.rules.court_application import CounterPerformance
from inkasso.rules.court_steps import CourtStep
from inkasso.rules.states import CaseState
from inkasso.services.candidates import open_candidates
from inkasso.services.court import StepTold, expected_court_cost, prepare_court, take_step
from inkasso.services.handover_delivery import deliver_due
from inkasso.services.handover_download import download
from inkasso.services.handover_proposals import propose_handover
from inkasso.services.handovers import release_handover
from inkasso.services.refresh import refresh_cases
from inkasso.services.reports import take_report
from orders.models import Order, SalesAccount

HANDED_OVER_DAYS_AGO, REPORTED_DAYS_AGO, AT_COURT_DAYS_AGO = 7, 4, 3
HANDED_OVER = 4
WORKED_AT, CAUGHT_UP_AT = time(11, 5), time(8, 0)
CATALOGUE_NUMBER = 43
WORDS = ("uneinbringlich", "angenommen")
AGENCY = {
    "name": "Kontor Nord Inkasso GmbH",
    "contact_name": "Tjark Ohlsen",
    "street": "Am Sandtorkai 900",
    "postcode": "20457",
    "city": "Hamburg",
    "email": "mandanten@kontor-nord.example",
    # Kept free by the Bundesnetzagentur.
    "phone": "040 66969 450",
    "supervisory_authority": "Bundesamt für Justiz",
    "client_number": "M-20417",
}


@dataclass(frozen=True, slots=True)
class Collecting:
    """Who works on the cases of the demo, and the present day, which it never passes."""

    clerk: User
    lead: User
    today: date
    now: datetime
    # Gives what is written inside the time of the story.
    dated: Callable[[date, time], AbstractContextManager[None]]

    def tell(self, *, has_past: bool, say: Callable[[str], None]) -> None:
        """Four cases with an agency that has told of some; one of them went to court."""
        if not has_past:
            return
        say("Inkasso und Gericht …")
        handed_over_on = self.today - timedelta(days=HANDED_OVER_DAYS_AGO)
        with self.dated(handed_over_on, WORKED_AT):
            # Whoever paid or was blocked later was no case of the story.
            quiet = Order.objects.exclude(history__created_at__date__gt=handed_over_on)
            open_candidates(
                handed_over_on,
                self._moment(handed_over_on),
                order_ids=quiet.values_list("pk", flat=True),
            )
        ready = CollectionCase.objects.filter(state=CaseState.READY).select_related(
            "order__customer"
        )
        cases = list(ready.order_by("pk")[:HANDED_OVER])
        if not cases:
            return
        # A German court only serves in Germany.
        at_home = [
            one
            for one in cases[1:]
            if one.order.customer.country in ("", "DE")
            and one.option == CollectionPolicy.Option.COURT
        ]
        with self.dated(handed_over_on, WORKED_AT):
            self._hand_over(cases, handed_over_on)
        reported_on = self.today - timedelta(days=REPORTED_DAYS_AGO)
        with self.dated(reported_on, WORKED_AT):
            self._report(cases[0], at_home, reported_on)
        if at_home:
            asked_on = self.today - timedelta(days=AT_COURT_DAYS_AGO)
            with self.dated(asked_on, WORKED_AT):
                self._go_to_court(at_home[0], asked_on)

    def catch_up(self) -> None:
        """Open what the rules ask for today, and look at all that waits."""
        with self.dated(self.today, CAUGHT_UP_AT):
            open_candidates(self.today, self.now)
            refresh_cases(None, today=self.today, now=self.now)

    def _hand_over(self, cases: list[CollectionCase], day: date) -> None:
        moment = self._moment(day)
        (handover,) = propose_handover(
            [case.pk for case in cases], day=day, actor=self.clerk, now=moment
        )
        release_handover(handover.pk, actor=self.clerk, today=day, now=moment)
        deliver_due(clock=lambda: moment)
        download(handover.pk, actor=self.clerk, now=moment)

    def _report(self, paying: CollectionCase, others: list[CollectionCase], day: date) -> None:
        """What the agency tells of its first cases, in its own words."""
        rows = [
            ["1", "status", paying.reference, "erstes Schreiben versendet", "", ""],
            ["2", "payment", paying.reference, "", "60,00", "25,00"],
        ]
        for number, (case, word) in enumerate(zip(others, WORDS, strict=False), start=3):
            rows.append([str(number), "status", case.reference, word, "", ""])
        table = io.StringIO()
        writer = csv.writer(table, delimiter=";")
        writer.writerow(["id", "kind", "reference", "word", "amount", "costs", "date"])
        writer.writerows([*row, day.isoformat()] for row in rows)
        take_report(
            CollectionAgency.objects.get(name=AGENCY["name"]),
            table.getvalue().encode(),
            file_name=f"bericht_{day:%Y%m%d}.csv",
            source=AgencyReport.Source.UPLOAD,
            received_at=self._moment(day),
            actor=self.clerk,
        )

    def _go_to_court(self, case: CollectionCase, day: date) -> None:
        prepare_court(
            case.pk,
            claim_number=CATALOGUE_NUMBER,
            counter_performance=CounterPerformance.RENDERED,
            is_contested_wanted=True,
            actor=self.lead,
            today=day,
        )
        cost = expected_court_cost(case.order, day)
        told = StepTold(step=CourtStep.REQUEST, on=day, court_cost=cost)
        take_step(case.pk, told, actor=self.lead, today=day)

    def _moment(self, day: date) -> datetime:
        moment = datetime.combine(day, WORKED_AT, tzinfo=timezone.get_default_timezone())
        return min(moment, self.now)


def set_up_collections(accounts: dict[str, SalesAccount]) -> None:
    """The agency, the claimant, and the rules: one account with each option."""
    agency = CollectionAgency.objects.create(**AGENCY)
    shop, market = accounts[ELBFOTO_SHOP.name], accounts[EBAY.name]
    Claimant.objects.create(
        creditor=shop.creditor,
        legal_form="GmbH",
        representative_role="Geschäftsführerin",
        representative_name="Levke Thomsen",
    )
    rules = {"is_active": True, "agency": agency, "levels_required": 3}
    CollectionPolicy.objects.create(
        sales_account=shop, option=CollectionPolicy.Option.COURT, **rules
    )
    CollectionPolicy.objects.create(
        sales_account=market,
        option=CollectionPolicy.Option.CANCELLATION,
        cancellation_cost=Decimal("15.00"),
        **rules,
    )
