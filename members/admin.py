"""Django's admin for looking, where ADMIN=1 asks for it: a closed list of our own records, none of them changed here.

What other packages register (second factors, tasks, Viewflow's tables) is not on this site: whoever could add a second
factor to an account could sign as its holder (R-P11). Signing in is the product's own, second factor included. Tests:
tests/config/test_admin.py.
"""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from .access import AccessRecord, AccountEvent
from .appointments import Account, Appointment
from .orgs import PartyOrg
from .people import Relation


@login_not_required
def sign_in_of_the_product(request: HttpRequest, extra_context=None) -> HttpResponse:
    """The admin's own sign-in asks for no second factor; an account that may not enter is told so."""
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect("sign_in")


site = admin.AdminSite(name="admin")
site.login = sign_in_of_the_product  # type: ignore[method-assign]  # one site, one sign-in
site.site_header = site.site_title = "两地"


class ReadOnly(admin.ModelAdmin):
    """Looked at, never changed by hand."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(PartyOrg, site=site)
class PartyOrgAdmin(ReadOnly):
    list_display = ["name", "kind", "parent", "may_approve_probationary", "closed_on"]
    list_filter = ["kind", "may_approve_probationary"]
    search_fields = ["name", "short_name", "code"]
    list_select_related = ["parent"]


@admin.register(Account, site=site)
class AccountAdmin(ReadOnly):
    list_display = ["username", "name", "is_active", "is_staff", "last_login"]
    list_filter = ["is_active", "is_staff"]
    search_fields = ["username", "name"]
    fields = ["username", "name", "is_active", "is_staff", "is_superuser", "last_login", "date_joined"]


@admin.register(Appointment, site=site)
class AppointmentAdmin(ReadOnly):
    list_display = ["org", "account", "post", "title", "since", "until"]
    list_filter = ["post"]
    search_fields = ["account__name", "org__name"]
    list_select_related = ["org", "account"]


@admin.register(Relation, site=site)
class RelationAdmin(ReadOnly):
    list_display = ["person_id", "org", "since", "because"]
    list_select_related = ["org"]
    show_full_result_count = False


@admin.register(AccessRecord, site=site)
class AccessRecordAdmin(ReadOnly):
    list_display = ["at", "kind", "account", "subject", "reason"]
    list_filter = ["kind"]
    list_select_related = ["account"]
    show_full_result_count = False


@admin.register(AccountEvent, site=site)
class AccountEventAdmin(ReadOnly):
    list_display = ["at", "did", "account", "by", "reason"]
    list_filter = ["did"]
    list_select_related = ["account", "by"]
