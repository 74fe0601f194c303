"""What tests of services of the site share with those of the dunning."""

from tests.reminders.conftest import clock, released, sink  # noqa: F401
