"""Django's admin: off unless ADMIN=1, then a closed list to look at; nobody enrols a second factor there (O8)."""

import pytest
from django.test import override_settings
from django.urls import include, path

from config import urls  # noqa: F401  the rooms have put on the site what they show before its addresses are asked for
from members.admin import site
from members.models import Account, Appointment
from tests.conftest import PASSWORD

urlpatterns = [path("admin/", site.urls), path("", include("config.urls"))]

SHOWN = {
    "members.accessrecord",
    "members.account",
    "members.accountevent",
    "members.appointment",
    "members.partyorg",
    "members.relation",
    "approvals.calendarday",
    "approvals.case",
    "approvals.checkpoint",
    "approvals.entry",
    "approvals.localterm",
}
pytestmark = pytest.mark.django_db


@pytest.fixture
def root(client):
    """A superuser, signed in."""
    account = Account.objects.create_superuser("root", password=PASSWORD, name="安装员")
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_without_the_variable_there_is_no_admin(root):
    assert root.get("/admin/").status_code == 404
    assert root.get("/admin/login/").status_code == 404


@override_settings(ROOT_URLCONF=__name__)
def test_it_shows_a_closed_list_of_our_own_records(root):
    assert {model._meta.label_lower for model in site._registry} == SHOWN
    assert root.get("/admin/").status_code == 200
    for label in SHOWN:
        assert root.get(f"/admin/{label.replace('.', '/')}/").status_code == 200


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize(
    "foreign",
    ["otp_totp/totpdevice", "viewflow/process", "viewflow/task", "django_tasks_database/dbtaskresult", "auth/group"],
)
def test_what_bypasses_the_desk_is_not_there(root, foreign):
    assert root.get(f"/admin/{foreign}/").status_code == 404
    assert root.get(f"/admin/{foreign}/add/").status_code == 404


@override_settings(ROOT_URLCONF=__name__)
def test_nothing_is_added_changed_or_deleted(root, wang, zhao, orgs):
    for label in SHOWN:
        assert root.get(f"/admin/{label.replace('.', '/')}/add/").status_code == 403
    for what, pk in (("partyorg", orgs.town.pk), ("account", zhao.account_id), ("appointment", wang.pk)):
        assert root.post(f"/admin/members/{what}/{pk}/change/", {"name": "x"}).status_code == 403
        assert root.post(f"/admin/members/{what}/{pk}/delete/", {"post": "yes"}).status_code == 403
    assert Appointment.objects.filter(pk=wang.pk).exists()


@override_settings(ROOT_URLCONF=__name__)
def test_it_has_no_door_of_its_own(client, zhao):
    answer = client.get("/admin/login/")
    assert (answer.status_code, answer.url) == (302, "/sign-in/")
    client.force_login(zhao.account, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/admin/login/").status_code == 403
