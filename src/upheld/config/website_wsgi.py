"""The public site as a WSGI application: ``upheld.config.website_wsgi:application``.

Health is answered and requests are counted before all else. Answers are kept in front of Django for as long as a bundle
is on show. The first bundle is read when this is imported, so that a process answers as quickly from its first
request on.
"""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "upheld.config.website"
django_alone = get_wsgi_application()


def _application():  # type: ignore[no-untyped-def]
    from django.conf import settings

    from upheld.operations.health import Health
    from upheld.operations.logs import this_is
    from upheld.operations.requests import Operated
    from upheld.publication.website.in_use import follow, why_not
    from upheld.publication.website.on_show import OnShow
    from upheld.publication.website.turns import Turns
    from upheld.publication.website.whole_pages import WholePages

    this_is("site")
    turns = Turns(follow(str(settings.UPHELD_BUNDLE), previews=settings.UPHELD_PREVIEW))
    pages = WholePages(django_alone, turns, settings.ALLOWED_HOSTS, settings.UPHELD_SCHEME)
    turns.prepare = pages.prepare
    OnShow(turns)
    turns.now()
    gc.collect()
    gc.freeze()  # what serves every request is not looked through again and again for what can go
    turns.watch()
    return Operated(pages, Health([lambda: why_not(turns.now().bundle, settings.UPHELD_PREVIEW)]))


application = _application()
