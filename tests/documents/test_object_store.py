"""An object store that refuses, never answers or fails: told within seconds, nothing lost (T3)."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core.files.storage import default_storage

from config import health
from documents import archive, tasks
from documents.models import Paper
from documents.object_store import ATTEMPTS

WAIT = 0.2  # seconds; the setting's default is 5
SOON = 15  # seconds: both attempts with the pause between them, on a busy machine; without limits it takes minutes


@contextmanager
def refusing() -> Iterator[int]:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    yield port


@contextmanager
def silent() -> Iterator[int]:
    """Takes connections and says nothing."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        yield listening.getsockname()[1]


@contextmanager
def failing() -> Iterator[int]:
    class Fails(BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.send_response(500)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_HEAD = do_PUT = do_DELETE = answer

        def log_message(self, *_words) -> None:
            """Nothing on the test's error stream."""

    server = HTTPServer(("127.0.0.1", 0), Fails)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(params=[refusing, silent, failing], ids=lambda kind: kind.__name__)
def store(request, settings):
    """Files lie in a store that does not work; `settings` puts the folder back afterwards."""
    with request.param() as port:
        use(settings, port)
        assert default_storage.connection  # reading the client's description of S3 is no part of what is timed
        yield


def use(settings, port: int) -> None:
    options = {
        "bucket_name": "liangdi",
        "endpoint_url": f"http://127.0.0.1:{port}",
        "region_name": "cn-east",
        "access_key": "only-for-tests",
        "secret_key": "only-for-tests",
        "file_overwrite": False,
    }
    settings.S3_CONNECT_SECONDS = settings.S3_READ_SECONDS = WAIT
    stores = {"default": {"BACKEND": "documents.object_store.ObjectStore", "OPTIONS": options}}
    settings.STORAGES = settings.STORAGES | stores


@contextmanager
def soon() -> Iterator[None]:
    began = time.monotonic()
    yield
    assert time.monotonic() - began < SOON


def test_reading_and_writing_say_soon_that_storage_is_unavailable(store):
    for act in (lambda: archive.fetch("0" * 64), lambda: archive.keep(b"paper"), lambda: default_storage.exists("x")):
        with soon(), pytest.raises(archive.StorageUnavailable):
            act()


def test_readyz_names_it_soon(store):
    with soon():
        assert health.finding(health.storage) == "StorageUnavailable"


@pytest.mark.django_db
def test_a_paper_waits_and_is_filed_once_the_store_is_back(store, issue, settings):
    paper = issue()
    with pytest.raises(tasks.NotFiled):
        tasks.render_paper.call(paper.pk)
    waiting = Paper.objects.get(pk=paper.pk)
    assert (waiting.state, waiting.error) == ("issued", "存储空间不足或不可写，稍后自动重试")

    settings.STORAGES |= {"default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}}
    tasks.render_paper.call(paper.pk)
    assert Paper.objects.get(pk=paper.pk).is_filed


def test_two_attempts_are_made_and_no_more(settings):
    with silent() as port:
        use(settings, port)
        client = default_storage.connection.meta.client
    config = client.meta.config
    assert (config.connect_timeout, config.read_timeout) == (WAIT, WAIT)
    assert config.retries["total_max_attempts"] == ATTEMPTS == 2
