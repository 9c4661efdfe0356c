"""How the office writes dates, due times and rule numbers. Available in every template without `{% load %}`."""

import re
from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BaseForm, PasswordInput
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from approvals.calendar import workdays_between
from members.written_numbers import dialled

register = template.Library()
register.filter("dialled", dialled)
RULE = re.compile(r"R-[A-Z]\d+")


@register.filter
def not_kept(form: Any) -> str:
    """What a browser must be given anew when the form comes back: `；密码须重新输入`; "" where all is kept."""
    if not isinstance(form, BaseForm):
        return ""
    said = ""
    if any(isinstance(field.widget, PasswordInput) for field in form.fields.values()):
        said += _("；密码须重新输入")
    if form.files:
        said += _("；选过的文件须重新选择")
    return said


@register.filter
def day(value: date | datetime | None) -> str:
    """`11月20日`, with the year when it is not this one."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localdate(value)
    return date_format(value, _("n月j日") if value.year == timezone.localdate().year else _("Y年n月j日"))


@register.filter
def full_day(value: date | datetime | None) -> str:
    """`2026年11月20日`: where two days years apart stand side by side, as in a term, or a paper is held."""
    if isinstance(value, datetime):
        value = timezone.localdate(value)
    return date_format(value, _("Y年n月j日")) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """`11月20日 09:33`."""
    return f"{day(value)} {timezone.localtime(value):%H:%M}" if value else ""


@register.filter
def last_day(due_at: datetime | None) -> date | None:
    """The day whose 24:00 a deadline is."""
    return date.fromordinal(timezone.localdate(due_at).toordinal() - 1) if due_at else None


@register.filter
def left(due_at: datetime | None, workdays: int | None = None) -> str:
    """A deadline in words: `还剩 2 个工作日`, `今天到期`, `已超期 3 天`.

    A list counts the `workdays` of all its rows at once; without them the calendar is asked."""
    today, last = timezone.localdate(), last_day(due_at)
    if last is None:
        return _("不限期")
    if today > last:
        days = (today - last).days
        return ngettext("已超期 %(n)s 天", "已超期 %(n)s 天", days) % {"n": days}
    if today == last:
        return _("今天到期")
    days = workdays_between(today, last) if workdays is None else workdays
    return ngettext("还剩 %(n)s 个工作日", "还剩 %(n)s 个工作日", days) % {"n": days}


@register.filter
def urgency(due_at: datetime | None) -> str:
    """`urgent` when due today or overdue, `soon` within three days, else empty."""
    last = last_day(due_at)
    if last is None:
        return ""
    days = (last - timezone.localdate()).days
    return "urgent" if days <= 0 else "soon" if days <= 3 else ""


@register.filter
def rule_links(text: str) -> SafeString:
    """Turn each rule number in a text into a link to its sentence; the rest is escaped."""
    page = reverse("rules")
    return mark_safe(  # noqa: S308  every part is escaped here
        RULE.sub(
            lambda found: format_html('<a href="{}#{}">{}</a>', page, found[0].lower(), found[0]),
            conditional_escape(text),
        )
    )


@register.filter
def covers(hat, org) -> bool:
    """Whether the hat may open the page of an organisation (R-O14). None: no."""
    return bool(hat and org and hat.org.covers(org))


@register.filter
def get(mapping: dict, key: str):
    """`mapping[key]`, or None."""
    return mapping.get(key)
