"""Who manages accounts: administrators 系统管理员, each within the reach of the organisation they act for (R-O12).

Nobody changes their own account or appointments here, and nobody changes an account that also acts for an organisation
outside their reach: whoever can hand out a one-time code for an account can act as its holder.
Scenarios: tests/members/test_accounts.py.
"""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from .access import AccountEvent, Did
from .appointments import Account, Appointment, Post
from .middleware import OfficeRequest
from .orgs import PartyOrg, PartyOrgQuerySet, path_range
from .people import Person, PersonQuerySet
from .rulebook import RuleBroken


@dataclass(frozen=True)
class Administrator:
    """`account` acting as `hat`. A superuser needs no hat and reaches every organisation."""

    account: Account
    hat: Appointment | None

    @property
    def reach(self) -> str | None:
        """The path at or below which this administrator acts; None: everywhere."""
        return None if self.account.is_superuser or self.hat is None else self.hat.org.reach

    def orgs(self) -> PartyOrgQuerySet:
        return PartyOrg.objects.all() if self.reach is None else PartyOrg.objects.within(self.reach)

    def people(self) -> PersonQuerySet:
        return Person.objects.all() if self.reach is None else Person.objects.below(self.reach)

    def appointments(self) -> QuerySet[Appointment]:
        """Past, present and coming appointments to organisations in reach."""
        if self.reach is None:
            return Appointment.objects.all()
        return Appointment.objects.filter(path_range(self.reach, "org__path"))

    def accounts(self) -> QuerySet[Account]:
        """Accounts that act, acted or will act for an organisation in reach."""
        if self.reach is None:
            return Account.objects.all()
        return Account.objects.filter(pk__in=self.appointments().values("account"))

    def may_reach(self, org: PartyOrg) -> None:
        """Raise RuleBroken when `org` is not this administrator's to staff."""
        if self.reach is not None and not org.path.startswith(self.reach):
            raise RuleBroken("R-O12", _("%(org)s 不在您的管理范围内，请由其上级的系统管理员任职") % {"org": org})

    def not_oneself(self, account: Account) -> None:
        """Raise RuleBroken when an administrator would change their own account or appointments."""
        if account == self.account and not self.account.is_superuser:
            raise RuleBroken("R-O12", _("不能为本人办理，请由上级或本单位另一位系统管理员办理"))

    def may_hold_keys_of(self, account: Account) -> None:
        """Raise RuleBroken when acting as the holder of `account` would reach further than this administrator does."""
        self.not_oneself(account)
        if self.reach is None:
            return
        elsewhere = account.appointments.exclude(path_range(self.reach, "org__path")).exclude(until__lt=localdate())
        if account.is_superuser or elsewhere.exists():
            raise RuleBroken("R-O12", _("该账户还在您管理范围以外任职，请由更上一级的系统管理员办理"))

    def note(self, did: Did, account: Account, *, appointment: Appointment | None = None, reason: str = "") -> None:
        """Write down what was done, in the transaction that does it."""
        AccountEvent.objects.create(
            did=did, account=account, appointment=appointment, by=self.account, hat=self.hat, reason=reason
        )


def administrator(request: OfficeRequest) -> Administrator:
    """Who manages accounts in this request. Raises PermissionDenied for everybody else."""
    hat = request.appointment if request.appointment and request.appointment.post == Post.ADMINISTRATOR else None
    if hat is None and not request.user.is_superuser:
        raise PermissionDenied
    return Administrator(request.user, hat)
