"""Forms of the doors: signing in, one-time codes, new passwords, and proof of identity at signing."""

from django import forms
from django.contrib.auth.forms import SetPasswordMixin
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from . import sign_in
from .appointments import Account


def _name_field() -> forms.CharField:
    return forms.CharField(
        label=_("登录名"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )


def _code_field(label, help_text="") -> forms.CharField:
    """Six digits of the authenticator."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class SignInForm(forms.Form):
    username = _name_field()
    password = forms.CharField(
        label=_("密码"),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    """The second step of signing in, and the proof that a new device works."""

    code = _code_field(_("动态码"), _("验证器应用上显示的6位数字，每个只能用一次"))


class NewPasswordForm(SetPasswordMixin, forms.Form):
    """A new password, twice, judged by the password rules against `account`."""

    new_password1, new_password2 = SetPasswordMixin.create_password_fields(
        label1=_("新密码"), label2=_("再输一遍新密码")
    )
    new_password2.help_text = _("和上面输的一样，防止打错。")
    error_messages = {"password_mismatch": _("两次输入的密码不一样，请重新输入。")}

    def __init__(self, *args, account: Account, **kwargs):
        self.account = account
        super().__init__(*args, **kwargs)

    def clean(self):
        self.validate_passwords("new_password1", "new_password2")
        self.validate_password_for_user(self.account, "new_password2")
        return super().clean()


class DeviceForm(CodeForm):
    """Turning two-step sign-in on: a code of the new device signs papers, so the password comes first.

    Else an unattended screen would be enough to sign for its holder ever after."""

    password = forms.CharField(
        label=_("密码"),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ["password", "code"]

    def __init__(self, *args, account: Account, **kwargs):
        self.account = account
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        if not sign_in.confirm_password(self.account, password):
            raise forms.ValidationError(refusal_of_password(self.account))
        return password


class PasswordChangeForm(NewPasswordForm):
    """The old password first: an unattended screen must not lose the account."""

    old_password = forms.CharField(
        label=_("现在的密码"),
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ["old_password", "new_password1", "new_password2"]

    def clean_old_password(self) -> str:
        old = self.cleaned_data["old_password"]
        if not sign_in.confirm_password(self.account, old):
            raise forms.ValidationError(refusal_of_password(self.account))
        return old


class ResetForm(NewPasswordForm):
    """Name, one-time code, new password."""

    username = _name_field()
    code = forms.CharField(
        label=_("一次性代码"),
        max_length=20,
        help_text=_("由系统管理员当面交付，10位，只能用一次；单独发的24小时内有效，打印成条发的七天内有效"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    field_order = ["username", "code", "new_password1", "new_password2"]


class SigningForm(forms.Form):
    """Mix-in for forms that sign: the last field asks for proof that the account's holder is at the desk.

    Build it with `account=request.user`. The proof is only asked for when everything else is right, so that a code of
    the authenticator is not spent on a form that comes back."""

    secret = forms.CharField(
        label=_("密码或动态码"),
        max_length=256,
        strip=False,
        help_text=_("签署前确认是您本人"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args, account: Account, **kwargs):
        self.account = account
        super().__init__(*args, **kwargs)
        self.fields["secret"] = self.fields.pop("secret")

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not sign_in.confirm(self.account, self.cleaned_data["secret"]):
            self.add_error("secret", refusal_to_sign(self.account))
        self.cleaned_data.pop("secret", None)
        return cleaned


def refusal_of_password(account: Account) -> str:
    """Why a password was not accepted, in a sentence."""
    if until := sign_in.signing_locked_until(account):
        return gettext("连续输错次数过多，已锁定到 %(at)s；可请本单位系统管理员解除。") % {
            "at": date_format(localtime(until), "H:i")
        }
    return gettext("现在的密码不对。忘记密码请找本单位系统管理员领取一次性代码。")


def refusal_to_sign(account: Account) -> str:
    """Why the secret was not accepted, in a sentence."""
    if until := sign_in.signing_locked_until(account):
        at = date_format(localtime(until), "H:i")
        return gettext("连续输错次数过多，签署已锁定到 %(at)s；可请本单位系统管理员解除。填写的内容已保留。") % {
            "at": at
        }
    return gettext("密码或动态码不对。动态码每个只能用一次，请等下一个再输；填写的内容已保留。")


class RevealForm(forms.Form):
    """Why someone needs the full number; the answer goes on record (R-I3)."""

    reason = forms.CharField(
        label=_("查看理由"),
        min_length=4,
        max_length=200,
        help_text=_("如：填写介绍信、与证件核对。理由和查看时间都会留下记录（R-I3）。"),
    )
