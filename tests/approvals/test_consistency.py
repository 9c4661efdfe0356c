"""The nightly proof over open cases (R-O11, R-O12)."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command

from approvals import consistency, desk
from approvals.models import Assignment
from members.models import PartyOrg


def found(proof) -> list[str]:
    return [str(finding) for finding in proof()]


def test_work_on_the_desk_of_a_closed_organisation_is_found(transfer, orgs, capsys):
    assert found(consistency.open_desks_stand_at_open_organisations) == []
    PartyOrg.objects.filter(pk=orgs.dongshan.pk).update(closed_on=date(2026, 11, 1))
    assert found(consistency.open_desks_stand_at_open_organisations) == [
        f"R-O11 case:{transfer.number}：待办停在已撤销的组织"
    ]
    with pytest.raises(SystemExit):
        call_command("check_consistency")
    assert f"case:{transfer.number}" in capsys.readouterr().out


def test_an_open_case_that_names_a_closed_organisation_is_found(transfer, orgs):
    assert found(consistency.open_cases_name_open_organisations) == []
    PartyOrg.objects.filter(pk=orgs.first.pk).update(closed_on=date(2026, 11, 1))
    assert found(consistency.open_cases_name_open_organisations) == [
        f"R-O11 case:{transfer.number}：在办事项的一方是已撤销的组织"
    ]


def test_an_open_case_nobody_can_handle_is_found(transfer, clock):
    assert found(consistency.open_cases_wait_for_somebody) == []
    Assignment.objects.filter(case=transfer).delete()
    assert found(consistency.open_cases_wait_for_somebody) == [f"R-O12 case:{transfer.number}：在办事项没有人可以办理"]


def test_a_case_that_waits_for_its_coordination_is_in_order(transfer_at_destination, wang, gao, clock):
    clock.shift(timedelta(days=40))
    desk.act(transfer_at_destination, "escalate_timeout", by=wang, text="转入方一直没有答复")
    assert found(consistency.open_cases_wait_for_somebody) == []
