"""The shipped procedures."""

import pytest

from common.rules.money import ZERO
from reminders.models import DunningProcedure, Standing
from reminders.profiles import PROFILES, SHOP, profile_of
from reminders.rules.ladder import Step
from reminders.rules.ladder_faults import ladder_faults
from reminders.rules.procedure_words import step_titles, step_words
from reminders.services.procedures import (
    ProcedureRefused,
    create_from_profile,
    install_default_templates,
)
from tests.factories import method, order, sales_account


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.key)
def test_a_shipped_ladder_can_be_climbed(profile):
    steps = [
        Step(one.level, one.days_after_anchor, one.wait_days, one.payment_period_days)
        for one in profile.steps
    ]

    assert ladder_faults(steps) == []


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.key)
def test_no_payment_reminder_and_no_mail_costs_anything(profile):
    free = [step for step in profile.steps if not step.level or step.channel == "email"]

    assert all(step.fee == ZERO for step in free)


def test_the_steps_are_told_in_words():
    photo = profile_of("foto-3-7-14")

    assert photo is not None
    assert step_titles(photo.steps)[:4] == [
        "1. Zahlungserinnerung",
        "2. Zahlungserinnerung",
        "3. Zahlungserinnerung",
        "Mahnstufe 1",
    ]
    assert step_words(photo.steps[0], photo.anchor) == (
        "3 Tage nach der Bestellung, per E-Mail, zahlbar in 4 Tagen"
    )
    assert step_words(photo.steps[-1], photo.anchor) == (
        "56 Tage nach der Bestellung, per E-Mail und Brief, zahlbar in 10 Tagen, "
        "Kosten des Briefs 1,20\xa0€, mit Verzugszinsen"
    )


@pytest.mark.django_db
@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.key)
def test_a_profile_becomes_a_procedure_that_is_off(profile):
    account = sales_account("Leer", has_procedure=False)

    made = create_from_profile(profile, account, payment_method=None, is_assigned=True, actor=None)

    texts = install_default_templates()
    assert not made.is_active
    assert not made.is_automatic
    assert [
        (one.level, one.days_after_anchor, one.payment_period_days, one.template)
        for one in made.levels.all()
    ] == [
        (one.level, one.days_after_anchor, one.payment_period_days, texts.get(one.text_level))
        for one in profile.steps
    ]


@pytest.mark.django_db
def test_a_procedure_for_one_payment_method_takes_its_orders_over():
    one = order()

    made = create_from_profile(
        SHOP, one.sales_account, payment_method=method(), is_assigned=True, actor=None
    )

    assert Standing.objects.get(order=one).procedure == made


@pytest.mark.django_db
def test_a_second_procedure_for_the_same_orders_is_refused():
    account = sales_account()

    with pytest.raises(ProcedureRefused, match="gibt es schon"):
        create_from_profile(SHOP, account, payment_method=None, is_assigned=True, actor=None)

    assert DunningProcedure.objects.count() == 1
