from django.apps import AppConfig


class WorkflowsConfig(AppConfig):
    name = "workflows"

    def ready(self) -> None:
        from approvals import kinds, supervision_views  # deferred: models exist only now
        from members import org_views, person_views

        from .coordination.flow import CoordinationFlow
        from .transfer import panels, unreceived_views
        from .transfer.batch import panels as batch_panels
        from .transfer.flow import TransferFlow

        kinds.register(CoordinationFlow)
        kinds.register(TransferFlow)
        person_views.PANELS += [panels.of_person, panels.stay_of_person]
        supervision_views.PANELS.append(unreceived_views.section)
        org_views.PANELS.append(batch_panels.of_org)
