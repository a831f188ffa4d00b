"""The desk and the portal as a WSGI application: ``upheld.config.desk_wsgi:application``.

Health is answered and requests are counted before all else.
"""

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "upheld.config.desk"
django_alone = get_wsgi_application()


def _application():  # type: ignore[no-untyped-def]
    from upheld.desk.signs_of_life import why_no_worker
    from upheld.operations.health import Health
    from upheld.operations.logs import this_is
    from upheld.operations.requests import Operated
    from upheld.operations.schema import up_to_date

    this_is("desk")
    return Operated(django_alone, Health([up_to_date("register"), why_no_worker]))


application = _application()
