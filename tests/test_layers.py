"""A relation named by a string is an import the linter cannot see: it, too, points downwards."""

from django.apps import apps

LAYERS = ("members", "documents", "approvals", "workflows")  # lowest first


def test_relations_point_downwards():
    upwards = [
        str(field)
        for model in _ours()
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]
        if field.related_model and _height(field.related_model) > _height(model)
    ]
    assert upwards == []


def test_every_room_has_records_to_hold_this_for():
    assert {model._meta.app_label for model in apps.get_models()} >= set(LAYERS)


def test_migrations_depend_on_lower_rooms_only():
    from django.db.migrations.loader import MigrationLoader

    nodes = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    upwards = [
        (room, needed)
        for (room, _name), migration in nodes.items()
        for needed, _of in migration.dependencies
        if room in LAYERS and needed in LAYERS and LAYERS.index(needed) > LAYERS.index(room)
    ]
    assert upwards == []


def _ours():
    return [m for m in apps.get_models(include_auto_created=True) if m._meta.app_label in LAYERS]


def _height(model) -> int:
    """Where a model's room stands; other people's applications stand below all of ours."""
    room = model._meta.app_label
    return LAYERS.index(room) if room in LAYERS else -1
