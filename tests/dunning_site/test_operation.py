"""Betrieb: what stands red comes first, in words with what to do."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from django_q.models import Failure, OrmQ, Schedule, Success, Task

from common.jobs import enqueue
from dunning_site.schedules import TIMETABLE
from reminders.models import SendingStop
from reminders.services.beats import HOST, JOURNAL, beat
from reminders.services.verify import FINE, VERIFIED
from tests import factories
from tests.pages import words_of

pytestmark = pytest.mark.django_db
URL = "/betrieb/"
SECRET = "Erika Musterfrau"


@pytest.fixture
def operator(client):
    client.force_login(factories.user("olga", "reminders.operate_sending"))
    return client


@pytest.fixture
def administrator(client):
    client.force_login(User.objects.create_superuser("admin"))
    return client


def test_only_who_operates_the_sending_sees_it(client):
    client.force_login(factories.user("petra", "orders.view_order"))

    assert client.get(URL).status_code == 403


def test_red_comes_first_with_what_to_do(operator):
    page = words_of(operator.get(URL))

    assert "Nicht alles ist in Ordnung" in page
    assert page.index("nicht in Ordnung") < page.index("in Ordnung Die Datenbank antwortet.")
    assert "Starten Sie den Dienst der Hintergrundaufgaben neu" in page


def test_it_names_hosts_runs_and_versions(operator):
    beat(f"{HOST}worker-7", timezone.now())
    beat("reminders.tasks.daily_run", timezone.now() - timedelta(days=3))

    page = words_of(operator.get(URL))

    assert "worker-7 zuletzt" in page
    assert "Täglicher Mahnlauf" in page
    assert "django-q2 1." in page


def test_all_is_well(operator, settings):
    now = timezone.now()
    for name in [JOURNAL, VERIFIED, FINE, *(entry.function for entry in TIMETABLE)]:
        beat(name, now)
    Schedule.objects.update(next_run=timezone.now() + timedelta(minutes=1))

    page = words_of(operator.get(URL))

    assert "Alles ist in Ordnung." in page
    assert "Starten Sie" not in page


def test_it_leads_to_the_page_where_red_is_seen_to(administrator):
    SendingStop.objects.create(reason="Umzug", stopped_at=timezone.now())

    page = administrator.get(URL).content.decode()

    assert '<a href="/versand/">Versand</a>' in page
    assert "Buchungsprüfung</a></td>" in page


def test_it_leads_nowhere_that_the_person_may_not_go(operator):
    SendingStop.objects.create(reason="Umzug", stopped_at=timezone.now())

    assert '<a href="/versand/">' not in operator.get(URL).content.decode()


def a_task(kind: type[Task], *, is_success: bool) -> Task:
    return kind.objects.create(
        id="a" * 32,
        name="probe",
        func="orders.tasks.apply_order_import",
        args=(17,),
        started=timezone.now(),
        stopped=timezone.now(),
        success=is_success,
        result=f"Mahnung an {SECRET}",
    )


@pytest.mark.parametrize("model", ["schedule", "failure", "success", "ormq"])
def test_the_pages_of_the_queue_are_for_superusers_to_look_at(operator, model):
    folder = f"/admin/django_q/{model}/"
    User.objects.filter(username="olga").update(is_staff=True)
    assert operator.get(folder).status_code == 403

    operator.force_login(User.objects.create_superuser("admin"))

    assert operator.get(folder).status_code == 200
    assert operator.get(f"{folder}add/").status_code == 403


def test_nobody_deletes_a_schedule_from_its_list(administrator):
    one = Schedule.objects.earliest("pk")
    chosen = {"action": "delete_selected", "_selected_action": one.pk, "post": "yes"}

    administrator.post("/admin/django_q/schedule/", chosen)

    assert Schedule.objects.filter(pk=one.pk).exists()


def test_what_went_well_is_listed_without_its_words(administrator):
    done = a_task(Success, is_success=True)

    page = administrator.get("/admin/django_q/success/").content.decode()

    assert "orders.tasks.apply_order_import" in page
    assert SECRET not in page
    assert administrator.get(f"/admin/django_q/success/{done.pk}/change/").status_code == 403


def test_what_failed_keeps_its_error_for_whoever_mends_it(administrator):
    failed = a_task(Failure, is_success=False)
    folder = f"/admin/django_q/failure/{failed.pk}"

    assert administrator.get(f"{folder}/change/").status_code == 200
    assert administrator.post(f"{folder}/change/", {"func": "os.system"}).status_code == 403
    assert administrator.post(f"{folder}/delete/", {"post": "yes"}).status_code == 403
    assert Failure.objects.get(pk=failed.pk).func == "orders.tasks.apply_order_import"


def test_what_waits_is_listed_by_its_task(administrator):

    enqueue("orders.tasks.apply_order_import", 17)
    waiting = OrmQ.objects.get()

    page = administrator.get("/admin/django_q/ormq/").content.decode()

    assert "orders.tasks.apply_order_import" in page
    assert waiting.payload not in page
    assert administrator.get(f"/admin/django_q/ormq/{waiting.pk}/change/").status_code == 403
