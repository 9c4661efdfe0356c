"""What the register says of a person is changed in the browser: who may, why, by which proof, what is kept (R-O12)."""

import html
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from members.models import AccessRecord, Person
from members.register import log
from members.register.changes import change
from members.register.log import Ground, Kind

pytestmark = pytest.mark.usefixtures("clock")
CARD = b"\x89PNG\r\n\x1a\ncard"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def scan() -> SimpleUploadedFile:
    return SimpleUploadedFile("身份证.png", CARD)


def drawn(client: Client, page: str) -> dict[str, str]:
    """What the form of the page would send back untouched."""
    answer = client.get(page)
    form = answer.context["form"]
    typed = {name: form[name].value() for name in form.fields if name != "proof"}
    kept = {name: "" if value is None else str(value) for name, value in typed.items()}
    return kept | {"seen": str(answer.context["seen"])}


def said(answer) -> str:
    return html.unescape(answer.content.decode())


def test_a_name_is_corrected_with_proof_and_the_page_shows_who_when_why(client_of, wang, li):
    browser, page = client_of(wang), reverse("person_correct", args=[li.pk])
    typed = drawn(browser, page) | {"name": "李铭", "reason": "与身份证核对"}

    without = browser.post(page, typed)
    assert (without.status_code, "须附身份证等证明材料" in said(without)) == (422, True)

    assert browser.post(page, typed | {"proof": scan()}).url == reverse("person", args=[li.pk])
    entry = li.register_entries.get()
    assert (entry.kind, entry.changes, entry.reason) == ("corrected", {"name": ["李明", "李铭"]}, "与身份证核对")
    assert Person.objects.get(pk=li.pk).pinyin == "liming"
    shown = said(browser.get(reverse("person", args=[li.pk])))
    for words in ("<s>李明</s> → 李铭", "与身份证核对", "书记 王秀英，11月23日 09:00", "证明材料"):
        assert words in shown
    assert list(log.faults()) == []


def test_the_proof_opens_for_who_handles_people_and_leaves_a_record(client_of, wang, li, appoint, orgs, lin):
    page = reverse("person_correct", args=[li.pk])
    browser = client_of(wang)
    browser.post(page, drawn(browser, page) | {"name": "李铭", "reason": "与身份证核对", "proof": scan()})

    proof = reverse("person_proof", args=[li.pk, 1])
    answer = browser.get(proof)
    assert (answer.content, answer["Content-Type"]) == (CARD, "image/png")
    assert [(r.kind, r.subject, r.appointment) for r in AccessRecord.objects.all()] == [
        ("proof", f"person:{li.pk}", wang)
    ]
    keeper = appoint("管理员", "admin", orgs.town, "administrator")
    assert [client_of(hat).get(proof).status_code for hat in (keeper, lin)] == [403, 404]


def test_a_number_is_corrected_masked_and_a_wrong_one_comes_back(client_of, wang, li):
    browser, page = client_of(wang), reverse("person_correct", args=[li.pk])
    typed = drawn(browser, page) | {"reason": "号码抄错一位"}
    wrong = browser.post(page, typed | {"id_number": "110101199003071", "proof": scan()})
    assert "15位身份号码已停用" in said(wrong)

    browser.post(page, typed | {"id_number": "11010119900307109x", "proof": scan()})
    shown = said(browser.get(reverse("person", args=[li.pk])))
    assert "<s>320724********833X</s> → 110101********109X" in shown
    assert "11010119900307109X" not in shown
    assert (Person.objects.get(pk=li.pk).born_on, list(log.faults())) == (date(1990, 3, 7), [])


def test_r_i2_a_gender_against_the_number_is_entered_and_said(client_of, wang, li):
    browser, page = client_of(wang), reverse("person_correct", args=[li.pk])
    typed = drawn(browser, page) | {"gender": "female", "reason": "与身份证核对", "proof": scan()}
    browser.post(page, typed | {"id_number": "32072419800815833X"})
    assert "性别与身份号码第17位不符" in said(browser.get(reverse("person", args=[li.pk])))


