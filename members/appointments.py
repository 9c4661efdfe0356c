"""Accounts and appointments 任职: office people sign in, and act only for who appointed them (R-O12).

Standing in for somebody (R-O16) is an appointment too, with a `delegation`: see delegations.py.
Tests: tests/members/test_appointments.py.
"""

from datetime import date

from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from .orgs import Kind as OrgKind
from .orgs import PartyOrg
from .people import Person


class Post(models.TextChoices):
    """What an appointment lets its holder do. The words on the door are in `Appointment.title`."""

    SECRETARY = "secretary", _("书记")
    DEPUTY = "deputy", _("副书记")
    COMMISSIONER = "commissioner", _("组织委员")
    APPROVER = "approver", _("审批人")
    ORGANISER = "organiser", _("组织员")
    CLERK = "clerk", _("经办人")
    ADMINISTRATOR = "administrator", _("系统管理员")
    HEAD = "head", _("负责人")  # whoever signs for an organisation of any kind: never appointed, taken by those who do


# A post may also take the work of the posts named here. Nobody signs for a secretary without a delegation (R-O16).
TAKES = {
    Post.SECRETARY: {Post.HEAD, Post.SECRETARY, Post.ORGANISER, Post.CLERK},
    Post.DEPUTY: {Post.CLERK},
    Post.COMMISSIONER: {Post.CLERK},
    Post.APPROVER: {Post.HEAD, Post.APPROVER, Post.ORGANISER, Post.CLERK},
    Post.ORGANISER: {Post.ORGANISER, Post.CLERK},
    Post.CLERK: {Post.CLERK},
    Post.ADMINISTRATOR: set(),
}
APPOINTED = [post for post in Post if post in TAKES]  # the posts one can be given


def takers(post: str) -> list[str]:
    """The posts that take the work of `post`."""
    return [str(taker) for taker, takes in TAKES.items() if post in takes]


class AccountManager(UserManager["Account"]):
    """Django's manager expects an address for mail; an account has none."""

    use_in_migrations = False

    def _create_user_object(self, username: str, email: None, password: str | None, **fields) -> "Account":
        """Build an account; `email` is what Django's public methods pass on, always None here."""
        account = self.model(username=self.model.normalize_username(username).lower(), **fields)
        account.set_password(password)
        return account

    def get_by_natural_key(self, username: str | None) -> "Account":
        """The account of a login name, whatever the case it is typed in.

        New names are kept in small letters. Where old ones differ by their case alone, the exact spelling decides.
        Raises Account.DoesNotExist."""
        alike = list(self.filter(username__iexact=(username or "").strip()))
        exact = [account for account in alike if account.username == username]
        if found := exact or (alike if len(alike) == 1 else []):
            return found[0]
        raise self.model.DoesNotExist


class Account(AbstractUser):
    """A person of the office who signs in. Members do not sign in.

    `person` is set when the account's holder is in the registry: nobody acts on their own case, and two accounts of
    one person are one (R-O13). `withdrawn_at` is set on an account that was opened by mistake and never used."""

    # Closed networks: no mail; passwords are reset by a code handed over in person.
    email = None  # type: ignore[assignment]  # how Django leaves an inherited field out
    name = models.CharField(_("姓名"), max_length=60)
    person = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="accounts", verbose_name=_("本人")
    )
    phone = models.CharField(_("电话"), max_length=40, blank=True)
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True, editable=False)
    must_change_password = models.BooleanField(_("须修改密码"), default=False)
    reset_code = models.CharField(max_length=128, blank=True, editable=False)
    reset_code_until = models.DateTimeField(null=True, blank=True, editable=False)

    objects = AccountManager()  # type: ignore[misc]  # AbstractUser's is declared for any account

    EMAIL_FIELD = ""
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = verbose_name_plural = _("账户")

    def __str__(self) -> str:
        return self.name or self.username


