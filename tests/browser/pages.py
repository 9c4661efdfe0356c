"""Where every page of the demo is, who looks at it there, and what one does to see its other faces.

`stops_of(who)` is the way of one visitor: nobody (""), a secretary, an approver, an organiser, a coordinator above
both sides, an administrator.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import resolve
from playwright.sync_api import Page

from approvals.case import Case
from approvals.midcourse.records import EntryOfPast
from approvals.supervision import Supervision
from config.setup.steps import Name
from members.models import Account, Appointment, Delegation, Ending, PartyOrg, Person
from members.tree_changes import obstacles_to_closing
from tests.browser.conftest import ROSTER
from tests.browser.office import WORKER_MS
from workflows.agreement.case import AgreementCase
from workflows.agreement.duties import Duty
from workflows.agreement.states import Scope
from workflows.models import TransferBatch, TransferRequest
from workflows.transfer.case import TransferCase
from workflows.transfer.states import State

VISITORS = ("", "wang", "zhao", "chen", "gao", "admin")
NO_CHECKS = "document.querySelectorAll('form').forEach(f => f.noValidate = true)"  # the server's answer is wanted

# Addresses that answer with something else than a page of their own.
WITHOUT_PAGE = {
    **dict.fromkeys(("config.health.healthz", "config.health.readyz"), "for machines"),
    **dict.fromkeys(
        ("demo_sign_in", "sign_out", "set_language", "choose_hat", "read_notices", "urge"), "acts, leads on"
    ),
    **dict.fromkeys(("export_inbox", "export_done", "export_started", "export_cases", "people_export"), "a workbook"),
    "export_supervision": "a workbook",
    **dict.fromkeys(("supervision_demand", "supervision_explain", "supervision_excuse"), "acts, leads back"),
    **dict.fromkeys(
        ("roster_repair", "roster_sample", "roster_kept", "file", "paper", "paper_preview", "totp_qr"), "a file"
    ),
    **dict.fromkeys(("printer_test", "transfer_blank", "checkpoint_sheet"), "a file, once the worker has drawn it"),
    "integrity_start": "acts, leads to the proof",
    **dict.fromkeys(
        ("roster_columns", "roster_confirm", "roster_discard", "roster_offers", "add_file"), "acts, leads back"
    ),
    **dict.fromkeys(("transfer_begin", "transfer_set_destination"), "acts, leads to the draft"),
    **dict.fromkeys(("batch_begin", "batch_set_destination", "batch_choose_again"), "acts, leads to the next question"),
    **dict.fromkeys(("batch_confirm", "batch_stop", "batch_go_on", "batch_check_again"), "acts, leads back"),
    **dict.fromkeys(("batch_sample", "batch_sheet"), "a workbook"),
    "agreement_history": "the form of a case on paper, as transfer_history is, with fields of its own",
    **dict.fromkeys(("agreement_begin", "agreement_renew"), "acts, leads to the text"),
    **dict.fromkeys(("agreement_funding_strike", "agreement_roster_object"), "acts, leads back"),
    **dict.fromkeys(
        ("agreement_duty_take_back", "agreement_duty_excuse", "agreement_duty_ask_again"), "acts, leads back"
    ),
    **dict.fromkeys(("setup_leave", "setup_put_away"), "acts, leads back"),
    **dict.fromkeys(("accounts_many_withdraw", "accounts_many_discard", "clock_confirm"), "acts, leads back"),
    "accounts_many_codes": "shown once: see test_accounts_for_many.py",
    **dict.fromkeys(("transfer_request_accept", "transfer_request_withdraw"), "acts, leads on"),
    "transfer_request_wish": "a file",
    "paper_retry": "acts, leads back to the case",
    "setup_first": "only while there is no account: see test_empty_office.py",
    **dict.fromkeys(("midcourse_send_back", "midcourse_withdraw"), "acts, leads back"),
    **dict.fromkeys(("midcourse_scan", "person_proof"), "a file"),
    "batch_discard": "acts, leads to the list of batches",
    "paper_status": "a part of the case page",
    "delegation_take_back": "acts, leads back",
    "ending_undo": "acts, leads back",
    "sign_in_code": "needs a second factor: see test_a_second_factor_is_asked_for_readably",
}

Doing = Callable[[Page], None]


@dataclass(frozen=True)
class Stop:
    """One page: its address, and what is done there. `also` names addresses that what is done leads to."""

    name: str
    path: str
    doing: Doing | None = None
    also: tuple[str, ...] = ()

    @property
    def shows(self) -> tuple[str, ...]:
        path = self.path.partition("?")[0]
        return (resolve(path).url_name, *self.also) if not self.name.startswith("error") else self.also

    def reach(self, page: Page) -> None:
        page.goto(self.path)
        if self.doing:
            page.evaluate(NO_CHECKS)
            self.doing(page)


def stops_of(who: str) -> list[Stop]:
    ways = {"": nobody, "wang": secretary, "zhao": approver, "chen": organiser, "gao": coordinator}
    return ways.get(who, administrator)()


# What one does ----------------------------------------------------------------------------------------------------


def press(*names: str) -> Doing:
    """Press buttons one after the other."""

    def doing(page: Page) -> None:
        for name in names:
            with page.expect_navigation():
                page.locator("main").get_by_role("button", name=name).first.click()

    return doing


def search(words: str) -> Doing:
    def doing(page: Page) -> None:
        page.locator("main input[name=q]").fill(words)
        with page.expect_navigation():
            page.keyboard.press("Enter")

    return doing


def send(**typed: str) -> Doing:
    """Fill fields by name and press the page's primary button."""

    def doing(page: Page) -> None:
        for name, text in typed.items():
            page.locator(f"main [name={name}]").first.fill(text)
        with page.expect_navigation():
            page.locator("main button.btn--pri").last.click()

    return doing


