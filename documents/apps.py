from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "documents"

    def ready(self) -> None:
        from members import characters, org_views  # deferred, like the rest: views need the models

        from . import checks, fonts, panels, pdf  # noqa: F401  the rules and system checks they declare
        from .templatetags import paper  # noqa: F401  its rule: the web process may never load a paper's template

        org_views.PANELS.append(panels.of_org)
        characters.unprintable_asks(fonts.uncovered)
