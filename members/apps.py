from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"

    def ready(self) -> None:
        from . import tree_changes  # noqa: F401  no page imports it yet, but /rules lists its rule
