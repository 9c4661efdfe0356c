"""Forms of a list of accounts: where it comes from, and the rows as they are edited on the page."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import CharField
from django.http import QueryDict
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.administrators import Administrator
from members.appointments import APPOINTED
from members.days import ComingDay
from members.org_choice import OrgField
from members.roster import cells
from members.roster.workbook import Unreadable
from members.row_keys import key_of
from members.same_person import compact

from .reading import FILE_LIMIT, from_file, from_text
from .records import OpeningRow, Question

LONGEST_LIST = 100_000  # characters
TYPED = ("name", "username", "org_said", "post", "title", "phone")
LIMITS = {field.name: field.max_length for field in OpeningRow._meta.local_fields if isinstance(field, CharField)}
POSTS = {post.value for post in APPOINTED}


class BeginningForm(forms.Form):
    """From which day, and on what ground."""

    since = ComingDay(label=gettext_lazy("任职日期"), initial=localdate)
    reason = forms.CharField(
        label=gettext_lazy("依据或理由"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("日期早于今天的必填"),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("since") and cleaned["since"] < localdate() and not cleaned.get("reason"):
            self.add_error("reason", _("日期早于今天的，须写明理由，例如任免文件的文号"))
        return cleaned


class ListForm(BeginningForm):
    """A list, pasted or uploaded. `rows`: what was read, after `is_valid`; `status` is the answer to a bad file."""

    text = forms.CharField(
        label=gettext_lazy("粘贴名单"),
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        required=False,
        max_length=LONGEST_LIST,
        help_text=gettext_lazy("每行一人：姓名、组织、职务或岗位，可加用户名、电话；用制表符、逗号或空格隔开"),
    )
    file = forms.FileField(
        label=gettext_lazy("或上传工作簿"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"empty": gettext_lazy("文件是空的，请重新选择。")},
    )
    field_order = ["text", "file", "since", "reason"]
    rows: list[OpeningRow]
    status = 422

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        file, text = cleaned.get("file"), cleaned.get("text", "")
        if self.errors:
            return cleaned
        try:
            if file:
                self.rows = from_file(file.read(FILE_LIMIT + 1))
            elif text.strip():
                self.rows = from_text(text)
            else:
                raise ValidationError(_("请粘贴名单，或选择 .xlsx、.csv 文件。"))
        except Unreadable as unreadable:
            self.status = unreadable.status
            self.add_error("file" if file else "text", str(unreadable))
        return cleaned


class RosterForm(BeginningForm):
    """Organisations without a secretary, at or below one of them or everywhere in reach."""

    under = OrgField(
        label=gettext_lazy("限某个组织和它的下级"),
        required=False,
        help_text=gettext_lazy("可不填；全称、简称或拼音首字母"),
    )
    field_order = ["under", "since", "reason"]

    def __init__(self, *args: Any, by: Administrator, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["under"].within = by.orgs()  # type: ignore[attr-defined]  # an OrgField


def take_over(row: OpeningRow, posted: QueryDict) -> None:
    """What was typed for a row on the page. A choice of organisation goes before what was typed; too long is cut."""

    def said(name: str) -> str:
        return " ".join(posted.get(f"r{row.pk}-{name}", "").split())

    for name in TYPED:
        setattr(row, name, said(name)[: LIMITS[name]])
    row.name, row.username, row.phone = cells.name(row.name), row.username.lower(), compact(row.phone)
    row.post = row.post if row.post in POSTS else ""
    chosen = key_of(said("org"))
    row.org_id = chosen if chosen in row.org_choices else row.org_id
    row.ticked = f"r{row.pk}-ticked" in posted
    row.answers = {question.value: answer for question in Question if (answer := said(question.value))}
