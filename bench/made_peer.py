"""The peer of the site's benchmark: an empty view of Django, with nothing in front of it and no middleware."""

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.urls import path

urlpatterns = [path("", lambda _: HttpResponse("empty", headers={"Content-Length": "5"}))]
settings.configure(ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, SECRET_KEY="none", MIDDLEWARE=[])
django.setup(set_prefix=False)
application = WSGIHandler()
