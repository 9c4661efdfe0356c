"""Codes an organisation signs with: 机关代字 in official documents, 组织代码 in slips. Each has one bearer, for good.

Numbers are counted per organisation, so two bearers of one code would issue the same number (R-T12, R-P2). The
database holds that no two organisations bear a code now; `FormerCode` keeps those given up. Tests:
tests/members/test_org_codes.py.
"""

from collections.abc import Iterator
from itertools import chain, count

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .orgs import COMMITTEES, Kind, PartyOrg
from .pinyin import place_initials
from .register.changes import change
from .register.log import Ground
from .register.log import Kind as Entered
from .roster import naming

DOCUMENT_CODE, CODE = "document_code", "code"
FIELDS = {DOCUMENT_CODE: gettext_lazy("机关代字"), CODE: gettext_lazy("组织代码")}
LONGEST = 20
FIRST_PAPER = "首次出具文书时按组织名称确定"  # a ground on the log, which is Chinese


class FormerCode(models.Model):
    """`org` issued papers under this code once; nobody else may."""

    org = models.ForeignKey(PartyOrg, models.PROTECT, related_name="former_codes", verbose_name=gettext_lazy("党组织"))
    field = models.CharField(max_length=20, choices=FIELDS)
    code = models.CharField(gettext_lazy("代字或代码"), max_length=LONGEST)

    class Meta:
        verbose_name = verbose_name_plural = gettext_lazy("曾用代字和代码")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["field", "code"], name="a_former_code_had_one_bearer")]

    def __str__(self) -> str:
        return self.code


def bearer(field: str, code: str, *, apart_from: PartyOrg | None = None) -> PartyOrg | None:
    """The organisation that bears or bore `code`, other than `apart_from`."""
    own = [apart_from.pk] if apart_from and apart_from.pk else []
    now = PartyOrg.objects.filter(**{field: code}).exclude(pk__in=own).first()
    former = FormerCode.objects.filter(field=field, code=code).exclude(org__in=own).select_related("org").first()
    return now or (former.org if former else None)


def why_taken(field: str, code: str, *, by: PartyOrg | None = None) -> str:
    """Why the organisation `by` cannot bear `code`, naming who does; an empty string where it can."""
    other = bearer(field, code, apart_from=by) if code else None
    if other is None:
        return ""
    said = _("%(label)s“%(code)s”由%(org)s使用，文号会重复，请换一个（R-T12）。")
    if getattr(other, field) != code:
        said = _("%(label)s“%(code)s”由%(org)s用过，文号会重复，请换一个（R-T12）。")
    return said % {"label": FIELDS[field], "code": code, "org": other.name}


def proposed(field: str, org: PartyOrg) -> str:
    """A code made from the organisation's name that nobody bears or bore. `org` need not be saved."""
    return next(code for code in _candidates(field, org) if bearer(field, code, apart_from=org) is None)


def _candidates(field: str, org: PartyOrg) -> Iterator[str]:
    above = [superior.name for superior in org.parent.chain()] if org.parent else []
    if field == CODE:
        spoken = [org.short_name, *naming.short_names(org.name, org.kind, above)]
        wanted = [place_initials(said).upper() for said in spoken if said]
    elif org.kind in COMMITTEES | {Kind.ORGANISATION_DEPARTMENT}:
        wanted = list(naming.document_codes(org.name, org.kind, above))
    else:
        wanted = list(naming.short_names(org.name, org.kind, above))
    wanted = [code[:LONGEST] for code in wanted if code] or ["DZZ"]
    return chain(wanted, (f"{wanted[0][: LONGEST - 4]}{n}" for n in count(2)))


def settled(field: str, org: PartyOrg) -> str:
    """The code `org` signs with; where it has none yet, it keeps from now on the one this returns.

    A paper is being issued: what the organisation is called serves as its code, as long as nobody else bears it."""
    if code := getattr(org, field):
        return code
    called = [org.short_name or org.name] if field == DOCUMENT_CODE else [org.initials.upper()]
    wanted = [code[:LONGEST] for code in called if code]
    for code in chain((w for w in wanted if not bearer(field, w, apart_from=org)), _free(field, org)):
        try:
            return _settle(field, org, code)
        except IntegrityError:  # another organisation took it meanwhile
            continue
    raise AssertionError("there is always a free code")


@transaction.atomic
def _settle(field: str, org: PartyOrg, code: str) -> str:
    """Write `code` into the register, unless a colleague's paper has settled another meanwhile."""
    row = PartyOrg.objects.select_for_update(of=("self",)).get(pk=org.pk)
    if not getattr(row, field):
        change(row, {field: code}, Entered.ADMINISTERED, Ground(None, reason=FIRST_PAPER))
    setattr(org, field, getattr(row, field))
    return getattr(row, field)


def _free(field: str, org: PartyOrg) -> Iterator[str]:
    return (code for code in _candidates(field, org) if bearer(field, code, apart_from=org) is None)


def keep_former(org: PartyOrg, before: dict[str, str]) -> None:
    """Write down the codes of `before` that `org` bears no more, so that nobody else ever gets them."""
    for field, code in before.items():
        if code and code != getattr(org, field):
            FormerCode.objects.get_or_create(field=field, code=code, defaults={"org": org})


def borne(org: PartyOrg) -> dict[str, str]:
    """The codes an organisation bears in the database now, by field."""
    return PartyOrg.objects.filter(pk=org.pk).values(*FIELDS).first() or dict.fromkeys(FIELDS, "")
