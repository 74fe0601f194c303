"""The addresses of the list of cases and of the pages of a case."""

from django.urls import path

from inkasso.views import case_actions, case_list, case_page

CASE_URLS = [
    path("", case_list.case_list, name="case-list"),
    path("<int:pk>/", case_page.case_page, name="case-page"),
    path("<int:pk>/aktion/<slug:slug>/", case_actions.case_action, name="case-action"),
]
