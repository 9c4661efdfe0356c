"""What docs/pictures/ shows, and how each picture is taken: `python -m devtools.photographs ADDRESS [NAME…]`.

Runs inside the virtual environment, against a server that answers at ADDRESS with the demo loaded; `./dev pictures`
arranges that. One function a picture; its name is the file's. A picture is at most 120 kB: 256 colours, one PNG.
"""

import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, sync_playwright

from . import ROOT, sample_roster
from .finding import CHROMIUM_ARGUMENTS

FOLDER = ROOT / "docs" / "pictures"
LIMIT = 120_000  # bytes a picture
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
VALID = ".row:has(.tag--ok) a.row__main"  # of the papers in the archive those that stand

Shot = Callable[["Studio"], bytes]
SHOTS: dict[str, Shot] = {}


class Studio:
    """A browser in front of the demo; each `desk` is a clean one, signed in as one of the cast."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address.rstrip("/")

    @contextmanager
    def desk(self, name: str = "", *, hat: str = "", dark: bool = False, phone: bool = False) -> Iterator[Page]:
        """A page of `name` ("" is nobody), acting as `hat` where several are held."""
        context = self.browser.new_context(
            base_url=self.address,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            color_scheme="dark" if dark else "light",
            **(PHONE if phone else DESKTOP),
        )
        page = context.new_page()
        if name:
            page.goto("/sign-in/")
            page.locator(f'.cast button:has(b:text-is("{name}"))').click()
        if hat:
            page.click(".hat")
            page.locator(".menu__panel button", has_text=hat).click()
        yield page
        context.close()


def picture(function: Shot) -> Shot:
    """Register a picture under the name of its function, `inbox_phone` as `inbox-phone.png`."""
    SHOTS[function.__name__.replace("_", "-")] = function
    return function


def whole(page: Page, height: int = 1500) -> bytes:
    """The page from its top, as long as it is, `height` pixels at most."""
    page.wait_for_load_state("networkidle")
    size = page.viewport_size or DESKTOP["viewport"]
    length = min(page.evaluate("document.documentElement.scrollHeight"), height)
    page.set_viewport_size({"width": size["width"], "height": max(length, size["height"])})
    return page.screenshot()


def screen(page: Page) -> bytes:
    page.wait_for_load_state("networkidle")
    return page.screenshot()


def case_at(page: Page, state: str) -> None:
    """Open the newest case at `state`; the demo tells at least one at every state."""
    page.goto(f"/cases/?kind=transfer&state={state}")
    page.locator(".row__main").first.click()


@picture
def sign_in(studio: Studio) -> bytes:
    with studio.desk() as page:
        page.goto("/sign-in/")
        return screen(page)


@picture
def inbox(studio: Studio) -> bytes:
    with studio.desk("王秀英") as page:
        return screen(page)


@picture
def inbox_phone(studio: Studio) -> bytes:
    with studio.desk("王秀英", phone=True) as page:
        return screen(page)


@picture
def case(studio: Studio) -> bytes:
    with studio.desk("赵建国") as page:
        case_at(page, "pending_approval")
        return whole(page)


@picture
def case_dark(studio: Studio) -> bytes:
    with studio.desk("赵建国", dark=True) as page:
        case_at(page, "pending_approval")
        return whole(page)


@picture
def case_phone(studio: Studio) -> bytes:
    with studio.desk("赵建国", phone=True) as page:
        case_at(page, "pending_approval")
        return screen(page)


@picture
def case_filed(studio: Studio) -> bytes:
    with studio.desk("陈志强") as page:
        case_at(page, "completed")
        return whole(page, 1700)


@picture
def start(studio: Studio) -> bytes:
    with studio.desk("王秀英") as page:
        page.goto("/transfers/new/")
        page.fill("main [name=q]", "李")
        page.locator("main button", has_text="查找").click()
        return screen(page)


@picture
def draft(studio: Studio) -> bytes:
    with studio.desk("王秀英") as page:
        open_draft(page)
        return whole(page)


@picture
def draft_phone(studio: Studio) -> bytes:
    with studio.desk("王秀英", phone=True) as page:
        open_draft(page)
        return whole(page, 1900)


def open_draft(page: Page) -> None:
    case_at(page, "draft")
    page.locator("main a", has_text="修改内容").click()


@picture
def destinations(studio: Studio) -> bytes:
    with studio.desk("王秀英") as page:
        open_draft(page)
        page.locator("main a", has_text="改选").click()
        for name in ("江海省委员会", "临港区委员会", "朝晖街道", "综合党总支"):
            page.locator("a.row__main", has_text=name).first.click()
        return screen(page)


@picture
def import_preview(studio: Studio) -> bytes:
    workbook: FilePayload = {"name": "roster.xlsx", "mimeType": "", "buffer": sample_roster.new_members()}
    with studio.desk("系统管理员") as page:
        page.goto("/import/")
        page.set_input_files("main [type=file]", files=[workbook])
        page.locator("main button", has_text="上传并检查").click()
        page.locator("main table").first.wait_for(timeout=60_000)
        return whole(page, 1300)


@picture
def people(studio: Studio) -> bytes:
    with studio.desk("王秀英") as page:
        page.goto("/people/")
        return screen(page)


@picture
def person(studio: Studio) -> bytes:
    with studio.desk("王秀英") as page:
        page.goto("/people/")
        page.fill("main [name=q]", "李明")
        page.keyboard.press("Enter")
        page.locator("main a", has_text="李明").first.click()
        return whole(page)


@picture
def organisation(studio: Studio) -> bytes:
    with studio.desk("陈志强") as page:
        page.goto("/orgs/")
        page.locator("main a", has_text="一社区支部").first.click()
        return whole(page)


@picture
def setup(studio: Studio) -> bytes:
    with studio.desk("系统管理员") as page:
        page.goto("/setup/")
        return whole(page)


@picture
def accounts(studio: Studio) -> bytes:
    with studio.desk("系统管理员") as page:
        page.goto("/accounts/")
        return screen(page)


@picture
def account(studio: Studio) -> bytes:
    with studio.desk("系统管理员") as page:
        page.goto("/accounts/")
        page.locator("main a", has_text="林晓东").first.click()
        return whole(page)


@picture
def archive(studio: Studio) -> bytes:
    with studio.desk("赵建国") as page:
        page.goto("/archive/")
        return screen(page)


@picture
def integrity(studio: Studio) -> bytes:
    """Once a proof is through."""
    with studio.desk("赵建国") as page:
        page.goto("/integrity/")
        page.locator("main button", has_text="现在核对").click()
        page.locator("#proof .note--ok").wait_for(timeout=60_000)
        page.goto("/integrity/")
        return whole(page)


@picture
def rules(studio: Studio) -> bytes:
    with studio.desk("王秀英") as page:
        page.goto("/rules/")
        return screen(page)


@picture
def verify(studio: Studio) -> bytes:
    """What anybody sees who was handed the newest letter and asks whether it is genuine."""
    with studio.desk("赵建国") as page, studio.desk() as stranger:
        page.goto("/archive/?form=F-01")
        address = page.locator(VALID).first.get_attribute("href")
        stranger.goto("/verify")
        content = page.request.get(f"{address}").body()
        file = FilePayload(name="letter.pdf", mimeType="application/pdf", buffer=content)
        stranger.set_input_files("main [type=file]", files=[file])
        stranger.click("main form button")
        return screen(stranger)


@picture
def letter(studio: Studio) -> bytes:
    return paper(studio, "F-01")


@picture
def slip(studio: Studio) -> bytes:
    return paper(studio, "F-14")


def paper(studio: Studio, form: str) -> bytes:
    """The first page of the newest paper of `form`, as the office's own preview draws it."""
    with studio.desk("赵建国") as page:
        page.goto(f"/archive/?form={form}")
        address = page.locator(VALID).first.get_attribute("href")
        return page.request.get(f"{address}1.png").body()


def small(shot: bytes) -> bytes:
    """The picture in 256 colours, or in fewer or narrower until it is within the limit."""
    image = Image.open(io.BytesIO(shot)).convert("RGB")
    for colours, scale in ((256, 1.0), (96, 1.0), (48, 1.0), (48, 0.75), (32, 0.5)):
        size = (round(image.width * scale), round(image.height * scale))
        drawn = image if scale == 1.0 else image.resize(size, Image.Resampling.LANCZOS)
        kept = io.BytesIO()
        drawn.quantize(colours, dither=Image.Dither.NONE).save(kept, "PNG", optimize=True)
        if kept.tell() <= LIMIT:
            break
    return kept.getvalue()


def main(address: str, *names: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ["LIANGDI_CHROMIUM"], args=list(CHROMIUM_ARGUMENTS)
        )
        studio = Studio(browser, address)
        for name, shot in SHOTS.items():
            if names and not name.startswith(names):
                continue
            taken = small(shot(studio))
            (FOLDER / f"{name}.png").write_bytes(taken)
            print(f"{len(taken) // 1000:4} kB  docs/pictures/{name}.png", flush=True)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
