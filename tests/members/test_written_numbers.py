"""However an input method writes a number, no full-width digit reaches a paper or a link."""

import pytest

from members import written_numbers
from members.org_forms import ServiceDataForm
from members.org_founding_forms import FoundingForm
from members.region_form import RegionForm
from members.register_forms import PersonFactsForm
from members.roster.org_rows import OrgRow, read
from members.roster.places import Places


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("０５１８８２３００１００", "051882300100"),
        ("电话：０５１８－８２３０　转 １２", "0518-8230 转 12"),
        ("联系电话: 13800000000（王）", "13800000000（王）"),
        ("ＱＱ ｗｘ１２３", "QQ wx123"),
    ],
)
def test_a_telephone_is_kept_narrow_without_its_label(typed, kept):
    assert written_numbers.telephone(typed) == kept


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("电话：０５１８－８２３０", "05188230"),
        ("0518-82301000 转 12", "051882301000"),
        ("82301000、13800000000", "82301000"),
        ("（0518）82301000", "051882301000"),
        ("+86 518 82301000", "+8651882301000"),
        ("值班室", ""),
    ],
)
def test_a_link_dials_the_digits_of_the_first_number(written, digits):
    assert written_numbers.dialled(written) == digits


@pytest.mark.parametrize("form", [ServiceDataForm, FoundingForm])
def test_every_form_about_an_organisation_keeps_its_numbers_narrow(form):
    fields = {**form.base_fields, **form.declared_fields}

    assert fields["phone"].clean("电话：０５１８－８２３０") == "0518-8230"
    assert fields["postcode"].clean("２２２３００") == "222300"
    assert fields["code"].clean("ＱＳ ＸＷ") == "QSXW"
    assert fields["document_code"].clean("青委 ２") == "青委2"


@pytest.mark.parametrize("typed", ["22２３00x", "22230", "邮编：2223001"])
def test_a_postcode_of_other_than_six_digits_is_refused_in_words(typed):
    said = FoundingForm.base_fields["postcode"]

    with pytest.raises(written_numbers.ValidationError, match="邮编是6位数字"):
        said.clean(typed)


def test_a_county_code_in_full_width_digits_is_the_code():
    assert RegionForm.base_fields["county"].clean("３２０７２４") == "320724"


def test_a_telephone_of_a_person_is_kept_narrow():
    assert PersonFactsForm.base_fields["phone"].clean("手机：１３８００００００００") == "13800000000"
    assert PersonFactsForm.base_fields["certificate_number"].clean("ＬＤ ０１") == "LD01"


def test_a_roster_of_organisations_keeps_narrow_numbers_and_refuses_a_wrong_postcode(db):
    row = OrgRow(2, {"name": "中共云岭县委员会", "kind": "党委", "phone": "电话：０５１８－１", "code": "ＹＬ"}, [])
    wrong = OrgRow(3, {"name": "中共云岭县东山镇委员会", "kind": "党委", "postcode": "22２３00x"}, [])

    read([row, wrong], Places(None))

    assert (row.facts["phone"], row.facts["code"]) == ("0518-1", "YL")
    assert [problem.message for problem in wrong.problems] == ["邮编是6位数字，请核对"]
