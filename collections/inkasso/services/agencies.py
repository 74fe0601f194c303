"""Agencies: the channel that leads to one."""

from inkasso.adapters.agencies.base import AgencyChannel
from inkasso.adapters.agencies.by_hand import ByHand
from inkasso.models import CollectionAgency

# Where the program delivers by itself, and where it looks for reports by itself.
SENDING_WAYS = frozenset(
    {CollectionAgency.Way.SFTP, CollectionAgency.Way.HTTPS, CollectionAgency.Way.REST}
)
FETCHING_WAYS = frozenset({CollectionAgency.Way.SFTP, CollectionAgency.Way.REST})


def agency_channel(agency: CollectionAgency) -> AgencyChannel:
    """The way to an agency as it is set up now. Raises ChannelRefused if something is missing."""
    return ByHand()
