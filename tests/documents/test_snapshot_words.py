"""A paper's attachment explains itself (D8, R-P8): which paper, by whom, and what each field means."""

import json

import pytest

from bench.sample_letter import LETTER, MARKS
from documents import archive, snapshot_words, snapshots

from .every_form import FORMS, Typist


@pytest.mark.parametrize("form", FORMS)
def test_every_field_of_every_form_has_a_word(form):
    _template, fill = FORMS[form]
    snapshot = fill(Typist(lambda longest: "某"))
    assert set(snapshot_words._fields(snapshot)) - snapshot_words.FIELDS.keys() == set()


def test_the_attachment_says_which_paper_it_belongs_to_and_what_it_means(file):
    paper = file()
    record = json.loads(archive.embedded(archive.fetch(paper.sha256), "snapshot.json"))
    assert [record[name] for name in ("表式", "名称", "编号", "版本", "校验码", "出具组织")] == [
        "F-01",
        "中国共产党党员组织关系介绍信",
        "000123",
        1,
        paper.marks.printed_code,
        "中共青石县长田镇委员会",
    ]
    assert record["生成时间"] == paper.marks.issued_at.isoformat()
    assert (record["字段"]["person_name"], record["取值"]["full_member"]) == ("姓名", "正式党员")
    assert record["内容"] == LETTER


def test_an_attachment_of_before_is_the_content_alone():
    old = snapshots.canonical(LETTER)
    assert snapshots.attached_content(old) == old
    assert snapshots.attached_content(snapshots.explained(LETTER, MARKS)) == old
