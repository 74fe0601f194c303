"""What no log may hold: the tokens that open payment pages."""

import logging
import re

MASK = "…"
# Below the entrance whatever holds a point, also a damaged or encoded token; elsewhere by shape.
_LINK = re.compile(r"(?<=/z/)[^\s\"'<>/]*?(?:\.|%2e)[^\s\"'<>/]*", re.IGNORECASE)
_TOKEN = re.compile(r"(?<![\w-])[A-Za-z0-9_-]{16,64}\.[A-Za-z0-9_-]{43}(?![\w-])", re.ASCII)
# The server's own, which log outside of our LOGGING.
_SERVER_LOGS = ("gunicorn.access", "gunicorn.error")


class LinkMask(logging.Filter):
    """Lets every record through, but none with a token in its message or traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Put the finished, masked message in the place of its parts."""
        record.msg, record.args = without_tokens(record.getMessage()), None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = without_tokens(record.exc_text)
        return True


def without_tokens(text: str) -> str:
    """The text with every token of a payment page replaced by "…"."""
    return _TOKEN.sub(MASK, _LINK.sub(MASK, text))


def mask_server_logs() -> None:
    """Keep tokens out of what the web server writes by itself, if its access log is on."""
    for name in _SERVER_LOGS:
        logging.getLogger(name).addFilter(LinkMask())
