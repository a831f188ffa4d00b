"""The peers of the site's benchmark with nothing before them: an empty view of Django, and bytes sent as they are.

``application`` is Django without middleware; ``bare`` sends the file that ``UPHELD_BENCH_FILE`` names.
"""

import os
from pathlib import Path

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.urls import path

urlpatterns = [path("", lambda _: HttpResponse("empty", headers={"Content-Length": "5"}))]
settings.configure(ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, SECRET_KEY="none", MIDDLEWARE=[])
django.setup(set_prefix=False)
application = WSGIHandler()
CONTENT = Path(os.environ.get("UPHELD_BENCH_FILE", os.devnull)).read_bytes()


def bare(_environ, start):  # type: ignore[no-untyped-def]
    """A WSGI application that does nothing but answer."""
    start("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(CONTENT)))])
    return [CONTENT]
