"""The desk's addresses, a list from each part of it."""

from upheld.desk import edition_views, letter_comparing, letter_views, sending_views

urlpatterns = [
    *edition_views.urlpatterns,
    *letter_views.urlpatterns,
    *letter_comparing.urlpatterns,
    *sending_views.urlpatterns,
]
