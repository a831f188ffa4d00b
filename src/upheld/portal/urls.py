"""The portal's addresses: each begins with the authority whose pages they are."""

from upheld.portal import own_views

urlpatterns = [
    *own_views.urlpatterns,
]
