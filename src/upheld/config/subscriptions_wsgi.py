"""The pages of following as a WSGI application: ``upheld.config.subscriptions_wsgi:application``.

Health is answered and requests are counted before all else.
"""

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "upheld.config.subscriptions"
django_alone = get_wsgi_application()


def _application():  # type: ignore[no-untyped-def]
    from upheld.operations.health import Health
    from upheld.operations.logs import this_is
    from upheld.operations.requests import Operated
    from upheld.operations.schema import up_to_date
    from upheld.publication.subscriptions.middleware import bundle_now, why_not

    this_is("follow")
    return Operated(
        django_alone,
        Health([lambda: why_not(bundle_now()), up_to_date("database of subscriptions", "restart following")]),
    )


application = _application()
