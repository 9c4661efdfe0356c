from django.apps import AppConfig


class WorkflowsConfig(AppConfig):
    name = "workflows"

    def ready(self) -> None:
        from approvals import kinds  # deferred: models exist only now

        from .coordination.flow import CoordinationFlow
        from .transfer.flow import TransferFlow

        kinds.register(CoordinationFlow)
        kinds.register(TransferFlow)
