"""The register kept at the screen, at a desk and on a phone: a name corrected with proof, an outing ended (R3, R11)."""

import pytest
from playwright.sync_api import FilePayload, Page, expect

from members.models import Person
from members.people import MEMBERS
from tests.browser.office import fits

pytestmark = pytest.mark.browser
CARD: FilePayload = {"name": "身份证.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\ncard"}


def opens(page: Page, name: str) -> None:
    page.goto("/people/")
    page.locator("main input[name=q]").fill(name)
    page.keyboard.press("Enter")
    page.locator("main").get_by_role("link").filter(has_text=name).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


@pytest.mark.parametrize("phone", [False, True], ids=["1440", "390"])
def test_a_name_is_corrected_and_an_outing_begins_and_ends(office, staffed, desk, phone):
    here = Person.objects.filter(
        accounts=None, away_since=None, stage__in=MEMBERS, relations__org__short_name="东山村支部"
    )
    away = here.order_by("pk")[int(phone)]
    page = desk("wang", phone=phone)
    opens(page, away.name)
    fits(page)

    page.get_by_role("link", name="登记外出").click()
    page.get_by_label("外出日期").fill("2026-10-08")
    page.get_by_label("外出地点").fill("江海省港城市")
    page.get_by_label("流入地党支部").fill("一社区支部")
    page.get_by_label("理由和依据").fill("外出务工")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.locator("#life")).to_contain_text("流入地党支部：一社区支部")

    page.get_by_role("link", name="更正", exact=True).click()
    corrected = f"{away.name[0]}{'慧' if phone else '铭'}"
    page.get_by_label("姓名").fill(corrected)
    page.get_by_label("理由和依据").fill("与身份证核对")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.locator(".errors")).to_contain_text("须附身份证等证明材料")
    expect(page.get_by_label("姓名")).to_have_value(corrected)
    fits(page)
    page.get_by_label("证明材料").set_input_files(files=[CARD])
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(corrected)

    page.get_by_role("link", name="外出结束").click()
    page.get_by_label("返回").check()
    fits(page)
    page.get_by_role("button", name="登记", exact=True).click()
    page.locator("#changes summary").click()
    expect(page.locator("#changes")).to_contain_text("外出结束")
    expect(page.locator("#changes")).to_contain_text(f"{away.name} → {corrected}")
    expect(page.locator("#life")).not_to_contain_text("外出，组织关系未转")
    fits(page)

    away.refresh_from_db()
    assert (away.name, away.away_since, away.away_branch) == (corrected, None, None)
