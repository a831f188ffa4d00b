"""The public site's addresses."""

from django.urls import path

from upheld.publication.website import (
    assets,
    authority_views,
    compare_views,
    data_views,
    decision_views,
    drawings,
    earlier_views,
    embed_views,
    explaining_views,
    feeds,
    file_views,
    front_views,
    national_views,
    release_views,
    sitemaps,
    views,
)
from upheld.publication.website.api import urls as api_urls

urlpatterns = [
    *front_views.urlpatterns,
    *decision_views.urlpatterns,
    *explaining_views.urlpatterns,
    *drawings.urlpatterns,
    *embed_views.urlpatterns,
    *api_urls.urlpatterns,
    *data_views.urlpatterns,
    *feeds.urlpatterns,
    *release_views.urlpatterns,
    *earlier_views.urlpatterns,
    *sitemaps.urlpatterns,
    path("authorities/", views.listing, name="authorities"),
    path("authorities/<str:code>/", authority_views.authority, name="authority"),
    path("authorities/<str:code>/<year:year>/", authority_views.authority, name="authority_year"),
    path("authorities/<str:code>/<year:year>/letter/", file_views.letter_page, name="letter_page_year"),
    path("authorities/<str:code>/<year:year>/letter.pdf", file_views.letter_pdf, name="letter_pdf_year"),
    path("authorities/<str:code>/compare/", compare_views.compare, name="compare"),
    path("authorities/<str:code>/letter/", file_views.letter_page, name="letter_page"),
    path("authorities/<str:code>/letter.pdf", file_views.letter_pdf, name="letter_pdf"),
    path("downloads/<year:year>/<str:name>", file_views.download, name="download"),
    path("method/", views.method, name="method"),
    path("national/", national_views.national, name="national"),
    path("national/<year:year>/", national_views.national, name="national_year"),
    path("national/<year:year>/<str:kind>/", national_views.kind, name="national_kind"),
    path("about/", views.text_page, {"name": "about"}, name="about"),
    path("accessibility/", views.text_page, {"name": "accessibility"}, name="accessibility"),
    path("privacy/", views.text_page, {"name": "privacy"}, name="privacy"),
    path("assets/<str:hashed>", assets.serve, name="asset"),
]
handler404 = "upheld.publication.website.errors.not_found"
handler500 = "upheld.publication.website.errors.gone_wrong"
