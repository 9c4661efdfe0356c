"""W2, the way to both signatures: 东山村支部 and 一社区支部 agree on 李明."""

from datetime import date

import pytest

from approvals import desk
from approvals.rules import NotAllowed, Refused
from members.models import Coverage
from workflows.agreement import comparison, drafting
from workflows.agreement.case import AgreementCase


def waiting(case) -> list[tuple[str, str]]:
    return [(a.org.short_name, a.post) for a in case.assignments.open().select_related("org").order_by("pk")]


def rewritten(case, by, **bodies):
    """The side of `by` writes other words for some clauses."""
    return drafting.write(case, by=by, bodies={**case.text.bodies, **bodies})


def test_an_agreement_takes_effect_with_both_signatures_and_both_filings(proposed, wang, lin, li, orgs):
    case = desk.act(proposed, "accept_text", by=lin, text="同意文本")
    assert case.state == "ready_to_sign"
    assert waiting(case) == [("东山村支部", "head"), ("一社区支部", "head")]

    case = desk.act(case, "sign_first", by=lin, text="同意签署")
    assert waiting(case) == [("东山村支部", "head")]
    assert Coverage.objects.count() == 0

    case = desk.act(case, "sign_second", by=wang, text="同意签署")
    assert case.state == "filing"
    assert case.agreement_number == "东山村支部共管〔2026〕1号"

    case = desk.opine(case, by=wang, agrees=True, text="已报镇党委备案")
    case = desk.act(case, "file", by=lin, text="已报街道党工委备案")
    assert case.state == "effective"
    covered = Coverage.objects.get()
    assert (covered.person, covered.origin, covered.destination) == (li, orgs.dongshan, orgs.first)
    assert (covered.because, covered.since, covered.until) == (case.number, date(2026, 11, 23), None)
    assert li.branch == orgs.dongshan  # R-C3
    assert [(p.form, p.number) for p in case.papers] == [
        ("F-03", "东山村支部共管〔2026〕1号"),
        ("F-14", "YSQZB-GG-202611-001"),
    ]


def test_a_counter_proposal_shows_what_changed_word_by_word(proposed, lin):
    case = proposed
    drafting.write(case, by=lin, bodies=case.text.bodies, exchange_months=3)
    case = desk.act(case, "counter", by=lin, text="联系情况改为每季度互通")

    first, second = case.texts.filter(sent_at__isnull=False)
    changed = [clause for clause in comparison.of_clauses(first, second) if clause.changed]
    assert [(clause.key, clause.ordinal) for clause in changed] == [("exchange", "七")]
    assert [(p.kind, p.words) for p in changed[0].pieces if p.kind != "same"] == [("gone", "月"), ("new", "季度")]
    assert waiting(case) == [("东山村支部", "head")]


def test_a_counter_proposal_needs_a_change(proposed, lin):
    with pytest.raises(Refused) as refused:
        desk.act(proposed, "counter", by=lin, text="请修改联系办法条款")
    assert [rule.number for rule in refused.value.rules] == ["R-C7"]


def test_what_one_side_is_writing_the_other_does_not_see(proposed, lin, wang):
    rewritten(proposed, lin, copies="本协议一式六份。")
    assert drafting.in_writing(proposed, wang) is None
    assert proposed.text.bodies["copies"] == "本协议一式四份，双方各执一份，报双方上级党组织备案各一份。"


def test_a_new_version_clears_both_signatures(proposed, wang, lin):
    case = desk.act(proposed, "accept_text", by=lin, text="同意")
    case = desk.act(case, "sign_first", by=lin, text="同意签署")
    rewritten(case, wang, copies="本协议一式六份。")
    case = desk.act(case, "reopen", by=wang, text="份数须增加，重新协商")
    assert case.state == "negotiating"

    case = desk.act(case, "accept_text", by=lin, text="同意")
    assert case.signatures == []
    assert waiting(case) == [("东山村支部", "head"), ("一社区支部", "head")]


def test_nobody_signs_for_both_sides(proposed, wang, lin, orgs, appoint):
    case = desk.act(proposed, "accept_text", by=lin, text="同意")
    case = desk.act(case, "sign_first", by=wang, text="同意签署")
    both = appoint("王秀英", "wang", orgs.first, "secretary", "书记")
    with pytest.raises(Refused) as refused:
        desk.act(case, "sign_second", by=both, text="同意签署")
    assert [rule.number for rule in refused.value.rules] == ["R-O13"]


def test_the_first_signer_does_not_sign_again(proposed, wang, lin):
    case = desk.act(proposed, "accept_text", by=lin, text="同意")
    case = desk.act(case, "sign_first", by=wang, text="同意签署")
    with pytest.raises(NotAllowed):
        desk.act(case, "sign_second", by=wang, text="同意签署")


def test_a_required_clause_cannot_be_left_out(agreement, wang):
    bodies = {key: words for key, words in agreement.text.bodies.items() if key != "differences"}
    drafting.write(agreement, by=wang, bodies=bodies)
    with pytest.raises(Refused) as refused:
        desk.act(agreement, "send", by=wang)
    assert str(refused.value) == "缺少必备条款：分歧处理（R-C4）。"


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "said"),
    [
        (date(2026, 11, 23), date(2029, 11, 22), None),
        (date(2026, 11, 23), date(2029, 11, 23), "协议期限最长三年（R-C9）。"),
        (date(2026, 11, 23), date(2026, 11, 23), "协议的终止日期须晚于起始日期（R-C9）。"),
        (date(2025, 11, 23), date(2026, 11, 23), "协议期限已经届满，请修改期限（R-C9）。"),
    ],
)
def test_the_term_is_three_years_at_most(agreement, wang, starts_on, ends_on, said):
    drafting.write(agreement, by=wang, bodies=agreement.text.bodies, starts_on=starts_on, ends_on=ends_on)
    if said is None:
        assert desk.act(agreement, "send", by=wang).state == "proposed"
        return
    with pytest.raises(Refused) as refused:
        desk.act(agreement, "send", by=wang)
    assert str(refused.value) == said


def test_a_member_has_one_agreement_at_most(effective, li, wang, orgs):
    second = drafting.begin([li], by=wang, origin=orgs.dongshan, destination=orgs.second)
    with pytest.raises(Refused) as refused:
        desk.act(second, "send", by=wang)
    assert str(refused.value) == f"李明已有生效的共管协议 {effective.number}，到2027年11月22日为止（R-C8）。"


def test_the_same_organisation_on_both_sides_is_refused(li, wang, orgs, clock):
    case = drafting.begin([li], by=wang, origin=orgs.dongshan, destination=orgs.first)
    AgreementCase.objects.update(destination=orgs.dongshan)  # as an older draft could say
    with pytest.raises(Refused) as refused:
        desk.act(case, "send", by=wang)
    assert "双方不能是同一党组织（R-C2）" in str(refused.value)


def test_a_superior_may_object_while_it_is_being_filed(proposed, wang, lin, zhao):
    case = desk.act(proposed, "accept_text", by=lin, text="同意")
    case = desk.act(case, "sign_first", by=lin, text="同意签署")
    case = desk.act(case, "sign_second", by=wang, text="同意签署")
    case = desk.act(case, "superior_objects", by=zhao, text="管理模式与镇里的安排不一致，请重新协商")
    assert case.state == "negotiating"
    assert case.signatures == []
