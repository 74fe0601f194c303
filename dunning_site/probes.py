"""The addresses for machines, answered before anything else looks at the request.

A load balancer comes by plain HTTP and calls the host by its number: the redirect to HTTPS and the
check of the host name would both turn it away.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from dunning_site.views import probes

View = Callable[[HttpRequest], HttpResponse]
PROBES: dict[str, View] = {
    "/healthz": probes.healthz,
    "/readyz": probes.readyz,
    "/metrics": probes.metrics,
}


class ProbesMiddleware:
    """Answer the probes; everything else goes its way."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        view = PROBES.get(request.path_info, self.get_response)
        return view(request)
