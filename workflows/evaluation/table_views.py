"""Several evaluations at once in the browser: rows of one form, each saved and sent on its own (R-C10).

Without scripts the whole page comes back with whatever else was typed; with htmx a row comes back alone. Tests:
tests/workflows/test_evaluation_table.py.
"""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from approvals.rules import NotAllowed
from members.appointments import Post
from members.middleware import HatRequest
from members.models import PartyOrg

from . import table, writing
from .case import EvaluationCase
from .forms import RowForm
from .states import State
from .table import Row


@dataclass(frozen=True)
class Pressed:
    """Which button: `save`, `send` or `carry` (over from last time), for one row (`pk`) or for all (None)."""

    act: str
    pk: int | None

    @property
    def sends_all(self) -> bool:
        return self.act == "send" and self.pk is None

    def meets(self, row: Row) -> bool:
        """Of all rows, those that something was typed into, and to be sent those that are complete."""
        if self.pk is not None:
            return row.case.pk == self.pk
        return row.form.is_bound and row.is_open and (row.form.has_changed() or self.sends(row))

    def sends(self, row: Row) -> bool:
        """Of all rows only the complete ones are sent; the others are saved."""
        return self.act == "send" and (self.pk is not None or row.is_complete)


@login_required
@require_http_methods(["GET", "POST"])
def write(request: HatRequest) -> HttpResponse:
    """What one's organisation has still to write."""
    if request.method == "GET":
        cases, more = table.page_of(_chosen(request), request.GET.get("after", ""))
        return _page(request, table.rows_of(cases, request.appointment), more=more)
    pressed = pressed_in(request, ("save", "send", "carry"))
    cases = list(table.whole(table.posted(request.appointment, keys_in(request, "row"))))
    rows = table.rows_of(cases, request.appointment, request.POST)
    answered = [_answer(request, row, pressed) if pressed.meets(row) else row for row in rows]
    if request.htmx and pressed.pk is not None:  # type: ignore[attr-defined]  # django-htmx
        return _row(request, next((row for row in answered if row.case.pk == pressed.pk), None))
    refused = [row for row in answered if row.refused]
    _tell(request, answered, pressed)
    kept = [row if row.refused or not row.form.is_bound else _as_typed(row) for row in answered]
    if not refused and not any(row.form.initial for row in kept):
        return HttpResponseRedirect(f"{reverse('evaluations')}?{request.GET.urlencode()}")
    return _page(request, kept, refused=refused, status=422 if refused else 200)


def _tell(request: HatRequest, answered: list[Row], pressed: Pressed) -> None:
    """How many rows were sent, how many only saved, and what those that were to be sent still lack."""
    sent = sum(row.sent for row in answered)
    saved = sum(bool(row.said) for row in answered) - sent
    done = [_("已反馈 %(n)d 行") % {"n": sent}] if sent else []
    done += [_("已保存 %(n)d 行") % {"n": saved}] if saved else []
    if done:
        messages.success(request, _("%(done)s，每行都已单独记录。") % {"done": "，".join(done)})
    left = [row for row in answered if pressed.sends_all and row.is_open and not row.refused]
    lacking = [f"{row.case.person}：{row.lacks}" for row in left if row.is_begun and row.lacks]
    blank = sum(not row.is_begun for row in left)
    lacking += [_("没有写的 %(n)d 行") % {"n": blank}] if blank else []
    if lacking:
        messages.warning(request, _("没有反馈的：%(rows)s。") % {"rows": "；".join(lacking)})


def pressed_in(request: HatRequest, acts: tuple[str, ...]) -> Pressed:
    """The button of the form; anything else saves what was typed."""
    act, _dash, key = request.POST.get("do", "").partition("-")
    known = act in acts and (key == "all" or _is_key(key))
    return Pressed(act, None if key == "all" else int(key)) if known else Pressed(acts[0], None)


