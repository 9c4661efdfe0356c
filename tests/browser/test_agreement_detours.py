"""What happens to an agreement beside the straight way, as the people meet it in a real browser (R-C9, R-C12, R-C16).

wang at the origin and lin at the destination have an agreement in force, built by the desk; each test clicks only what
it is about: a change signed or dropped, a notice taken back or run out, an objection that gao decides on a phone, a
roster, and input that is refused. zhao and cao sign for two committees. The rules at their boundaries:
tests/workflows/test_agreement*.py.
"""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from approvals import desk as the_desk
from approvals.calendar import add_months
from config.demo import cast
from members.models import Appointment, Coverage, PartyOrg, Person
from members.people import MEMBERS
from tests.browser.office import Colleague, Office
from tests.conftest import entered
from workflows.agreement import drafting
from workflows.agreement.case import AgreementCase

pytestmark = [pytest.mark.browser, pytest.mark.giant("browser", only_full=True)]

CHANGE, SIGN, DROP = "提出变更，拟补充协议", "同意并签署补充协议", "不作变更"
GIVE, TAKE_BACK, OBJECT = "通知解除（提前三十天）", "收回解除通知", "不同意解除，提请上级协调"
NOTICE = "关于解除共管协议的通知"
WHY = "该同志已返乡创业，不再需要双方共管。"
NORTH = "北屏镇党委"


def test_a_change_is_signed_by_both_and_the_next_one_is_dropped(office: Office):
    wang, lin = office.people("wang", "lin")
    case = in_force()
    last, later = case.ends_on, add_months(case.ends_on, 6)
    expect(lin.opens(case).locator("#decide")).to_contain_text(
        f"现在没有要办的，{written(case.renewal_from)}起列入待办。"
    )
    what = "改为共同管理，期限延长半年。"
    lin.acts(case, CHANGE, 管理模式改为="共同管理", 期限改至=later.isoformat(), 变更内容=what)
    lin.acts(case, SIGN, signed=True)

    wang.opens(case)
    change = wang.page.get_by_role("region", name="拟签的补充协议")
    expect(change).to_contain_text("流入地为主、流出地配合 → 共同管理")
    expect(change).to_contain_text(f"{written(last)} → {written(later)}")
    wang.acts(case, SIGN, signed=True, 意见="同意变更。")
    facts = wang.page.get_by_role("region", name="协议情况")
    expect(facts).to_contain_text("共同管理")
    expect(facts).to_contain_text(f"— {written(later)}")
    supplement = wang.reads_paper(f"补充协议 {case.agreement_number}-补1")
    for words in (
        what,
        "管理模式改为：共同管理。",
        f"协议期限改至{written(later)}止。",
        "王秀英（书记）",
        "林晓东（书记）",
    ):
        assert words in supplement

    wang.acts(case, CHANGE, 管理模式改为="流出地为主、流入地配合", 变更内容="改由流出地为主管理。")
    lin.acts(case, DROP, 情况说明="党员长住本社区，仍由双方共同管理。")
    expect(lin.page.get_by_role("region", name="协议情况")).to_contain_text("共同管理")
    expect(lin.page.get_by_role("region", name="文书")).not_to_contain_text("-补2")


def test_a_notice_is_taken_back_once_and_the_next_one_runs_out(office: Office):
    wang, lin = office.people("wang", "lin")
    case = in_force()
    member = case.people.get()
    wang.acts(case, GIVE, 情况说明=WHY)
    wang.acts(case, TAKE_BACK, 情况说明="本人又回到临港区务工，继续共管。")
    wang.sees("已作废：收回")

    last = timezone.localdate() + timedelta(days=30)
    wang.acts(case, GIVE, 情况说明=WHY)
    wang.is_told("已告知双方上级党委。")
    lin.opens(case)
    notice = lin.page.get_by_role("region", name=f"解除通知：{written(last)}期满")
    expect(notice).to_contain_text(WHY)

    office.days_pass(31)
    lin.opens(case)
    expect(lin.page.locator(".head")).to_contain_text("解除 / 自然终止")
    expect(lin.page.get_by_role("region", name="协议情况")).to_contain_text(member.name)
    second = case.papers.filter(form="F-15T", voided_at=None).get()
    said = lin.reads_paper(f"{NOTICE} {second.number}")
    assert f"理由：{WHY}" in said
    assert f"{written(last)}期满，贵方未提出异议的，协议解除。" in said
    lin.opens(case)
    assert "终止方式通知期满，解除" in lin.reads_paper("共管协议终止说明")
    wang.page.goto("/agreements/new/")
    expect(wang.page.get_by_role("form", name="流出到：一社区支部")).to_contain_text(member.name)


