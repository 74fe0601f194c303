"""Who may do what: the document, the groups made of it, and the pages they open."""

from io import StringIO

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.urls import reverse

from dunning_site.services.roles import RolesFaulty, apply_roles, read_roles
from orders.models import OrderImport
from tests.factories import creditor, order, user

pytestmark = pytest.mark.django_db
IMPORT = ("get", "orders:import-start")
ORDERS = ("get", "order-list")
BLOCKS = ("get", "reminders:block-list")
PAYMENTS = ("get", "orders:payment-list")
RUNS = ("get", "reminders:run-list")
DISPATCH_LOG = ("get", "reminders:dispatch-log")
CUSTOMERS = ("get", "admin:orders_customer_changelist")
CONFIGURATION = [
    ("get", f"admin:{model}_{page}")
    for model in (
        "orders_creditor",
        "orders_salesaccount",
        "orders_paymentmethod",
        "reminders_dunningprocedure",
    )
    for page in ("changelist", "add")
]
# Pages of our own, for which nobody needs the admin.
TEXTS = [("get", f"reminders:template-{page}") for page in ("list", "create")]
ADMINISTRATION = [
    ("get", "admin:auth_user_changelist"),
    ("get", "admin:django_q_schedule_changelist"),
    ("get", "admin:django_q_failure_changelist"),
    ("get", "admin:reminders_automaticdunning_changelist"),
]
WORK = [IMPORT, PAYMENTS, ORDERS, BLOCKS, RUNS, DISPATCH_LOG, CUSTOMERS]
PAGES = [*WORK, *CONFIGURATION, *TEXTS, *ADMINISTRATION]


def permissions_of(name: str) -> set[str]:
    group = Group.objects.get(name=name)
    return {
        f"{permission.content_type.app_label}.{permission.codename}"
        for permission in group.permissions.select_related("content_type")
    }


def status(client, page: tuple[str, str]) -> int:
    return getattr(client, page[0])(reverse(page[1])).status_code


def test_the_groups_are_exactly_as_the_document_says_however_often_applied():
    apply_roles()
    Group.objects.get(name="Sachbearbeitung").permissions.clear()

    apply_roles()

    clerk, manager = permissions_of("Sachbearbeitung"), permissions_of("Leitung")
    assert {"orders.add_orderimport", "reminders.release_dunningrun"} <= clerk
    assert clerk < manager
    assert not any(name.startswith(("auth.", "django_q.")) for name in manager)
    assert "orders.change_creditor" in manager - clerk


def test_a_right_taken_out_of_the_document_is_taken_from_the_group():
    apply_roles('[Probe]\nrechte = ["orders.view_order", "orders.view_customer"]')

    apply_roles('[Probe]\nrechte = ["orders.view_order"]')

    assert permissions_of("Probe") == {"orders.view_order"}


@pytest.mark.parametrize(
    ("document", "complaint"),
    [
        ('[Probe]\nrechte = ["orders.fly_order"]', "orders.fly_order"),
        ('[Probe]\numfasst = "Niemand"\nrechte = []', "Niemand"),
        ('[Probe]\nrecht = ["orders.view_order"]\nrechte = []', "recht"),
    ],
)
def test_a_faulty_document_changes_nothing(document, complaint):
    with pytest.raises(RolesFaulty, match=complaint):
        apply_roles(document)

    assert not Group.objects.filter(name="Probe").exists()


def test_a_group_includes_another():
    roles = read_roles('[A]\nrechte = ["x.b"]\n[B]\numfasst = "A"\nrechte = ["x.a"]')

    assert roles == {"A": ["x.b"], "B": ["x.a", "x.b"]}


def test_the_command_says_what_it_did():
    out = StringIO()

    call_command("apply_roles", stdout=out)

    assert out.getvalue().startswith("Gruppen eingerichtet: Sachbearbeitung (")


@pytest.mark.parametrize("page", PAGES)
def test_strangers_are_asked_to_log_in(client, page):
    response = client.get(reverse(page[1]))

    assert response.status_code == 302
    assert "/anmelden/" in response.url or response.url.startswith("/admin/login/")


@pytest.mark.parametrize("page", PAGES)
def test_a_person_without_a_group_sees_nothing(client, page):
    client.force_login(user("gast", is_staff=True))

    assert status(client, page) == 403


@pytest.mark.parametrize(
    ("page", "answer"),
    [
        *((page, 200) for page in WORK),
        *((page, 403) for page in CONFIGURATION + TEXTS + ADMINISTRATION),
    ],
)
def test_clerks_work_but_do_not_configure(client, page, answer):
    apply_roles()
    client.force_login(user("clara", group="Sachbearbeitung", is_staff=True))

    assert status(client, page) == answer


@pytest.mark.parametrize(
    ("page", "answer"),
    [
        *((page, 200) for page in WORK + CONFIGURATION + TEXTS),
        *((page, 403) for page in ADMINISTRATION),
    ],
)
def test_managers_configure_but_do_not_administer(client, page, answer):
    apply_roles()
    client.force_login(user("leo", group="Leitung", is_staff=True))

    assert status(client, page) == answer


def test_administrators_open_everything(client):
    client.force_login(User.objects.create_superuser("admin"))

    answers = {page[1]: status(client, page) for page in PAGES}

    # The switch of the daily run has one row, which its list opens at once.
    redirected = {name for name, answer in answers.items() if answer == 302}
    assert redirected == {"admin:reminders_automaticdunning_changelist"}
    assert set(answers.values()) == {200, 302}


@pytest.mark.parametrize("group", ["Sachbearbeitung", "Leitung"])
def test_without_access_to_the_admin_a_group_opens_no_configuration(client, group):
    apply_roles()
    client.force_login(user("ohne", group=group))

    assert {status(client, page) for page in CONFIGURATION} <= {302, 403}


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("orders:import-apply", lambda: _import().pk),
        ("orders:import-discard", lambda: _import().pk),
    ],
)
def test_changes_are_refused_without_the_right(client, name, make):
    pk = make()
    client.force_login(user("gast", "orders.view_order"))

    response = client.post(reverse(name, args=[pk]))

    assert response.status_code == 403
    assert OrderImport.objects.get().state == OrderImport.State.PREVIEWED


@pytest.mark.parametrize("name", ["orders:import-apply", "orders:import-discard"])
def test_changes_are_never_made_by_a_link(client, name):
    client.force_login(User.objects.create_superuser("admin"))

    pk = _import().pk

    response = client.get(reverse(name, args=[pk]))

    assert response.url == reverse("orders:import-detail", args=[pk])
    assert OrderImport.objects.get().state == OrderImport.State.PREVIEWED


def test_a_clerk_cannot_change_a_creditor_by_posting(client):
    apply_roles()
    row = creditor()
    client.force_login(user("clara", group="Sachbearbeitung", is_staff=True))

    response = client.post(
        reverse("admin:orders_creditor_change", args=[row.pk]), {"iban": "DE02120300000000202051"}
    )

    row.refresh_from_db()
    assert response.status_code == 403
    assert row.iban == "DE89370400440532013000"


def _import() -> OrderImport:
    account = order().sales_account
    return OrderImport.objects.create(
        sales_account=account, file_name="a.csv", sha256="", format="shopify"
    )
