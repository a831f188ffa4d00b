"""Settings that the desk and the website share. Nothing here opens a database."""

import os

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SECRET_KEY = os.environ.get("UPHELD_SECRET_KEY") or os.urandom(32).hex()
