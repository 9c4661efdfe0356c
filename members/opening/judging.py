"""What stands against each row of a list, in words, and what must be answered; nothing is written but the rows.

A row without objections may be ticked for the administrator, a doubtful one never is. What is said here is what the
verbs would say: a row that passes can still be refused by them. Scenarios: tests/members/test_opening_judging.py.
"""

import re
from collections import Counter
from collections.abc import Iterable
from difflib import get_close_matches

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from members import appointing
from members.access import record_foreign
from members.account_forms import USERNAME
from members.administrators import Administrator
from members.appointments import Account, Post
from members.characters import key, objection_to_name, written_with_each_dot
from members.orgs import PartyOrg
from members.people import Person
from members.pinyin import name_spelled
from members.roster import naming
from members.roster.places import NotFound, Place, Places
from members.rulebook import RuleBroken
from members.same_person import Holders, Newcomer, compact, described, why_not_again

from .records import Opening, OpeningRow, Question, RowState, Weight

FEW = 3000  # organisations within reach, up to which a misspelt name is compared with all of them
OFFERED = 6
SAVED = ("objections", "org", "org_said", "org_choices", "account_choices", "person", "username", "ticked", "answers")


def judge(opening: Opening, by: Administrator, *, first: bool = False, failed: dict[int, str] | None = None) -> None:
    """Judge every row that is not done. `first`: tick those that nothing stands against.

    `failed`: what the verbs said of rows by key, when they were tried."""
    rows = list(opening.rows.filter(state=RowState.LISTED).select_related("org"))
    for row in rows:
        row.objections, row.org_choices, row.account_choices = [], [], []
    _organisations(rows, by)
    _facts(rows)
    _people(rows, by)
    _accounts(rows, by)
    _usernames(rows)
    _secretaries(rows, opening)
    for row in rows:
        if why := (failed or {}).get(row.pk):
            row.object(Weight.TELLS, _("刚才没有办成：%(why)s") % {"why": why})
        if first:
            row.ticked = row.may_run
    OpeningRow.objects.bulk_update(rows, SAVED, batch_size=100)


def _organisations(rows: list[OpeningRow], by: Administrator) -> None:
    places = Places(by.reach or "")
    near = [place for place in places.by_name.values() if place.within_reach and not place.closed]
    found: dict[int, int] = {}
    for row in rows:
        if row.org and row.org.name == row.org_said:
            if row.org.closed_on or not row.org.path.startswith(by.reach or ""):
                row.object(Weight.BARS, _("该组织已撤销或不在您的管理范围内"), rule="R-O12")
            continue
        row.org = None
        try:
            place = places.find("".join(row.org_said.split()), family="branch") if row.org_said else None
        except NotFound as lost:
            row.org_choices = [like.pk for like in _similar(row.org_said, near)]
            said = _("组织%(why)s，请改写或选一个") if row.org_choices else _("组织%(why)s，请改写")
            row.object(Weight.BARS, said % {"why": lost})
            continue
        if place is None:
            row.object(Weight.BARS, _("没有写组织"))
        elif place.closed or not place.within_reach:
            row.object(Weight.BARS, _("该组织已撤销或不在您的管理范围内"), rule="R-O12")
        elif place.pk:
            found[row.pk] = place.pk
    orgs = PartyOrg.objects.in_bulk(set(found.values()))
    for row in rows:
        if row.pk in found:
            row.org = orgs[found[row.pk]]
            row.org_said = row.org.name


def _similar(said: str, near: list[Place]) -> list[Place]:
    """Organisations whose names hold what was typed, else those spelt almost alike."""
    part = naming.place(said) or said
    holding = [place for place in near if part in place.name or part in place.short_name][:OFFERED]
    if holding or len(near) > FEW:
        return holding
    shorts = {place.short_name or place.name: place for place in near}
    return [shorts[short] for short in get_close_matches(said, shorts, n=OFFERED, cutoff=0.5)]


def _facts(rows: Iterable[OpeningRow]) -> None:
    for row in rows:
        if not row.name:
            row.object(Weight.BARS, _("没有写姓名"))
        elif objection := objection_to_name(row.name):
            row.object(Weight.BARS, str(objection).removesuffix("。"))
        elif row.unsure == row.name:
            said = _("名册中写的是联系人「%(name)s」，请核对是不是书记") % {"name": row.name}
            row.object(Weight.ASKS, said, question=Question.NAME)
        if not row.post:
            row.object(Weight.BARS, _("岗位不明，请选一个"))
        elif row.org:
            try:
                appointing.refuse_unfit(row.org, row.post)
            except RuleBroken as broken:
                row.object(Weight.BARS, broken.message, rule=broken.number)


def _people(rows: list[OpeningRow], by: Administrator) -> None:
    """Tie rows to members: by number, by name and telephone, or by the only one of that name in the very branch."""
    numbers = Q(id_index__in={row.id_index for row in rows} - {""})
    whole = {person.id_index: person for person in Person.objects.filter(numbers)}
    named: dict[str, list[Person]] = {}
    names = {spelling for row in rows for spelling in written_with_each_dot(row.name)}
    for person in by.people().filter(name__in=names).with_branch():
        named.setdefault(key(person.name), []).append(person)
    for row in rows:
        alike = named.get(key(row.name), [])
        known = whole.get(row.id_index) if row.id_index else None
        if known and key(known.name) == key(row.name):
            row.person = known
            continue
        tail = [one for one in alike if row.id_tail_index and one.id_tail_index == row.id_tail_index]
        phone = [one for one in alike if row.phone and compact(one.phone) == compact(row.phone)]
        branch = [one for one in alike if row.org and one.branch_id == row.org.pk]  # type: ignore[attr-defined]  # with_branch
        ways = [tail] if row.id_tail_index else [phone, branch]
        row.person = next((way[0] for way in ways if len(way) == 1), None)
        if row.id_tail_index and not row.person:
            row.object(Weight.TELLS, _("名册中没有唯一的同名同号人员，账户暂不与名册关联"))
    tied = {row.person.pk for row in rows if row.person}
    beyond = tied - set(by.people().filter(pk__in=tied).values_list("pk", flat=True))
    record_foreign(beyond, account=by.account, hat=by.hat, reason=f"批量开通账户 {timezone.localdate()}")
    for row in rows:
        if row.person:
            masked = row.person.masked_id
            row.object(
                Weight.TELLS, _("对应名册中的%(name)s（%(number)s）") % {"name": row.person.name, "number": masked}
            )


