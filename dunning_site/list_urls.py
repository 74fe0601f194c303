"""The addresses of what people keep of lists, and of the record of exports."""

from django.urls import path

from dunning_site.views import export_log, saved_views

urlpatterns = [
    path("ansichten/", saved_views.view_save, name="view-save"),
    path("ansichten/spalten/", saved_views.columns_choose, name="columns-choose"),
    path("ansichten/<int:pk>/entfernen/", saved_views.view_delete, name="view-delete"),
    path("exporte/", export_log.export_log, name="export-log"),
]
