"""A list of people who are to get accounts, and its rows. Scenarios: tests/members/test_opening.py."""

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.administrators import Administrator
from members.appointments import APPOINTED, Account, Appointment
from members.orgs import PartyOrg, path_range
from members.people import Person
from members.row_keys import key_of

LARGEST = 500  # rows of one list


class OpeningQuerySet(models.QuerySet["Opening"]):
    def visible_to(self, by: Administrator) -> "OpeningQuerySet":
        """One's own lists, and those made by administrators within reach."""
        if by.reach is None:
            return self.all()
        return self.filter(Q(by=by.account) | path_range(by.reach, "hat__org__path"))


class Opening(models.Model):
    """One list, written by `by` wearing `hat` (None: a superuser). Its appointments begin on `since`, for `reason`.

    `printed` counts the sheets of codes made of it: a form that was drawn before the last one is old."""

    by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("建立人"))
    hat = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+", verbose_name=_("身份"))
    since = models.DateField(_("任职日期"), default=timezone.localdate)
    reason = models.CharField(_("依据或理由"), max_length=200, blank=True)
    printed = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(_("建立时间"), default=timezone.now)

    objects = OpeningQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("批量开通")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.created_at):%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("accounts_many_list", args=[self.pk])

    def accounts(self) -> models.QuerySet[Account]:
        """The accounts that were opened by this list."""
        return Account.objects.filter(pk__in=self.rows.filter(state=RowState.OPENED).values("account"))


class RowState(models.TextChoices):
    LISTED = "listed", _("未办理")
    OPENED = "opened", _("已开通")
    APPOINTED = "appointed", _("已增加任职")


class Weight(models.TextChoices):
    """What an objection does to its row."""

    BARS = "bars", _("须改正")
    ASKS = "asks", _("须确认")
    TELLS = "tells", _("说明")


class Question(models.TextChoices):
    """What is asked of the administrator, by the field that answers it."""

    WHO = "who", _("是不是同一个人")
    ANYWAY = "anyway", _("仍要任职（该组织同时有两位书记）")
    NAME = "name_right", _("已核对，就是书记")


class OpeningRow(models.Model):
    """One person to be: what was typed, what it means, what stands against it, what became of it.

    `org_said` is what was typed for `org`. An identity number is kept as the index that finds the member (R-I3).
    `answers`: question to answer; "who" is answered by "another" or the key of the account that is the person's.
    `objections`: dicts as `object` makes them. `candidates`: keys of organisations or accounts."""

    opening = models.ForeignKey(Opening, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("行号"))
    name = models.CharField(_("姓名"), max_length=60, blank=True)
    username = models.CharField(_("登录名"), max_length=30, blank=True)
    org_said = models.CharField(_("党组织"), max_length=120, blank=True)
    org = models.ForeignKey(PartyOrg, models.PROTECT, null=True, related_name="+", verbose_name=_("党组织"))
    post = models.CharField(_("岗位"), max_length=20, blank=True, choices=[(p.value, p.label) for p in APPOINTED])
    title = models.CharField(_("职务"), max_length=40, blank=True)
    phone = models.CharField(_("电话"), max_length=40, blank=True)
    id_index = models.CharField(max_length=64, blank=True, editable=False)
    id_tail_index = models.CharField(max_length=64, blank=True, editable=False)
    unsure = models.CharField(max_length=60, blank=True)  # a name that was only found as a contact
    ticked = models.BooleanField(_("办理"), default=False)
    answers = models.JSONField(default=dict)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("本人"))
    objections = models.JSONField(default=list)
    org_choices = models.JSONField(default=list)
    account_choices = models.JSONField(default=list)
    state = models.CharField(_("状态"), max_length=10, choices=RowState, default=RowState.LISTED)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name=_("账户"))

    class Meta:
        verbose_name = verbose_name_plural = _("批量开通名单")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["opening", "number"], name="one_opening_row_a_number")]

    def __str__(self) -> str:
        return f"{self.opening_id} · {self.number}"

    def object(self, weight: Weight, what: str, *, rule: str = "", question: str = "", certain: bool = False) -> None:
        """Hold something against the row. `certain`: who it is is known, so that "another person" is no answer."""
        said = {"weight": weight.value, "what": str(what), "rule": rule, "question": question, "certain": certain}
        self.objections.append(said)

    def objections_of(self, weight: Weight) -> Iterator[dict[str, Any]]:
        return (objection for objection in self.objections if objection["weight"] == weight)

    @property
    def open_questions(self) -> list[str]:
        """The questions that nobody has answered."""
        asked = [objection["question"] for objection in self.objections_of(Weight.ASKS)]
        return [question for question in asked if not self._answered(question)]

    def _answered(self, question: str) -> bool:
        if question == Question.WHO:
            return self.further is not None or self.answers.get(question) == "another"
        return bool(self.answers.get(question))

    @property
    def may_run(self) -> bool:
        return self.state == RowState.LISTED and not any(self.objections_of(Weight.BARS)) and not self.open_questions

    @property
    def further(self) -> int | None:
        """The key of the account that gets a further appointment instead of a new account being opened."""
        who = key_of(str(self.answers.get(Question.WHO, "")))
        return who if who in self.account_choices else None
