from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "approvals"

    def ready(self) -> None:
        from documents import proof as archive_proof
        from members import (  # deferred: models exist only now
            account_views,
            delegation_views,
            ending_views,
            endings,
            org_views,
            person_views,
            tree_changes,
            tree_views,
        )
        from members import consistency as register

        from . import attachments, closing, consistency, ended, inbox_views, panels, succession
        from .midcourse.views import of_inbox

        account_views.PANELS.append(panels.of_administrator)
        delegation_views.COUNTS.append(panels.handled_under)
        delegation_views.PANELS.append(panels.of_delegation)
        ending_views.PANELS.append(panels.of_person)
        person_views.PANELS.append(panels.of_person)
        person_views.GUEST_PANELS.append(panels.of_person)
        org_views.PANELS.append(panels.of_org)
        inbox_views.PANELS.append(of_inbox)
        endings.membership_ended.connect(ended.end_open_cases)
        tree_views.PREVIEWS.append(panels.of_succession)
        register.PROOFS += consistency.PROOFS
        archive_proof.FILES.append(attachments.files)
        tree_changes.closing.connect(closing.open_work)
        tree_changes.changing.connect(succession.settle_first)
        tree_changes.changed.connect(succession.follow)
