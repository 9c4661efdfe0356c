"""督办: overdue work stands at the organisation and above it, once, until it is done (R-S7)."""

from datetime import datetime

from django.urls import reverse
from django.utils.html import format_html

from tests.conftest import SHANGHAI


def _page(client, by) -> str:
    client.force_login(by.account, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(reverse("supervision")).content.decode()


def test_an_overdue_item_stands_on_the_list_of_the_desk_and_above(transfer, clock, client, wang, zhao, sun, lin):
    clock.move_to(datetime(2026, 12, 1, 9, 0, tzinfo=SHANGHAI))
    for by in (wang, zhao, sun):
        assert transfer.number in _page(client, by)
    assert transfer.number not in _page(client, lin)


def test_what_is_in_time_is_not_listed(transfer, client, wang):
    assert "没有超期未办的事项" in _page(client, wang)


def test_it_is_marked_after_twice_the_time(transfer, clock, client, sun):
    clock.move_to(datetime(2026, 12, 1, 9, 0, tzinfo=SHANGHAI))
    assert "列入督办 0 件" in _page(client, sun)

    clock.move_to(datetime(2026, 12, 8, 9, 0, tzinfo=SHANGHAI))
    assert "列入督办 1 件" in _page(client, sun)


def test_an_upper_room_adds_its_own_section_for_the_hat(client, monkeypatch, wang):
    panels = [lambda request: format_html("<h2>{}：六个月未接收</h2>", request.appointment.org), lambda request: ""]
    monkeypatch.setattr("approvals.supervision_views.PANELS", panels)
    assert "<h2>东山村支部：六个月未接收</h2>" in _page(client, wang)
