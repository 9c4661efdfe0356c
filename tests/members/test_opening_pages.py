"""Accounts for many in the browser: list, edit, open, the sheet of codes shown once, withdraw (R-O12, R-O13)."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils.timezone import localdate

from members import sign_in
from members.access import AccessRecord
from members.models import Account, Opening

from .test_accounts import as_fang, fang  # noqa: F401  fixtures

pytestmark = pytest.mark.usefixtures("clock")

MANY = "张伟 东山村支部 书记\n刘洋 西河村支部 书记"


@pytest.fixture
def begin(as_fang, fang, orgs):  # noqa: F811
    """A list sent in by its page: `begin("张伟 东山村支部 书记")`."""

    def send(text: str = MANY) -> Opening:
        answer = as_fang.post(reverse("accounts_many"), {"text": text, "since": localdate().isoformat()})
        opening = Opening.objects.latest("pk")
        assert answer.url == opening.get_absolute_url()
        return opening

    return send


def typed(page, **changed) -> dict:
    """The form of the list as a browser would send it back, with `changed` for the first row."""
    posted: dict = {"page": page.context["at"], "shown": []}
    for line in page.context["lines"]:
        row = line["row"]
        if row.state != "listed":
            continue
        posted["shown"].append(row.pk)
        for name in ("name", "username", "org_said", "post", "title", "phone"):
            posted[f"r{row.pk}-{name}"] = getattr(row, name)
        if row.ticked:
            posted[f"r{row.pk}-ticked"] = "on"
        posted |= {f"r{row.pk}-{question}": answer for question, answer in row.answers.items()}
    first = posted["shown"][0]
    return posted | {f"r{first}-{name}": value for name, value in changed.items()}


def opened(client, opening: Opening) -> Opening:
    page = client.get(opening.get_absolute_url())
    client.post(opening.get_absolute_url(), {**typed(page), "go": "open"})
    return opening


def test_a_list_is_shown_edited_and_opened(as_fang, begin, fang):  # noqa: F811
    opening = begin()
    page = as_fang.get(opening.get_absolute_url())
    assert (page.context["left"], page.context["ticked"]) == (2, 2)
    answer = as_fang.post(opening.get_absolute_url(), {**typed(page, name="张炜", username="zhang.wei"), "go": "open"})
    assert answer.url == f"{opening.get_absolute_url()}?page=1"
    assert [a.username for a in opening.accounts().order_by("pk")] == ["zhang.wei", "liuyang"]
    after = as_fang.get(opening.get_absolute_url())
    assert "已开通 2 个账户。请打印一次性代码。" in after.content.decode()
    assert Account.objects.get(username="zhang.wei").name == "张炜"


def test_a_wrong_organisation_is_put_right_by_choice(as_fang, begin, orgs):  # noqa: F811
    opening = begin("张伟 东山支部 书记")
    page = as_fang.get(opening.get_absolute_url())
    assert orgs.dongshan in page.context["lines"][0]["orgs"]
    as_fang.post(opening.get_absolute_url(), {**typed(page, org=orgs.dongshan.pk), "go": "check"})
    row = opening.rows.get()
    assert (row.org, row.org_said, row.objections, row.ticked) == (orgs.dongshan, orgs.dongshan.name, [], False)


def test_an_organisation_that_was_not_offered_cannot_be_chosen(as_fang, begin, orgs):  # noqa: F811
    opening = begin("张伟 东山支部 书记")
    page = as_fang.get(opening.get_absolute_url())
    as_fang.post(opening.get_absolute_url(), {**typed(page, org=orgs.first.pk, ticked="on"), "go": "open"})
    assert (opening.rows.get().org, Account.objects.filter(name="张伟").count()) == (None, 0)


def test_the_sheet_of_codes_is_shown_once(as_fang, begin):  # noqa: F811
    opening = opened(as_fang, begin())
    codes = reverse("accounts_many_codes", args=[opening.pk])
    sheet = as_fang.post(codes, {"printed": "0"})
    assert sheet.status_code == 200
    assert "no-store" in sheet["Cache-Control"]
    body = sheet.content.decode()
    shown = re.findall(r'<p class="code">([A-Z2-9]{5})-([A-Z2-9]{5})</p>', body)
    assert len(shown) == 2
    assert sign_in.holder_of_code("zhangwei", "".join(shown[0])).name == "张伟"
    for said in ("中共青石县长田镇东山村支部委员会 · 书记", "zhangwei", "http://testserver/", "11月30日"):
        assert said in body

    again = as_fang.post(codes, {"printed": "0"})
    assert (again.status_code, again.url) == (302, opening.get_absolute_url())
    page = as_fang.get(opening.get_absolute_url()).content.decode()
    assert "代码只显示一次" in page
    assert "".join(shown[0]) not in page
    assert sign_in.holder_of_code("zhangwei", "".join(shown[0])).name == "张伟"  # the printed one is still good


def test_the_first_sign_in_with_a_code_sets_a_password(as_fang, begin, client_of):  # noqa: F811
    opening = opened(as_fang, begin())
    sheet = as_fang.post(reverse("accounts_many_codes", args=[opening.pk]), {"printed": "0"})
    new = {"new_password1": "东山-2026-密码", "new_password2": "东山-2026-密码"}
    posted = {"username": "zhangwei", "code": sheet.context["slips"][0].code, **new}
    theirs = client_of()
    assert theirs.post(reverse("password_reset_by_code"), posted).url == "/sign-in/"
    signed = theirs.post(reverse("sign_in"), {"username": "zhangwei", "password": "东山-2026-密码"})
    assert signed.status_code == 302


def test_unused_accounts_are_withdrawn_with_a_reason(as_fang, begin):  # noqa: F811
    opening = opened(as_fang, begin())
    withdraw = reverse("accounts_many_withdraw", args=[opening.pk])
    assert as_fang.post(withdraw, {"reason": ""}).status_code == 422
    as_fang.post(withdraw, {"reason": "名单弄错"})
    page = as_fang.get(opening.get_absolute_url())
    assert "已撤回 2 个账户。" in page.content.decode()
    assert (page.context["left"], page.context["waiting"]) == (2, 0)


def test_the_rosters_secretaries_become_a_list(as_fang, fang, orgs):  # noqa: F811
    orgs.xihe.secretary_name = "严红"
    orgs.xihe.save()
    page = as_fang.get(reverse("accounts_many"))
    assert (page.context["vacant"], page.context["named"]) == (3, 2)
    posted = {"from": "roster", "roster-under": "西河村支部", "roster-since": localdate().isoformat()}
    as_fang.post(reverse("accounts_many"), posted)
    row = Opening.objects.get().rows.get()
    assert (row.name, row.username, row.ticked) == ("严红", "yanhong", True)


def test_a_contact_is_not_taken_for_the_secretary_unasked(as_fang, begin, orgs):  # noqa: F811
    posted = {"from": "roster", "roster-under": "长田镇党委", "roster-since": localdate().isoformat()}
    as_fang.post(reverse("accounts_many"), posted)
    opening = Opening.objects.get()
    row = opening.rows.first()
    assert (row.name, row.ticked, row.open_questions) == ("赵建国", False, ["name_right"])
    page = as_fang.get(opening.get_absolute_url())
    as_fang.post(opening.get_absolute_url(), {**typed(page, name_right="on", ticked="on"), "go": "open"})
    assert opening.rows.first().state == "opened"


def test_a_file_is_read_like_pasted_text(as_fang, fang, orgs):  # noqa: F811
    file = SimpleUploadedFile("名单.csv", "姓名,组织,职务\n张伟,东山村支部,书记\n".encode("gb18030"))
    as_fang.post(reverse("accounts_many"), {"file": file, "since": localdate().isoformat()})
    assert Opening.objects.get().rows.get().name == "张伟"


@pytest.mark.parametrize(
    ("posted", "said"),
    [
        ({"text": ""}, "请粘贴名单，或选择 .xlsx、.csv 文件。"),
        ({"text": "姓名,组织"}, "名单里没有人。每行一人：姓名、组织、岗位。"),
        ({"text": MANY, "since": "2026-01-01"}, "日期早于今天的，须写明理由"),
    ],
)
def test_what_cannot_be_read_is_said_and_the_text_kept(as_fang, fang, posted, said):  # noqa: F811
    page = as_fang.post(reverse("accounts_many"), {"since": localdate().isoformat(), **posted})
    assert page.status_code == 422
    assert said in page.content.decode()
    assert page.context["listed"]["text"].value() == posted["text"]
    assert not Opening.objects.exists()


def test_a_list_belongs_to_its_reach(begin, client_of, orgs, appoint):
    opening = begin()
    foreign = appoint("外管", "foreign", orgs.street, "administrator")
    assert client_of(foreign).get(opening.get_absolute_url()).status_code == 404
    assert AccessRecord.objects.get().subject == f"opening:{opening.pk}"
    above = appoint("县管", "xian", orgs.county, "administrator")
    assert client_of(above).get(opening.get_absolute_url()).status_code == 200


def test_pages_of_a_long_list_keep_what_was_typed(as_fang, begin):  # noqa: F811
    opening = begin("\n".join(f"张{chr(0x4E00 + n)} 东山村支部 经办人" for n in range(60)))
    page = as_fang.get(opening.get_absolute_url())
    assert len(page.context["lines"]) == 50
    answer = as_fang.post(opening.get_absolute_url(), {**typed(page, title="会计"), "go": "2"})
    assert answer.url.endswith("?page=2")
    assert opening.rows.get(number=1).title == "会计"
    assert opening.rows.filter(ticked=True).count() == 60
    assert len(as_fang.get(answer.url).context["lines"]) == 10


@pytest.mark.parametrize("said", ["3", "9" * 18, "9" * 48, "9" * 5000, "٣", "-1"])
def test_a_page_that_is_none_is_the_last_or_the_first(as_fang, begin, said):  # noqa: F811
    opening = begin("张三 东山村支部 经办人")
    shown = as_fang.get(opening.get_absolute_url(), {"page": said})
    assert len(shown.context["lines"]) == 1


def test_an_account_is_tied_to_its_member_by_an_administrator(as_fang, wang, enrol, orgs):  # noqa: F811
    person = enrol("王秀英", "320724199001011233", orgs.dongshan)
    page = reverse("account_link", args=[wang.account_id])
    assert as_fang.post(page, {"tail": "0000", "reason": "核对"}).status_code == 422
    as_fang.post(page, {"tail": "1233", "reason": "核对证件"})
    wang.account.refresh_from_db()
    assert wang.account.person == person


def test_a_row_costs_no_more_however_many_stand_on_the_list(as_fang, begin, django_assert_max_num_queries):  # noqa: F811
    """Nor does a code: 500 slow hashes would take minutes, and a code has none."""
    opening = begin("\n".join(f"张{chr(0x4E00 + n)} 东山村支部 经办人" for n in range(40)))
    gate = 1 if connection.vendor == "postgresql" else 0  # the tree's gate is a statement of its own there
    with django_assert_max_num_queries(40 * (15 + gate) + 80):
        opened(as_fang, opening)
    with django_assert_max_num_queries(40 * 6 + 40):
        as_fang.post(reverse("accounts_many_codes", args=[opening.pk]), {"printed": "0"})
    codes = opening.accounts().values_list("reset_code", flat=True)
    assert {len(code) for code in codes} == {64}  # an HMAC


def test_numbers_of_5000_digits_mean_nothing(as_fang, begin):  # noqa: F811
    opening, digits = begin("张伟 东山村支部 书记"), "9" * 5000
    page = as_fang.get(opening.get_absolute_url())
    for said in ({"shown": digits}, {"page": digits}, {"go": digits}):
        assert as_fang.post(opening.get_absolute_url(), typed(page) | said).status_code == 302
    assert (
        as_fang.post(opening.get_absolute_url(), typed(page, org=digits, who=digits) | {"go": "check"}).status_code
        == 302
    )
    assert as_fang.post(reverse("accounts_many_codes", args=[opening.pk]), {"printed": digits}).status_code == 302