def decide(act: str) -> Doing:
    """Choose an act on a case page and send it empty."""

    def doing(page: Page) -> None:
        page.goto(f"{page.url}?act={act}")
        page.evaluate(NO_CHECKS)
        with page.expect_navigation():
            page.locator("#decide form button[type=submit]").click()

    return doing


def own_term(count: str) -> Doing:
    def doing(page: Page) -> None:
        page.locator("main input[name=count]").first.fill(count)
        with page.expect_navigation():
            page.locator("main table button").first.click()

    return doing


def upload(page: Page) -> None:
    page.set_input_files("main [type=file]", ROSTER)
    press("上传并检查")(page)
    page.locator("#import table").first.wait_for(timeout=WORKER_MS)


def paste_list(page: Page) -> None:
    page.locator("main textarea").first.fill("王大力\t一社区支部\t书记\n?\t没有这个组织\t书记")
    press("读入并核对")(page)


def open_menu(page: Page) -> None:
    page.click(".hat")


# Where things are ---------------------------------------------------------------------------------------------------


def case_at(state: str) -> str:
    return TransferCase.objects.filter(state=state).order_by("pk")[0].get_absolute_url()


def draft_of(state: str, **about: str) -> str:
    number = TransferCase.objects.filter(state=state, **about)[0].number
    return f"/transfers/{number}/"


def existing() -> list[str]:
    """Every state that some case of the demo is in."""
    return sorted(set(TransferCase.objects.values_list("state", flat=True)))


def cases(*states: str) -> list[Stop]:
    return [Stop(f"case {state}", case_at(state)) for state in states]


# The ways -------------------------------------------------------------------------------------------------------


def nobody() -> list[Stop]:
    return [
        Stop("sign in", "/sign-in/"),
        Stop("sign in, expired", "/sign-in/?expired=1"),
        Stop("sign in, empty", "/sign-in/", press("登录")),
        Stop("sign in, wrong", "/sign-in/", send(username="wang", password="falsch")),
        Stop("one-time code", "/sign-in/new-password/"),
        Stop("one-time code, empty", "/sign-in/new-password/", send()),
        Stop("verify", "/verify"),
        Stop("verify, empty", "/verify", press("核验")),
        Stop("verify, unknown", "/verify", send(code="ABCD-EFGH-JKLM")),
    ]


