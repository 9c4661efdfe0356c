"""Texts are found in code and templates; an incomplete catalogue is told by entry. Subject: config/catalogue.py."""

import gettext

import pytest

from config import catalogue

PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext_lazy
title = _("待办")
note = pgettext_lazy("月份", "一月")
def told(n):
    return ngettext("%(n)s 项", "%(n)s 项", n) % {"n": n}
"""
TEMPLATE = """{% load i18n %}
<p>it's "quoted" (and { odd
    <b title="{% translate '跳到正文' %}">{{ _("档案") }}</b>
  {% blocktranslate trimmed with name=member.name %}
    {{ name }}的账户，
    请核对
  {% endblocktranslate %}
</p>{# {% translate "不算" %} #}
"""


@pytest.fixture
def project(tmp_path):
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "titles.py").write_text(PYTHON, encoding="utf-8")
    (tmp_path / "room" / "page.html").write_text(TEMPLATE, encoding="utf-8")
    return tmp_path


@pytest.fixture
def path(project):
    return project / "locale" / "en" / "LC_MESSAGES" / "django.po"


def wanted(project):
    return catalogue.extract_texts(project, ("room",))


def translate(path, texts):
    """Fill in what a translator would: the source text's place gets its English."""
    po = path.read_text(encoding="utf-8")
    for source, english in texts.items():
        po = po.replace(f'msgid "{source}"\nmsgstr ""', f'msgid "{source}"\nmsgstr "{english}"')
    path.write_text(
        po.replace('msgstr[0] ""', 'msgstr[0] "%(n)s item"').replace('msgstr[1] ""', 'msgstr[1] "%(n)s items"')
    )


ENGLISH = {
    "待办": "To do",
    "一月": "January",
    "跳到正文": "Skip to content",
    "档案": "Archive",
    "%(name)s的账户， 请核对": "The account of %(name)s, please check",
}


def test_texts_are_found_in_code_and_in_templates(project):
    assert set(catalogue.entries(wanted(project))) == {
        ("待办", None),
        ("一月", "月份"),
        ("%(n)s 项", None),
        ("跳到正文", None),
        ("档案", None),
        ("%(name)s的账户， 请核对", None),
    }


def test_a_rule_is_found_by_its_sentence_and_its_source(project):
    book = '@rule("R-X1", "一句话", "来源", setting="x")\ndef held(): ...\n@rule("R-X1")\ndef too(): ...\n'
    (project / "room" / "book.py").write_text(book, encoding="utf-8")

    assert {("一句话", None), ("来源", None)} <= set(catalogue.entries(wanted(project)))


def test_a_new_text_is_missing_until_entered_and_empty_until_translated(project, path):
    assert "missing: '待办' (room/titles.py)" in catalogue.faults(wanted(project), catalogue.load(path))

    assert catalogue.update(wanted(project), path) == 6
    assert "empty: '待办' (room/titles.py)" in catalogue.faults(wanted(project), catalogue.load(path))

    translate(path, ENGLISH)
    assert catalogue.faults(wanted(project), catalogue.load(path)) == []


def test_an_update_keeps_translations_drops_obsolete_entries_and_changes_nothing_else(project, path):
    catalogue.update(wanted(project), path)
    translate(path, ENGLISH)
    catalogue.update(wanted(project), path)
    before = path.read_bytes()
    assert catalogue.update(wanted(project), path) == 0
    assert path.read_bytes() == before

    (project / "room" / "titles.py").unlink()
    assert "obsolete: '待办'" in catalogue.faults(wanted(project), catalogue.load(path))
    catalogue.update(wanted(project), path)
    assert catalogue.faults(wanted(project), catalogue.load(path)) == []
    assert "To do" not in path.read_text(encoding="utf-8")


def test_a_text_that_becomes_plural_begins_anew(project, path):
    catalogue.update(wanted(project), path)
    translate(path, ENGLISH)
    titles = project / "room" / "titles.py"
    titles.write_text(PYTHON.replace('_("待办")', 'ngettext("待办", "待办", 2)'), encoding="utf-8")

    assert catalogue.update(wanted(project), path) == 1
    assert "empty: ('待办', '待办') (room/titles.py)" in catalogue.faults(wanted(project), catalogue.load(path))


def test_a_translation_that_loses_a_placeholder_is_refused(project, path):
    catalogue.update(wanted(project), path)
    translate(path, ENGLISH | {"%(name)s的账户， 请核对": "The account of %(nmae)s"})

    [fault] = catalogue.faults(wanted(project), catalogue.load(path))
    assert fault.startswith("placeholders: '%(name)s的账户， 请核对'")


def test_a_fuzzy_entry_is_not_a_translation(project, path):
    catalogue.update(wanted(project), path)
    translate(path, ENGLISH)
    path.write_text(path.read_text().replace('msgid "待办"', '#, fuzzy\nmsgid "待办"'))

    assert catalogue.faults(wanted(project), catalogue.load(path)) == ["fuzzy: '待办'"]


def test_catalogues_are_compiled_without_the_programs_of_gettext(project, path):
    catalogue.update(wanted(project), path)
    translate(path, ENGLISH)

    assert catalogue.compile_all(project / "locale") == 1

    english = gettext.translation("django", project / "locale", ["en"])
    assert english.gettext("待办") == "To do"
    assert english.ngettext("%(n)s 项", "%(n)s 项", 1) == "%(n)s item"
