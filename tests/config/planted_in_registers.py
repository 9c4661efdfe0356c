"""Faults planted in the register, in papers, registers of numbers and files."""

from .planted import Fault, redraw, sets

RELATIONS = [
    *sets(
        "members_relation",
        "id = {relation}",
        "person:{person}：组织关系 {relation} 的 ",
        org_id="{other_org}",
        because="'ZJ2026-999999'",
        since="'2012-01-01 00:00:00+00:00'",
        **{'"group"': "'第九党小组'"},
    ),
    Fault(
        "a relation given to another person",
        (
            "UPDATE members_relation SET person_id = {other_person}, since = '2012-01-01 00:00:00+00:00'"
            " WHERE id = {relation}",
        ),
        "组织关系 {relation}",
    ),
    Fault(
        "a relation deleted",
        ("DELETE FROM members_relation WHERE id = {relation}",),
        "person:{person}：组织关系 {relation} 缺失",
    ),
    Fault(
        "a relation put in",
        (
            'INSERT INTO members_relation (person_id, org_id, since, "group", because)'
            " VALUES ({person}, {other_org}, '2026-11-01 00:00:00+00:00', '', 'x')",
        ),
        "没有对应的登记",
    ),
    Fault(
        "a person's relation and all that binds it deleted",
        (
            "DELETE FROM members_relation WHERE id = {relation}",
            "DELETE FROM members_factentry WHERE about = 'person' AND key = {person}",
        ),
        "检查点",
    ),
]
REGISTER = [
    *sets(
        "members_person",
        "id = {other_person}",
        "person:{other_person}：{column} 现为",
        phone="'13900000000'",
        dues_until="'2030-01-01'",
        joined_on="'1999-07-01'",
        name="'张三丰'",
        stage="'probationary_member'",
        remark="'表现突出'",
        under_examination="{true}",
    ),
    Fault(
        "a change's reason edited",
        ("UPDATE members_registerentry SET reason = '别的' WHERE person_id = {other_person}",),
        "person:{other_person}：第 1 条变动",
    ),
    Fault(
        "a change's author edited",
        ("UPDATE members_registerentry SET by_id = {other_appointment} WHERE person_id = {other_person}",),
        "person:{other_person}：第 1 条变动",
    ),
    Fault(
        "a person's log deleted",
        ("DELETE FROM members_registerentry WHERE person_id = {other_person}",),
        "名册变动应有",
    ),
    Fault(
        "two people's identity numbers swapped",
        (
            "UPDATE members_person SET id_index = 'x' WHERE id = {person}",
            "UPDATE members_person SET id_index = '{index}', id_sealed = '{sealed}' WHERE id = {other_person}",
            "UPDATE members_person SET id_index = '{other_index}', id_sealed = '{other_sealed}' WHERE id = {person}",
        ),
        "person:{other_person}：",
    ),
    Fault(
        "one's sealed number put to another",
        ("UPDATE members_person SET id_sealed = '{sealed}' WHERE id = {other_person}",),
        "person:{other_person}：索引与身份号码不符",
    ),
]
PAPERS = [
    *sets(
        "documents_paper",
        "id = {paper}",
        "（编号 {paper}）：{column} 现为",
        number="'000077'",
        because="'ZJ2026-999999'",
        org_id="{other_org}",
        issued_on="'2026-01-01'",
        issued_by="'别人'",
        shows_id_number="{false}",
        qr_text="'https://example.org'",
        state="'issued'",
        sha256="'{other_sha}'",
        template="'transfer/stub.html'",
        voided_at="issued_at",
    ),
    Fault(
        "a void letter revived",
        ("UPDATE documents_paper SET voided_at = NULL, void_reason = '' WHERE id = {void_paper}",),
        "（编号 {void_paper}）：voided_at 现为",
    ),
    Fault(
        "a void letter's reason edited",
        ("UPDATE documents_paper SET void_reason = 'lost' WHERE id = {void_paper}",),
        "（编号 {void_paper}）：void_reason 现为",
    ),
    Fault(
        "a paper and its line deleted",
        (
            "DELETE FROM documents_takennumber WHERE paper_id = {void_paper}",
            "DELETE FROM documents_paper WHERE id = {void_paper}",
        ),
        "开出的文书",
    ),
    Fault(
        "a snapshot edited with the key, the file drawn anew",
        redraw,
        "（编号 {paper}）：snapshot_hash 现为",
    ),
]
LINES = [
    Fault(
        "two lines of a register swapped",
        (
            "UPDATE documents_takennumber SET paper_id = {void_paper} WHERE id = {line}",
            "UPDATE documents_takennumber SET paper_id = {paper} WHERE id = {void_line}",
        ),
        "（编号 {line}）：paper 现为",
    ),
    *sets(
        "documents_takennumber",
        "id = {line}",
        "（编号 {line}）：{column} 现为",
        number="99",
        on_paper="{true}",
        taken_on="'2026-01-01'",
        voided_at="'2026-11-01 00:00:00+00:00'",
    ),
    Fault(
        "a void line revived",
        ("UPDATE documents_takennumber SET voided_at = NULL, void_reason = '' WHERE id = {void_line}",),
        "（编号 {void_line}）：voided_at 现为",
    ),
    Fault("a line deleted", ("DELETE FROM documents_takennumber WHERE id = {line}",), "编号登记"),
    Fault(
        "a line put in",
        (
            "INSERT INTO documents_takennumber (series_id, number, taken_on, on_paper, void_reason, void_note)"
            " VALUES ({series}, 99, '2026-11-01', {true}, '', '')",
        ),
        "没有登记",
    ),
    Fault("a counter set ahead", ("UPDATE documents_numberseries SET last = 99 WHERE id = {series}",), "不连续"),
]
FILES = [
    Fault(
        "a filed file's bytes changed",
        lambda o: o.write(o.sha, b"%PDF-1.7 other"),
        "（编号 {paper}）：文件被改动",
        lambda o: o.write(o.sha, o.bytes),
    ),
    Fault(
        "a filed file deleted",
        lambda o: o.unlink(o.sha),
        "（编号 {paper}）：文件缺失",
        lambda o: o.write(o.sha, o.bytes),
    ),
    Fault(
        "an attachment's bytes changed",
        lambda o: o.write(o.scan, b"%PDF-1.7 other"),
        "附件 {attachment}：文件被改动",
        lambda o: o.write(o.scan, o.scanned),
    ),
    Fault(
        "an attachment's file deleted",
        lambda o: o.unlink(o.scan),
        "附件 {attachment}：文件缺失",
        lambda o: o.write(o.scan, o.scanned),
    ),
    *sets(
        "approvals_attachment",
        "id = {attachment}",
        "附件 {attachment} 的 {column} 现为",
        sha256="'{sha}'",
        name="'b.pdf'",
        by_id="{other_appointment}",
    ),
    Fault(
        "an attachment moved to another case",
        ("UPDATE approvals_attachment SET case_id = {void_case} WHERE id = {attachment}",),
        "附件 {attachment}",
    ),
    Fault(
        "an attachment deleted", ("DELETE FROM approvals_attachment WHERE id = {attachment}",), "附件 {attachment} 缺失"
    ),
]