def _accounts(rows: list[OpeningRow], by: Administrator) -> None:
    """Who has an account already, or may have; and who stands on the list twice."""
    newcomers = {row.pk: Newcomer(row.name, row.person, row.phone) for row in rows if row.name}
    holders = Holders(by, newcomers.values())
    earlier: dict[str, int] = {}
    for row in rows:
        if row.pk not in newcomers:
            continue
        one = newcomers[row.pk]
        if account := holders.certain(one):
            if _holds(account, row):
                row.object(Weight.BARS, _("本人已在该组织任此岗位，不用办理"), rule="R-O12")
                continue
            near = holders.reaches(account)
            row.account_choices = [account.pk] if near else []
            weight = Weight.ASKS if near else Weight.BARS
            why = why_not_again(account, reachable=near)
            row.object(weight, why, rule="R-O13", question=Question.WHO, certain=True)
            if row.answers.get(Question.WHO) == "another":
                row.answers.pop(Question.WHO)
        elif accounts := holders.doubtful(one):
            if again := next((one for one in accounts if key(one.name) == key(row.name) and _holds(one, row)), None):
                said = _("%(account)s已在该组织任此岗位，不用办理；确是另一个同名的人，请在「账户」页单独开通")
                row.object(Weight.BARS, said % {"account": described(again)}, rule="R-O12")
                continue
            row.account_choices = [account.pk for account in accounts]
            said = _("已有同名或同手机号的账户：%(accounts)s") % {"accounts": "、".join(map(described, accounts))}
            row.object(Weight.ASKS, said, rule="R-O13", question=Question.WHO)
        elif row.name in earlier:
            said = _("与第%(row)d行同名；是同一人的，先办那一行，再在这里为其账户增加任职") % {"row": earlier[row.name]}
            row.object(Weight.ASKS, said, rule="R-O13", question=Question.WHO)
        earlier.setdefault(row.name, row.number)


def _holds(account: Account, row: OpeningRow) -> bool:
    """Whether the account has this very post now. What has ended may be given again."""
    return any((hat.org_id, hat.post) == (row.org_id, row.post) for hat in account.appointments.all())


def _usernames(rows: list[OpeningRow]) -> None:
    """Propose a free sign-in name where none was typed; one that is taken or malformed must be changed."""
    stems = {row.pk: _stem(row.name) for row in rows if not row.username}
    typed = Counter(row.username for row in rows if row.username and row.further is None)
    wanted = Q(username__in=typed)
    for stem in set(stems.values()) - {""}:
        wanted |= Q(username__startswith=stem)
    taken = {name.lower() for name in Account.objects.filter(wanted).values_list("username", flat=True)}
    used = set(taken)
    for row in rows:
        if row.username and row.further is None:
            if not re.fullmatch(USERNAME, row.username):
                row.object(
                    Weight.BARS, _("登录名%(name)s须以字母开头，只含字母、数字、点和横线") % {"name": row.username}
                )
            elif row.username in taken:
                row.object(Weight.BARS, _("登录名 %(name)s 已有人用，请换一个") % {"name": row.username})
            elif row.username in used:
                row.object(Weight.BARS, _("登录名 %(name)s 在名单里用了两次，请换一个") % {"name": row.username})
            used.add(row.username)
    used |= set(typed)
    for row in rows:
        stem = stems.get(row.pk, "")
        if stem:
            row.username = next(name for name in _numbered(stem) if name not in used)
            used.add(row.username)
        elif not row.username and row.name:
            row.object(Weight.BARS, _("请写登录名：姓名不能拼成拼音"))


def _stem(name: str) -> str:
    stem = re.sub(r"[^a-z0-9]", "", name_spelled(name))[:26]
    return stem if re.match(r"[a-z].", stem) else ""


def _numbered(stem: str) -> Iterable[str]:
    """`wangxiuying`, `wangxiuying2`, `wangxiuying3`…"""
    yield stem
    number = 2
    while True:
        yield f"{stem}{number}"
        number += 1


def _secretaries(rows: list[OpeningRow], opening: Opening) -> None:
    """Who is secretary there already; the same organisation twice on the list."""
    orgs = {row.org_id for row in rows if row.org_id and row.post == Post.SECRETARY}
    held = appointing.overlapping(opening.since, None).own().filter(org__in=orgs, post=Post.SECRETARY)
    names = {appointment.org_id: appointment.account.name for appointment in held.select_related("account")}
    earlier: dict[int, int] = {}
    for row in rows:
        if row.post != Post.SECRETARY or row.org_id is None:
            continue
        if row.org_id in names:
            said = _("该组织已有书记 %(name)s；换人请用「交接」") % {"name": names[row.org_id]}
            row.object(Weight.ASKS, said, rule="R-O12", question=Question.ANYWAY)
        elif row.org_id in earlier:
            said = _("第%(row)d行也是该组织的书记") % {"row": earlier[row.org_id]}
            row.object(Weight.ASKS, said, rule="R-O12", question=Question.ANYWAY)
        earlier.setdefault(row.org_id, row.number)