def test_an_objection_is_coordinated_and_the_agreement_kept(office: Office):
    wang, zhao, lin, chen, gao = office.people("wang", "zhao", "lin", "chen", "gao")
    case = in_force()
    wang.acts(case, GIVE, 情况说明=WHY)
    lin.acts(case, OBJECT, 情况说明="该同志仍在本社区居住，应当继续履行。")
    lin.is_told("已转上级协调，现在等江海省委组织部（组织员）")
    coordination = lin.page.locator("#decide .files").get_by_role("link").inner_text()

    gao.acts(coordination, "受理并指定专人", 负责协调的专人="高文军", 意见="受理，请双方提交书面陈述。")
    zhao.states(coordination, "该同志口头提出返乡，尚未办理。")
    chen.states(coordination, "该同志的租房合同到明年底。")
    reasons = "该同志实际居住在临港区，协议应当继续履行。"
    gao.acts(coordination, "出具协调意见", signed=True, 协调意见="协议继续有效", 理由=reasons)
    wang.acts(coordination, "执行协调意见", 意见="照协调意见办理。")

    lin.opens(case)
    expect(lin.page.locator(".head .tag")).to_have_text("生效")
    lin.sees("执行协调意见：协议继续有效")
    lin.sees("已作废：收回")
    assert Coverage.objects.running().get(because=case.number).person == case.people.get()


def test_two_committees_agree_about_a_floating_branch_and_change_its_roster(office: Office):
    zhao, cao = office.people("zhao", "cao")
    first, second, third = floating_branch()
    page = zhao.page
    page.goto("/agreements/new/#organisation")
    about = page.get_by_role("form", name="共建共管协议")
    about.get_by_label("流动党组织").fill("驻北屏流动支部")
    about.get_by_label("对方党委").fill(NORTH)
    about.get_by_role("button", name="起草共建共管协议").click()
    expect(page.get_by_label("五共事项")).to_be_visible()
    page.get_by_role("button", name="保存，去提交").click()
    number = page.locator(".crumb .num").inner_text()
    zhao.acts(number, "提交并送对方")
    cao.acts(number, "同意文本，转入签署")
    cao.acts(number, "同意并签署", signed=True)
    zhao.acts(number, "同意并签署", signed=True)
    zhao.acts(number, "已报本方上级备案")
    cao.acts(number, "已报上级备案，协议生效")
    cao.is_told("现在的环节：「生效」")

    arrives(third)
    changes_roster(zhao, number, f"{first.name}已返乡，{third.name}新到北屏镇。", adds=third, takes_off=first)
    expect(zhao.page.get_by_role("region", name="调整名册")).to_contain_text("本方本月已经调整过一次名册")
    changes_roster(cao, number, f"{second.name}多次联系不上。", takes_off=second)
    shows_on_roster(cao.page, third)

    zhao.page.reload()
    objection = zhao.page.locator(".field").filter(has_text=f"{second.name}多次联系不上。")
    objection.get_by_label("异议理由").fill("电话已换，本人仍在北屏镇务工。")
    objection.get_by_role("button", name="提出异议，调整作废").click()
    expect(zhao.page.locator(".notes")).to_contain_text("已提出异议，这次调整作废。")
    shows_on_roster(zhao.page, second, third)
    assert {row.person for row in Coverage.objects.running().filter(because=number)} == {second, third}


def test_what_is_refused_names_its_rule_and_keeps_what_was_typed(office: Office):
    wang, lin = office.people("wang", "lin")
    case = drafted()
    before, beyond = case.starts_on - timedelta(1), add_months(case.starts_on, 36)
    writes(wang, case, 至=before, 乙方责任="", 其他约定="每年春节前后共同走访一次。")
    wang.chooses(case, "提交并送对方")
    wang.sees("缺少必备条款：乙方责任（R-C4）")
    wang.sees("协议的终止日期须晚于起始日期（R-C9）")
    writes(wang, case, 至=beyond, 乙方责任="安排参加组织生活。")
    wang.chooses(case, "提交并送对方")
    wang.sees("协议期限最长三年（R-C9）")
    writes(wang, case, 对方党组织="东山村支部", 其他约定="每季度共同走访一次。")
    expect(wang.page.get_by_role("alert")).to_contain_text("R-C2")
    expect(wang.page.get_by_label("其他约定")).to_have_value("每季度共同走访一次。")
    expect(wang.page.get_by_label(exactly("至"))).to_have_value(beyond.isoformat())
    writes(wang, case, 至=beyond - timedelta(1))
    wang.acts(case, "提交并送对方")
    lin.acts(case, "同意文本，转入签署")

    stale = lin.chooses(case, "同意并签署")
    writes(wang, case, 其他约定="每月共同走访一次。")
    wang.acts(case, "修改文本，重新协商", 情况说明="走访次数改为每月一次。")
    lin.fills(stale, {"意见": "同意签署第一版。", "密码或动态码": cast.PASSWORD})
    stale.get_by_role("button", name="同意并签署", exact=True).click()
    alert = lin.page.get_by_role("alert")
    expect(alert).to_contain_text("王秀英 已于")
    expect(alert).to_contain_text("同意签署第一版。")
    assert AgreementCase.objects.get(pk=case.pk).signatures == []

    page = wang.page
    page.goto(f"/agreements/{in_force().number}/funding/")
    line = page.get_by_role("form", name="登记一笔")
    for amount, said in (("1.005", "金额最多两位小数，精确到分（R-C15）。"), ("-1", "金额不能小于 0（R-C15）。")):
        wang.fills(line, {"金额（元）": amount, "用途": "购置学习资料"})
        line.get_by_role("button", name="登记").click()
        expect(line.get_by_role("alert")).to_contain_text(said)
        expect(line.get_by_label("金额（元）")).to_have_value(amount)
        expect(line.get_by_label("用途")).to_have_value("购置学习资料")


