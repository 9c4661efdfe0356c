"""Whatever text the office holds is text on every page: markup typed into any column is shown, never run (S8).

Every free text of every row is replaced by a tag, then every address is opened.
"""

import pytest
from django.apps import apps
from django.db import models, transaction
from django.db.models import Value
from django.db.models.functions import Cast, Concat
from django.db.utils import DatabaseError
from django.test import Client
from django.urls import reverse

from .test_every_url import (  # noqa: F401  fixtures
    REGISTRY,
    draft,
    letter_out,
    sign_in,
    transfer,
    transfer_at_destination,
    transfer_awaiting_approval,
    world,
)

MARKUP = "\"'><i x>"
ROOMS = ("members", "documents", "approvals", "workflows", "config")
# Words the program itself writes and reads again; nobody types them.
OURS = {
    "username", "password", "reset_code", "path", "key", "kind", "state", "status", "number", "because", "slot",
    "verb", "action", "from_state", "to_state", "came_from", "template", "sha256", "hash", "previous", "content_type",
    "did", "subject", "flow_task", "digest", "claim", "region", "outcome", "recipe", "check_code", "qr_text", "proof",
    "upload", "repair", "kept_sheets", "log_head", "Proof.step", "Proof.sheet",
    "id_index", "id_tail_index", "file_hash", "form",
}  # fmt: skip


def typed_columns():
    """Each column somebody's words may stand in."""
    for model in apps.get_models():
        if model._meta.app_label not in ROOMS:
            continue
        for field in model._meta.local_concrete_fields:
            free = type(field) in (models.CharField, models.TextField) and not field.choices
            named = {field.name, f"{model.__name__}.{field.name}"}
            ours = not OURS.isdisjoint(named) or field.name.endswith(("_sealed", "_hash", "_head", "_index"))
            if free and not ours and (field.max_length or 99) >= len(MARKUP) + 5:
                yield model, field.name


def type_markup_everywhere() -> list[str]:
    """Returns the columns that now hold it."""
    changed = []
    for model, name in typed_columns():
        try:
            with transaction.atomic():
                if models.QuerySet(model).update(**{name: Concat(Value(MARKUP), Cast("pk", models.CharField()))}):
                    changed.append(f"{model.__name__}.{name}")
        except DatabaseError:  # a constraint of its own: no free text
            continue
    return changed


@pytest.mark.django_db
@pytest.mark.giant("urls")
@pytest.mark.parametrize(
    "role",
    [
        "secretary",
        "keeper",
        *(pytest.param(role, marks=pytest.mark.giant("urls", only_full=True)) for role in ("approver", "receiver")),
    ],
)
def test_markup_in_any_column_is_text_on_every_page(world, role):  # noqa: F811
    cookies = sign_in(world, role)
    changed = type_markup_everywhere()
    assert {"Person.name", "PartyOrg.name", "Account.name", "Attachment.name", "Case.title", "Opinion.text"} <= set(
        changed
    )
    client = Client(raise_request_exception=False)
    client.cookies = cookies
    shown, run = [], []
    for name, page in REGISTRY.items():
        answer = client.get(reverse(name, args=page.there(world)))
        body = b"" if answer.streaming else answer.content
        if b"<i x>" in body and "html" in answer["Content-Type"]:
            run.append(name)
        if b"&lt;i x&gt;" in body:
            shown.append(name)
        assert answer.status_code < 500, name
    assert run == []
    assert len(shown) > 20
