from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "documents"

    def ready(self) -> None:
        from . import checks, pdf  # noqa: F401  the rules and system checks they declare; not before the app registry
        from .templatetags import paper  # noqa: F401  its rule: the web process may never load a paper's template
