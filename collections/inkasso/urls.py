"""The addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from inkasso.views import costs

app_name = "collections"

urlpatterns: list[URLPattern | URLResolver] = [
    path("inkasso/kostenrechner/", costs.cost_calculator, name="cost-calculator"),
]