def test_r_i3_a_number_of_somebody_else_is_named_only_within_reach(client_of, wang, zhao, li, enrol, orgs):
    enrol("周杰", "320724199001011233", orgs.xihe)
    page = reverse("person_correct", args=[li.pk])
    answers = []
    for hat in (wang, zhao):
        browser = client_of(hat)
        typed = drawn(browser, page) | {"id_number": "320724199001011233", "reason": "核对", "proof": scan()}
        answers.append(said(browser.post(page, typed)))
    assert ["周杰（西河村支部）" in answer for answer in answers] == [False, True]
    assert "已在系统内登记，不在您的管理范围" in answers[0]
    assert list(AccessRecord.objects.values_list("kind", "appointment")) == [("foreign", wang.pk)]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"joined_on": "2027-01-01"}, "日期在将来"),
        ({"joined_on": "1970-01-01"}, "早于身份号码中的出生日期"),
        ({"converted_on": "2011-06-30"}, "转正日期早于入党日期"),
        ({"applied_on": "2012-01-01"}, "早于申请入党日期"),
        ({"joined_on": ""}, "党员须有入党日期"),
        ({"joined_on": "昨天"}, "输入一个有效的日期"),
        ({"remark": "长" * 201}, "200"),
        ({"name": "李?"}, "丢掉的生僻字"),
        ({"phone": "13700000000", "reason": ""}, "这一项必须填写"),
        ({}, "没有改动任何内容"),
    ],
)
def test_what_cannot_be_comes_back_with_what_was_typed(client_of, wang, li, typed, sentence):
    browser, page = client_of(wang), reverse("person_correct", args=[li.pk])
    answer = browser.post(page, drawn(browser, page) | {"reason": "核对档案"} | typed | {"proof": scan()})
    assert (answer.status_code, sentence in said(answer)) == (422, True)
    assert all(value in said(answer) for value in typed.values())
    assert li.register_entries.count() == 0


def test_an_unknown_date_is_filled_in_without_proof_and_a_known_one_is_not_changed_so(client_of, wang, li):
    browser, page = client_of(wang), reverse("person_correct", args=[li.pk])
    typed = drawn(browser, page) | {"reason": "查入党志愿书"}
    assert browser.post(page, typed | {"applied_on": "2009-05-04"}).status_code == 302
    again = drawn(browser, page) | {"reason": "查入党志愿书", "joined_on": "2011-06-30"}
    assert "须附入党志愿书等证明材料" in said(browser.post(page, again))


def test_whoever_comes_second_reads_what_was_changed_and_keeps_what_was_typed(client_of, wang, zhao, li):
    page = reverse("person_correct", args=[li.pk])
    first, second = client_of(wang), client_of(zhao)
    typed, other = drawn(first, page), drawn(second, page)
    first.post(page, typed | {"phone": "13700000000", "reason": "本人告知换号"})

    answer = second.post(page, other | {"education": "大专", "reason": "查毕业证"})
    assert answer.status_code == 422
    assert "书记 王秀英已于2026-11-23 09:00更正：手机号 13586399530 → 13700000000" in said(answer)
    form = answer.context["form"]
    assert (form["education"].value(), form["phone"].value()) == ("大专", "13700000000")

    again = other | {"education": "大专", "reason": "查毕业证", "phone": form["phone"].value()}
    assert second.post(page, again | {"seen": str(answer.context["seen"])}).status_code == 302
    li.refresh_from_db()
    assert (li.phone, li.education) == ("13700000000", "大专")


def test_who_may_not_reads_who_may(client_of, wang, zhao, li, appoint, orgs, lin):
    keeper = appoint("管理员", "admin", orgs.town, "administrator")
    wang.account.person = li
    wang.account.save()
    page = reverse("person_correct", args=[li.pk])
    answers = [client_of(hat).get(page) for hat in (keeper, wang, lin)]
    assert [answer.status_code for answer in answers] == [403, 403, 404]
    assert "由党支部或其上级党组织的书记、组织员、经办人登记" in said(answers[0])
    assert "不得办理本人的事项" in said(answers[1])
    shown = said(client_of(keeper).get(reverse("person", args=[li.pk])))
    assert (page in shown, "系统管理员不办理" in shown) == (False, True)
    assert page in said(client_of(zhao).get(reverse("person", args=[li.pk])))


