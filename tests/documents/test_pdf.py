"""The page itself: text, marks, determinism, attachment, no network (R-P1, R-P6 to R-P9)."""

import os
import re
import shutil
import subprocess
import sys
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from bench.sample_letter import LETTER, MARKS
from documents import archive, pdf, press, snapshots
from documents.templatetags import paper as paper_tags

from .test_official import POINTS_A_MM, box_of

LONG_NAME = (
    "中共青石县长田镇东山片区流动党员服务中心第一网格联合党总支所属"
    "东山村民营企业与个体工商户综合联合党支部委员会（筹备小组）"
)  # 60 characters
DRAW_ONE = """
import django, sys; django.setup()
from hashlib import sha256
from documents import pdf
from bench.sample_letter import LETTER, MARKS
print(sha256(pdf.render("transfer/letter.html", LETTER, MARKS)).hexdigest())
"""


def text_of(data: bytes) -> str:
    """All text, line ends taken out: a sentence may run over several lines."""
    pages = pypdfium2.PdfDocument(data)
    text = "".join(page.get_textpage().get_text_range() for page in pages)
    return re.sub(r"\s", "", text)


@pytest.fixture(scope="module")
def letter() -> bytes:
    return pdf.render("transfer/letter.html", LETTER, MARKS)


def test_the_letter_says_exactly_what_the_form_says(letter):
    text = text_of(letter)
    assert (
        "李喆玥同志系中共（预备〔划去〕/正式）党员，组织关系由中共青石县长田镇东山村支部委员会转到中共临港区朝晖街道第一社区支部委员会。"
        in text
    )
    assert "中共临港区朝晖街道工作委员会：" in text
    assert (
        "李喆玥同志（男/女〔划去〕），34岁，汉族，系中共（正式/预备〔划去〕）党员，身份证号码11010519491231002X，"
        "由中共青石县长田镇东山村支部委员会去中共临港区朝晖街道第一社区支部委员会，请接转组织关系。"
        "该同志党费已交到贰零贰伍年叁月。" in text
    )
    assert "（有效期玖拾天）" in text
    assert "李喆玥同志的党员组织关系已转达我处，特此回复。" in text
    assert text.count("第000123号") == 3  # the same on all three parts (R-T12)
    assert text.count("（加盖骑缝章）") == 2
    assert text.count("2025年3月8日") == 3  # stub, letter, time of making; no leading zero (R-P3)


def test_the_reference_print_is_marked_on_every_part_and_bears_no_name_where_it_is_sealed(letter):
    text = text_of(letter)
    assert text.count("内部备查，非正式凭证") == 3
    assert "（盖章）2025年3月8日" in text  # R-P9: nothing between seal and date, R-P6: only the place


def test_the_mark_leaves_only_with_the_right(letter):
    unmarked = pdf.render("transfer/letter.html", {**LETTER, "marked": False}, MARKS)
    assert "非正式凭证" not in text_of(unmarked)


def test_the_overlay_prints_the_variables_alone():
    text = text_of(pdf.render("transfer/letter.html", {**LETTER, "mode": "overlay"}, MARKS))
    assert "介绍信" not in text
    assert "同志" not in text
    assert [text.count(value) for value in ("000123", "李喆玥", "11010519491231002X", "玖拾", "贰零贰伍")] == [
        3,
        3,
        1,
        1,
        1,
    ]


@pytest.mark.parametrize(
    ("facts", "struck"),
    [
        ({"gender": "male", "party_status": "full_member"}, ["预备", "女", "预备"]),
        ({"gender": "female", "party_status": "probationary_member"}, ["正式", "男", "正式"]),
    ],
)
def test_options_that_do_not_apply_are_struck_out(facts, struck):
    page = pdf.markup("transfer/letter.html", {**LETTER, **facts}, MARKS)
    assert re.findall(r"<s>(.+?)</s>", page) == struck


def test_a_new_letter_names_the_one_it_replaces():
    text = text_of(pdf.render("transfer/letter.html", {**LETTER, "replaces": "000122"}, MARKS))
    assert text.count("补办，原第000122号作废") == 3


def test_the_footer_carries_code_version_and_time_of_making(letter):
    assert "校验码7K2M-00XD-3HVAF-01第1版2025年3月8日09:33生成" in text_of(letter)


def test_markup_in_a_name_prints_as_typed():
    text = text_of(pdf.render("transfer/letter.html", {**LETTER, "person_name": "<b>李&明</b>"}, MARKS))
    assert "<b>李&明</b>同志系中共" in text


@pytest.mark.parametrize("mode", ["reference", "overlay"])
def test_sixty_character_names_stay_on_one_sheet_and_lose_nothing(mode):
    names = {key: LONG_NAME for key in LETTER if key.endswith("org_name")}
    data = pdf.render("transfer/letter.html", {**LETTER, **names, "mode": mode}, MARKS)
    assert len(pypdfium2.PdfDocument(data)) == 1
    assert text_of(data).count(LONG_NAME) == 6


