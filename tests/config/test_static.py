"""The static files of production can be gathered: every file that a style sheet names is there."""

from django.core.management import call_command
from django.test import override_settings

MANIFEST = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}


def test_static_files_are_gathered_under_their_hash_and_without_viewflows_pages(tmp_path, settings):
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=settings.STORAGES | MANIFEST):
        call_command("collectstatic", interactive=False, verbosity=0)

    assert list(tmp_path.glob("app.*.css"))
    assert not (tmp_path / "viewflow").exists()
