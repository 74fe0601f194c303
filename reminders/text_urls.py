"""The addresses of the texts: templates, and what is written by hand."""

from django.urls import path

from reminders.views import (
    by_hand,
    edited_texts,
    template_preview,
    template_versions,
    templates,
)

TEXT_URLS = [
    path("textvorlagen/", templates.template_list, name="template-list"),
    path("textvorlagen/neu/", templates.template_create, name="template-create"),
    path(
        "textvorlagen/vorschau/<str:part>/",
        template_preview.template_preview,
        name="template-preview",
    ),
    path("textvorlagen/<int:pk>/", templates.template_edit, name="template-edit"),
    path("textvorlagen/<int:pk>/variante/", templates.template_variant, name="template-variant"),
    path("textvorlagen/<int:pk>/loeschen/", templates.template_delete, name="template-delete"),
    path(
        "textvorlagen/<int:pk>/fassungen/",
        template_versions.template_versions,
        name="template-versions",
    ),
    path(
        "textvorlagen/<int:pk>/fassungen/<int:version>/wiederherstellen/",
        template_versions.template_restore,
        name="template-restore",
    ),
    path("auftraege/<int:order_id>/erinnerung/", by_hand.reminder_write, name="reminder-write"),
    path(
        "auftraege/<int:order_id>/erinnerung/vorschau/<str:part>/",
        by_hand.reminder_write_preview,
        name="reminder-write-preview",
    ),
    path("mahnungen/<int:pk>/text/", edited_texts.reminder_text, name="reminder-text"),
    path(
        "mahnungen/<int:pk>/text/vorschau/<str:part>/",
        edited_texts.reminder_text_preview,
        name="reminder-text-preview",
    ),
]
