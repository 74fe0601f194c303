"""The addresses of the pages Auswertungen."""

from django.urls import path

from dunning_site.views import evaluations

urlpatterns = [
    path(address, evaluations.evaluation_page, {"section": name}, name=name)
    for address, name in (
        ("", "evaluation-recovery"),
        ("dauer/", "evaluation-days"),
        ("kohorten/", "evaluation-cohorts"),
        ("zustellung/", "evaluation-delivery"),
        ("kosten/", "evaluation-costs"),
        ("inkassobueros/", "evaluation-agencies"),
    )
]
urlpatterns += [
    path(
        "kohorten/<int:year>-<int:month_number>/",
        evaluations.cohort_page,
        name="evaluation-cohort",
    ),
    path("bericht.pdf", evaluations.evaluation_report, name="evaluation-report"),
    path("<slug:key>.csv", evaluations.evaluation_csv, name="evaluation-csv"),
]
