"""The office's own settings, with this folder as an app: Viewflow finds a flow by the app it stands in."""

from config.settings import *  # noqa: F403  everything but the line below is as in production
from config.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "bench"]
