"""The corrections an import offers, as the page shows them, and the form that accepts the ticked ones (R3).

Tests: tests/members/test_roster_offers.py, test_roster_offers_page.py.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from .register_forms import GroundForm
from .roster import offers
from .roster.records import RosterImport, RosterProblem, State
from .row_keys import key_of

SHOWN = 100


class OffersForm(GroundForm):
    """The ticked rows, why, and the one proof for all of them; the rows stay ticked when something is missing."""

    offer = forms.Field(required=False, widget=forms.MultipleHiddenInput)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["proof"].required = True
        self.fields["proof"].help_text = gettext_lazy(
            "身份证、入党志愿书等原件的扫描件或照片，PDF、JPG、PNG，不超过 10 MB；"
            "附在每一个勾选的人名下，几个人的材料请分几次"
        )

    @property
    def ticked(self) -> set[int]:
        chosen = self.data.getlist("offer") if hasattr(self.data, "getlist") else []
        return {key for key in map(key_of, chosen) if key is not None}


def offers_shown(record: RosterImport, form: OffersForm | None) -> list[RosterProblem]:
    """The open offers with `old` and `new` in words, `stage` where the page must say more, and what was `ticked`."""
    if record.state not in {State.CHECKED, State.READ, State.DONE}:
        return []
    found = list(record.open_offers()[:SHOWN])
    for offer in found:
        offer.words = offers.in_words(offer)  # type: ignore[attr-defined]
        offer.stage = offers.is_stage(offer)  # type: ignore[attr-defined]
        offer.ticked = form is not None and offer.pk in form.ticked  # type: ignore[attr-defined]
    return [offer for offer in found if offer.words]  # type: ignore[attr-defined]