def secretary() -> list[Stop]:
    li = Person.objects.get(name="李明")
    draft = draft_of(State.DRAFT)
    district = PartyOrg.objects.get(name="中共临港区委员会")
    return [
        Stop("inbox", "/"),
        Stop("inbox, menu", "/", open_menu),
        Stop("inbox, overdue", "/?due=overdue"),
        Stop("inbox, none", "/?due=soon"),
        Stop("done", "/done/"),
        Stop("started", "/started/"),
        Stop("all", "/cases/"),
        Stop("all, one state", "/cases/?kind=transfer&state=completed"),
        Stop("who read", f"{case_at(State.COMPLETED)}readings/"),
        Stop("search", "/search/"),
        Stop("search, found", "/search/", search("李")),
        Stop("search, nothing", "/search/", search("查无此人")),
        Stop("rules", "/rules/"),
        Stop("who", "/transfers/new/"),
        Stop("who, found", "/transfers/new/", search("lm")),
        Stop("who, nothing", "/transfers/new/", search("zzz")),
        *batches(),
        *on_paper(),
        *requests(),
        *agreements(),
        Stop("evaluations", "/evaluations/"),
        Stop("evaluations to confirm", "/evaluations/read/"),
        Stop("draft", f"{draft}draft/"),
        Stop("draft, faulty", f"{draft}draft/", send(contact="𪚥")),
        Stop("tree", f"{draft}destinations/"),
        Stop("tree, below", f"{draft}destinations/?under={district.pk}"),
        Stop("tree, found", f"{draft}destinations/", search("社区"), ("transfer_find_destination",)),
        Stop("tree, nothing", f"{draft}destinations/", search("zzz")),
        Stop("outside", f"{draft}outside/"),
        Stop("outside, faulty", f"{draft}outside/", send(outside_name=li.branch.name, outside_region="12")),
        Stop("returned draft", f"{draft_of(State.RETURNED)}draft/"),
        *cases(*existing()),
        Stop("opinion, faulty", case_at(State.ORIGIN_BRANCH_REVIEW), decide("send_back"), ("act",)),
        Stop("people", "/people/"),
        Stop("people, found", "/people/", search("lm")),
        Stop("people, nothing", "/people/", search("查无此人")),
        Stop("person", f"/people/{li.pk}/"),
        Stop("person, no reason", f"/people/{li.pk}/", reveal(""), ("person_reveal",)),
        Stop("person, number", f"/people/{li.pk}/", reveal("核对介绍信")),
        *register(li),
        Stop("stay", f"/people/{li.pk}/stay/"),
        Stop("stay, faulty", f"/people/{li.pk}/stay/", send(graduated_on="2099-01-01")),
        Stop("organisations", "/orgs/"),
        Stop("organisation", f"/orgs/{li.branch.pk}/"),
        Stop("archive", "/archive/"),
        Stop("archive, nothing", "/archive/", search("zzz")),
        Stop("delegations", "/delegations/"),
        Stop("delegating", "/delegations/new/"),
        Stop("delegating, faulty", "/delegations/new/", send(until="2030-01-01", ground="x")),
        Stop("delegation", f"/delegations/{Delegation.objects.get().pk}/"),
        Stop("account", "/account/"),
        Stop("password", "/account/password/"),
        Stop("password, faulty", "/account/password/", send(old_password="x", new_password1="1", new_password2="2")),
        Stop("second factor", "/account/two-step/"),
        Stop("second factor, wrong", "/account/two-step/", send(password="x", code="000000")),
        Stop("second factor, off", "/account/two-step/off/"),
        Stop("no import", "/import/"),
        Stop("error 404", "/cases/ZJ1999-000001/"),
        Stop("error 403", "/accounts/"),
    ]


def batches() -> list[Stop]:
    """The list of the demo that waits to be started, and the three questions of a new one."""
    start, choose = "/transfers/batches/", ("名册里勾选", "本页全选", "选好了，下一步")
    checked = TransferBatch.objects.get(state="checked")
    return [
        Stop("batches", start),
        Stop("batches, no file", start, press("上传并检查"), ("batch_upload",)),
        Stop("batch, who", start, press(*choose[:2]), ("batch_members",)),
        Stop("batch, where to", start, press(*choose), ("batch_destination",)),
        Stop("batch, where to, found", start, doing_in_turn(press(*choose), search("社区"))),
        Stop(
            "batch, why, faulty",
            start,
            doing_in_turn(press(*choose), search("一社区"), press("选这个支部", "检查")),
            ("batch_facts",),
        ),
        Stop("batch, checked", checked.get_absolute_url()),
    ]


def on_paper() -> list[Stop]:
    """What was half done on paper: the demo's transfer that waits to be confirmed, and the form of another."""
    entry = EntryOfPast.objects.get()
    form = f"/transfers/history/{Person.objects.get(name='李明').pk}/"
    return [
        Stop("on paper", "/midcourse/"),
        Stop("on paper, entered", f"/midcourse/{entry.pk}/"),
        Stop("on paper, correcting", f"/midcourse/{entry.pk}/edit/"),
        Stop("on paper, a letter", form),
        Stop("on paper, a letter, faulty", form, send(letter_number="0", contact="x")),
    ]


