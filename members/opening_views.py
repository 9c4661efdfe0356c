"""Accounts for many in the browser: where the list comes from, its rows, the sheet of codes. Works without JavaScript.

Scenarios: tests/members/test_opening_pages.py.
"""

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from .access import get_visible
from .account_forms import ReasonForm
from .administrators import Administrator, administrator
from .appointments import APPOINTED, Account
from .middleware import OfficeRequest, open_without_hat
from .opening import proposing, running
from .opening.forms import TYPED, ListForm, RosterForm, take_over
from .opening.judging import judge
from .opening.records import LARGEST, Opening, OpeningRow, RowState
from .orgs import PartyOrg
from .row_keys import key_of
from .rulebook import RuleBroken
from .same_person import described

PAGE = 50
RECENT = 20


@never_cache
@open_without_hat
@require_http_methods(["GET", "POST"])
def accounts_many(request: OfficeRequest) -> HttpResponse:
    """Begin a list: from organisations without a secretary (`from=roster`), or from what is pasted or uploaded."""
    by = administrator(request)
    from_roster = request.POST.get("from") == "roster"
    roster = RosterForm(request.POST if from_roster else None, by=by, prefix="roster")
    listed = ListForm(request.POST, request.FILES) if request.method == "POST" and not from_roster else ListForm()
    if from_roster and roster.is_valid():
        rows = proposing.rows_for(proposing.vacant(by, roster.cleaned_data["under"]))
        if rows:
            return redirect(begun(by, roster, rows))
        roster.add_error(None, _("这些组织都已有书记，没有要开通的。"))
    if listed.is_bound and listed.is_valid():
        return redirect(begun(by, listed, listed.rows))
    vacant = proposing.vacant(by)
    page = {
        "roster": roster,
        "listed": listed,
        "vacant": vacant.count(),
        "named": vacant.exclude(secretary_name="", contact_name="").count(),
        "recent": Opening.objects.visible_to(by).select_related("by")[:RECENT],
        "largest": LARGEST,
        "by": by,
    }
    faults = listed.status if listed.errors else 422 if roster.errors else 200
    return render(request, "members/accounts_many.html", page, status=faults)


@transaction.atomic
def begun(by: Administrator, form: ListForm | RosterForm, rows: list[OpeningRow]) -> Opening:
    """A new list of these rows, judged; what nothing stands against is ticked."""
    cleaned = form.cleaned_data
    opening = Opening.objects.create(by=by.account, hat=by.hat, since=cleaned["since"], reason=cleaned["reason"])
    for row in rows:
        row.opening = opening
    OpeningRow.objects.bulk_create(rows)
    judge(opening, by, first=True)
    return opening


@never_cache
@open_without_hat
@require_http_methods(["GET", "POST"])
def accounts_many_list(request: OfficeRequest, pk: int) -> HttpResponse:
    """The rows of a list. POST keeps what was typed on this page; `go` says what else: check, open, a page."""
    by = administrator(request)
    opening = get_visible(request, Opening.objects.visible_to(by).select_related("by"), pk)
    number = request.POST.get("page") or request.GET.get("page", "")
    at = key_of(number) or 1
    if request.method == "POST":
        keep_typed(opening, request)
        judge(opening, by)
        go = request.POST.get("go", "")
        if go == "open":
            tell(request, running.run(opening, by))
        return redirect(f"{opening.get_absolute_url()}?page={key_of(go) or at}")
    return render(request, "members/accounts_many_list.html", page_of(opening, by, at))


@transaction.atomic
def keep_typed(opening: Opening, request: OfficeRequest) -> None:
    """Take over the rows that stood on the page. Rows that were done meanwhile stay as they are."""
    shown = [key for typed in request.POST.getlist("shown") if (key := key_of(typed))]
    rows = list(opening.rows.filter(state=RowState.LISTED, pk__in=shown).select_for_update())
    orgs = PartyOrg.objects.in_bulk({choice for row in rows for choice in row.org_choices})
    for row in rows:
        before = row.org_id
        take_over(row, request.POST)
        if row.org_id != before and row.org_id in orgs:
            row.org_said = orgs[row.org_id].name
    OpeningRow.objects.bulk_update(rows, [*TYPED, "org", "ticked", "answers"], batch_size=100)