def keys_in(request: HatRequest, name: str) -> list[int]:
    return [int(key) for key in request.POST.getlist(name) if _is_key(key)]


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def seen_in(request: HatRequest, case: EvaluationCase) -> int | None:
    """The length of the log that the row was shown with."""
    text = request.POST.get(f"seen-{case.pk}", "")
    return int(text) if _is_key(text) and len(text) < 9 else None


def _answer(request: HatRequest, row: Row, pressed: Pressed) -> Row:
    """The row after the act: as it stands now, or with what was typed and why it did not happen."""
    if pressed.act == "carry":
        return _begun_again(row)
    if not row.form.is_valid():
        row.refused = [_("有填写不正确的地方")]
        return row
    sends = pressed.sends(row)
    act = writing.send if sends else writing.keep
    seen = seen_in(request, row.case)
    try:
        act(row.case, by=request.appointment, seen=seen, **row.form.written)
    except NotAllowed as refused:
        row.refused = [str(refused)]
        row.case = _again(row.case, request).case  # a refused sending may have made the draft
        return row
    fresh = _again(row.case, request)
    fresh.sent = sends
    fresh.said = _("已反馈，等流出地确认") if sends else _("已保存")
    return fresh


def _again(case: EvaluationCase, request: HatRequest) -> Row:
    cases = list(table.whole(EvaluationCase.objects.filter(pk=case.pk)))
    return table.rows_of(cases, request.appointment)[0]


def _begun_again(row: Row) -> Row:
    """What was typed, with the words of last time where nothing stands yet."""
    typed = _typed(row.form)
    words = {name: text for name, text in row.carried_over().items() if not typed.get(name)}
    row.form = _form(row, typed | words)
    return row


def _as_typed(row: Row) -> Row:
    """A row that was not asked for keeps what stands in it, without being judged."""
    row.form = _form(row, _typed(row.form) if row.form.has_changed() else {})
    return row


def _form(row: Row, initial: dict) -> RowForm:
    return RowForm(case=row.case, by=row.form.by, prefix=row.form.prefix, initial=initial)


def _typed(form: RowForm) -> dict[str, str]:
    return {name: form.data.get(form.add_prefix(name), "") for name in form.fields}


def _chosen(request: HatRequest):
    """Of what is to be written, the part that the address asks for."""
    rows = table.to_write(request.appointment)
    state, agreement, origin = (request.GET.get(name, "") for name in ("state", "agreement", "origin"))
    rows = rows.filter(state=state) if state in writing.OPEN_TO_WRITING else rows
    rows = rows.filter(coverage__because=agreement) if agreement else rows
    return rows.filter(origin=int(origin)) if _is_key(origin) else rows


def _row(request: HatRequest, row: Row | None) -> HttpResponse:
    """One row alone; an empty one where it is not on this desk."""
    return render(request, "evaluation/_row.html", {"row": row, "may_send": _may_send(request)})


def _page(
    request: HatRequest, rows: list[Row], *, more: str = "", refused: list[Row] | None = None, status: int = 200
) -> HttpResponse:
    mine = table.to_write(request.appointment)
    found = table.counts(mine)
    context = {
        "rows": rows,
        "more": more,
        "refused": refused or [],
        "may_send": _may_send(request),
        "chips": [("", _("全部"), sum(found.values())), *((s, State(s).label, found[s]) for s in State if s in found)],
        "state": request.GET.get("state", ""),
        "agreement": request.GET.get("agreement", ""),
        "origin": request.GET.get("origin", ""),
        "agreements": list(mine.order_by("coverage__because").values_list("coverage__because", flat=True).distinct()),
        "origins": list(PartyOrg.objects.filter(pk__in=mine.order_by().values("origin")).order_by("name")),
        "query": request.GET.urlencode(),
        "to_read": table.to_read(request.appointment).count(),
    }
    return render(request, "evaluation/table.html", context, status=status)


def _may_send(request: HatRequest) -> bool:
    return Post.HEAD in request.appointment.posts
