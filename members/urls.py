"""Addresses of this room."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.i18n import set_language

from . import (
    account_views,
    appointment_views,
    delegation_views,
    import_views,
    org_views,
    password_views,
    person_views,
    sign_in_views,
    totp_views,
)

urlpatterns: list = [
    path("sign-in/", sign_in_views.sign_in, name="sign_in"),
    path("sign-in/code/", sign_in_views.sign_in_code, name="sign_in_code"),
    path("sign-in/demo/", sign_in_views.demo_sign_in, name="demo_sign_in"),
    path("sign-in/new-password/", password_views.password_reset_by_code, name="password_reset_by_code"),
    path("sign-out/", sign_in_views.sign_out, name="sign_out"),
    path("hat/", sign_in_views.choose_hat, name="choose_hat"),
    path("account/", account_views.account, name="account"),
    path("account/password/", password_views.password_change, name="password_change"),
    path("account/two-step/", totp_views.totp_setup, name="totp_setup"),
    path("account/two-step/key.svg", totp_views.totp_qr, name="totp_qr"),
    path("account/two-step/off/", totp_views.totp_off, name="totp_off"),
    path("accounts/", account_views.accounts, name="accounts"),
    path("accounts/new/", account_views.account_new, name="account_new"),
    path("accounts/<int:pk>/", account_views.account_detail, name="account_detail"),
    path("accounts/<int:pk>/appoint/", appointment_views.appoint, name="account_appoint"),
    path("accounts/<int:pk>/<slug:act>/", account_views.account_act, name="account_act"),
    path("appointments/<int:pk>/end/", appointment_views.appointment_end, name="appointment_end"),
    path("appointments/<int:pk>/hand-over/", appointment_views.appointment_hand_over, name="appointment_hand_over"),
    path("appointments/<int:pk>/delegate/", delegation_views.appointment_delegate, name="appointment_delegate"),
    path("appointments/of/<int:pk>/", appointment_views.org_appointments, name="org_appointments"),
    path("delegations/", delegation_views.delegations, name="delegations"),
    path("delegations/new/", delegation_views.delegation_new, name="delegation_new"),
    path("delegations/<int:pk>/", delegation_views.delegation, name="delegation"),
    path("delegations/<int:pk>/take-back/", delegation_views.delegation_take_back, name="delegation_take_back"),
    path("people/", person_views.people, name="people"),
    path("people/export/", person_views.people_export, name="people_export"),
    path("people/<int:pk>/", person_views.person, name="person"),
    path("people/<int:pk>/number/", person_views.person_reveal, name="person_reveal"),
    path("orgs/", org_views.organisations, name="organisations"),
    path("orgs/<int:pk>/", org_views.organisation, name="organisation"),
    path("orgs/<int:pk>/edit/", org_views.organisation_edit, name="organisation_edit"),
    path("import/", import_views.roster_upload, name="roster_upload"),
    path("import/<uuid:pk>/", import_views.roster_import, name="roster_import"),
    path("import/<uuid:pk>/columns/", import_views.roster_columns, name="roster_columns"),
    path("import/<uuid:pk>/confirm/", import_views.roster_confirm, name="roster_confirm"),
    path("import/<uuid:pk>/discard/", import_views.roster_discard, name="roster_discard"),
    path("import/<uuid:pk>/repair/", import_views.roster_repair, name="roster_repair"),
    path("language/", login_not_required(set_language), name="set_language"),
]
