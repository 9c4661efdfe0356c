"""JSON logs, a line an event, with the request's id, and without personal data.

What never reaches a log: the one-time set-up address, query strings, form data, user names, addresses of clients, and
the texts of exceptions, in which a database quotes the rows it refused. A traceback keeps its files, lines and types.
`LOG_EXCEPTION_TEXT=1` lifts the last of these for a search for a fault. Tests: tests/config/test_logs.py.
"""

import re
import sys
import traceback
import uuid
from contextlib import suppress
from typing import Any

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django_structlog.middlewares import RequestMiddleware
from structlog.typing import EventDict, Processor, WrappedLogger

from members.outage import is_passing

SETUP_ADDRESS = re.compile(r"/setup/[A-Za-z0-9_-]{20,}")
REQUEST_ID_HEADER = "X-Request-ID"

log = structlog.get_logger(__name__)


class RequestLog(RequestMiddleware):
    """One line a request: method, path without its query, status, the account's number; the id goes back too.

    The id is short enough to be read out over the telephone: error pages show it as `request.number`. Files of the
    page's frame are not logged."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(settings.STATIC_URL):
            return self.get_response(request)  # type: ignore[return-value]  # never asynchronous here
        return super().__call__(request)  # type: ignore[return-value]  # the same

    def prepare(self, request: HttpRequest) -> None:
        super().prepare(request)
        request.number = new_number()  # type: ignore[attr-defined]  # for the error pages
        structlog.contextvars.bind_contextvars(request_id=request.number)  # type: ignore[attr-defined]  # the same

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        return f"{request.method} {request.path}"

    def handle_response(self, request: HttpRequest, response: HttpResponse) -> None:
        response[REQUEST_ID_HEADER] = structlog.contextvars.get_contextvars()["request_id"]
        super().handle_response(request, response)

    @staticmethod
    def bind_user_id(request: HttpRequest) -> None:
        """Who it was; the line is written too when that cannot be learned, as from a database that does not answer."""
        with suppress(Exception):
            RequestMiddleware.bind_user_id(request)

    def _process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Trouble that passes is no fault of ours: one line without frames, and the answer is 503."""
        if not is_passing(exception):
            super()._process_exception(request, exception)
            return
        log.warning("busy", request=self.format_request(request), error=type(exception).__name__)


def new_number() -> str:
    """Twelve digits of 16 in threes of four: `3f2a-91bc-07de`."""
    digits = uuid.uuid4().hex[:12]
    return "-".join((digits[:4], digits[4:8], digits[8:]))


def frames_without_texts(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace `exc_info` by `exception`: a line a frame, then the types of the exception and of its causes."""
    error = exception_of(event.pop("exc_info", None))
    if error is not None:
        event["exception"] = describe(error)
    return event


def without_setup_token(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Hide the one-time address of an empty system: whoever reads it there could found the office (config/setup)."""
    for key, said in event.items():
        if isinstance(said, str) and "/setup/" in said:
            event[key] = SETUP_ADDRESS.sub("/setup/…", said)
    return event


def exception_of(exc_info: Any) -> BaseException | None:
    """The exception in what callers of a logger pass as `exc_info`: itself, a triple, or True for the current one."""
    if isinstance(exc_info, BaseException):
        return exc_info
    if isinstance(exc_info, tuple):
        return exc_info[1]
    return sys.exception() if exc_info else None


def describe(error: BaseException | None) -> list[str]:
    lines: list[str] = []
    while error is not None:
        lines += [
            f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)
        ]
        text = f": {error}" if settings.LOG_EXCEPTION_TEXT else ""
        lines.append(f"{type(error).__module__}.{type(error).__qualname__}{text}")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return lines


BEFORE: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def logging_settings(level: str) -> dict[str, Any]:
    """Django's LOGGING: everything, from structlog and from the standard library, as JSON on standard error."""
    json = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": BEFORE,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            frames_without_texts,
            without_setup_token,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    }
    quiet = {"fontTools": "WARNING", "weasyprint": "ERROR", "axes": "ERROR"}  # axes warns with the user's name
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": json},
        # The level stands on the handler too: the worker raises the level of its own loggers to INFO.
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json", "level": level}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            **{name: {"level": least} for name, least in quiet.items()},
            # Django would print requests, with their queries, and errors a second time in its own form.
            "django": {"level": "INFO", "handlers": [], "propagate": True},
            "django.server": {"level": "WARNING", "handlers": [], "propagate": True},
        },
    }


def configure() -> None:
    """Let structlog hand its events to the standard library, so that both end in the one formatter above."""
    structlog.configure(
        processors=[*BEFORE, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
