"""The addresses of procedures: from a profile, activated, versions."""

from django.urls import path

from reminders.views import activation, procedures

PROCEDURE_URLS = [
    path(
        "mahnverfahren/aus-vorlage/",
        procedures.procedure_from_profile,
        name="procedure-from-profile",
    ),
    path(
        "mahnverfahren/<int:pk>/fassungen/",
        procedures.procedure_versions,
        name="procedure-versions",
    ),
    path(
        "mahnverfahren/<int:pk>/aktivieren/",
        activation.procedure_activation,
        name="procedure-activation",
    ),
    path(
        "mahnverfahren/<int:pk>/aktivieren/jetzt/",
        activation.procedure_activate,
        name="procedure-activate",
    ),
    path(
        "mahnverfahren/<int:pk>/ausschalten/",
        activation.procedure_deactivate,
        name="procedure-deactivate",
    ),
    path("mahnverfahren/<int:pk>/probe/", activation.procedure_trial, name="procedure-trial"),
    path(
        "mahnverfahren/<int:pk>/ausnehmen/", activation.procedure_exclude, name="procedure-exclude"
    ),
    path(
        "mahnverfahren/<int:pk>/wieder-mahnen/<int:order_id>/",
        activation.procedure_include,
        name="procedure-include",
    ),
]
