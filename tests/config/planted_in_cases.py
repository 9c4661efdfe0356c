"""Faults planted in cases, in their log and in what stands beside them; and the limits of the proof."""

from .planted import Fault, sets

CASES = [
    *sets(
        "approvals_case",
        "id = {case}",
        "{number}：{column} 现为",
        state="'completed'",
        destination_id="{other_org}",
        origin_id="{other_org}",
        person_id="{other_person}",
        title="'别的事'",
        closed_at="opened_at",
        starter_id="{other_org}",
        promised_on="'2030-01-01'",
        came_from="'draft'",
        kind="'evaluation'",
    )[:-1],
    *sets(
        "workflows_transfercase",
        "case_ptr_id = {case}",
        "{number}：{column} 现为",
        letter_number="77",
        valid_until="'2030-01-01'",
        valid_days="90",
        issued_on="'2026-01-01'",
        receiving_branch_id="{other_org}",
        received_on="'2026-01-01'",
        dues_until="'2030-01-01'",
        carrier="'courier'",
        contact="'13900000000'",
        reason="'other'",
    ),
    Fault(
        "a case turned into another kind",
        ("UPDATE approvals_case SET kind = 'evaluation' WHERE id = {case}",),
        "{number}",
    ),
    Fault(
        "a draft given to another person",
        ("UPDATE approvals_case SET person_id = {other_person} WHERE id = {draft}",),
        "{draft_number}：person 现为",
    ),
    Fault(
        "a whole case deleted with its log",
        (
            "UPDATE approvals_entry SET opinion_id = NULL WHERE case_id = {void_case}",
            "DELETE FROM approvals_entry WHERE case_id = {void_case}",
            "DELETE FROM approvals_opinion WHERE case_id = {void_case}",
            "DELETE FROM workflows_transfercase WHERE case_ptr_id = {void_case}",
            "DELETE FROM approvals_case WHERE id = {void_case}",
        ),
        "检查点",
    ),
]
LOG = [
    *sets(
        "approvals_entry",
        "case_id = {case} AND verb = 'approve'",
        "{number}：第 7 条日志",
        actor="'{{}}'",
        data="'{{}}'",
        facts="'{{}}'",
        by_id="{other_appointment}",
        recorded_at="opened_at",
        to_state="'draft'",
    )[:4],
    Fault(
        "an opinion's words edited",
        ("UPDATE approvals_opinion SET text = '不同意' WHERE case_id = {case}",),
        "{number}：第 3 条日志",
    ),
    Fault(
        "an opinion given to another author",
        ("UPDATE approvals_opinion SET by_id = {other_appointment} WHERE case_id = {case}",),
        "{number}：第 3 条日志",
    ),
    Fault(
        "an opinion moved to another step",
        ("UPDATE approvals_opinion SET state = 'draft' WHERE case_id = {case}",),
        "{number}：第 3 条日志",
    ),
    Fault(
        "an entry deleted",
        ("DELETE FROM approvals_entry WHERE case_id = {case} AND seq = 4",),
        "{number}：第 4 条日志缺失",
    ),
    Fault(
        "the last step taken back, the head put right",
        (
            "UPDATE approvals_case SET log_length = log_length - 1, log_head = (SELECT previous FROM approvals_entry"
            " WHERE case_id = {case} ORDER BY seq DESC LIMIT 1) WHERE id = {case}",
            "DELETE FROM approvals_entry WHERE case_id = {case}"
            " AND seq = (SELECT log_length + 1 FROM approvals_case WHERE id = {case})",
        ),
        "{number}：",
    ),
    Fault(
        "the last checkpoint deleted",
        ("DELETE FROM approvals_checkpoint WHERE id = {checkpoint}",),
        "检查点 {checkpoint} 不在了",
    ),
    Fault(
        "a checkpoint's hash edited",
        ("UPDATE approvals_checkpoint SET hash = 'f' WHERE id = {checkpoint}",),
        "检查点 {checkpoint}",
    ),
    Fault("access records deleted", ("DELETE FROM members_accessrecord",), "访问记录应有"),
    Fault(
        "an access record's subject edited",
        ("UPDATE members_accessrecord SET subject = 'person:0'",),
        "访问记录有内容被改动",
    ),
]

AGREEMENTS = [
    *sets(
        "workflows_agreementtext",
        "id = {text}",
        "协议文本 {text} 的 {column} 现为",
        bodies="'{{}}'",
        mode="'joint'",
        ends_on="'2030-01-01'",
        dues_paid_to="'destination'",
    ),
    *sets(
        "workflows_agreementcase",
        "case_ptr_id = {agreement}",
        "{agreement_number}：{column} 现为",
        effective_on="'2030-01-01'",
        agreement_number="'x'",
    ),
    Fault(
        "a member taken off the roster",
        ("DELETE FROM workflows_agreementtext_people WHERE agreementtext_id = {text}",),
        "协议文本 {text} 的 people",
    ),
    Fault(
        "a supplement's words edited",
        ("UPDATE workflows_supplement SET words = '别的' WHERE id = {supplement}",),
        "补充协议 {supplement} 的 words",
    ),
    Fault(
        "a supplement deleted",
        ("DELETE FROM workflows_supplement WHERE id = {supplement}",),
        "补充协议 {supplement} 缺失",
    ),
    Fault(
        "a sum edited",
        ("UPDATE workflows_fundingline SET amount = 1 WHERE id = {funding}",),
        "经费登记 {funding} 的 amount",
    ),
    Fault(
        "a line of the books deleted",
        ("DELETE FROM workflows_fundingline WHERE id = {funding}",),
        "经费登记 {funding} 缺失",
    ),
]

# What the log does not bind yet (docs/architecture.md, "Not bound").
LIMITS = [
    Fault(
        "an assignment given away",
        ("UPDATE approvals_assignment SET org_id = {other_org} WHERE case_id = {case}",),
        None,
    ),
    Fault(
        "a deadline moved",
        ("UPDATE approvals_assignment SET due_at = '2030-01-01 00:00:00+00:00' WHERE case_id = {case}",),
        None,
    ),
    Fault(
        "the evidence of a duty edited",
        ("UPDATE workflows_duty SET evidence = '都已落实' WHERE case_id = {agreement}",),
        None,
    ),
    Fault(
        "the moment a state ends by itself moved",
        ("UPDATE approvals_case SET lapses_at = '2030-01-01 00:00:00+00:00' WHERE id = {case}",),
        None,
    ),
]
