"""The desk's addresses, a list from each part of it."""

from upheld.desk import check_views, edition_views, letter_comparing, letter_views, query_views, sending_views

urlpatterns = [
    *edition_views.urlpatterns,
    *check_views.urlpatterns,
    *query_views.urlpatterns,
    *letter_views.urlpatterns,
    *letter_comparing.urlpatterns,
    *sending_views.urlpatterns,
]
