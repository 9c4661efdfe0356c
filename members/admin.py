"""Django's admin for the first hour of an installation and for looking: facts that have a procedure are read-only here.

An organisation and a first administrator's appointment may be entered by hand; everything later goes through the pages
that check and write down who did it. Signing in is the product's own, second factor included.
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


admin.site.login = sign_in_of_the_product  # type: ignore[method-assign]  # one site, one sign-in
admin.site.site_header = admin.site.site_title = "两地"


DECIDED = ["name", "short_name", "kind", "parent", "closed_on", "successor"]


class ReadOnly(admin.ModelAdmin):
    """Looked at, never changed by hand."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class Kept(admin.ModelAdmin):
    """May be entered and corrected, never deleted: papers and cases name it."""

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(PartyOrg)
class PartyOrgAdmin(Kept):
    list_display = ["name", "kind", "parent", "may_approve_probationary", "closed_on"]
    list_filter = ["kind", "may_approve_probationary"]
    search_fields = ["name", "short_name", "code"]
    autocomplete_fields = ["parent", "successor"]
    list_select_related = ["parent"]

    def get_readonly_fields(self, request, obj=None):
        """What a superior decides about an organisation that exists has pages of its own, with history (R-O11)."""
        return ["path", *DECIDED] if obj else ["path"]


@admin.register(Account)
class AccountAdmin(Kept):
    """Passwords are set by their holders with a one-time code, never here."""

    list_display = ["username", "name", "is_active", "is_staff", "last_login"]
    list_filter = ["is_active", "is_staff"]
    search_fields = ["username", "name"]
    fields = ["username", "name", "is_active", "is_staff", "is_superuser", "last_login", "date_joined"]
    readonly_fields = ["last_login", "date_joined"]

    def has_add_permission(self, request):
        return False


@admin.register(Appointment)
class AppointmentAdmin(Kept):
    """For the first appointment of an administrator; an appointment that exists changes on its own pages."""

    list_display = ["org", "account", "post", "title", "since", "until"]
    list_filter = ["post"]
    search_fields = ["account__name", "org__name"]
    autocomplete_fields = ["account", "org"]
    list_select_related = ["org", "account"]

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(Relation)
class RelationAdmin(ReadOnly):
    list_display = ["person_id", "org", "since", "because"]
    list_select_related = ["org"]
    show_full_result_count = False


@admin.register(AccessRecord)
class AccessRecordAdmin(ReadOnly):
    list_display = ["at", "kind", "account", "subject", "reason"]
    list_filter = ["kind"]
    list_select_related = ["account"]
    show_full_result_count = False


@admin.register(AccountEvent)
class AccountEventAdmin(ReadOnly):
    list_display = ["at", "did", "account", "by", "reason"]
    list_filter = ["did"]
    list_select_related = ["account", "by"]
