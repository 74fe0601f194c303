"""The Content-Security-Policy of every page, and how one page asks for more."""

from collections.abc import Mapping

HEADER = "Content-Security-Policy"

_DIRECTIVES: Mapping[str, str] = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-src": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'self'",
}

# A mail shown in a frame: its own inline styles and embedded pictures, and nothing else at all.
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'; sandbox"
)


def page_policy(**changes: str) -> str:
    """The policy of a page, with directives replaced: page_policy(img_src="'self' blob:")."""
    replaced = {name.replace("_", "-"): sources for name, sources in changes.items()}
    return "; ".join(f"{name} {sources}" for name, sources in {**_DIRECTIVES, **replaced}.items())