def requests() -> list[Stop]:
    """The request of the demo that waits for an answer, and the form of another."""
    waits = f"/transfers/requests/{TransferRequest.objects.get().pk}/"
    return [
        Stop("requests", "/transfers/requests/"),
        Stop("request, asking", "/transfers/requests/new/"),
        Stop("request, asking, faulty", "/transfers/requests/new/", send(name="李?", id_number="1")),
        Stop("request", waits),
        Stop("request, declining, faulty", waits, press("不受理，告知理由"), ("transfer_request_refuse",)),
    ]


def register(li: Person) -> list[Stop]:
    """What a branch keeps of its members."""
    kept = f"/people/{li.pk}/"
    return [
        Stop("adding a person", "/people/new/"),
        Stop("adding a person, faulty", "/people/new/", send(name="李?", id_number="1")),
        Stop("correcting", f"{kept}correct/"),
        Stop("correcting, faulty", f"{kept}correct/", send(joined_on="2099-01-01")),
        Stop("outing", f"{kept}outing/"),
        Stop("outing, faulty", f"{kept}outing/", send(away_branch="zzz")),
        Stop("outing, its end", f"{kept}outing-end/"),
        Stop("outing, its end, faulty", f"{kept}outing-end/", send(on="2020-01-01")),
        Stop("changes", f"{kept}changes/"),
        Stop("dues", f"/orgs/{li.branch.pk}/dues/"),
        Stop("dues, faulty", f"/orgs/{li.branch.pk}/dues/", send(**{f"p{li.pk}-month": "x"})),
    ]


def agreements() -> list[Stop]:
    """The list an agreement begins from, and those of the demo: drafted, talked over, in force."""
    drafted, talked_over, in_force = (
        AgreementCase.objects.get(state=state, scope=Scope.INDIVIDUAL)
        for state in ("draft", "negotiating", "effective")
    )
    below = f"/agreements/{drafted.number}/write/"
    funds = f"/agreements/{in_force.number}/funding/"
    late = f"/agreements/duties/{Duty.objects.owed().filter(org=drafted.origin).earliest('due_at').pk}/late/"
    return [
        Stop("agreements, who has none", "/agreements/new/"),
        Stop("agreement, drafted", drafted.get_absolute_url()),
        Stop("agreement, write", below),
        Stop("agreement, write, faulty", below, send(ends_on="", counterpart="支部")),
        Stop("agreement, talked over", talked_over.get_absolute_url()),
        Stop("agreement, what changed", f"/agreements/{talked_over.number}/versions/2/"),
        Stop("agreement, in force", in_force.get_absolute_url()),
        Stop("agreement roster", f"/agreements/{in_force.number}/roster/"),
        Stop("agreement duties", "/agreements/duties/"),
        Stop("agreement duties, faulty", "/agreements/duties/", press("登记落实"), ("agreement_duty",)),
        Stop("late duty", late),
        Stop("late duty, faulty", late, doing_in_turn(unfold, send(text="x")), ("agreement_duty_explain",)),
        Stop("agreement balance", f"/agreements/{in_force.number}/balance/"),
        Stop("agreement balances", "/agreements/balances/"),
        Stop("agreement funding", funds),
        Stop("agreement funding, faulty", funds, send(amount="1.005", purpose="")),
    ]


def doing_in_turn(*each: Doing) -> Doing:
    def doing(page: Page) -> None:
        for one in each:
            one(page)
            page.evaluate(NO_CHECKS)

    return doing


def unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('main details').forEach(fold => { fold.open = true; })")


def untick(page: Page) -> None:
    for box in page.locator("main input[name=case]").all():
        box.uncheck()


def reveal(reason: str) -> Doing:
    def doing(page: Page) -> None:
        page.evaluate("document.querySelector('#number details').open = true")
        page.locator("#number [name=reason]").fill(reason)
        with page.expect_navigation():
            page.locator("#number button").click()

    return doing


