"""What tests of services of the site share with those of the dunning."""

from tests.real_commits import real_commits  # noqa: F401
from tests.reminders.conftest import clock, released, sink  # noqa: F401
