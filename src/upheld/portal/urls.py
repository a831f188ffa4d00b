"""The portal's addresses: each begins with the authority whose pages they are."""

from upheld.portal import (
    case_views,
    code_views,
    letter_views,
    own_views,
    query_views,
    remedy_views,
    scrutiny_views,
    training_views,
)

urlpatterns = [
    *own_views.urlpatterns,
    *case_views.urlpatterns,
    *query_views.urlpatterns,
    *letter_views.urlpatterns,
    *remedy_views.urlpatterns,
    *scrutiny_views.urlpatterns,
    *training_views.urlpatterns,
    *code_views.urlpatterns,
]
