"""Overlay printing 套打: the printer's offset, its test sheet, and the right to print without the mark (R-P7)."""

from decimal import Decimal

import pypdfium2
import pytest
from django.urls import reverse

from bench.sample_letter import LETTER, MARKS, TEMPLATE
from documents import pdf, printing
from documents.printing import PrintSettings
from members.models import AccessRecord

from .test_official import box_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def wear(client):
    def sign_in(appointment):
        client.force_login(appointment.account)
        return client

    return sign_in


@pytest.fixture
def keeper(orgs, appoint):
    return appoint("管理员", "keeper", orgs.town, "administrator")


@pytest.fixture
def above(orgs, appoint):
    return appoint("县管", "above", orgs.county, "administrator")


def change(client, org, **said):
    facts = {"right_mm": "1.5", "down_mm": "-2", "basis": "", **said}
    return client.post(reverse("print_settings", args=[org.pk]), facts)


def test_who_stands_at_the_printer_sets_its_offset(wear, zhao, orgs):
    assert change(wear(zhao), orgs.town).status_code == 302
    kept = printing.of(orgs.town)
    assert (kept.shift_mm, kept.changed_by, kept.unmarked) == ([1.5, -2.0], zhao, False)


@pytest.mark.parametrize(("mm", "status"), [("20", 302), ("20.1", 422), ("-20", 302), ("-20.1", 422), ("x", 422)])
def test_an_offset_stays_within_twenty_millimetres(wear, zhao, orgs, mm, status):
    answer = change(wear(zhao), orgs.town, right_mm=mm)
    assert answer.status_code == status
    assert ("最多移 20 毫米" in answer.content.decode()) == (mm in {"20.1", "-20.1"})


def test_a_superior_reads_the_settings_and_leaves_them(wear, sun, orgs):
    page = wear(sun).get(reverse("print_settings", args=[orgs.town.pk])).content.decode()
    assert "由本组织的办理人员或系统管理员设置" in page
    assert change(wear(sun), orgs.town).status_code == 403
    assert not PrintSettings.objects.exists()


def test_a_foreign_organisation_has_no_settings_to_see(wear, chen, orgs):
    assert wear(chen).get(reverse("print_settings", args=[orgs.town.pk])).status_code == 404
    assert AccessRecord.objects.get().subject == f"partyorg:{orgs.town.pk}"


def test_the_mark_is_switched_off_from_above_alone_and_with_its_basis(wear, keeper, above, orgs):
    """R-P7: only for an organisation with the right."""
    change(wear(keeper), orgs.town, unmarked="on", basis="自定")
    assert printing.of(orgs.town).unmarked is False
    refused = change(wear(above), orgs.town, unmarked="on")
    assert (refused.status_code, "须写明依据" in refused.content.decode()) == (422, True)
    change(wear(above), orgs.town, unmarked="on", basis="江组发〔2026〕3号")
    assert (printing.of(orgs.town).unmarked, printing.of(orgs.town).basis) == (True, "江组发〔2026〕3号")


def test_who_issues_no_letter_is_never_given_that_right(orgs, above):
    assert printing.why_not_unmark(orgs.dongshan, above) == "该组织不开具介绍信（R-T3）"


def test_the_panel_stands_where_letters_are_issued(wear, above, orgs):
    client = wear(above)
    assert "打印设置和测试页" in client.get(reverse("organisation", args=[orgs.town.pk])).content.decode()
    assert "打印设置和测试页" not in client.get(reverse("organisation", args=[orgs.dongshan.pk])).content.decode()


def test_the_overlay_moves_by_the_offset_to_a_tenth_of_a_millimetre():
    def place(**facts):
        page = pypdfium2.PdfDocument(pdf.render(TEMPLATE, {**LETTER, "mode": "overlay", **facts}, MARKS))[0]
        return box_of(page, "11010519491231002X")

    still, moved = place(), place(shift_mm=[1.5, -2.0])
    assert [round(b - a, 1) for a, b in zip(still[:2], moved[:2], strict=True)] == [1.5, -2.0]


@pytest.mark.parametrize("shift", [(0, 0), (Decimal("1.5"), Decimal("-2.0"))])
def test_the_test_sheet_moves_like_the_letter_and_says_that_it_is_one(orgs, shift):
    sheet = PrintSettings(org=orgs.town, right_mm=shift[0], down_mm=shift[1]).test_sheet
    page = pypdfium2.PdfDocument(pdf.render(sheet.template, sheet.says, sheet.marks))[0]
    text = page.get_textpage().get_text_range()
    assert text.count("测试") >= 2
    assert "不作凭证" in text
    left, top = box_of(page, "距左边50毫米")[:2]  # right below the cross at 50, 247
    assert (round(left - 52 - float(shift[0])), round(top - 249 - float(shift[1]))) == (0, 0)
