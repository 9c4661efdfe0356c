"""Every address of the product. No personal data is ever part of one."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("members.urls")),
    path("", include("documents.urls")),
    path("", include("approvals.urls")),
    path("", include("workflows.urls")),
]

handler400 = "members.error_views.bad_request"
