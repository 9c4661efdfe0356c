from django.apps import AppConfig

from . import form_words  # noqa: F401  before the first form is made


class MembersConfig(AppConfig):
    name = "members"

    def ready(self) -> None:
        from . import coverage, tree_changes

        tree_changes.changed.connect(coverage.taken_over)
