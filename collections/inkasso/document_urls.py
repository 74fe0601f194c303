"""The addresses of the papers of a case, below the address of all cases."""

from django.urls import path

from inkasso.views import documents

DOCUMENT_URLS = [
    path("<int:pk>/akte.pdf", documents.case_dossier, name="case-dossier"),
    path("<int:pk>/unterlagen/", documents.case_documents, name="case-documents"),
    path("<int:pk>/unterlagen/<int:document_pk>/", documents.case_document, name="case-document"),
]
