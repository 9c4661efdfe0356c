"""Who signs in to the demo, and what for. The names are the secretaries of the roster's organisation sheet."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from members import delegating
from members.appointments import Post
from members.models import Account, Appointment, PartyOrg, Person

PASSWORD = "liangdi-demo-2026"  # noqa: S105  printed by ./dev up; the demo holds invented people only


@dataclass(frozen=True)
class Role:
    """One hat: login name, person, full name of the organisation, post, title."""

    login: str
    name: str
    org: str
    post: Post
    title: str


TOWN, STREET = "中共青石县长田镇委员会", "中共临港区朝晖街道工作委员会"
NORTH = "中共青石县北屏镇委员会"
CAST = (
    Role("wang", "王秀英", "中共青石县长田镇东山村支部委员会", Post.SECRETARY, "书记"),
    Role("jiang", "蒋涵娟", "中共青石县长田镇东山村支部委员会", Post.COMMISSIONER, "组织委员"),
    Role("zhao", "赵建国", TOWN, Post.APPROVER, "副书记"),
    Role("he", "何敏", TOWN, Post.CLERK, "经办人"),
    Role("sun", "孙丽", "中共青石县委组织部", Post.APPROVER, "组织科科长"),
    Role("chen", "陈志强", STREET, Post.ORGANISER, "组织员"),
    Role("xu", "许梅", "中共临港区朝晖街道综合党总支", Post.SECRETARY, "书记"),
    Role("lin", "林晓东", "中共临港区朝晖街道一社区支部委员会", Post.SECRETARY, "书记"),
    Role("zhou", "周敏", "中共临港区委组织部", Post.APPROVER, "组织科科长"),
    Role("gao", "高文军", "中共江海省委组织部", Post.APPROVER, "协调处处长"),
    Role("yan", "严红", "中共青石县长田镇西河村支部委员会", Post.SECRETARY, "书记"),
    Role("cao", "曹堃小", NORTH, Post.APPROVER, "书记"),
    Role("xuyi", "许义娟", "中共临港区朝晖街道二社区支部委员会", Post.SECRETARY, "书记"),
    Role("admin", "系统管理员", "中共江海省委员会", Post.ADMINISTRATOR, "系统管理员"),
    Role("zhao", "赵建国", TOWN, Post.ADMINISTRATOR, "系统管理员"),
)


def arrive() -> dict[str, Appointment]:
    """Give each of the cast an account and a post; the first post of each login is returned by login name."""
    hats: dict[str, Appointment] = {}
    for role in CAST:
        account, new = Account.objects.get_or_create(username=role.login, defaults={"name": role.name})
        if new:
            account.person = Person.objects.filter(name=role.name, relations__org__name=role.org).first()
            account.set_password(PASSWORD)
            account.save()
        org = PartyOrg.objects.get(name=role.org)
        hat, _new = Appointment.objects.get_or_create(
            account=account, org=org, post=role.post, defaults={"title": role.title, "since": date(2020, 1, 1)}
        )
        hats.setdefault(role.login, hat)
    return hats


def lend(giver: Appointment, receiver: Appointment) -> None:
    """The secretary is away this week, and the commissioner stands in for her (R-O16)."""
    if not giver.given.exists():
        today = timezone.localdate()
        ground = "外出参加村干部培训，支委会会议确定"
        delegating.delegate(giver, receiver, since=today, until=today + timedelta(days=6), ground=ground)
