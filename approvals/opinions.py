"""`Opinion` 意见: what an organisation said on a case. Written once, never changed (R-O15)."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from members.models import Appointment, PartyOrg
from members.rulebook import declare

from .case import Case
from .sides import Side, Verdict

if TYPE_CHECKING:
    from .flow import CaseFlow

declare("R-O15", "意见和决定一经提交不得改动；更正须另行提出，前后两份都留在时间线上。", "产品默认")


def signed(name: str, title: str, recorder: str = "") -> str:
    """Who did it, as a paper says it (Chinese, so never translated). `recorder`: the full name of the organisation that
    wrote down what one outside the system said, empty where someone speaks for their own."""
    return f"{name}（{recorder}{title}，据来函登记）" if recorder else f"{name}（{title}）"


class OpinionQuerySet(models.QuerySet["Opinion"]):
    def latest_of(self, side: str) -> "Opinion | None":
        """The side's newest opinion in force: the last word of its last level (R-T6). A note or filing is none."""
        none = (Verdict.NOTE, Verdict.FILED)
        return self.filter(side=side, superseded=False).exclude(verdict__in=none).order_by("-pk").first()


class Opinion(models.Model):
    """One opinion. Names and titles are those of the moment: organisations are renamed, people change posts.

    `org` None: an organisation outside the system; `by` recorded what it said. `superseded` is set when the case was
    returned and must be asked again; the row itself stays."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="opinions")
    side = models.CharField(_("方"), max_length=12, choices=Side)
    org = models.ForeignKey(PartyOrg, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    state = models.CharField(max_length=40)
    verdict = models.CharField(_("意见"), max_length=12, choices=Verdict)
    text = models.TextField(_("内容"), blank=True)
    org_name = models.CharField(max_length=120)
    by_name = models.CharField(max_length=130)  # 李四 代 张三
    by_title = models.CharField(max_length=90)  # 组织委员 代 书记
    at = models.DateTimeField(_("时间"))
    superseded = models.BooleanField(_("已更新"), default=False)

    objects = OpinionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("意见")
        ordering = ["pk"]
        indexes = [models.Index(fields=["case", "side"])]

    def __str__(self) -> str:
        return f"{self.case_id} {self.get_side_display()} {self.get_verdict_display()}"

    def save(self, **kwargs) -> None:
        if self.pk:
            raise TypeError("an opinion is written once (R-O15)")
        super().save(**kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("an opinion is never deleted (R-O15)")

    @property
    def agrees(self) -> bool:
        return self.verdict == Verdict.AGREE

    def verdict_in(self, flow: "type[CaseFlow]") -> Verdict:
        """The verdict as pages and papers of `flow` say it. Before a filing had a verdict of its own it was kept as
        consent, and what is kept is never changed (R-O15): the state tells which opinions were filings."""
        asked = flow.at(self.state).agreed
        if asked == Verdict.FILED and self.verdict in (Verdict.AGREE, Verdict.NOTE):
            return Verdict.FILED
        return Verdict(self.verdict)

    @property
    def signature(self) -> str:
        """Who gave or recorded it, as a paper says it."""
        return signed(self.by_name, self.by_title, "" if self.org_id else self.by.org.name)

    @property
    def content(self) -> dict[str, str]:
        """What the log's hash covers, so that a later change of a row shows."""
        return {
            "side": self.side,
            "org": self.org_name,
            "by": self.by_name,
            "title": self.by_title,
            "verdict": self.verdict,
            "text": self.text,
        }
