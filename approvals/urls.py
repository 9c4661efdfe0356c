"""Addresses of this room. A case is addressed by its number; nothing else stands in an address."""

from django.urls import path

from . import archive_views, case_views, inbox_views, paper_views, rule_views, search_views, supervision_views

urlpatterns = [
    path("", inbox_views.inbox, name="inbox"),
    path("done/", inbox_views.done, name="done"),
    path("started/", inbox_views.started, name="started"),
    path("cases/", inbox_views.cases, name="cases"),
    path("notices/read/", inbox_views.read_notices, name="read_notices"),
    path("export/inbox/", inbox_views.export, {"name": "inbox"}, name="export_inbox"),
    path("export/done/", inbox_views.export, {"name": "done"}, name="export_done"),
    path("export/started/", inbox_views.export, {"name": "started"}, name="export_started"),
    path("export/cases/", inbox_views.export, {"name": "cases"}, name="export_cases"),
    path("export/supervision/", supervision_views.export, name="export_supervision"),
    path("search/", search_views.search, name="search"),
    path("archive/", archive_views.archive, name="archive"),
    path("supervision/", supervision_views.supervision, name="supervision"),
    path("supervision/print/", supervision_views.printed, name="supervision_print"),
    path("supervision/<int:pk>/", supervision_views.item, name="supervised"),
    path("supervision/<int:pk>/demand/", supervision_views.demand, name="supervision_demand"),
    path("supervision/<int:pk>/explain/", supervision_views.explain, name="supervision_explain"),
    path("supervision/<int:pk>/excuse/", supervision_views.excuse, name="supervision_excuse"),
    path("rules/", rule_views.rules, name="rules"),
    path("rules/outcomes/", rule_views.outcomes, name="outcomes"),
    path("cases/<slug:number>/", case_views.case, name="case"),
    path("cases/<slug:number>/act/<slug:name>/", case_views.act, name="act"),
    path("cases/<slug:number>/urge/", case_views.urge, name="urge"),
    path("cases/<slug:number>/files/", paper_views.add_file, name="add_file"),
    path("cases/<slug:number>/files/<int:pk>/", paper_views.file, name="file"),
    path("cases/<slug:number>/papers/<int:pk>/", paper_views.paper, name="paper"),
    path("cases/<slug:number>/papers/<int:pk>/status/", paper_views.status, name="paper_status"),
    path("cases/<slug:number>/papers/<int:pk>/<int:page>.png", paper_views.preview, name="paper_preview"),
]
