from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "approvals"

    def ready(self) -> None:
        from members import org_views, person_views  # deferred: models exist only now

        from . import panels

        person_views.PANELS.append(panels.of_person)
        org_views.PANELS.append(panels.of_org)
