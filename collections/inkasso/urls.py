"""The addresses of this app."""

from django.urls import URLPattern, URLResolver

app_name = "collections"

urlpatterns: list[URLPattern | URLResolver] = []
