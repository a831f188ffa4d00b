"""The addresses of the desk and the portal."""

from django.shortcuts import redirect
from django.urls import include, path

from upheld.access import account_urls
from upheld.access.guard import anybody
from upheld.access.home import home
from upheld.config import desk_jinja  # noqa: F401  # names the folders of files before the first is asked for
from upheld.desk import urls as desk
from upheld.portal import urls as portal
from upheld.publication.website import assets

urlpatterns = [
    path("", home, name="home"),
    path("desk/", include(desk.urlpatterns)),
    path("portal/", include(portal.urlpatterns)),
    path("account/", include(account_urls.urlpatterns)),
    path("assets/<str:hashed>", anybody(assets.serve), name="asset"),
    path("favicon.ico", anybody(lambda _: redirect(assets.address("icon.svg"))), name="icon"),
]
handler400 = "upheld.access.pages.not_understood"
handler403 = "upheld.access.pages.forbidden"
handler404 = "upheld.access.pages.not_found"
handler429 = "upheld.access.pages.too_often"
handler500 = "upheld.access.pages.gone_wrong"
