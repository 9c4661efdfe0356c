"""Forms of account management: opening an account, appointing, ending, handing over, and acts that need a reason."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from . import sealing
from .administrators import Administrator
from .appointments import APPOINTED, Account
from .characters import printable, written_with_each_dot
from .days import ComingDay
from .name_field import NameField
from .org_choice import OrgField
from .people import Person
from .written_numbers import TelephoneField

USERNAME = r"[A-Za-z][A-Za-z0-9.-]{1,29}"


class ReasonForm(forms.Form):
    """A reason for the record."""

    reason = forms.CharField(
        label=_("理由"), min_length=2, max_length=200, help_text=_("记入账户变动记录，不写身份号码")
    )


class AppointForm(forms.Form):
    """Organisation, post and dates of an appointment within the reach of `by`."""

    org = OrgField(
        label=_("党组织"),
        error_messages={"unknown": _("您的管理范围内没有这个组织，请核对名称，或由其上级的系统管理员任职。")},
    )
    post = forms.ChoiceField(label=_("岗位"), choices=[(post.value, post.label) for post in APPOINTED])
    title = forms.CharField(
        label=_("职务"), max_length=40, required=False, validators=[printable], help_text=_("门牌上的叫法，可不填")
    )
    since = ComingDay(label=_("任职日期"), initial=localdate)
    until = ComingDay(label=_("免职日期"), required=False, help_text=_("未定不填；当日仍有效"))
    reason = forms.CharField(label=_("依据或理由"), max_length=200, required=False, help_text=_("日期早于今天的必填"))
    anyway = forms.BooleanField(label=_("仍要任职（该组织同时有两位书记）"), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, by: Administrator, **kwargs: Any):
        self.by = by
        super().__init__(*args, **kwargs)
        self.fields["org"].within = by.orgs()  # type: ignore[attr-defined]  # an OrgField

    def offer(self, name: str) -> None:
        """Let the administrator insist by the field `name`, once the warning has been shown."""
        self.fields[name].widget = forms.CheckboxInput()


class AccountForm(AppointForm):
    """A new account and its first appointment."""

    username = forms.CharField(
        label=_("登录名"),
        max_length=30,
        help_text=_("字母开头，字母、数字、点和横线，例如姓名拼音；不得用身份号码"),
        validators=[RegexValidator(rf"^{USERNAME}$", _("须以字母开头，只含字母、数字、点和横线。"))],
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    name = NameField(label=_("姓名"), max_length=60)
    tail = forms.CharField(
        label=_("本人身份号码后四位"),
        min_length=4,
        max_length=4,
        required=False,
        help_text=_("本人也在名册中的填写，系统据此不让其办理本人事项（R-O13）"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    phone = TelephoneField(
        label=_("电话"), max_length=40, required=False, help_text=_("姓名、电话都相同的认作同一个人，不开第二个账户")
    )
    another = forms.BooleanField(label=_("是另一个人，仍要开通"), required=False, widget=forms.HiddenInput)
    field_order = [
        "username",
        "name",
        "tail",
        "phone",
        "org",
        "post",
        "title",
        "since",
        "until",
        "reason",
        "anyway",
        "another",
    ]

    def clean_username(self) -> str:
        username = self.cleaned_data["username"].lower()
        if Account.objects.filter(username__iexact=username).exists():
            raise forms.ValidationError(_("这个登录名已有人用，请换一个，例如加单位简称。"))
        return username

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        tail, name = cleaned.pop("tail", ""), cleaned.get("name")
        cleaned["person"] = self._person(name, tail) if tail and name else None
        return cleaned

    def _person(self, name: str, tail: str) -> Person | None:
        """The one person of that name and number in reach; otherwise an error on the field."""
        found = in_roster(self.by, name, tail)
        if found is None:
            self.add_error("tail", _("管理范围内的名册中没有唯一的同名同号人员，请核对；不在名册的不填。"))
        return found


class LinkForm(ReasonForm):
    """Which member holds the account: the one of the account's name with these last four digits."""

    tail = forms.CharField(
        label=_("本人身份号码后四位"), min_length=4, max_length=4, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    field_order = ["tail", "reason"]
    person: Person

    def __init__(self, *args: Any, by: Administrator, holder: Account, **kwargs: Any):
        self.by, self.holder = by, holder
        super().__init__(*args, **kwargs)

    def clean_tail(self) -> str:
        found = in_roster(self.by, self.holder.name, self.cleaned_data["tail"])
        if found is None:
            raise forms.ValidationError(_("管理范围内的名册中没有唯一的同名同号人员，请核对。"))
        self.person = found
        return self.cleaned_data["tail"]


def in_roster(by: Administrator, name: str, tail: str) -> Person | None:
    """The one member within reach of this name whose identity number ends like this; None: nobody, or several."""
    alike = by.people().filter(name__in=written_with_each_dot(name))
    found = list(alike.filter(id_tail_index=sealing.blind(tail.upper(), "tail"))[:2])
    return found[0] if len(found) == 1 else None


class EndForm(forms.Form):
    on = ComingDay(label=_("免职日期"), initial=localdate, help_text=_("当日仍有效"))
    reason = forms.CharField(label=_("依据或理由"), max_length=200, required=False, help_text=_("日期早于今天的必填"))


class HandOverForm(EndForm):
    """The successor takes the post over the same day or the next."""

    successor = forms.CharField(label=_("接任者登录名"), max_length=150, help_text=_("须已在您的管理范围内有账户"))
    same_day = forms.TypedChoiceField(
        label=_("接任日期"),
        choices=[("next", _("免职次日")), ("same", _("免职当日（两人重叠一天）"))],
        coerce=lambda chosen: chosen == "same",
    )
    field_order = ["successor", "on", "same_day", "reason"]

    def __init__(self, *args: Any, by: Administrator, **kwargs: Any):
        self.by = by
        super().__init__(*args, **kwargs)

    def clean_successor(self) -> Account:
        username = self.cleaned_data["successor"].strip()
        found = self.by.accounts().filter(username__iexact=username, is_active=True).first()
        if found is None:
            raise forms.ValidationError(_("您的管理范围内没有这个在用账户，请先开通。"))
        return found
