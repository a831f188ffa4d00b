"""The desk's addresses, a list from each part of it."""

from upheld.desk import edition_views, erase_views, people_views, trail_views

urlpatterns = [
    *edition_views.urlpatterns,
    *erase_views.urlpatterns,
    *people_views.urlpatterns,
    *trail_views.urlpatterns,
]
