"""The demo's logins."""

from dataclasses import dataclass

from django.contrib.auth.models import Group, User

from dunning_site.services.access import settle_admin_access
from dunning_site.services.roles import apply_roles

PASSWORD = "mahnwerk-demo"


@dataclass(frozen=True, slots=True)
class Login:
    """One person who works at the invented company; role: the group, "" for administrators."""

    username: str
    first_name: str
    last_name: str
    role: str
    is_superuser: bool = False


CLERK = Login("sachbearbeitung", "Svenja", "Petersen", "Sachbearbeitung")
LEAD = Login("leitung", "Mirko", "Öztürk", "Leitung")
ADMIN = Login("admin", "Admina", "Sommer", "", is_superuser=True)
LOGINS = (CLERK, LEAD, ADMIN)


def create_users() -> dict[str, User]:
    """The three users by name. They cannot log in yet: open_doors comes last."""
    apply_roles()
    return {login.username: _create(login) for login in LOGINS}


def open_doors() -> None:
    """Give everybody the password, once the demo is complete."""
    for user in User.objects.filter(username__in=[login.username for login in LOGINS]):
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])


def are_doors_open() -> bool:
    """Whether the demo was loaded to its end."""
    clerk = User.objects.filter(username=CLERK.username).first()
    return clerk is not None and clerk.has_usable_password()


def _create(login: Login) -> User:
    user = User.objects.create_user(
        login.username,
        f"{login.username}@elbfoto.example",
        None,
        first_name=login.first_name,
        last_name=login.last_name,
        is_superuser=login.is_superuser,
    )
    if login.role:
        user.groups.add(Group.objects.get(name=login.role))
    settle_admin_access(user)
    return user
