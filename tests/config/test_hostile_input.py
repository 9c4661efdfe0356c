"""Whatever is sent, wherever, by whomever: never a 500 (S7). Addresses come from REGISTRY, fields from the pages.

An ordinary run asks each address once or twice, another mixture each address; `./dev test --full fuzz` asks everything.
"""

import random
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.http.cookie import SimpleCookie
from django.test import Client
from django.urls import reverse

from tests.giants import FULL

from . import hostile
from .test_every_url import (  # noqa: F401  fixtures
    EVERYBODY,
    REGISTRY,
    draft,
    letter_out,
    sign_in,
    transfer,
    transfer_at_destination,
    transfer_awaiting_approval,
    world,
)

FORM = "application/x-www-form-urlencoded"
ORDER = {role: number for number, role in enumerate(["secretary", "approver", "keeper", "clerk", "receiver"])}


class Asker:
    """Sends requests as one role or another, takes back what they did, and remembers what went wrong."""

    def __init__(self, world: SimpleNamespace):  # noqa: F811
        self.world, self.faults, self.asked = world, set(), 0
        self.cookies = {role: sign_in(world, role) for role in EVERYBODY}
        self.client = Client(raise_request_exception=False)
        self.chance = random.Random(7)  # noqa: S311  the same mixture each time

    def some(self, things: list, ordinary: int) -> list:
        """All of them in a full run."""
        return things if FULL else self.chance.sample(things, min(ordinary, len(things)))

    def roles(self, name: str) -> list[str]:
        """Who reaches an address, those of the own side first; in an ordinary run one of them."""
        roles = sorted(REGISTRY[name].roles | REGISTRY[name].refused, key=lambda role: (ORDER.get(role, 9), role))
        return [*roles, "anonymous"] if FULL else roles[:1]

    def address(self, name: str) -> str:
        return reverse(name, args=REGISTRY[name].there(self.world))

    def send(self, role: str, method: str, name: str, what: object, path: str, **request) -> str:
        """The page, and the fault noted when the answer is one."""
        client = self.client
        client.cookies = SimpleCookie(self.cookies[role].output(header="", sep=";"))
        self.asked += 1
        with transaction.atomic():
            answer = client.generic(method, path, **request)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            transaction.set_rollback(True)
        if answer.status_code >= 500:
            error = answer.exc_info[0].__name__ if getattr(answer, "exc_info", None) else ""
            self.faults.add(f"{method} {name} as {role}, {str(what)[:50]}: {answer.status_code} {error}")
        return body.decode(errors="replace")

    def post(self, role: str, name: str, what: object, path: str, body: bytes, kind: str = FORM) -> str:
        return self.send(role, "POST", name, what, path, data=body, content_type=kind)


@pytest.fixture
def asker(world) -> Asker:  # noqa: F811
    return Asker(world)


pytestmark = [pytest.mark.django_db, pytest.mark.giant("fuzz")]


def test_addresses_and_queries(asker):
    for name in REGISTRY:
        path = asker.address(name)
        for role in asker.roles(name):
            for value in asker.some(hostile.VALUES[:-1], 1):
                said = hostile.query(hostile.QUERY, value[:2000]).decode()
                asker.send(role, "GET", name, value, path, QUERY_STRING=said)
            for number, segment in asker.some(list(enumerate(hostile.SEGMENTS * 2)), 1):
                method = asker.chance.choice(["GET", "POST", "DELETE", "OPTIONS"])
                asker.send(role, method, name, segment, hostile.with_segment(path, number // 10, segment))
    assert asker.faults == set()


def test_every_field_of_every_form(asker):
    for name, said in forms(asker).items():
        for role, path, fields, uploads in said:
            names = sorted(set(fields) | set(hostile.QUERY))
            for value in asker.some(hostile.VALUES, 1):
                few = value[: 1_000_000 if len(names) < 4 else 60_000]
                asker.post(role, name, value, path, hostile.query(names, few))
            for field in asker.some(sorted(fields), 1):
                for value in asker.some(hostile.VALUES, 1):
                    asker.post(role, name, (field, value), path, one(fields, field, value))
            for field in uploads:
                for what in asker.some(list(hostile.FILES), 2):
                    upload(asker, role, name, path, {**fields, field: hostile.Upload(what)}, what)
                for called in asker.some(hostile.FILE_NAMES, 1):
                    upload(asker, role, name, path, {**fields, field: hostile.Upload("a damaged PDF", called)}, called)
    assert asker.faults == set()


def test_headers_cookies_and_bodies(asker):
    for name in asker.some(sorted(REGISTRY), 25):
        path, (role, *_others) = asker.address(name), asker.roles(name)
        for headers in asker.some(hostile.HEADERS, 2):
            asker.send(role, asker.chance.choice(["GET", "POST"]), name, headers, path, **headers)
        for kind, body in asker.some(hostile.BODIES, 2):
            asker.post(role, name, kind, path, body, kind)
    assert asker.faults == set()


def forms(asker: Asker) -> dict[str, list[tuple[str, str, dict[str, str], set[str]]]]:
    """The forms that each page shows, and for an address without one the names that views read by themselves."""
    found: dict[str, list] = {}
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for name in REGISTRY:
        path = asker.address(name)
        found[name] = [(asker.roles(name)[0], path, {}, set())]
        for role in asker.roles(name):
            page = hostile.Forms(asker.send(role, "GET", name, "the page", path), path)
            for action, fields in page.found.items():
                if (action, tuple(sorted(fields))) not in seen and action.startswith("/"):
                    seen.add((action, tuple(sorted(fields))))
                    found[name].append((role, action, fields, page.uploads.get(action, set())))
    return found


def one(fields: dict[str, str], field: str, value: bytes) -> bytes:
    """The form as the page filled it, with one field spoilt."""
    kept = b"&".join(hostile.query([name], said.encode()) for name, said in fields.items() if name != field)
    return kept + b"&" + hostile.query([field], value)


def upload(asker: Asker, role: str, name: str, path: str, fields: dict, what: str) -> None:
    client = asker.client
    client.cookies = SimpleCookie(asker.cookies[role].output(header="", sep=";"))
    asker.asked += 1
    with transaction.atomic():
        answer = client.post(path, fields)
        transaction.set_rollback(True)
    if answer.status_code >= 500:
        error = answer.exc_info[0].__name__ if getattr(answer, "exc_info", None) else ""
        asker.faults.add(f"upload {name} as {role}, {what}: {answer.status_code} {error}")
