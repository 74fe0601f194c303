"""The addresses of handovers."""

from django.urls import path

from inkasso.views import handover_check, handover_file, handovers

HANDOVER_URLS = [
    path("", handovers.handover_list, name="handover-list"),
    path("vorschlagen/", handover_check.handover_propose, name="handover-propose"),
    path("<int:pk>/", handovers.handover_page, name="handover-page"),
    path("<int:pk>/stand/", handovers.handover_progress, name="handover-progress"),
    path("<int:pk>/pruefen/", handover_check.handover_check, name="handover-check"),
    path("<int:pk>/uebergeben/", handover_check.handover_release, name="handover-release"),
    path("<int:pk>/vorlegen/", handover_check.handover_hand_in, name="handover-hand-in"),
    path("<int:pk>/freigeben/", handover_check.handover_approve, name="handover-approve"),
    path("<int:pk>/verwerfen/", handover_check.handover_discard, name="handover-discard"),
    path(
        "<int:pk>/herausnehmen/<int:case_pk>/",
        handover_check.handover_take_out,
        name="handover-take-out",
    ),
    path("<int:pk>/erneut/", handover_file.handover_retry, name="handover-retry"),
    path("<int:pk>/datei/", handover_file.handover_download, name="handover-download"),
    path("<int:pk>/vermerken/", handover_file.handover_mark, name="handover-mark"),
]
