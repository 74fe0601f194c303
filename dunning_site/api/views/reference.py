"""The page for people who connect a shop: the description of the interface, in words."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.web.permissions import needs_rights
from dunning_site.api.app import ShopApi
from dunning_site.api.reference import Reference, reference_of
from orders.models import ApiToken


@require_safe
@needs_rights("orders.view_apitoken")
def reference(request: HttpRequest, api: ShopApi) -> HttpResponseBase:
    """Everything the OpenAPI document says, without a script."""
    shown: Reference = reference_of(api.get_openapi_schema(), dict(ApiToken.Scope.choices))
    address = request.build_absolute_uri(request.path)
    return render(request, "api/reference.html", {"reference": shown, "address": address})
