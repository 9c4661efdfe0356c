"""Papers with a whole identity number and scans: who opens them, who says why first, what is on record (R-I3)."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from approvals import beside, desk
from approvals.models import Entry
from documents import tasks
from documents.models import Paper
from members import identity
from members.models import AccessRecord
from tests.approvals.test_delegated_work import FRIDAY, TODAY, feng, lend  # noqa: F401  fixtures

NUMBER = "32072419800815833X"
ADMINISTRATOR = "完整号码只供办理人员查看，系统管理员不办理事项；确需核对请找本组织的组织员或书记（R-I3）。"
WHY = "核对介绍信与身份证是否一致"


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def letter(letter_out) -> Paper:
    """The letter of introduction, filed; it prints the whole number."""
    found = letter_out.papers.get(form="F-01", title__contains="介绍信")
    tasks.render_paper.call(found.pk)
    found.refresh_from_db()
    assert found.state == "filed", found.error
    return found


@pytest.fixture
def scan(letter_out, zhao):
    return beside.attach(letter_out, SimpleUploadedFile("李明身份证.pdf", b"%PDF-1.7 scan"), by=zhao)


@pytest.fixture
def administrator(orgs, appoint):
    return appoint("管理员", "guan", orgs.town, "administrator")


@pytest.fixture(params=["paper", "file"])
def thing(request, letter_out) -> str:
    """The address of the letter, and that of an attachment."""
    key = request.getfixturevalue("letter" if request.param == "paper" else "scan").pk
    return reverse(request.param, args=[letter_out.number, key])


def page_of(paper: Paper) -> str:
    return reverse("paper_preview", args=[paper.because, paper.pk, 1])


def on_record(*kinds: str) -> list[tuple]:
    found = AccessRecord.objects.filter(kind__in=kinds or ("paper", "file")).order_by("pk")
    return list(found.values_list("appointment__account__username", "subject", "reason"))


def test_a_paper_knows_whether_it_prints_a_whole_number(letter_out, refused_elsewhere):
    shown = dict(letter_out.papers.values_list("form", "shows_id_number"))
    assert (shown["F-01"], shown["F-02"], refused_elsewhere.shows_id_number) == (True, True, False)


@pytest.fixture
def refused_elsewhere(letter_out, zhao) -> Paper:
    """A notice that names the member and no number."""
    desk.act(letter_out, "void", by=zhao, reason="lost", text="本人报告介绍信在途中遗失。")
    return letter_out.papers.get(form="F-15")


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        (f"身份证号码{NUMBER}，由", True),
        ("３２０７２４１９８００８１５８３３ｘ", True),
        ("320724…833X", False),
        ("320724198008158331", False),
        (f"A{NUMBER}", False),
    ],
)
def test_a_whole_number_is_found_wherever_it_stands(text, whole):
    assert identity.stands_in(text) is whole


def test_whoever_handles_the_case_opens_it_and_each_time_is_on_record(letter, chen, zhao, client_of):
    address = reverse("paper", args=[letter.because, letter.pk])
    assert client_of(chen).get(address)["Content-Type"] == "application/pdf"
    assert client_of(chen).get(page_of(letter))["Content-Type"] == "image/png"
    assert client_of(zhao).get(f"{address}?download=1").status_code == 200
    named = f"paper:{letter.pk}"
    assert on_record() == [("chen", named, "打开"), ("chen", named, "预览"), ("zhao", named, "下载")]


def test_a_picture_on_the_page_is_on_record_once_a_day_for_each_reader(letter, chen, zhao, client_of, clock):
    for hat in (chen, chen, zhao):
        assert client_of(hat).get(page_of(letter)).status_code == 200
    clock.shift(timedelta(hours=14, minutes=59))  # it is nine in the morning
    client_of(chen).get(page_of(letter))
    named = f"paper:{letter.pk}"
    assert on_record() == [("chen", named, "预览"), ("zhao", named, "预览")]

    clock.shift(timedelta(minutes=1))
    client_of(chen).get(page_of(letter))
    client_of(chen).get(reverse("paper", args=[letter.because, letter.pk]))
    assert on_record()[2:] == [("chen", named, "预览"), ("chen", named, "打开")]


def test_an_attachment_is_opened_on_record(scan, letter_out, chen, client_of):
    answer = client_of(chen).get(reverse("file", args=[letter_out.number, scan.pk]))
    assert (answer.content, answer["Content-Disposition"]) == (b"%PDF-1.7 scan", f'inline; filename="file-{scan.pk}"')
    assert on_record() == [("chen", f"attachment:{scan.pk}", "打开")]


def test_an_administrator_opens_neither_whatever_the_reason(thing, administrator, client_of):
    for answer in (client_of(administrator).get(thing), client_of(administrator).post(thing, {"reason": WHY})):
        assert answer.status_code == 403
        assert ADMINISTRATOR in answer.content.decode()
    assert on_record() == []


def test_an_administrator_sees_no_picture_of_it(letter, administrator, client_of):
    client = client_of(administrator)
    assert client.get(page_of(letter)).status_code == 403
    for page in (reverse("case", args=[letter.because]), reverse("paper_status", args=[letter.because, letter.pk])):
        assert page_of(letter) not in client.get(page).content.decode()
    assert on_record() == []


def test_a_superior_says_why_before_it_opens(thing, sun, client_of):
    client = client_of(sun)
    asked = client.get(thing)
    assert (asked.status_code, "请先写明查看理由" in asked.content.decode()) == (403, True)
    assert client.post(thing, {"reason": "看"}).status_code == 422
    assert on_record() == []

    opened = client.post(thing, {"reason": WHY})
    assert (opened.status_code, opened["Content-Type"]) == (200, "application/pdf")
    assert [(who, why) for who, _subject, why in on_record()] == [("sun", f"打开：{WHY}")]


def test_a_superior_sees_no_picture_of_it(letter, sun, client_of):
    assert client_of(sun).get(page_of(letter)).status_code == 403
    assert page_of(letter) not in client_of(sun).get(reverse("case", args=[letter.because])).content.decode()


def test_a_stand_in_opens_only_what_was_lent(thing, wang, feng, lend, client_of):  # noqa: F811
    """冯兰 stands in for the secretary in coordinations alone."""
    hat = lend(wang, feng, kinds=["coordination"])
    client = client_of(hat)
    client.post(reverse("choose_hat"), {"appointment": hat.pk})
    assert client.get(reverse("account")).wsgi_request.appointment.pk == hat.pk
    assert "授权代办的范围不含「组织关系接转」" in client.get(thing).content.decode()
    assert on_record() == []


def test_a_paper_without_a_number_opens_as_ever(refused_elsewhere, administrator, client_of):
    tasks.render_paper.call(refused_elsewhere.pk)
    address = reverse("paper", args=[refused_elsewhere.because, refused_elsewhere.pk])
    assert client_of(administrator).get(address)["Content-Type"] == "application/pdf"
    assert on_record() == []


def test_neither_name_nor_number_stands_on_the_record(scan, letter, chen, client_of):
    client_of(chen).get(reverse("paper", args=[letter.because, letter.pk]))
    client_of(chen).get(reverse("file", args=[letter.because, scan.pk]))
    written = str(list(AccessRecord.objects.values()))
    assert [part in written for part in ("李明", NUMBER, "身份证.pdf")] == [False, False, False]


def test_everybody_who_sees_the_case_reads_who_read_what(scan, letter, sun, chen, administrator, client_of):
    client_of(chen).get(reverse("file", args=[letter.because, scan.pk]))
    client_of(sun).post(reverse("paper", args=[letter.because, letter.pk]), {"reason": WHY})
    page = client_of(administrator).get(reverse("readings", args=[letter.because]))
    told = [(record.account.name, called, record.reason) for record, called in page.context["rows"]]
    assert told == [("孙丽", letter.title, f"打开：{WHY}"), ("陈志强", "李明身份证.pdf", "打开")]
    assert (
        reverse("readings", args=[letter.because])
        in client_of(chen).get(reverse("case", args=[letter.because])).content.decode()
    )


def test_an_office_with_no_part_in_it_reads_nothing_of_it(letter, appoint, orgs, client_of):
    he = appoint("何静", "he", orgs.second, "secretary")
    assert client_of(he).get(reverse("readings", args=[letter.because])).status_code == 404


# Beside the desk (S8) -----------------------------------------------------------------------------------------------


def test_an_attachment_stands_on_the_log_by_key_and_hash(scan, letter_out):
    entry = letter_out.entries.last()
    assert (entry.verb, entry.by_id, entry.data) == (
        "attach",
        scan.by_id,
        {"proof": {"file": scan.pk, "sha256": scan.sha256}},
    )


def test_an_attachment_makes_nobodys_page_old(letter_out, zhao, chen):
    seen = letter_out.log_length
    beside.attach(letter_out, SimpleUploadedFile("回执.pdf", b"%PDF-1.7"), by=zhao)
    assert desk.act(letter_out, "report_in", by=chen, letter_number=1, seen=seen).state == "arrived"


@pytest.mark.parametrize("what", ["urge", "add_file"])
def test_an_administrator_acts_on_no_case(what, letter_out, administrator, client_of):
    before = letter_out.entries.count()
    sent = {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.7")}
    answer = client_of(administrator).post(reverse(what, args=[letter_out.number]), sent, follow=True)
    assert "系统管理员不办理事项" in answer.content.decode()
    assert (letter_out.entries.count(), letter_out.files.count()) == (before, 0)


@pytest.mark.parametrize("what", ["urge", "add_file"])
def test_a_stand_in_acts_on_no_case_that_was_not_lent(what, letter_out, wang, feng, lend, client_of):  # noqa: F811
    hat = lend(wang, feng, kinds=["coordination"])
    client = client_of(hat)
    client.post(reverse("choose_hat"), {"appointment": hat.pk})
    sent = {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.7")}
    answer = client.post(reverse(what, args=[letter_out.number]), sent, follow=True)
    assert "授权代办的范围不含「组织关系接转」" in answer.content.decode()
    assert not Entry.objects.filter(case=letter_out.pk, verb__in=("urge", "attach")).exists()


def test_what_an_administrator_cannot_do_is_not_offered(letter_out, administrator, wang, client_of):
    case = reverse("case", args=[letter_out.number])
    buttons = [reverse(what, args=[letter_out.number]) for what in ("urge", "add_file")]
    pages = [client_of(hat).get(case).content.decode() for hat in (wang, administrator)]
    assert [[button in page for button in buttons] for page in pages] == [[True, True], [False, False]]