@pytest.mark.parametrize("name", ["李", "李明", "欧阳娜娜", "阿不都热依木·买买提江"])
@pytest.mark.parametrize("replaces", ["", "000122"])
def test_the_stub_ends_above_the_place_for_the_receipt(name, replaces):
    snapshot = {**LETTER, "person_name": name, "replaces": replaces}
    page = pypdfium2.PdfDocument(pdf.render("transfer/letter.html", snapshot, MARKS))[0]
    said = page.get_textpage()
    end = said.get_text_range().index("。")  # the stub comes first on the sheet
    bottom = (page.get_height() - said.get_charbox(end - 1)[1]) / POINTS_A_MM
    assert bottom < box_of(page, "（贴回执联处）")[1]


def test_on_the_blank_the_replaced_number_stands_below_the_new_one():
    snapshot = {**LETTER, "mode": "overlay", "replaces": "000122"}
    page = pypdfium2.PdfDocument(pdf.render("transfer/letter.html", snapshot, MARKS))[0]
    assert box_of(page, "补办，原第")[1] >= box_of(page, "000123")[3]


def test_one_snapshot_gives_the_same_bytes_again(letter):
    assert pdf.render("transfer/letter.html", LETTER, MARKS) == letter


@pytest.mark.giant("papers")
def test_other_processes_with_other_hash_seeds_give_the_same_bytes(letter):
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "TZ": "America/Lima"}
    digests = [
        subprocess.run(  # noqa: S603  our own interpreter and a fixed program
            [sys.executable, "-c", DRAW_ONE],
            env={**environment, "PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "4711")
    ]
    assert digests == [sha256(letter).hexdigest()] * 2


def test_the_snapshot_is_attached_once_as_data(letter):
    with pikepdf.open(BytesIO(letter)) as file:
        listed = file.Root.AF
        assert len(listed) == 1
        assert listed[0].AFRelationship == "/Data"
    assert snapshots.attached_content(archive.embedded(letter, "snapshot.json")) == snapshots.canonical(LETTER)


def test_the_file_declares_archive_level_a_language_and_title(letter):
    with pikepdf.open(BytesIO(letter)) as file:
        with file.open_metadata() as facts:
            assert (facts["pdfaid:part"], facts["pdfaid:conformance"]) == ("3", "A")
        assert file.Root.Lang == "zh-CN"
        assert file.docinfo.Title == "中国共产党党员组织关系介绍信"
        assert bytes(file.trailer.ID[0]) == b"LIANGDI-7K2M-00XD-3HVA"


@pytest.mark.skipif(not shutil.which("qpdf"), reason="no qpdf: apt-get install qpdf")
def test_qpdf_finds_nothing_to_complain_about(letter, tmp_path):
    path = tmp_path / "letter.pdf"
    path.write_bytes(letter)
    report = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True, check=False)  # noqa: S603, S607
    assert report.returncode == 0, report.stdout
    assert "No syntax or stream encoding errors found" in report.stdout


def test_every_font_in_the_file_is_ours(letter):
    with pikepdf.open(BytesIO(letter)) as file:
        names = {str(font.BaseFont) for font in file.pages[0].Resources.Font.values()}
    assert all("+Liangdi" in name for name in names), names


@pytest.mark.parametrize("address", ["https://example.org/a.png", "file:///etc/hostname", "data:image/png;base64,AA"])
def test_a_page_that_asks_for_an_address_is_not_drawn(letter, address):
    page = f'<html lang="zh-CN"><head><title>x</title></head><body><img src="{address}" alt="x" /></body></html>'
    with pytest.raises(LookupError, match="may not fetch"):
        press.press(page, [], "{}", MARKS)


def test_the_recipe_names_program_fonts_and_form():
    assert pdf.recipe("transfer/letter.html") == pdf.recipe("transfer/letter.html")
    assert pdf.recipe("transfer/letter.html") != pdf.recipe("transfer/receipt.html")


def test_a_value_keeps_one_typeface():
    assert paper_tags.written("李明") == '<span class="v">李明</span>'
    assert paper_tags.written("李喆玥") == '<span class="v rare">李喆玥</span>'
    assert paper_tags.written("<b>") == '<span class="v">&lt;b&gt;</span>'


def test_only_a_name_changes_its_typeface_for_one_character():
    """D4: neither a line break, which has no glyph, nor a sign, nor one rare character of a long text."""
    assert paper_tags.written("上段。\n下段。") == '<span class="v">上段。\n下段。</span>'
    assert paper_tags.written("气温30℃") == '<span class="v">气温30℃</span>'
    assert paper_tags.written("经核实，" * 20 + "𠮷") == f'<span class="v">{"经核实，" * 20}𠮷</span>'
    assert paper_tags.written("李𠮷") == '<span class="v song">李𠮷</span>'
