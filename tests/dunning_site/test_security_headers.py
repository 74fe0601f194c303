"""What every answer carries, and who gets in."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from common.web.content_security import HEADER, MAIL_POLICY, page_policy
from dunning_site.middleware import ContentSecurityPolicyMiddleware

# Whoever is not logged in reaches these and nothing else.
# Agencies and payment providers prove themselves by a signature instead.
OPEN = {"login", "agency-webhook", "mail-webhook", "provider-webhook"}
# Debtors come by a link and a visit (debtor/), and see the page of one order.
DEBTORS = "debtor-"


def test_the_login_page_carries_the_strict_headers(client, db):
    response = client.get("/anmelden/")

    assert response.status_code == 200
    assert response.headers[HEADER] == page_policy()
    assert "unsafe-inline" not in response.headers[HEADER]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_a_view_may_set_its_own_policy():
    answer = HttpResponse(headers={HEADER: MAIL_POLICY})

    response = ContentSecurityPolicyMiddleware(lambda request: answer)(RequestFactory().get("/"))

    assert response.headers[HEADER] == MAIL_POLICY


def test_a_pdf_carries_no_policy_because_viewers_would_obey_it():
    answer = HttpResponse(content_type="application/pdf")

    response = ContentSecurityPolicyMiddleware(lambda request: answer)(RequestFactory().get("/"))

    assert HEADER not in response.headers


def test_one_directive_of_the_policy_can_be_replaced():
    policy = page_policy(img_src="'self' blob:")

    assert "img-src 'self' blob:;" in policy
    assert "default-src 'none'" in policy


def _views(patterns: list[URLPattern | URLResolver]) -> list[URLPattern]:
    found = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            # Django's own admin site guards its pages itself; the interface asks for a token.
            if pattern.app_name not in ("admin", "api"):
                found.extend(_views(pattern.url_patterns))
        else:
            found.append(pattern)
    return found


def test_every_page_of_people_asks_for_a_login():
    patterns = _views(get_resolver().url_patterns)

    open_names = {p.name for p in patterns if not getattr(p.callback, "login_required", True)}

    clerks = {name for name in open_names if not name.startswith(DEBTORS)}
    assert len(patterns) > len(OPEN)
    assert clerks == OPEN


@pytest.mark.parametrize("address", ["/passwort/", "/demo/postfach/", "/admin/"])
def test_strangers_are_sent_to_the_login(client, address):
    response = client.get(address)

    assert response.status_code == 302
    assert response.headers["Location"].startswith(("/anmelden/", "/admin/login/"))
