"""What is typed is set right before any view sees it; NUL never reaches the database. Subject: members/typed.py."""

import pytest
from django.http import QueryDict
from django.urls import reverse

from members import typed
from tests.conftest import PASSWORD


def test_private_characters_become_standard_and_secrets_stay():
    given = QueryDict("", mutable=True)
    given.setlist("name", ["王\ue863", "李明"])
    given["password"] = "秘\ue863"
    changed, put_in = typed.standard(given)
    assert (changed.getlist("name"), changed["password"], put_in) == (["王䶮", "李明"], "秘\ue863", "䶮")


@pytest.mark.django_db
def test_a_page_says_which_character_it_put_in(client, wang, li):
    client.force_login(wang.account)
    li.name = "王䶮"
    li.save()
    page = client.post(reverse("people"), {"q": "王\ue863"}).content.decode()
    assert "填写的自造字已换成标准字“䶮”（U+4DAE），请核对。" in page
    assert "王䶮" in page


@pytest.mark.django_db
def test_a_page_that_reads_its_own_upload_is_left_to_it(client):
    assert client.post(reverse("verify"), {"code": "x"}).status_code == 422


@pytest.mark.django_db
def test_nul_in_an_address_is_no_address(client, wang):
    client.force_login(wang.account)
    assert client.get("/cases/", {"page": "\x00"}).status_code == 400
    assert client.get("/cases/ZJ%00/").status_code == 404


@pytest.mark.django_db
def test_nul_in_a_search_is_never_an_error_of_ours(client, wang, li):
    client.force_login(wang.account)
    for name in ("people", "transfer_start"):
        assert client.post(reverse(name), {"q": "李\x00"}).status_code == 400


@pytest.mark.django_db
def test_signing_in_with_nul_is_refused_in_words(client, wang):
    answer = client.post(reverse("sign_in"), {"username": "wang\x00", "password": PASSWORD})
    assert (answer.status_code, "提交的内容不能识别" in answer.content.decode()) == (400, True)
