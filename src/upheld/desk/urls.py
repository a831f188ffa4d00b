"""The desk's addresses, a list from each part of it."""

from upheld.desk import (
    check_views,
    correcting_views,
    correction_views,
    edition_views,
    erase_views,
    letter_comparing,
    letter_views,
    people_views,
    query_views,
    receipt_views,
    release_views,
    round_settling,
    sending_views,
    trail_views,
    watching_views,
)

urlpatterns = [
    *edition_views.urlpatterns,
    *check_views.urlpatterns,
    *round_settling.urlpatterns,
    *query_views.urlpatterns,
    *letter_views.urlpatterns,
    *letter_comparing.urlpatterns,
    *sending_views.urlpatterns,
    *release_views.urlpatterns,
    *correction_views.urlpatterns,
    *correcting_views.urlpatterns,
    *erase_views.urlpatterns,
    *people_views.urlpatterns,
    *trail_views.urlpatterns,
    *receipt_views.urlpatterns,
    *watching_views.urlpatterns,
]