def _held(on: date, via: str = "") -> Q:
    """A condition for "in force by itself on the day `on`"; `via` is the path to the appointment."""
    began = Q(**{f"{via}since__lte": on, f"{via}account__is_active": True, f"{via}org__closed_on__isnull": True})
    return began & (Q(**{f"{via}until__isnull": True}) | Q(**{f"{via}until__gte": on}))


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def current(self, on: date | None = None) -> "AppointmentQuerySet":
        """Appointments in force on the day `on` (default today): from and to both count.

        Whoever stands in does so only while the giver's and their own appointment are in force too (R-O16)."""
        on = on or timezone.localdate()
        kept = Q(delegation__taken_back_at__isnull=True) | Q(delegation__taken_back_at__date__gt=on)
        lent = kept & _held(on, "delegation__giver__") & _held(on, "delegation__receiver__")
        return self.in_force(on).filter(Q(delegation__isnull=True) | lent)

    def in_force(self, on: date | None = None) -> "AppointmentQuerySet":
        """Those whose own days, account and organisation hold; of a stand-in not what it was lent by (`current`)."""
        return self.filter(_held(on or timezone.localdate()))

    def own(self) -> "AppointmentQuerySet":
        """Without those held for somebody else."""
        return self.filter(delegation__isnull=True)

    def with_givers(self) -> "AppointmentQuerySet":
        """With what the label of a stand-in reads."""
        whose = ("giver__account", "giver__org", "receiver__account", "receiver__org")
        return self.select_related("account", "org", *(f"delegation__{name}" for name in whose))

    def administering(self, org: PartyOrg) -> "AppointmentQuerySet":
        """The administrators today who may appoint for `org`, nearest first: its own and those above it (R-O12)."""
        chain = [*org.ancestor_ids(), org.pk]
        for_committee = Q(org__kind=OrgKind.ORGANISATION_DEPARTMENT, org__parent__in=chain)
        found = self.current().filter(Q(org__in=chain) | for_committee, post=Post.ADMINISTRATOR)
        return found.select_related("org", "account").order_by("-org__path", "pk")


class Appointment(models.Model):
    """For `org`, as `post`, from `since` to `until` (both days count; None: open). The hat someone wears.

    `delegation` is set on the hat of a stand-in, whose `org` and `post` are the giver's (R-O16)."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="appointments", verbose_name=_("账户"))
    org = models.ForeignKey(PartyOrg, models.PROTECT, related_name="appointments", verbose_name=_("党组织"))
    post = models.CharField(_("岗位"), max_length=20, choices=Post)
    title = models.CharField(_("职务"), max_length=40, blank=True)
    since = models.DateField(_("任职日期"), default=timezone.localdate)
    until = models.DateField(_("免职日期"), null=True, blank=True)
    delegation = models.OneToOneField(
        "Delegation", models.PROTECT, null=True, editable=False, related_name="appointment", verbose_name=_("授权代办")
    )

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("任职")
        ordering = ["org__path", "post", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("since")),
                name="appointment_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return f"{self.org} · {self.account} {self.label}"

    @property
    def label(self) -> str:
        """The words on the door: `书记`; of a stand-in `代 张三（书记）`."""
        if self.delegation:
            giver = self.delegation.giver
            return _("代 %(name)s（%(label)s）") % {"name": giver.account.name, "label": giver.label}
        return self.title or self.get_post_display()

    @property
    def label_on_record(self) -> str:
        """The title for the log and for papers, which are Chinese whatever language the writer's interface speaks.

        `书记`; of a stand-in both titles: `组织委员 代 书记`."""
        if self.delegation:
            return f"{self.delegation.receiver.label_on_record} 代 {self.delegation.giver.label_on_record}"
        with override(settings.LANGUAGE_CODE):
            return str(self.label)

    @property
    def name_on_record(self) -> str:
        """Who acts, for the log and for papers: `李四`; standing in: `李四 代 张三` (R-O16)."""
        if self.delegation:
            return f"{self.account.name} 代 {self.delegation.giver.account.name}"
        return self.account.name

    @property
    def posts(self) -> set[str]:
        """The posts whose work this appointment may take."""
        return {str(post) for post in TAKES[Post(self.post)]}

    @property
    def kinds(self) -> list[str]:
        """The kinds of case a stand-in may handle; empty: all."""
        return self.delegation.kinds if self.delegation else []

    def may_handle(self, kind: str) -> bool:
        """Whether cases of this kind are within what was delegated (R-O16). Always so for one's own post."""
        return not self.kinds or kind in self.kinds

    def is_current(self, on: date | None = None) -> bool:
        """As the queryset's `current`, for a row at hand."""
        on = on or timezone.localdate()
        in_time = self.since <= on and (self.until is None or self.until >= on)
        held = in_time and self.account.is_active and self.org.closed_on is None  # nobody acts for what is no more
        return held and (self.delegation is None or self.delegation.holds(on))
