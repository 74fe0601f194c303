"""The tokens of the interface: listed, made, revoked."""

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from common.web.list_answers import list_answer
from common.web.lists import show_page
from common.web.permissions import needs_rights
from dunning_site.api.forms import TokenForm
from dunning_site.api.tables import TokenTable
from orders.models import ApiToken, SalesAccount
from orders.services.api_tokens import TokenRefused, create_token, revoke_token

UNPROCESSABLE = 422


@require_safe
@needs_rights("orders.view_apitoken")
def token_list(request: HttpRequest) -> HttpResponseBase:
    """All tokens, those that are no longer valid among them."""
    tokens = ApiToken.objects.select_related("sales_account", "created_by", "revoked_by")
    table = TokenTable(tokens, may_revoke=request.user.has_perm("orders.change_apitoken"))
    show_page(request, table)
    return list_answer(request, "api/token_list.html", {"table": table})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_rights("orders.view_apitoken", "orders.add_apitoken")
def token_create(request: HttpRequest) -> HttpResponseBase:
    """The form; on a POST the new token, shown this once."""
    form = TokenForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, form)
    assert isinstance(request.user, User)  # needs_rights let nobody else in
    try:
        token, secret = create_token(
            form.cleaned_data["sales_account"],
            name=form.cleaned_data["name"],
            scopes=form.cleaned_data["scopes"],
            actor=request.user,
        )
    except TokenRefused as refusal:
        form.add_error("name", str(refusal))
        return _form_page(request, form)
    # No redirect: the secret would have to be kept somewhere on the way.
    return render(request, "api/token_created.html", {"token": token, "secret": secret})


@require_http_methods(["GET", "HEAD", "POST"])
@needs_rights("orders.view_apitoken", "orders.change_apitoken")
def token_revoke(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Say what will happen; on a POST do it."""
    token = get_object_or_404(ApiToken.objects.select_related("sales_account"), pk=pk)
    if request.method != "POST" and token.is_active:
        return render(request, "api/token_revoke.html", {"token": token})
    assert isinstance(request.user, User)  # needs_rights let nobody else in
    try:
        revoke_token(pk, actor=request.user, now=timezone.now())
    except TokenRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Der Token „{token.name}“ ist widerrufen.")
    return redirect("api-token-list")


def _form_page(request: HttpRequest, form: TokenForm) -> HttpResponse:
    context = {"form": form, "has_accounts": SalesAccount.objects.exists()}
    status = UNPROCESSABLE if form.is_bound else None
    return render(request, "api/token_create.html", context, status=status)
