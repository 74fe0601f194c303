"""The addresses of the court procedure."""

from django.urls import path

from inkasso.views import court, court_deadlines

COURT_URLS = [
    path("inkasso/gerichtsfristen/", court_deadlines.deadline_list, name="deadline-list"),
    path(
        "inkasso/gerichtsfristen/gerichtsfristen.ics",
        court_deadlines.deadline_calendar,
        name="deadline-calendar",
    ),
    path("inkasso/<int:pk>/gericht/", court.court_page, name="court-page"),
    path("inkasso/<int:pk>/gericht/vorbereiten/", court.court_prepare, name="court-prepare"),
    path("inkasso/<int:pk>/gericht/datenblatt/", court.court_sheet, name="court-sheet"),
    path("inkasso/<int:pk>/gericht/entwurf.eda", court.court_draft, name="court-draft"),
    path("inkasso/<int:pk>/gericht/schritt/<slug:step>/", court.court_step, name="court-step"),
]
