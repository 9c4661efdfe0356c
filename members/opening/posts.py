"""Which post an office means by its word: `"支部书记"` → secretary. Tests: tests/members/test_opening_reading.py."""

from django.conf import settings
from django.utils.translation import override

from members.appointments import APPOINTED, Post

# Looked for in what was written, the longer before the shorter that it contains.
WORDS = (
    ("副书记", Post.DEPUTY),
    ("书记", Post.SECRETARY),
    ("组织委员", Post.COMMISSIONER),
    ("审批", Post.APPROVER),
    ("组织员", Post.ORGANISER),
    ("组织干事", Post.ORGANISER),
    ("经办", Post.CLERK),
    ("干事", Post.CLERK),
    ("管理员", Post.ADMINISTRATOR),
)
with override(settings.LANGUAGE_CODE):  # a list is Chinese, whatever language the interface speaks
    LABELS = {post.value: str(post.label) for post in APPOINTED}


def meant(said: str) -> str:
    """The post, or "" where nothing tells."""
    said = "".join(said.split())
    return next((post.value for word, post in WORDS if word in said), "")


def title_of(said: str, post: str) -> str:
    """The words on the door, where they are not the post's own."""
    said = "".join(said.split())[:40]
    return "" if said == LABELS.get(post) else said
