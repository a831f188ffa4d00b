"""The desk's addresses, a list from each part of it."""

from upheld.desk import correction_views, edition_views, release_views

urlpatterns = [
    *edition_views.urlpatterns,
    *release_views.urlpatterns,
    *correction_views.urlpatterns,
]
