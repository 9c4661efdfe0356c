"""The people of the office as the browser tests speak of them: `wang.sends(case)`, `chen.refuses(case, …)`.

Each verb is what its person does at the screen: find the case, choose the act, fill what it asks for, press the button
that says what happens. Buttons and fields are found by the words on the page, so a page that changes its words fails
here. `office.days_pass(…)` lets time pass: the clock runs, sessions end, everybody signs in anew.
"""

import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace

import pypdfium2
from django.core.management import call_command
from playwright.sync_api import FilePayload, Locator, Page, expect

from approvals import desk as the_desk
from config.demo import cast
from members.models import Appointment, PartyOrg, Person
from members.people import MEMBERS
from workflows.transfer import drafting
from workflows.transfer.case import TransferCase

WORKER_MS = 60_000  # a paper takes seconds; a loaded machine takes longer
PHONES = {"zhao", "gao"}  # the leaders who approve between two meetings

Window = Callable[..., Page]


class Office:
    """Everybody at work, each at one window until days pass."""

    def __init__(self, desk: Window, house: SimpleNamespace) -> None:
        self._desk, self._house = desk, house
        self._windows: dict[str, Page] = {}

    def people(self, *logins: str) -> list["Colleague"]:
        return [Colleague(login, self) for login in logins]

    def window(self, login: str) -> Page:
        if login not in self._windows:
            self._windows[login] = self._desk(login, phone=login in PHONES)
        return self._windows[login]

    def days_pass(self, days: int) -> None:
        """Everybody goes home; that many days later the clock has done what fell due, and they sign in anew."""
        for page in self._windows.values():
            page.context.close()
        self._windows.clear()
        self._house.clock.shift(timedelta(days=days))
        call_command("tick", confirm_jump=True, stdout=io.StringIO())


class Colleague:
    """One of the cast. Every verb begins at the person's own list and ends with what the page answers."""

    def __init__(self, login: str, office: Office) -> None:
        self.login, self.office = login, office

    @property
    def page(self) -> Page:
        return self.office.window(self.login)

    # At the screen ------------------------------------------------------------------------------------------------

    def opens(self, case: "str | TransferCase") -> Page:
        """The case from 待办, or from 全部 where it waits for somebody else."""
        page = self.page
        page.goto("/")
        row = page.locator("main").get_by_role("link").filter(has_text=str(case))
        if not row.count():
            page.goto("/cases/")
        row.first.click()
        expect(page.locator(".crumb")).to_contain_text(str(case))
        page.wait_for_load_state()  # what one may do stands below the crumb, and may not be there yet
        return page

    def chooses(self, case: "str | TransferCase", act: str) -> Locator:
        """The form of one act on the page of the case."""
        page = self.opens(case)
        panel = page.locator("#decide")
        choice = panel.get_by_role("navigation").get_by_role("link", name=re.compile(rf"^{re.escape(act)}(\s|$)"))
        if choice.count():
            choice.click()
        return panel

    def fills(self, form: Locator, fields: dict[str, str | FilePayload]) -> None:
        for label, value in fields.items():
            field = form.get_by_label(label)
            if isinstance(value, dict):
                field.set_input_files(files=[value])
            elif field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(label=value)
            else:
                field.fill(value)

    def acts(self, case: "str | TransferCase", act: str, *, signed: bool = False, **fields: str | FilePayload) -> None:
        """Choose, fill, sign where it must be signed, press; the page then says that it is done."""
        form = self.chooses(case, act)
        self.fills(form, fields)
        if signed:
            form.get_by_label("密码或动态码").fill(cast.PASSWORD)
        form.get_by_role("button", name=act, exact=True).click()
        self.is_told(f"办完：{act}。")

    def is_told(self, text: str) -> None:
        """The line on top of the page after an act: it is done, and what comes next."""
        expect(self.page.locator(".notes .note--success")).to_contain_text(text)

    def sees(self, text: "str | re.Pattern[str]") -> None:
        expect(self.page.locator("main")).to_contain_text(text)

    # The straight way ---------------------------------------------------------------------------------------------

    def releases(self, case: TransferCase) -> None:
        self.acts(case, "同意并送转入方", 党费交至="2026-11", 意见="情况属实，同意转出。")

    def says(self, case: TransferCase, *, agrees: bool = True, text: str = "同意接收。") -> None:
        """A branch's word, which its committee decides upon."""
        form = self.chooses(case, "提出意见并送上级组织")
        form.get_by_label("同意" if agrees else "不同意", exact=True).check()
        form.locator("textarea[name=text]").fill(text)
        form.get_by_role("button", name="提出意见并送上级组织").click()
        self.is_told("办完")

    def states(self, coordination: str, text: str) -> None:
        """One side's statement, when both are heard."""
        self.acts(coordination, "提交书面陈述", 事实经过和本方意见=text)

    def accepts(self, case: TransferCase) -> None:
        self.acts(case, "同意接收并送转出方党委", 意见="同意接收。")

    def approves(self, case: TransferCase, **more: str) -> str:
        """The number of the letter, as the page then shows it."""
        fields = {"介绍信有效期（天）": "30", "意见": "同意转出。", **more}
        self.acts(case, "批准并开具介绍信", signed=True, **fields)
        return self.letter_shown()

    def reports_in(self, case: TransferCase, letter: str) -> None:
        self.acts(case, "登记报到", 介绍信编号=letter)

    def receives(self, case: TransferCase) -> None:
        self.acts(case, "接收并编入支部", signed=True, 意见="手续齐全，予以接收。")

    def sends_receipt(self, case: TransferCase) -> None:
        self.acts(case, "开具并寄出回执")

    def files_receipt(self, case: TransferCase, letter: str) -> None:
        self.acts(case, "收到回执并归档", 介绍信编号=letter)

    # Beside it ----------------------------------------------------------------------------------------------------

    def redirects(self, case: TransferCase, branch: str, why: str) -> None:
        self.acts(case, "改送本党委其他支部", 党支部=branch, 情况说明=why)

    def refuses(self, case: TransferCase, reason: str, why: str, **demanded: str) -> None:
        self.acts(case, "不予办理（写明理由）", 理由=reason, 情况说明=why, **demanded)

    def corrects(self, case: TransferCase) -> None:
        self.acts(case, "按理由补正")

    def resubmits(self, case: TransferCase) -> None:
        self.acts(case, "修改后重新提交", 对退回的说明="已与本人核对，情况如前所报。")

    def voids(self, case: TransferCase, reason: str, why: str) -> None:
        self.acts(case, "作废介绍信（遗失、损毁、有误）", 作废原因=reason, 情况说明=why)

    def reissues(self, case: TransferCase, why: str) -> str:
        """The number of the new letter."""
        fields = {"介绍信有效期（天）": "30", "情况说明": why}
        self.acts(case, "补开介绍信", signed=True, **fields)
        return self.letter_shown()

    def recalls(self, case: TransferCase, why: str) -> None:
        self.acts(case, "收回介绍信并终止", 情况说明=why)

    def adjusts(self, case: TransferCase) -> None:
        self.acts(case, "批准内部调整", signed=True, 意见="同意调整。")

    # Papers ---------------------------------------------------------------------------------------------------------

    def reads_number(self, case: TransferCase) -> str:
        self.opens(case)
        return self.letter_shown()

    def letter_shown(self) -> str:
        """`000123`, from what the page says of the case."""
        facts = self.page.get_by_role("region", name="接转情况").inner_text()
        return re.search(r"第(\d{6})号", facts)[1]

    def reads_letter(self, case: TransferCase, number: str) -> str:
        """The words of the letter with this number, as its PDF holds them."""
        self.opens(case)
        return self.reads_paper(f"介绍信 {number}")

    def reads_paper(self, title: str) -> str:
        """The words of a paper of the case on the screen, as its PDF holds them, without spaces."""
        fold = self.page.locator("details").filter(has_text=title)
        if fold.count():
            fold.locator("summary").click()
        link = self.page.locator(".doc").filter(has_text=title).get_by_role("link", name="下载")
        expect(link).to_be_visible(timeout=WORKER_MS)
        with self.page.expect_download() as download:
            link.click()
        return words_of(download.value.path().read_bytes())


