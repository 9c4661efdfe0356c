"""How an organisation's printer prints letters 套打: its offset, and the right to print without the mark (R-P7).

Whoever works at the organisation sets the offset, standing before the printer; the right is given from above. Page:
printing_views.py. Tests: tests/documents/test_printing.py.
"""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.appointments import Appointment, Post
from members.models import PartyOrg

from .sheets import Sheet

FARTHEST = 20  # mm: farther off, the paper lies wrong in the tray
BOUNDS = [MinValueValidator(-FARTHEST), MaxValueValidator(FARTHEST)]
CROSSES = ((50, 50), (160, 50), (50, 247), (160, 247))  # mm from the left and the upper edge of the sheet


class PrintSettings(models.Model):
    """Of one organisation. `basis`: the document of the provincial department that lets it print letters itself."""

    org = models.OneToOneField(PartyOrg, models.PROTECT, related_name="+", verbose_name=gettext_lazy("党组织"))
    right_mm = models.DecimalField(
        gettext_lazy("向右移（毫米）"), max_digits=3, decimal_places=1, default=Decimal(0), validators=BOUNDS
    )
    down_mm = models.DecimalField(
        gettext_lazy("向下移（毫米）"), max_digits=3, decimal_places=1, default=Decimal(0), validators=BOUNDS
    )
    unmarked = models.BooleanField(gettext_lazy("不印“内部备查，非正式凭证”"), default=False)
    basis = models.CharField(gettext_lazy("准许直接打印的依据"), max_length=200, blank=True)
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = gettext_lazy("打印设置")

    def __str__(self) -> str:
        return str(self.org)

    @property
    def shift_mm(self) -> list[float]:
        """[right, down], as a letter's snapshot keeps it."""
        return [float(self.right_mm), float(self.down_mm)]

    @property
    def test_sheet(self) -> Sheet:
        """A sheet shifted as a letter would be: where its crosses come out says what is still missing."""
        return Sheet(
            template="documents/test_sheet.html",
            title="套打测试页",
            says={
                "org_name": self.org.name,
                "shift_mm": self.shift_mm,
                "crosses": [list(cross) for cross in CROSSES],
                "across": _ruler(20, 190, across=True),
                "down": _ruler(20, 275, across=False),
                "tens_across": list(range(20, 191, 10)),
                "tens_down": list(range(30, 276, 10)),
            },
        )


def of(org: PartyOrg) -> PrintSettings:
    """What the organisation has set, or an unsaved record of the defaults."""
    return PrintSettings.objects.filter(org=org).first() or PrintSettings(org=org)


def why_not_shift(org: PartyOrg, by: Appointment) -> str:
    """Why `by` may not set the offset, in a sentence that names who can; or an empty string."""
    at_the_printer = by.org_id == org.pk and Post.CLERK in by.posts
    if at_the_printer or (by.post == Post.ADMINISTRATOR and by.org.covers(org)):
        return ""
    return _("由本组织的办理人员或系统管理员设置")


def why_not_unmark(org: PartyOrg, by: Appointment) -> str:
    """Why `by` may not switch the mark off or on, or an empty string (R-P7)."""
    if not org.may_approve_probationary:
        return _("该组织不开具介绍信（R-T3）")
    above = by.org.covers(org) and org.path not in {by.org.path, by.org.reach}
    if by.post == Post.ADMINISTRATOR and (above or (by.org_id == org.pk and org.parent_id is None)):
        return ""
    return _("由上级党组织的系统管理员按省级组织部门的规定设置（R-P7）")


def _ruler(first: int, last: int, *, across: bool) -> str:
    """An SVG path with a tick a millimetre, longer ones at five and ten."""
    ticks = []
    for mm in range(first, last + 1):
        length = 4 if mm % 10 == 0 else 3 if mm % 5 == 0 else 2
        ticks.append(f"M{mm} 20v{length}" if across else f"M20 {mm}h{length}")
    return "".join(ticks)
