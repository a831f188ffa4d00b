"""The desk's addresses, a list from each part of it."""

from upheld.desk import edition_views, people_views

urlpatterns = [
    *edition_views.urlpatterns,
    *people_views.urlpatterns,
]
