from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "documents"

    def ready(self) -> None:
        from members import characters, org_views  # deferred, like the rest: views need the models

        from . import checks, fonts, number_kinds, official, panels, pdf  # noqa: F401  the rules and system checks they declare
        from .templatetags import paper  # noqa: F401  its rule: the web process may never load a paper's template

        org_views.PANELS.append(panels.of_org)
        characters.unprintable_asks(fonts.uncovered)
        number_kinds.name(official.SERIES, _("发文字号"), lambda org: org.is_committee or org.acts_for_parent)