def tell(request: OfficeRequest, result: running.Result) -> None:
    if result.opened:
        said = ngettext("已开通 %(n)d 个账户。", "已开通 %(n)d 个账户。", result.opened) % {"n": result.opened}
        messages.success(request, _("%(said)s请打印一次性代码。") % {"said": said})
    if result.appointed:
        said = ngettext("已增加 %(n)d 个任职。", "已增加 %(n)d 个任职。", result.appointed) % {"n": result.appointed}
        messages.success(request, said)
    if result.failed:
        said = ngettext("有 %(n)d 行没有办成。", "有 %(n)d 行没有办成。", result.failed) % {"n": result.failed}
        messages.error(request, _("%(said)s原因写在各行下面。") % {"said": said})
    if not (result.opened or result.appointed or result.failed):
        messages.info(request, _("没有勾选要办理的行。"))


def page_of(opening: Opening, by: Administrator, at: int) -> dict:
    """What the page of a list shows: its rows from `at`, with the choices where one is asked."""
    found = opening.rows.select_related("org", "account").order_by("number")
    total = opening.rows.count()
    at = min(at, max(1, -(-total // PAGE)))
    rows = list(found[(at - 1) * PAGE : at * PAGE])
    orgs = PartyOrg.objects.in_bulk({key for row in rows for key in row.org_choices})
    near = by.accounts().prefetch_related("appointments__org", "appointments__account")
    accounts = near.in_bulk({key for row in rows for key in row.account_choices})
    lines = [
        {
            "row": row,
            "orgs": [orgs[key] for key in row.org_choices if key in orgs],
            "accounts": [(key, described(accounts[key])) for key in row.account_choices if key in accounts],
            "certain": any(objection.get("certain") for objection in row.objections),
            "who": str(row.answers.get("who", "")),
        }
        for row in rows
    ]
    left = opening.rows.filter(state=RowState.LISTED)
    return {
        "opening": opening,
        "lines": lines,
        "posts": [(post.value, post.label) for post in APPOINTED],
        "at": at,
        "pages": range(1, (total + PAGE - 1) // PAGE + 1),
        "total": total,
        "left": left.count(),
        "ticked": left.filter(ticked=True).count(),
        "opened": opening.rows.filter(state=RowState.OPENED).count(),
        "appointed": opening.rows.filter(state=RowState.APPOINTED).count(),
        "waiting": len(running.owing_a_code(opening)),
    }


@never_cache
@open_without_hat
@require_POST
def accounts_many_codes(request: OfficeRequest, pk: int) -> HttpResponse:
    """The sheet of one-time codes, on the answer to this form alone: sending it again shows nothing."""
    by = administrator(request)
    opening = get_visible(request, Opening.objects.visible_to(by), pk)
    printed = request.POST.get("printed", "")
    try:
        slips = running.print_codes(opening, by, printed=-1 if (rows := key_of(printed)) is None else rows)
    except RuleBroken as broken:
        messages.error(request, str(broken))
        return redirect(opening)
    if slips is None:
        messages.error(request, _("代码只显示一次。没有打印好的，请在这里重新生成，旧代码随即作废。"))
        return redirect(opening)
    if not slips:
        messages.info(request, _("名单上的人都已登录过，不需要代码。"))
        return redirect(opening)
    address = settings.PUBLIC_URL or request.build_absolute_uri("/")
    page = {"slips": slips, "opening": opening, "address": address, "until": slips[0].account.reset_code_until}
    return render(request, "members/accounts_many_codes.html", page)


@never_cache
@open_without_hat
@require_http_methods(["GET", "POST"])
def accounts_many_withdraw(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take back the accounts of this list that nobody has used; asks for the reason first."""
    by = administrator(request)
    opening = get_visible(request, Opening.objects.visible_to(by), pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        done, refused = running.withdraw(opening, by, form.cleaned_data["reason"])
        said = ngettext("已撤回 %(n)d 个账户。", "已撤回 %(n)d 个账户。", done) % {"n": done}
        messages.success(request, said)
        for why in refused:
            messages.error(request, why)
        return redirect(opening)
    waiting: list[Account] = running.owing_a_code(opening)
    page = {"form": form, "opening": opening, "waiting": waiting}
    return render(request, "members/accounts_many_withdraw.html", page, status=422 if form.errors else 200)


@open_without_hat
@require_POST
def accounts_many_discard(request: OfficeRequest, pk: int) -> HttpResponse:
    """Drop the rows that are not done; what was opened stays, and so does its list."""
    opening = get_visible(request, Opening.objects.visible_to(administrator(request)), pk)
    if running.discard(opening):
        messages.success(request, _("名单已删除，没有开通任何账户。"))
        return redirect("accounts_many")
    messages.success(request, _("没有办理的行已删除，已开通的账户不变。"))
    return redirect(opening)
