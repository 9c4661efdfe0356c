"""F-03 and what follows it, as text of the PDF."""

from datetime import datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pypdfium2
import pytest
import time_machine

from approvals import desk
from documents import archive, tasks
from tests.conftest import sweep_confirmed
from workflows.agreement import drafting

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def storage(settings, tmp_path):
    settings.ARCHIVE_DIR = tmp_path


def words(paper) -> str:
    """The text of a drawn paper without its line breaks."""
    tasks.render_paper.call(paper.pk)
    paper.refresh_from_db()
    book = pypdfium2.PdfDocument(BytesIO(archive.fetch(paper.sha256)))
    return "".join("".join(page.get_textpage().get_text_bounded().split()) for page in book)


def test_the_agreement_prints_parties_clauses_places_to_sign_and_the_roster(storage, effective):
    text = words(effective.papers.get(form="F-03"))
    assert "东山村支部共管〔2026〕1号" in text
    assert "流动党员双向共管协议" in text
    assert "第一条目的甲方（流出地党组织）：中共青石县长田镇东山村支部委员会；" in text
    assert "第十三条文本本协议一式四份" not in text  # the individual kind has twelve: 五共 is left out
    assert "第十二条文本本协议一式四份" in text
    assert "期限自2026年11月23日起至2027年11月22日止" in text
    assert text.count("负责人（签名）") == 2
    assert "甲方上级备案意见（盖章）" in text
    assert "11010519491231002X" not in text
    assert "附件二：流动党员承诺书本人已知悉中共青石县长田镇东山村支部委员会与" in text


def test_without_the_clause_nobody_is_asked_for_a_promise(storage, proposed, wang, lin):
    bodies = {key: body for key, body in proposed.text.bodies.items() if key != "promises"}
    drafting.write(proposed, by=lin, bodies=bodies)
    case = desk.act(proposed, "counter", by=lin, text="承诺书另行签订，本条删去")
    case = desk.act(case, "accept_text", by=wang, text="同意")
    case = desk.act(case, "sign_first", by=wang, text="同意签署")
    case = desk.act(case, "sign_second", by=lin, text="同意签署")
    text = words(case.papers.get(form="F-03"))
    assert "附件：党员名册" in text
    assert "承诺书" not in text


def test_a_notice_gives_the_reason_and_the_day(storage, effective, wang):
    case = desk.act(effective, "give_notice", by=wang, text="该同志已经返乡，不再需要共管")
    text = words(case.papers.get(form="F-15T"))
    assert "理由：该同志已经返乡，不再需要共管" in text
    assert "2026年12月23日期满" in text
    assert "抄送：中共青石县长田镇委员会，中共临港区朝晖街道工作委员会" in text


def test_a_notice_in_the_last_month_names_the_last_day_of_the_term(storage, effective, wang):
    with time_machine.travel(datetime(2027, 11, 10, 9, tzinfo=SHANGHAI), tick=False):
        case = desk.act(effective, "give_notice", by=wang, text="该同志已经返乡，不再需要共管")
        assert "2027年11月22日期满" in words(case.papers.get(form="F-15T"))


def test_a_supplement_names_who_signed_it(storage, effective, wang, lin):
    case = desk.act(effective, "propose_change", by=lin, text="管理模式改为共同管理，期限不变。", mode="joint")
    desk.opine(case, by=lin, agrees=True, text="同意签署")
    case = desk.act(case, "agree_change", by=wang, text="同意签署")
    text = words(case.papers.get(form="F-03S"))
    assert "系统签署记录：中共临港区朝晖街道一社区支部委员会，林晓东（书记），2026年11月23日确认；" in text
    assert "王秀英（书记），2026年11月23日确认。" in text


def test_the_record_of_the_end_says_how_and_for_whom(storage, effective, wang, li):
    desk.act(effective, "give_notice", by=wang, text="该同志已经返乡，不再需要共管")
    with time_machine.travel(datetime(2026, 12, 24, 0, tzinfo=SHANGHAI), tick=False):
        sweep_confirmed()
        text = words(effective.papers.get(form="F-03E"))
        slip = effective.papers.filter(form="F-14").latest("pk")
    assert f"党员{li.name}生效日期2026年11月23日终止日期2026年12月23日终止方式通知期满，解除" in text
    assert "编号：DSCZB-ZZ-202612-001" in text
    assert "出具中共青石县长田镇东山村支部委员会2026年12月24日" in text
    assert (slip.number, slip.snapshot["result"], slip.snapshot["person_name"]) == (
        "DSCZB-GG-202612-001",
        "解除 / 自然终止",
        li.name,
    )


def test_how_an_agreement_came_about_is_told_by_its_slip(storage, effective, li):
    """D8: F-14 is for every transfer, agreement and coordination."""
    slip = effective.papers.get(form="F-14")
    text = words(slip)
    assert f"编号：{slip.number}" in text
    assert f"当事人{li.name}" in text
    assert "甲方（流出地）中共青石县长田镇东山村支部委员会乙方（流入地）中共临港区朝晖街道一社区支部委员会" in text
    assert [line["verdict"] for line in slip.snapshot["entries"]][-2:] == ["备案", "备案"]


def test_an_agreement_that_is_declined_leaves_a_slip(proposed, lin):
    case = desk.act(proposed, "decline", by=lin, text="该同志不在本辖区居住，不宜签订协议")
    assert [(p.form, p.snapshot["result"]) for p in case.papers] == [("F-14", str(case.state_label))]


def test_the_agreement_names_the_secretary_of_each_side(storage, effective):
    """D8: it named the contact."""
    paper = effective.papers.get(form="F-03")
    assert [paper.snapshot[side]["secretary"] for side in ("origin", "destination")] == ["王秀英", "林晓东"]
    assert "地址、书记、电话王秀英" in words(paper)
