from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class ConfigConfig(AppConfig):
    name = "config"
    default = True

    def ready(self) -> None:
        from . import checks  # noqa: F401  registers the system checks; not before the app registry


class StaticFiles(StaticFilesConfig):
    """Leaves out Viewflow's stock pages: they are not used, weigh 2 MB and refer to font files that are not there."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "viewflow"]
