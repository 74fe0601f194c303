"""The base rates of § 247 BGB: which are known, when the next is needed, and entering it."""

from datetime import date, timedelta
from decimal import Decimal

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from common.rules.german import day as german_day
from common.rules.german import number
from reminders.models import BaseRate
from reminders.rules.base_rates import BASE_RATES
from reminders.rules.interest import Rates, next_half_year

# The base rate has followed the ECB's main rate by this distance since 2009, and that rate moves
# in steps; good for a hint to somebody who mistyped, never for a demand.
_DISTANCE_TO_MAIN_RATE = Decimal("0.88")
_STEP_OF_MAIN_RATE = Decimal("0.05")
_LARGEST_CHANGE = Decimal("2.50")
_WARNING_FROM_DAY = 20
_ANNOUNCED_AHEAD = timedelta(days=31)


class BaseRateRefused(Exception):
    """The base rate cannot be entered or taken back; the message is for the clerk."""


def known_rates() -> Rates:
    """All base rates, ascending: those that were shipped and those entered since."""
    entered = BaseRate.objects.values_list("valid_from", "percent")
    return sorted({**dict(BASE_RATES), **dict(entered)}.items())


def next_base_rate_day() -> date:
    """The first half-year whose rate is not known yet."""
    return next_half_year(known_rates()[-1][0])


def base_rate_warning(today: date) -> str:
    """The sentence for pages that compute interest, from 20 December and 20 June on; "" before."""
    missing_from = next_base_rate_day()
    day = german_day(missing_from)
    if today >= missing_from:
        return (
            f"Der Basiszinssatz ab {day} fehlt. Zinsen für Tage ab dann sind vorläufig: Sie werden "
            "mit dem letzten bekannten Satz berechnet."
        )
    eve = missing_from - timedelta(days=1)
    if today < eve.replace(day=_WARNING_FROM_DAY):
        return ""
    return (
        f"Der Basiszinssatz ab {day} fehlt noch. Tragen Sie ihn ein, sobald die Bundesbank ihn "
        "bekannt gibt."
    )


def plausibility_hint(percent: Decimal) -> str:
    """Why this rate looks mistyped, "" if it does not: compared with the last and with the ECB."""
    last = known_rates()[-1][1]
    main_rate = percent + _DISTANCE_TO_MAIN_RATE
    if abs(percent - last) > _LARGEST_CHANGE:
        return (
            f"Zuletzt galten {number(last)} %. So weit hat sich der Satz in einem Halbjahr noch "
            "nie verändert."
        )
    if main_rate < 0 or main_rate % _STEP_OF_MAIN_RATE:
        return (
            f"Der Satz liegt seit 2009 um 0,88 unter dem Leitzins der EZB. {number(main_rate)} % "
            "wäre ein ungewöhnlicher Leitzins."
        )
    return ""


@transaction.atomic
def add_base_rate(
    valid_from: date, percent: Decimal, *, source: str, actor: User, today: date
) -> BaseRate:
    """Enter the rate of the next half-year, in percent. Raises BaseRateRefused."""
    expected = next_base_rate_day()
    if valid_from != expected:
        raise BaseRateRefused(
            f"Der nächste Basiszinssatz gilt ab {german_day(expected)}. "
            "Halbjahre werden der Reihe nach eingetragen."
        )
    if valid_from > today + _ANNOUNCED_AHEAD:
        raise BaseRateRefused(
            f"Der Basiszinssatz ab {german_day(valid_from)} wird erst kurz vorher bekannt gegeben."
        )
    try:
        # A savepoint: a colleague may have entered the same half-year a moment ago.
        with transaction.atomic():
            return BaseRate.objects.create(
                valid_from=valid_from, percent=percent, source=source, entered_by=actor
            )
    except IntegrityError as error:
        raise BaseRateRefused("Dieser Basiszinssatz ist schon eingetragen.") from error


@transaction.atomic
def take_back_base_rate(pk: int) -> BaseRate:
    """Remove the newest rate if a clerk entered it, so that a mistake can be mended.

    What was sent keeps the interest it claimed. Raises BaseRateRefused.
    """
    newest = BaseRate.objects.select_for_update().order_by("-valid_from").first()
    if newest is None or newest.pk != pk or newest.entered_by_id is None:
        raise BaseRateRefused("Nur der zuletzt eingetragene Basiszinssatz lässt sich zurücknehmen.")
    newest.delete()
    return newest