def approver() -> list[Stop]:
    li, ended = Person.objects.get(name="李明").pk, Ending.objects.get()
    approval = case_at(State.PENDING_APPROVAL)
    opened = TransferBatch.objects.get(state="done")
    unreceived = f"{draft_of(State.LETTER_EXPIRED, outside_name__gt='')}unreceived/"
    return [
        Stop("examination", f"/people/{li}/examination/"),
        Stop("examination, faulty", f"/people/{li}/examination/", send(on="2099-01-01")),
        Stop("stage", f"/people/{li}/stage/"),
        Stop("stage, faulty", f"/people/{li}/stage/", send(reason="x")),
        Stop("conversion, of a full member", f"/people/{li}/conversion/"),
        Stop("ending a membership", f"/people/{li}/end/"),
        Stop("ending a membership, faulty", f"/people/{li}/end/", send(on="2030-01-01", ground="x")),
        Stop("endings", "/endings/"),
        Stop("ending", f"/endings/{ended.pk}/"),
        Stop("person, ended", f"/people/{ended.person_id}/"),
        Stop("inbox", "/"),
        Stop("inbox, menu with hats", "/", open_menu),
        *cases(State.PENDING_APPROVAL, State.RECEIPT_SENT, State.COMPLETED),
        Stop("approval, faulty", approval, decide("approve"), ("act",)),
        Stop("sending back, faulty", approval, decide("send_back")),
        Stop("refusing", f"{approval}?act=refuse"),
        Stop("unreceived, listed", "/supervision/"),
        Stop("unreceived", unreceived),
        Stop("unreceived, faulty", unreceived, send(text="x")),
        Stop("batch, done", opened.get_absolute_url()),
        Stop("batch, cases", f"{opened.get_absolute_url()}cases/"),
        Stop(
            "batch, no tick",
            f"{opened.get_absolute_url()}cases/",
            doing_in_turn(untick, press("批准所选")),
            ("batch_agree",),
        ),
        Stop("archive", "/archive/"),
        Stop("agreements, who has none", "/agreements/new/"),
        Stop(
            "agreement about an organisation, faulty",
            "/agreements/new/",
            press("起草共建共管协议"),
            ("agreement_begin_organisation",),
        ),
        Stop("archive, letters", "/archive/?form=F-01"),
        Stop("on paper, to confirm", "/midcourse/"),
        Stop(
            "on paper, confirming, faulty",
            f"/midcourse/{EntryOfPast.objects.get().pk}/",
            press("核对无误，确认"),
            ("midcourse_confirm",),
        ),
    ]


def organiser() -> list[Stop]:
    return [
        Stop("inbox", "/"),
        *cases(State.DESTINATION_REVIEW, State.LETTER_ISSUED, State.ARRIVED, State.RECEIVED),
        Stop("report in, faulty", case_at(State.LETTER_ISSUED), decide("report_in"), ("act",)),
        Stop("receive, faulty", case_at(State.ARRIVED), decide("receive")),
        Stop("arrival", "/transfers/arrival/"),
        Stop("arrival, faulty", "/transfers/arrival/", press("登记并送接收党委")),
        Stop("import", "/import/"),
        Stop("import, no file", "/import/", press("上传并检查")),
        Stop("import, preview", "/import/", upload, ("roster_import",)),
    ]


def coordinator() -> list[Stop]:
    """Above both sides: what is overdue below, and every case of coordination."""
    coordination = Case.objects.filter(kind="coordination").order_by("state", "pk")
    return [
        Stop("inbox", "/"),
        Stop("supervision", "/supervision/"),
        Stop("supervision, listed", "/supervision/?only=listed"),
        Stop("supervision, none", "/supervision/?only=answered"),
        Stop("supervision to print", "/supervision/print/"),
        Stop("outcomes", "/rules/outcomes/"),
        *listed(),
        *(Stop(f"{case.kind} {case.state} {case.number}", case.get_absolute_url()) for case in coordination[:4]),
    ]


def listed() -> list[Stop]:
    """An item of the supervision list as the office above it sees it, and with nothing written on its order."""
    item = Supervision.objects.open().order_by("pk")[0]
    path = f"/supervision/{item.pk}/"
    return [Stop("supervised", path)]


