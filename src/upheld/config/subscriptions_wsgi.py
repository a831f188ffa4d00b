"""The pages of following as a WSGI application: ``upheld.config.subscriptions_wsgi:application``."""

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "upheld.config.subscriptions"
application = get_wsgi_application()
