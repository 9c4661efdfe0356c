from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "approvals"

    def ready(self) -> None:
        from members import org_views, person_views, tree_changes  # deferred: models exist only now

        from . import closing, panels

        person_views.PANELS.append(panels.of_person)
        org_views.PANELS.append(panels.of_org)
        tree_changes.closing.connect(closing.open_cases_stand_against_it)
