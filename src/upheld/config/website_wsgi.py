"""The public site as a WSGI application: ``upheld.config.website_wsgi:application``."""

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "upheld.config.website"
application = get_wsgi_application()
