"""The one-time address of an empty system: for one person, for seven days, in no log (O1)."""

import io
import json
import logging
import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse

from config.models import SetupAddress
from config.setup import address
from members.access import AccountEvent
from members.models import Account, Appointment, PartyOrg
from tests.approvals.threads import at_once
from tests.conftest import PASSWORD

FIRST = {
    "name": "何静",
    "username": "HeJing",
    "new_password1": PASSWORD,
    "new_password2": PASSWORD,
    "org_name": "中共青石县委员会",
    "kind": "party_committee",
    "place": "320700",
    "county": "320724",
}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def printed(capsys):
    """What the command prints: `printed()` is the path of the address, or an empty string."""

    def run(**options) -> str:
        call_command("setup_address", **options)
        found = re.search(r"/setup/[\w-]+/", capsys.readouterr().out)
        return found[0] if found else ""

    return run


def test_the_address_makes_the_first_account_and_the_top_organisation(client, printed):
    path = printed()
    assert client.get(path).status_code == 200

    answer = client.post(path, FIRST)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    org, account, hat = PartyOrg.objects.get(), Account.objects.get(), Appointment.objects.get()
    assert (org.name, org.short_name, org.kind, org.region) == (
        "中共青石县委员会",
        "青石县委",
        "party_committee",
        "320724",
    )
    assert (account.username, account.name, account.is_superuser, account.is_staff) == ("hejing", "何静", False, False)
    assert (hat.account, hat.org, hat.post) == (account, org, "administrator")
    assert [event.did for event in AccountEvent.objects.order_by("pk")] == ["created", "appointed"]
    home = client.get("/").content.decode()  # signed in, at the list of steps
    assert "开始使用：办好 0 步，还有 7 步" in home
    used = client.get(path)
    assert (used.status_code, client.post(path, FIRST).status_code) == (410, 410)
    assert "这个地址已经用过" in used.content.decode()
    assert 'href="/sign-in/"' in used.content.decode()


def test_with_an_account_the_command_prints_nothing_and_closes_what_was_open(printed, client):
    path = printed()
    Account.objects.create_user("somebody", name="某人", password=PASSWORD)
    assert client.get(path).status_code == 410
    assert printed() == ""
    assert not SetupAddress.objects.exists()


def test_a_new_address_voids_the_one_before(printed, client):
    old, new = printed(), printed()
    assert [client.get(path).status_code for path in (old, new)] == [404, 200]


def test_the_address_is_good_for_seven_days(printed, client, clock):
    path = printed()
    clock.shift(timedelta(days=7) - timedelta(seconds=1))
    assert client.get(path).status_code == 200
    clock.shift(timedelta(seconds=1))
    assert client.get(path).status_code == client.post(path, FIRST).status_code == 404
    assert not Account.objects.exists()


def test_a_guessed_address_is_not_there(printed, client):
    printed()
    assert client.get(reverse("setup_first", args=["x" * 43])).status_code == 404


def test_only_a_digest_is_stored(printed):
    token = printed().split("/")[2]
    stored = SetupAddress.objects.get()
    assert token not in stored.digest
    assert stored.digest == address.digest(token)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"new_password1": "kurz", "new_password2": "kurz"}, "new_password2"),
        ({"new_password2": PASSWORD + "x"}, "new_password2"),
        ({"username": "何静"}, "username"),
        ({"kind": "branch"}, "kind"),
        ({"place": ""}, "place"),
        ({"county": "110105"}, "county"),
        ({"county": "329924"}, "county"),
    ],
)
def test_what_is_wrong_comes_back_and_nothing_is_written(printed, client, wrong, field):
    path = printed()
    answer = client.post(path, FIRST | wrong)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert "何静" in answer.content.decode()
    assert not Account.objects.exists()
    assert not PartyOrg.objects.exists()
    assert client.post(path, FIRST).status_code == 302  # the address is still good


def test_whoever_is_slower_is_told_so(printed, client, monkeypatch):
    path = printed()
    client.post(path, FIRST)
    client.logout()
    monkeypatch.setattr(address, "is_open", lambda token: True)  # as it was when the page was looked at
    answer = client.post(path, FIRST | {"username": "other"})
    assert answer.status_code == 409
    assert "请找那位管理员给您开账号" in answer.content.decode()
    assert Account.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_founds_the_office():
    token = address.new_token()
    said = [
        address.Founding(
            username=name,
            name=name,
            password=PASSWORD,
            org_name=f"中共{name}委员会",
            short_name=name,
            kind="party_committee",
            region="320724",
        )
        for name in ("one", "two")
    ]
    answers = at_once([lambda s=s: address.found(token, s) for s in said])
    assert sorted(type(answer).__name__ for answer in answers) == ["AlreadyFounded", "Appointment"]
    assert (Account.objects.count(), PartyOrg.objects.count()) == (1, 1)


def test_the_token_reaches_no_log(printed, client, monkeypatch):
    console = next(h for h in logging.getLogger().handlers if h.formatter.__class__.__name__ == "ProcessorFormatter")
    stream = io.StringIO()
    monkeypatch.setattr(console, "stream", stream)
    path = printed()
    client.get(path)
    client.post(path, FIRST | {"place": ""})  # 422 is a warning of Django's own
    client.put(path)
    client.post(path, FIRST)
    client.get(path)  # 410 is another
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert path.split("/")[2] not in stream.getvalue()
    assert {"GET /setup/…/", "POST /setup/…/"} <= {line.get("request") for line in lines}


def test_an_empty_system_says_at_the_door_how_it_begins(client):
    assert "manage.py setup_address" in client.get(reverse("sign_in")).content.decode()
    Account.objects.create_user("somebody", name="某人", password=PASSWORD)
    assert "manage.py setup_address" not in client.get(reverse("sign_in")).content.decode()
