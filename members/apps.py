from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"

    def ready(self) -> None:
        from . import coverage, tree_changes

        tree_changes.changed.connect(coverage.taken_over)
