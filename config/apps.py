from django.apps import AppConfig, apps
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.db.models.signals import post_migrate


class ConfigConfig(AppConfig):
    name = "config"
    default = True

    def ready(self) -> None:
        from approvals import inbox_views  # deferred: models exist only now

        from . import checks, keys  # noqa: F401  registers the system checks; not before the app registry
        from .setup import panels

        inbox_views.HOMES.append(panels.home)
        # Each application with tables sends it, after the migrations of all.
        post_migrate.connect(keys.record_if_they_fit, sender=apps.get_app_config("members"))


class StaticFiles(StaticFilesConfig):
    """Leaves out Viewflow's stock pages: they are not used, weigh 2 MB and refer to font files that are not there."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "viewflow"]
