"""The addresses of following."""

from django.urls import path

from upheld.publication.subscriptions import token_views, views
from upheld.publication.website import assets

urlpatterns = [
    path("follow/", views.begin, name="follow"),
    path("follow/sent/", views.sent, name="sent"),
    path("follow/confirm/<str:token>/", token_views.confirm, name="confirm"),
    path("follow/manage/<str:token>/", token_views.manage, name="manage"),
    path("follow/stop/<str:token>/", token_views.stop, name="stop"),
    path("", views.to_the_form, name="follow_start"),
    path("assets/<str:hashed>", assets.serve, name="asset"),
]
handler400 = "upheld.publication.subscriptions.views.not_understood"
handler403 = "upheld.publication.subscriptions.views.too_old"
handler404 = "upheld.publication.subscriptions.views.not_found"
handler500 = "upheld.publication.subscriptions.views.gone_wrong"
