"""The form of the public page /verify."""

from django import forms
from django.utils.translation import gettext_lazy as _

from . import check_codes


class VerifyForm(forms.Form):
    """A check code or the file itself; the file says more."""

    code = forms.CharField(
        label=_("校验码"),
        required=False,
        max_length=200,
        help_text=_("印在文件页脚，12 位，如 7K2M-Q0XD-3HVA；不分大小写"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    file = forms.FileField(
        label=_("PDF 文件"),
        required=False,
        help_text=_("不超过 8 MB。文件只用于核对，不保存"),
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
    )

    def __init__(self, *args, too_big: bool = False, **kwargs):
        self.too_big = too_big
        super().__init__(*args, **kwargs)

    def clean_code(self) -> str:
        typed = self.cleaned_data["code"]
        if typed and not check_codes.normalised(typed):
            raise forms.ValidationError(_("校验码应为 12 位数字和字母，请对照页脚重新输入。"))
        return typed

    def clean(self) -> None:
        if self.too_big:
            self.add_error("file", _("文件超过 8 MB。本系统出具的文件都小于此，请改用校验码查验。"))
        elif not self.errors and not self.cleaned_data.get("code") and not self.cleaned_data.get("file"):
            raise forms.ValidationError(_("请输入校验码，或选择要查验的 PDF 文件。"))
