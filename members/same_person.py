"""Whether somebody has an account already: one person has one, and further appointments on it (R-O12, R-O13).

Told for certain by the member's record, or by name and telephone together. An equal name alone, or an equal mobile
number under another name, is asked about. Scenarios: tests/members/test_same_person.py.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _

from .administrators import Administrator
from .appointments import Account, Appointment
from .characters import key, written_with_each_dot
from .people import Person
from .rulebook import RuleBroken
from .written_numbers import telephone

MOBILE = re.compile(r"1\d{10}")


@dataclass(frozen=True)
class Newcomer:
    """Who is to get an account, as far as they are described."""

    name: str
    person: Person | None = None
    phone: str = ""


class HasAccount(RuleBroken):
    """Somebody has `account` already: a further appointment is what they need."""

    def __init__(self, account: Account, *, reachable: bool):
        self.account = account
        self.reachable = reachable
        super().__init__("R-O13", why_not_again(account, reachable=reachable))


class Namesake(RuleBroken):
    """`accounts` may be the same person's. The administrator says whether they are."""

    def __init__(self, accounts: list[Account]):
        self.accounts = accounts
        names = "、".join(described(account) for account in accounts)
        said = _("已有同名或同手机号的账户：%(accounts)s。是本人的，请为该账户增加任职；是另一个人的，请勾选确认")
        super().__init__("R-O13", said % {"accounts": names})


def why_not_again(account: Account, *, reachable: bool) -> str:
    """Why there is no second account for the holder of `account`, and what to do instead."""
    if not reachable:
        return _("本人已有账户，由您管理范围以外的单位开通；请由上一级的系统管理员为其增加任职")
    said = _("本人已有账户 %(account)s，不再开第二个；请为该账户增加任职")
    return said % {"account": described(account)}


def described(account: Account) -> str:
    """`王秀英（wang，东山村支部 · 书记）`."""
    hats = [f"{hat.org} · {hat.label}" for hat in account.appointments.all()[:2]]
    return _("%(name)s（%(about)s）") % {"name": account.name, "about": "，".join([account.username, *hats])}


class Holders:
    """The accounts that may be one of `newcomers`, from two queries however many there are."""

    def __init__(self, by: Administrator, newcomers: Iterable[Newcomer]):
        newcomers = list(newcomers)
        phones = {compact(one.phone) for one in newcomers} - {""}
        names = {spelling for one in newcomers if one.name for spelling in written_with_each_dot(one.name)}
        people = {one.person.pk for one in newcomers if one.person}
        alike = Q(name__in=names) | Q(person__in=people)
        alike |= Q(phone__in=phones) | Q(person__phone__in=phones)
        held = Prefetch("appointments", Appointment.objects.current().with_givers())
        found = Account.objects.filter(alike, withdrawn_at__isnull=True)
        self._found = list(found.select_related("person").prefetch_related(held).order_by("pk"))
        self._near = set(
            by.accounts().filter(pk__in=[account.pk for account in self._found]).values_list("pk", flat=True)
        )

    def reaches(self, account: Account) -> bool:
        return account.pk in self._near

    def certain(self, one: Newcomer) -> Account | None:
        """The account of this very person, whoever manages it."""
        return next((account for account in self._found if is_same(account, one)), None)

    def doubtful(self, one: Newcomer) -> list[Account]:
        """Accounts within reach that may be this person's."""
        return [account for account in self._found if self.reaches(account) and may_be_same(account, one)]


def is_same(account: Account, one: Newcomer) -> bool:
    if account.person_id and one.person and account.person_id == one.person.pk:
        return True
    if differ(account, one):
        return False
    return key(account.name) == key(one.name) and bool(compact(one.phone)) and compact(one.phone) in phones_of(account)


def may_be_same(account: Account, one: Newcomer) -> bool:
    if differ(account, one) or is_same(account, one):
        return False
    phone = compact(one.phone)
    return key(account.name) == key(one.name) or (bool(MOBILE.fullmatch(phone)) and phone in phones_of(account))


def differ(account: Account, one: Newcomer) -> bool:
    """Whether both are members and not the same one."""
    return bool(account.person_id and one.person and account.person_id != one.person.pk)


def phones_of(account: Account) -> set[str]:
    return {compact(account.phone), compact(account.person.phone) if account.person else ""} - {""}


def compact(phone: str) -> str:
    """A telephone number of a person, narrow and without spaces: how it is kept and compared."""
    return "".join(telephone(phone).split())


def refuse_second(by: Administrator, one: Newcomer, *, another: bool) -> None:
    """Raise HasAccount when this person has an account, Namesake when they may have one and nobody said `another`."""
    holders = Holders(by, [one])
    if account := holders.certain(one):
        raise HasAccount(account, reachable=holders.reaches(account))
    if not another and (accounts := holders.doubtful(one)):
        raise Namesake(accounts)
