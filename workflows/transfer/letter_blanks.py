"""What an introduction letter would show as a blank, said before it is signed. It stops nothing.

Tests: tests/workflows/test_letter_blanks.py.
"""

from django.utils.translation import gettext as _

from approvals.rules import Missing
from members.models import Appointment
from members.register import shown

from .states import Channel

PRINTED = ("address", "phone", "postcode")  # columns of the issuer below its name, for the receipt to come back to


def blanks(case) -> list[Missing]:
    """One sentence where the issuer's record lacks what a paper letter prints, and who can fill it in; else nothing."""
    issuer = case.origin_committee
    if issuer is None or case.channel != Channel.PAPER:
        return []
    lacking = [shown.label(type(issuer), name) for name in PRINTED if not getattr(issuer, name)]
    if not lacking:
        return []
    hats = Appointment.objects.administering(issuer)[:2]
    who = "、".join(f"{hat.org}{hat.get_post_display()}{hat.account.name}" for hat in hats)
    said = _("%(org)s没有登记%(what)s，介绍信上会是空白；%(who)s可以在组织页补填")
    about = {"org": issuer, "what": "、".join(lacking), "who": who or _("本组织或上级的系统管理员")}
    return [Missing(said % about, where=issuer)]
