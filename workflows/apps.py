from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkflowsConfig(AppConfig):
    name = "workflows"

    def ready(self) -> None:
        from approvals import (
            clock_forecast,
            inbox_views,
            kinds,
            local_terms,
            proof,
            rounds,
            supervision_views,
        )  # deferred: models exist now
        from approvals.midcourse import kinds as midcourse
        from documents import number_kinds, verification
        from members import org_views, people, person_views, tree_changes, ways_in

        from .agreement import balance, bound, co_management, duties, duty_views, facts, overdue
        from .agreement import panels as agreement_panels
        from .agreement import standing as agreement_standing
        from .agreement.flow import AgreementFlow
        from .agreement.midcourse import AgreementInMidcourse
        from .agreement.papers import AGREEMENTS
        from .coordination.flow import CoordinationFlow
        from .evaluation import opening, reading_views, tally
        from .evaluation.flow import EvaluationFlow
        from .transfer import panels, standing, unreceived_views
        from .transfer.batch import panels as batch_panels
        from .transfer.flow import TransferFlow
        from .transfer.midcourse import TransferInMidcourse
        from .transfer.papers import LETTERS
        from .transfer.requests import asking
        from .transfer.requests import views as request_views

        kinds.register(AgreementFlow)
        kinds.register(CoordinationFlow)
        kinds.register(EvaluationFlow)
        kinds.register(TransferFlow)
        number_kinds.name(LETTERS, _("介绍信"), lambda org: org.may_approve_probationary)
        number_kinds.name(AGREEMENTS, _("共管协议"), lambda _org: True)
        verification.STANDINGS += [standing.of_letter, agreement_standing.of_agreement]
        proof.BESIDE += [
            proof.Beside("text", "协议文本", bound.texts),
            proof.Beside("supplement", "补充协议", bound.supplements),
            proof.Beside("funding", "经费登记", bound.funding),
        ]
        midcourse.register(AgreementInMidcourse())
        midcourse.register(TransferInMidcourse())
        people.relation_moved.connect(facts.relation_moved)
        tree_changes.changed.connect(facts.duties_taken_over)
        tree_changes.changed.connect(asking.taken_over)
        rounds.register("agreements without members", facts.end_empty)
        rounds.register("agreement duties", duties.open_due)
        rounds.register("agreement duties overdue", overdue.tell)
        rounds.register("evaluations", opening.open_due, rounds.FixedDays(opening.opening_days, opening.open_on))
        balance.COUNTED.append(tally.between)
        co_management.JUDGED.append(tally.last_of)
        clock_forecast.ALSO_DUE += [overdue.newly_late, opening.to_open]
        local_terms.ALSO.append(overdue.KNOWN)
        inbox_views.PANELS += [duty_views.of_inbox, reading_views.of_inbox, request_views.of_inbox]
        person_views.PANELS += [
            agreement_panels.of_person,
            co_management.of_person,
            panels.of_person,
            panels.stay_of_person,
        ]
        ways_in.WAYS.append(panels.way_in)
        person_views.GUEST_PANELS.append(co_management.of_person)
        supervision_views.PANELS += [unreceived_views.section, duty_views.of_supervision]
        org_views.PANELS += [agreement_panels.of_org, batch_panels.of_org]
