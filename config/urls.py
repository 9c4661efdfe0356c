"""Every address of the product. No personal data is ever part of one."""

from django.contrib import admin
from django.urls import include, path

from . import health, system_views

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("system/", system_views.system, name="system"),
    path("admin/", admin.site.urls),
    path("", include("members.urls")),
    path("", include("documents.urls")),
    path("", include("approvals.urls")),
    path("", include("workflows.urls")),
]

handler400 = "members.error_views.bad_request"
handler500 = "members.error_views.server_error"
