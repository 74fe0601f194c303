"""What a report about a mail means: delivered, delayed, come back for now or for good."""

import re
from enum import StrEnum


class DeliveryKind(StrEnum):
    """What can be heard of a mail after a server took it; the words of DeliveryEvent.Kind."""

    DELIVERED = "delivered"
    DELAYED = "delayed"
    SOFT_BOUNCE = "soft_bounce"
    HARD_BOUNCE = "hard_bounce"
    COMPLAINT = "complaint"


# Nobody should mail there again before a clerk has looked.
ENDS_MAILING = frozenset({DeliveryKind.HARD_BOUNCE, DeliveryKind.COMPLAINT})

_ACTIONS = {
    "delivered": DeliveryKind.DELIVERED,
    "relayed": DeliveryKind.DELIVERED,
    "expanded": DeliveryKind.DELIVERED,
    "delayed": DeliveryKind.DELAYED,
}
# RFC 3463. The tail must not go on with digits or points: an IPv4 address is no status.
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.]*\d)")
_CODE = re.compile(r"(?<![\d.])([45]\d\d)(?=[ \-#])")
# In running text a number alone may be anything, such as part of a telephone number.
_REPLY = re.compile(r"(?:^|[:(])\s*([45]\d\d)[ \-](?=[A-Za-z<#])")
# The mailbox or its domain does not exist, has moved, or is shut for good.
_DEAD_STATUS = re.compile(r"5\.(1\.(?:0|1|2|3|4|6|10)|2\.1|4\.4)")
_DEAD_CODES = frozenset({"550", "551", "553", "556"})


def kind_of_action(action: str, status: str, diagnostic: str) -> DeliveryKind | None:
    """The kind of one recipient's part of a delivery report, None for an action unknown to us.

    status: as RFC 3463 writes it, "5.1.1"; diagnostic: the server's words, perhaps "".
    """
    if action == "failed":
        return kind_of_failure(status, diagnostic)
    return _ACTIONS.get(action)


def kind_of_failure(status: str, diagnostic: str) -> DeliveryKind:
    """Whether a mail that was given up came back for good, so that its address is dead.

    A full mailbox, a refused content or sender and a server that never answered say nothing of
    the address: for them every mail would become a letter.
    """
    found = _STATUS.search(status)
    if found is None or (found[2], found[3]) == ("0", "0"):
        found = _STATUS.search(diagnostic) or found
    code = _CODE.search(diagnostic)
    if found is not None and (found[2], found[3]) != ("0", "0"):
        is_dead = _DEAD_STATUS.fullmatch(found[0]) is not None
    elif code is not None:
        is_dead = code[1] in _DEAD_CODES
    else:
        is_dead = found is not None and found[1] == "5"
    return DeliveryKind.HARD_BOUNCE if is_dead else DeliveryKind.SOFT_BOUNCE


def status_in(text: str) -> str:
    """The first status or reply code of a refusal in running text, "" when it has none."""
    found = _STATUS.search(text)
    if found is not None:
        return found[0] if found[1] in "45" else ""
    reply = _REPLY.search(text)
    return reply[1] if reply else ""
