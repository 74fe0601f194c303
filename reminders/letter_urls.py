"""The addresses of printed letters."""

from django.urls import path

from reminders.views import letters, print_batches

LETTER_URLS = [
    path("briefe/", letters.letter_list, name="letter-list"),
    path("briefe/stapel/", letters.batch_create, name="batch-create"),
    path("briefe/stapel/<int:pk>/", print_batches.batch_detail, name="batch-detail"),
    path("briefe/stapel/<int:pk>/stand/", print_batches.batch_progress, name="batch-progress"),
    path("briefe/stapel/<int:pk>/druck.pdf", print_batches.batch_print, name="batch-pdf"),
    path("briefe/stapel/<int:pk>/versendet/", print_batches.batch_posted, name="batch-posted"),
    path("briefe/stapel/<int:pk>/aufloesen/", print_batches.batch_dissolve, name="batch-dissolve"),
    path("mahnungen/<int:pk>/als-brief/", letters.reminder_as_letter, name="reminder-as-letter"),
    path("mahnungen/<int:pk>/kopie.pdf", letters.reminder_copy, name="reminder-copy"),
]
