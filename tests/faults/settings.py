"""The product's settings with times short enough for a round of a minute.

Leases, the patience with the mail server and the waits before a retry come from the product's own
environment variables (see times.py); here stands only what has no variable.
"""

from dunning_site.settings import *  # noqa: F403
from dunning_site.settings import INSTALLED_APPS as PRODUCT_APPS
from dunning_site.settings import Q_CLUSTER as PRODUCT_CLUSTER

INSTALLED_APPS = [*PRODUCT_APPS, "tests.faults.apps.FaultsConfig"]
# The conductor of a round rings the sweep every 1.5 s, where the timetable does once a minute.
Q_CLUSTER = {**PRODUCT_CLUSTER, "poll": 0.2, "timeout": 60, "retry": 130, "scheduler": False}
