"""Every address of the product. No personal data is ever part of one."""

from django.conf import settings
from django.urls import include, path

from approvals import admin as approvals_admin  # noqa: F401  what it shows of its room
from members.admin import site as office_site

from . import health, system_views

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("system/", system_views.system, name="system"),
    path("", include("config.setup.urls")),
    path("", include("members.urls")),
    path("", include("documents.urls")),
    path("", include("approvals.urls")),
    path("", include("workflows.urls")),
]

if settings.ADMIN:
    urlpatterns.append(path("admin/", office_site.urls))

handler400 = "members.error_views.bad_request"
handler500 = "members.error_views.server_error"
