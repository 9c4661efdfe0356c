"""WSGI entry point for gunicorn."""

import os

from config import start

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = start.application()
