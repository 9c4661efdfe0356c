"""The log is the product: a whole line verifies, and whatever is tampered with is found and named.

The tampering is done with SQL and query sets, as someone with the database in hand would do it.
"""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.utils import timezone

from approvals import desk, journal
from approvals.checkpoints import making, scope
from approvals.models import Case, Entry, Opinion
from workflows.models import TransferCase


@pytest.fixture
def finished(letter_out, chen, zhao, orgs):
    case = desk.act(letter_out, "report_in", by=chen, letter_number=1)
    case = desk.act(case, "receive", by=chen, branch=orgs.first)
    case = desk.act(case, "send_receipt", by=chen, handler="陈志强", phone="0518-87066345")
    return desk.act(case, "attach_receipt", by=zhao, letter_number=1)


def test_a_full_line_verifies(finished, capsys):
    making.make(timezone.now())
    assert list(journal.broken()) == []
    call_command("verify_log")
    assert capsys.readouterr().out.splitlines()[0] == "日志完整。"


def test_a_case_that_came_back_and_was_withdrawn_verifies(transfer_awaiting_approval, zhao, wang):
    case = desk.act(transfer_awaiting_approval, "send_back", by=zhao, text="请补充户籍变动证明")
    case = desk.act(case, "resubmit", by=wang, text="已与本人核对，情况如前所报")
    case = desk.act(case, "withdraw", by=wang, text="本人决定暂不转移")
    assert list(journal.broken()) == []


def test_every_entry_hangs_on_the_one_before(finished):
    entries = list(finished.entries.order_by("seq"))
    assert [e.seq for e in entries] == list(range(1, 12))
    assert [e.previous for e in entries] == ["", *[e.hash for e in entries[:-1]]]
    case = Case.objects.get(pk=finished.pk)
    assert (case.log_length, case.log_head) == (11, entries[-1].hash)


@pytest.mark.parametrize(
    "forged",
    [
        {"verb": "refuse"},
        {"from_state": "draft"},
        {"to_state": "withdrawn"},
        {"actor": {"org": "别处", "name": "别人", "post": "书记"}},
        {"data": {"valid_days": 90}},
        {"recorded_at": timezone.now() - timedelta(days=30)},
        {"effective_at": timezone.now() - timedelta(days=30)},
        {"opinion": None},
        {"previous": "0" * 64},
        {"hash": "0" * 64},
    ],
    ids=lambda forged: next(iter(forged)),
)
def test_a_changed_entry_is_named(finished, forged):
    Entry.objects.filter(case=finished, verb="approve").update(**forged)
    verb = forged.get("verb", "approve")
    if "opinion" in forged:  # the opinion is now without its entry, too
        assert next(iter(journal.broken())) == f"事项 {finished.number}：第 7 条日志（approve）被改动"
        return
    assert list(journal.broken()) == [f"事项 {finished.number}：第 7 条日志（{verb}）被改动"]


@pytest.mark.parametrize(
    "forged",
    [{"text": "不同意"}, {"verdict": "disagree"}, {"by_name": "别人"}, {"org_name": "别处"}, {"side": "system"}],
)
def test_a_changed_opinion_is_named(finished, forged):
    assignments = ", ".join(f"{column} = %s" for column in forged)
    with connection.cursor() as cursor:
        first = finished.opinions.order_by("pk").first()
        cursor.execute(
            f"UPDATE approvals_opinion SET {assignments} WHERE id = %s",  # noqa: S608  column names of this test
            [*forged.values(), first.pk],
        )
    assert list(journal.broken()) == [f"事项 {finished.number}：第 3 条日志（agree_to_release）被改动"]


def test_an_opinion_given_another_time_is_named(finished):
    Opinion.objects.filter(case=finished, state="origin_branch_review").update(at=timezone.now() - timedelta(days=9))
    assert list(journal.broken()) == [f"事项 {finished.number}：第 3 条日志（agree_to_release）的意见被改动"]


def test_an_opinion_made_void_or_valid_by_hand_is_named(transfer_at_destination, lin, xu, chen):
    case = transfer_at_destination
    case.opinions.update(superseded=True)
    assert list(journal.broken()) == [f"事项 {case.number}：有效的意见被标为失效"]
    case.opinions.update(superseded=False)

    case = desk.opine(case, by=lin, agrees=True)
    case = desk.opine(case, by=xu, agrees=True)
    case = desk.act(case, "ask_material", by=chen, text="请补充现居住地证明")
    assert list(journal.broken()) == []
    case.opinions.filter(side="origin").update(superseded=False)
    assert list(journal.broken()) == [f"事项 {case.number}：第 6 条日志（ask_material）之前的意见已失效，却标为有效"]


def test_an_opinion_put_in_by_hand_is_named(finished):
    said = finished.opinions.order_by("pk").last()
    said.pk = None
    said.text = "同意"
    models.Model.save(said, force_insert=True)
    assert list(journal.broken()) == [f"事项 {finished.number}：意见 {said.pk}（{said.org_name}）没有对应的日志"]


def test_a_deleted_entry_is_named(finished):
    Entry.objects.filter(case=finished, seq=5).delete()
    assert next(iter(journal.broken())) == f"事项 {finished.number}：第 5 条日志缺失"


def test_the_last_entry_taken_back_is_named(finished):
    Entry.objects.filter(case=finished, seq=11).delete()
    assert list(journal.broken()) == [f"事项 {finished.number}：日志末尾缺失，应有 11 条，现有 10 条"]


def test_all_entries_of_a_case_gone_are_named(finished):
    Entry.objects.filter(case=finished).delete()
    assert next(iter(journal.broken())) == f"事项 {finished.number}：日志末尾缺失，应有 11 条，现有 0 条"


def test_verify_log_counts_and_fails(finished, capsys):
    Entry.objects.filter(case=finished, seq=11).delete()
    with pytest.raises(CommandError, match="日志不完整：1 处"):
        call_command("verify_log")
    assert finished.number in capsys.readouterr().out


# Entries, cases, the four procedures' own records, what stands beside them (attachments, texts with two rosters,
# supplements, books), opinions, the clock; people, their two logs and relations, the organisations' log, whom it names
# and their rows; checkpoints and what they hold.
QUERIES = 21 + len(scope.HELD)


def test_the_proof_needs_as_many_queries_for_three_cases_as_for_one(
    finished, enrol, orgs, wang, django_assert_num_queries
):
    from workflows.transfer import drafting

    with django_assert_num_queries(QUERIES):
        assert list(journal.broken()) == []
    for n, number in enumerate(("320724199001011233", "320724199001021239")):
        person = enrol(f"党员{n}", number, orgs.dongshan)
        drafting.begin(person, by=wang, destination=orgs.first, reason="other")
    assert TransferCase.objects.count() == 3
    with django_assert_num_queries(QUERIES):
        assert list(journal.broken()) == []
