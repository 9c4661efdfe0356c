"""Every paper the W10 table names: taken up, jointly, not admissible, settled, decided, carried out, unresolved."""

from datetime import datetime

import pytest

from approvals import desk, sweep
from documents.models import Paper
from tests.conftest import SHANGHAI

from .test_coordination import again, coordination, elsewhere, heard, joint, refused  # noqa: F401  fixtures
from .test_transfer_papers import said, storage, text_of  # noqa: F401  a fixture

TOWN, STREET = "中共青石县长田镇委员会", "中共临港区朝晖街道工作委员会"
BRANCH, THERE = "中共青石县长田镇东山村支部委员会", "中共临港区朝晖街道一社区支部委员会"
PROVINCE = "中共江海省委组织部"
DECISION = {"decision": "uphold_transfer", "text": "租房合同属实，应予接收。"}


def letter(case, title: str) -> Paper:
    return case.papers.get(title=title)


def test_both_sides_are_told_who_is_in_charge_and_until_when_they_are_heard(coordination, gao):  # noqa: F811
    """R-S4; five working days for the statements, fifteen for the decision."""
    case = desk.act(coordination, "accept", by=gao, officer="高文军", text="受理")
    paper = letter(case, "协调受理通知")
    assert (paper.form, paper.org_name, paper.number) == ("F-15", PROVINCE, "江海省委组织部〔2026〕1号")
    assert said(paper, "addressees", "copies", "officer", "statements_until", "decision_until") == [
        [TOWN, STREET],
        [BRANCH],
        "高文军",
        "2026-11-30",
        "2026-12-14",
    ]
    text = text_of(paper)
    assert (
        f"李明同志的组织关系接转事项（编号{refused_number(case)}，流出地党组织为{BRANCH}，流入地党组织为{THERE}）"
        in text
    )


def refused_number(case) -> str:
    return case.waiting_parent.number


def test_what_is_not_admissible_is_explained_to_who_asked(coordination, gao):  # noqa: F811
    case = desk.act(coordination, "refuse", by=gao, text="拒绝理由成立，双方可自行补正。")
    paper = letter(case, "不予受理说明")
    assert said(paper, "addressees", "text") == [[BRANCH], "拒绝理由成立，双方可自行补正"]
    assert "经研究，不予受理。理由：拒绝理由成立，双方可自行补正。原事项回到" in text_of(paper)


def test_what_both_settled_is_put_on_record(heard, gao):  # noqa: F811
    case = desk.act(heard, "settled", by=gao, text="街道同意核实居住情况后接收")
    paper = letter(case, "双方商妥记录")
    assert said(paper, "addressees", "text") == [[TOWN, STREET], "街道同意核实居住情况后接收"]


def test_the_decision_is_a_letter_with_the_chain_of_refusals_and_both_statements(heard, gao):  # noqa: F811
    """F-16, R-S3; its number comes from the register of the acceptance."""
    case = desk.act(heard, "decide", by=gao, **DECISION)
    paper = letter(case, "协调意见书")
    assert (paper.form, paper.number) == ("F-16", "江海省委组织部〔2026〕2号")
    assert said(paper, "issuers", "addressees", "execute_by") == [[PROVINCE], [TOWN, STREET], "2026-11-30"]
    text = text_of(paper)
    assert f"{STREET}（流入地）：该同志不在本辖区工作和居住。" in text
    assert f"{TOWN}（流出地）：该同志长期在临港区，应当转出。" in text
    assert "支持接转，送转出方党委审批。理由：租房合同属实，应予接收。" in text


def test_who_carried_the_decision_out_reports_it(heard, gao, chen):  # noqa: F811
    desk.act(heard, "decide", by=gao, **DECISION)
    case = desk.act(heard, "execute", by=chen, text="已通知一社区支部接收。")
    paper = letter(case, "协调意见执行情况")
    assert (paper.org_name, *said(paper, "addressees", "copies")) == (STREET, [PROVINCE], [TOWN, BRANCH])
    assert "协调意见为：支持接转，送转出方党委审批。现已于2026年11月23日执行。" in text_of(paper)


def test_without_a_common_superior_the_requester_asks_the_highest_of_both(joint, elsewhere):  # noqa: F811
    """R-S2: the system finds out, but it is the requester who has spoken."""
    paper = letter(joint, "对口协调函")
    assert (paper.org_name, paper.number) == (BRANCH, "东山村支部〔2026〕1号")
    assert said(paper, "addressees") == [[PROVINCE, "中共云岭省委员会"]]
    assert "请两地现有最高党组织对口协调" in text_of(paper)


def test_a_joint_decision_has_a_place_for_both_seals(joint, gao, elsewhere, appoint):  # noqa: F811
    other = appoint("何上", "heshang", elsewhere["top"], "organiser")
    desk.opine(joint, by=gao, agrees=True, text="本人确有固定住所，应予接收", decision="uphold_transfer")
    case = desk.act(joint, "agree", by=other, decision="uphold_transfer", text="经核实同意接收该同志")
    paper = letter(case, "协调意见书")
    assert said(paper, "issuers") == [[PROVINCE, "中共云岭省委员会"]]
    assert paper.number == "江海省委组织部〔2026〕1号"  # the lead's alone (R-P2)
    assert text_of(paper).count("（盖章）") == 2


def test_two_systems_that_do_not_agree_leave_both_statements_on_the_slip(joint, gao, clock):  # noqa: F811
    desk.opine(joint, by=gao, agrees=True, text="本人确有固定住所，应予接收", decision="uphold_transfer")
    clock.move_to(datetime(2027, 1, 6, 9, 0, tzinfo=SHANGHAI))
    sweep.sweep()
    case = again(joint)
    slip = case.papers.get(form="F-14").snapshot
    assert (case.state, slip["origin_opinion"]["text"]) == ("unresolved", "本人确有固定住所，应予接收")


@pytest.mark.parametrize("title", ["协调受理通知", "协调意见书"])
def test_no_letter_shows_a_number_of_identity(heard, gao, title):  # noqa: F811
    case = desk.act(heard, "decide", by=gao, **DECISION)
    assert "32072419800815833X" not in case.papers.get(title=title).snapshot_text