def administrator() -> list[Stop]:
    lin = Account.objects.get(username="lin")
    post = Appointment.objects.get(account=lin)
    empty = next(org for org in PartyOrg.objects.exclude(parent=None) if not obstacles_to_closing(org))
    return [
        Stop("first steps", "/"),
        Stop("set-up", "/setup/"),
        *(Stop(f"set-up, {name}", f"/setup/steps/{name}/") for name in Name),
        Stop("set-up, organisation, faulty", "/setup/steps/organisation/", send(document_code="长镇组")),
        Stop("set-up, powers", "/setup/powers/"),
        Stop("accounts", "/accounts/"),
        Stop("own terms", "/rules/terms/", None, ("local_terms",)),
        Stop("own terms, faulty", f"/rules/terms/{post.org_id}/", own_term("999"), ("local_term_change",)),
        Stop("calendar", "/rules/calendar/"),
        Stop("calendar, faulty", "/rules/calendar/", send(text="元旦放假。"), ("calendar_notice",)),
        Stop("calendar, read", "/rules/calendar/", send(text="元旦：1月1日至3日放假，共3天。")),
        Stop("calendar, faulty day", "/rules/calendar/", press("保存"), ("calendar_day",)),
        Stop("accounts, suspended", "/accounts/?show=suspended"),
        Stop("accounts, nothing", "/accounts/", search("zzz")),
        Stop("new account", "/accounts/new/"),
        Stop("new account, faulty", "/accounts/new/", send(username="1")),
        Stop("account of lin", f"/accounts/{lin.pk}/"),
        Stop("appointing", f"/accounts/{lin.pk}/appoint/"),
        Stop("appointing, faulty", f"/accounts/{lin.pk}/appoint/", send(org="党")),
        Stop("accounts for many", "/accounts/many/"),
        Stop("accounts for many, nothing", "/accounts/many/", press("读入并核对")),
        Stop("accounts for many, listed", "/accounts/many/", paste_list, ("accounts_many_list",)),
        Stop("account and its member", f"/accounts/{lin.pk}/link/"),
        Stop("account and its member, faulty", f"/accounts/{lin.pk}/link/", send()),
        Stop("state of the system", "/system/"),
        Stop("integrity", "/integrity/"),
        Stop("integrity, no code", "/integrity/", press("核对这张检查单"), ("integrity_check",)),
        Stop("proof", "/integrity/", press("现在核对"), ("proof",)),
        Stop("clock", "/clock/"),
        Stop("code", f"/accounts/{lin.pk}/code/"),
        Stop("code, no reason", f"/accounts/{lin.pk}/code/", send()),
        Stop("code, shown", f"/accounts/{lin.pk}/code/", send(reason="忘记密码")),
        Stop("ending", f"/appointments/{post.pk}/end/"),
        Stop("ending, faulty", f"/appointments/{post.pk}/end/", send(on="")),
        Stop("delegating for someone", f"/appointments/{post.pk}/delegate/"),
        Stop("handing over", f"/appointments/{post.pk}/hand-over/"),
        Stop("handing over, faulty", f"/appointments/{post.pk}/hand-over/", send(successor="zzz")),
        Stop("posts of a branch", f"/appointments/of/{post.org_id}/"),
        Stop("organisations", "/orgs/"),
        Stop("organisation", f"/orgs/{post.org_id}/"),
        Stop("print settings", f"/orgs/{post.org_id}/printing/"),
        Stop("registers of numbers", f"/orgs/{post.org_id}/numbers/"),
        Stop("registers of numbers, faulty", f"/orgs/{post.org_id}/numbers/", send(number="x")),
        Stop("service data", f"/orgs/{post.org_id}/edit/"),
        Stop("new organisation", "/orgs/new/"),
        Stop("correcting an organisation", f"/orgs/{post.org_id}/correct/"),
        Stop("floating organisation", f"/orgs/{post.org_id}/floating/"),
        Stop("renaming", f"/orgs/{post.org_id}/rename/"),
        Stop("renaming, faulty", f"/orgs/{post.org_id}/rename/", send(name="", document="")),
        Stop("moving", f"/orgs/{post.org_id}/move/"),
        Stop("moving, faulty", f"/orgs/{post.org_id}/move/", send(parent="支部", document="江组〔2026〕12号")),
        Stop("closing, refused", f"/orgs/{post.org_id}/close/"),
        Stop("closing", f"/orgs/{empty.pk}/close/"),
        Stop("succession", f"/orgs/{post.org_id}/succession/"),
        Stop("succession, faulty", f"/orgs/{post.org_id}/succession/", send(document="")),
        Stop(
            "succession, shown",
            f"/orgs/{post.org_id}/succession/",
            send(successor="二社区支部", document="江组〔2026〕12号"),
            ("organisation_succession",),
        ),
        Stop("service data, faulty", f"/orgs/{post.org_id}/edit/", send(region="32")),
        Stop("people", "/people/"),
    ]