def fits(page: Page) -> None:
    """Assert that the page, once it is all there, is no wider than its window."""
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def words_of(pdf: bytes) -> str:
    """Everything a PDF says, without spaces."""
    pages = pypdfium2.PdfDocument(io.BytesIO(pdf))
    return re.sub(r"\s", "", "".join(page.get_textpage().get_text_range() for page in pages))


def transfer_at(state: str, *, to: str = "一社区支部", **facts: str) -> TransferCase:
    """A transfer of a member of 东山村支部 who never had one, gone straight to `state` without a browser."""
    hats = {hat.account.username: hat for hat in Appointment.objects.select_related("account").order_by("-pk")}
    wang = hats["wang"]
    members = Person.objects.of(wang.org).filter(stage__in=MEMBERS, accounts=None, dues_until__isnull=False)
    person = members.exclude(cases__kind="transfer")[0]
    facts = {"reason": "residence_changed", "contact": "0518-88275367", **facts}
    case = drafting.begin(person, by=wang, destination=PartyOrg.objects.get(short_name=to), **facts)
    while case.state != state:
        case = STRAIGHT_ON[case.state](case, hats)
    return case


def _both_branches_agree(case: TransferCase, hats: dict[str, Appointment]) -> TransferCase:
    the_desk.opine(case, by=hats["lin"], agrees=True, text="同意接收。")
    the_desk.opine(case, by=hats["xu"], agrees=True, text="同意接收。")
    return the_desk.act(case, "accept", by=hats["chen"], branch=case.destination, text="同意接收。")


STRAIGHT_ON: dict[str, Callable[[TransferCase, dict[str, Appointment]], TransferCase]] = {
    "draft": lambda case, hats: the_desk.act(case, "submit", by=hats["wang"]),
    "origin_branch_review": lambda case, hats: the_desk.act(
        case, "agree_to_release", by=hats["wang"], dues_until=date(2026, 11, 1), text="情况属实，同意转出。"
    ),
    "destination_review": _both_branches_agree,
    "pending_approval": lambda case, hats: the_desk.act(case, "approve", by=hats["zhao"], valid_days=30, text="同意。"),
}
