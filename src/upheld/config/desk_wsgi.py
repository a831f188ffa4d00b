"""The desk and the portal as a WSGI application: ``upheld.config.desk_wsgi:application``."""

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "upheld.config.desk"
application = get_wsgi_application()
