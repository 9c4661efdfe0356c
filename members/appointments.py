"""Accounts and appointments 任职: office people sign in, and act only for who appointed them (R-O12)."""

from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from .orgs import PartyOrg
from .people import Person


class Post(models.TextChoices):
    """What an appointment lets its holder do. The words on the door are in `Appointment.title`."""

    SECRETARY = "secretary", _("书记")
    COMMISSIONER = "commissioner", _("组织委员")
    APPROVER = "approver", _("审批人")
    ORGANISER = "organiser", _("组织员")
    CLERK = "clerk", _("经办人")
    ADMINISTRATOR = "administrator", _("系统管理员")


# A post may also take the work of the posts named here. Nobody signs for a secretary without a delegation (R-O16).
TAKES = {
    Post.SECRETARY: {Post.SECRETARY, Post.ORGANISER, Post.CLERK},
    Post.COMMISSIONER: {Post.CLERK},
    Post.APPROVER: {Post.APPROVER, Post.ORGANISER, Post.CLERK},
    Post.ORGANISER: {Post.ORGANISER, Post.CLERK},
    Post.CLERK: {Post.CLERK},
    Post.ADMINISTRATOR: set(),
}


class AccountManager(UserManager["Account"]):
    """Django's manager expects an address for mail; an account has none."""

    use_in_migrations = False

    def _create_user_object(self, username: str, email: None, password: str | None, **fields) -> "Account":
        """Build an account; `email` is what Django's public methods pass on, always None here."""
        account = self.model(username=self.model.normalize_username(username), **fields)
        account.set_password(password)
        return account


class Account(AbstractUser):
    """A person of the office who signs in. Members do not sign in.

    `person` is set when the account's holder is in the registry, so that nobody acts on their own case (R-O13)."""

    # Closed networks: no mail; passwords are reset by a code handed over in person.
    email = None  # type: ignore[assignment]  # how Django leaves an inherited field out
    name = models.CharField(_("姓名"), max_length=60)
    person = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="accounts", verbose_name=_("本人")
    )
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


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def current(self, on=None) -> "AppointmentQuerySet":
        """Appointments in force on the day `on` (default today): from and to both count."""
        on = on or timezone.localdate()
        return self.filter(Q(until__isnull=True) | Q(until__gte=on), since__lte=on, account__is_active=True)


class Appointment(models.Model):
    """For `org`, as `post`, from `since` to `until` (both days count; None: open). The hat someone wears."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="appointments", verbose_name=_("账户"))
    org = models.ForeignKey(PartyOrg, models.PROTECT, related_name="appointments", verbose_name=_("党组织"))
    post = models.CharField(_("岗位"), max_length=20, choices=Post)
    title = models.CharField(_("职务"), max_length=40, blank=True)
    since = models.DateField(_("任职日期"), default=timezone.localdate)
    until = models.DateField(_("免职日期"), null=True, blank=True)

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
        return self.title or self.get_post_display()

    @property
    def label_on_record(self) -> str:
        """The same for the log and for papers, which are Chinese whatever language the writer's interface speaks."""
        with override(settings.LANGUAGE_CODE):
            return str(self.label)

    @property
    def posts(self) -> set[str]:
        """The posts whose work this appointment may take."""
        return {str(post) for post in TAKES[Post(self.post)]}

    def is_current(self, on=None) -> bool:
        on = on or timezone.localdate()
        return self.since <= on and (self.until is None or self.until >= on) and self.account.is_active