def test_an_outing_begins_changes_and_ends(client_of, wang, enrol, orgs):
    zhou = enrol("周杰", "320724199001011233", orgs.dongshan)
    browser, page = client_of(wang), reverse("person_outing", args=[zhou.pk])
    where = {"away_since": "2026-10-08", "away_place": "江海省港城市", "away_branch": "一社区支部", "reason": "务工"}
    assert browser.post(page, {**where, "seen": "0"}).status_code == 302
    zhou.refresh_from_db()
    assert (zhou.away_since, zhou.away_branch) == (date(2026, 10, 8), orgs.first)

    moved = drawn(browser, page) | {"away_branch": "", "away_outside": "南岭省某市某支部", "reason": "换了单位"}
    assert browser.post(page, moved).status_code == 302
    ended = {"on": "2026-11-20", "how": "returned", "reason": "", "seen": "2"}
    assert browser.post(reverse("person_outing_end", args=[zhou.pk]), ended).status_code == 302
    zhou.refresh_from_db()
    assert (zhou.away_since, zhou.away_place, zhou.away_branch, zhou.away_outside) == (None, "", None, "")
    told = [(e.kind, e.reason, e.effective_on) for e in zhou.register_entries.order_by("seq")]
    assert told == [
        ("outing_began", "务工", date(2026, 10, 8)),
        ("outing_changed", "换了单位", date(2026, 11, 23)),
        ("outing_ended", "返回", date(2026, 11, 20)),
    ]
    again = browser.get(reverse("person_outing_end", args=[zhou.pk]))  # back in the browser's history
    assert (again.status_code, "已登记“外出结束”，不必再登记" in again.content.decode()) == (200, True)
    assert list(log.faults()) == []


@pytest.mark.parametrize(
    ("act", "typed", "sentence"),
    [
        ("outing", {"away_since": "2026-12-01", "away_place": "港城市"}, "日期在将来"),
        ("outing", {"away_since": "2026-03-02", "away_place": ""}, "必填"),
        ("outing", {"away_branch": "长田镇党委"}, "不是党支部"),
        ("outing", {"away_branch": "没有的支部"}, "系统外的写在下一栏"),
        ("outing", {"away_outside": "某支部"}, "已选系统内的党支部"),
        ("outing_end", {"on": "2026-03-01", "how": "returned"}, "早于外出日期 2026-03-02"),
        ("outing_end", {"on": "2026-11-24", "how": "returned"}, "日期在将来"),
        ("outing_end", {"how": "other"}, "请写明情况"),
        ("outing_end", {"how": "vanished"}, "vanished"),
    ],
)
def test_an_outing_that_cannot_be_comes_back(client_of, wang, li, act, typed, sentence):
    browser, page = client_of(wang), reverse(f"person_{act}", args=[li.pk])
    reason = {} if act == "outing_end" else {"reason": "务工"}
    answer = browser.post(page, drawn(browser, page) | reason | typed)
    assert (answer.status_code, sentence in said(answer)) == (422, True)


def test_the_latest_changes_stand_on_the_page_and_all_on_their_own(client_of, wang, li):
    for number in range(22):
        change(li, {"remark": f"第{number}次"}, Kind.CORRECTED, Ground(wang, "核对"))
    browser = client_of(wang)
    page = browser.get(reverse("person", args=[li.pk]))
    assert ([entry.seq for entry, _lines in page.context["rows"]], page.context["more"]) == ([*range(22, 2, -1)], 3)
    assert "第0次" in said(browser.get(reverse("person_changes", args=[li.pk])))
    older = browser.get(reverse("person_changes", args=[li.pk]), {"before": 3})
    assert [entry.seq for entry, _lines in older.context["rows"]] == [2, 1]
