"""What no page may do, noted while a window is open."""

from urllib.parse import urldefrag, urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, WebError

LOCAL_SCHEMES = ("data", "blob", "about")


class Watched:
    """Faults of every page of one browser context.

    Chromium writes a line to the console when a page itself is answered with 4xx. That answer is what the test is
    about, so the line counts only when something else than a page was refused.
    """

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.context, self.host = context, urlsplit(url).netloc
        self._noted: list[tuple[str, str]] = []  # what, address
        self._refused_pages: set[str] = set()
        context.on("console", self._console)
        context.on("weberror", self._error)
        context.on("request", self._request)
        context.on("response", self._response)

    @property
    def faults(self) -> list[str]:
        return [f"{what} ({at})" for what, at in self._noted if not self._is_refused_page(what, at)]

    def _is_refused_page(self, what: str, at: str) -> bool:
        return what.startswith("error: Failed to load resource") and urldefrag(at).url in self._refused_pages

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._noted.append((f"{message.type}: {message.text}", message.location["url"]))

    def _error(self, error: WebError) -> None:
        self._noted.append((f"uncaught: {error.error}", ""))

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in LOCAL_SCHEMES and address.netloc != self.host:
            self._noted.append(("request to another host", request.url))

    def _response(self, response: Response) -> None:
        if response.status >= 500:
            self._noted.append((f"answer {response.status}", response.url))
        elif response.status >= 400 and response.request.is_navigation_request():
            self._refused_pages.add(urldefrag(response.url).url)