def drafted() -> AgreementCase:
    """A draft of 东山村支部 for a member who lives at 一社区支部 and has no agreement, written by the desk."""
    wang, lin = hat("wang"), hat("lin")
    free = Person.objects.filter(away_branch=lin.org, accounts=None, stage__in=MEMBERS).of(wang.org)
    member = free.exclude(pk__in=AgreementCase.objects.open().values("texts__people")).order_by("pk")[0]
    return drafting.begin([member], by=wang, origin=wang.org, destination=lin.org)


def in_force() -> AgreementCase:
    """The same, signed and filed by both."""
    wang, lin = hat("wang"), hat("lin")
    case = the_desk.act(drafted(), "send", by=wang)
    for act, by in (("accept_text", lin), ("sign_first", wang), ("sign_second", lin)):
        case = the_desk.act(case, act, by=by, text="经支部委员会讨论，同意。")
    the_desk.opine(case, by=wang, agrees=True, text="已报长田镇党委备案。")
    return the_desk.act(case, "file", by=lin, text="已报朝晖街道党工委备案。")


def hat(login: str) -> Appointment:
    return Appointment.objects.filter(account__username=login).order_by("pk")[0]


def floating_branch() -> list[Person]:
    """Two members of a floating branch of 长田镇 in 北屏镇, and one of 东山村支部 who is to come there."""
    town = hat("zhao").org
    branch = PartyOrg(
        name="中共长田镇驻北屏镇流动党员支部委员会",
        short_name="驻北屏流动支部",
        kind="branch",
        parent=town,
        is_floating=True,
    )
    branch.save()
    away = {"away_branch": branch, "away_since": date(2026, 10, 1)}
    home = hat("wang").org
    first = entered("周杰", "320724199001011233", home, **away)
    second = entered("吴敏", "320724198803051216", home, **away)
    third = (
        Person.objects.of(hat("wang").org).filter(stage__in=MEMBERS, away_branch=None, accounts=None).order_by("pk")[0]
    )
    return [first, second, third]


def arrives(person: Person) -> None:
    """They live at the floating branch now, and are registered as away there."""
    person.away_branch = PartyOrg.objects.get(short_name="驻北屏流动支部")
    person.away_since = date(2026, 11, 1)
    person.save()


def writes(colleague: Colleague, case: AgreementCase, **fields: str | date) -> None:
    """A version of one's own side: these fields are filled anew, the others stay as they are."""
    page = colleague.page
    page.goto(f"/agreements/{case.number}/write/")
    for label, value in fields.items():
        page.get_by_label(exactly(label)).fill(str(value))
    page.get_by_role("button", name="保存，去提交").click()


def exactly(label: str) -> re.Pattern[str]:
    """The label of a field, which says 必填 where something must be filled in."""
    return re.compile(rf"^{label}(必填)?$")


def changes_roster(
    colleague: Colleague, number: str, why: str, *, takes_off: Person, adds: Person | None = None
) -> None:
    page = colleague.opens(number)
    page.get_by_role("link", name="名册及其调整").click()
    form = page.get_by_role("form", name="调整名册")
    if adds:
        form.get_by_role("group", name="增加").get_by_label(adds.name).check()
    form.get_by_role("group", name="减去").get_by_label(takes_off.name).check()
    form.get_by_label("调整理由").fill(why)
    form.get_by_role("button", name="调整并告知对方").click()
    expect(page.locator(".notes")).to_contain_text("名册已调整，并已告知对方。")


def shows_on_roster(page: Page, *people: Person) -> None:
    names = "、".join(person.name for person in sorted(people, key=lambda person: (person.pinyin, person.pk)))
    expect(page.get_by_role("region", name=f"现有 {len(people)} 人").locator("p")).to_have_text(names)


def written(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
