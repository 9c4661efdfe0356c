"""Whose word about a client's address counts: the proxy's alone, however the client dresses its request up (O7)."""

from ipaddress import ip_network

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from members.attempts import without_address
from members.client_address import UNKNOWN, client_address

CLIENT, SPOOFED, PROXY = "10.20.0.7", "10.99.9.9", "127.0.0.1"


def asked(peer: str, forwarded: str | None = None) -> HttpRequest:
    """A request over a connection from `peer`, with the header if there is one."""
    header = {} if forwarded is None else {"x-forwarded-for": forwarded}
    return RequestFactory().get("/", headers=header, REMOTE_ADDR=peer)


@pytest.mark.parametrize(
    ("peer", "forwarded", "believed"),
    [
        (PROXY, CLIENT, CLIENT),
        ("::1", CLIENT, CLIENT),
        ("", CLIENT, CLIENT),  # a proxy at a Unix socket
        (CLIENT, None, CLIENT),  # without a proxy
        (CLIENT, SPOOFED, CLIENT),  # past the proxy, with a header of its own
        (PROXY, f"{SPOOFED}, {CLIENT}", CLIENT),  # a proxy that adds to what the client claimed
        (PROXY, f"{SPOOFED}, {CLIENT}, 127.0.0.1", CLIENT),  # two proxies, both trusted
        (PROXY, f"{CLIENT}, unknown", PROXY),  # nothing left of a word nobody understands
        (PROXY, None, PROXY),  # the proxy itself, or one that sends no header
        (PROXY, "", PROXY),
        ("", None, UNKNOWN),
        (PROXY, "::ffff:10.20.0.7", CLIENT),
        (PROXY, "2001:db8:1:2:aaaa:bbbb:cccc:dddd", "2001:db8:1:2::"),  # the other half is the client's to choose
    ],
)
def test_the_address_is_what_the_last_trusted_proxy_saw(peer, forwarded, believed):
    assert client_address(asked(peer, forwarded)) == believed


def test_a_proxy_on_another_machine_is_trusted_once_it_is_named(settings):
    assert client_address(asked("10.8.0.2", CLIENT)) == "10.8.0.2"
    settings.TRUSTED_PROXIES = [ip_network("10.8.0.0/24")]
    assert client_address(asked("10.8.0.2", CLIENT)) == CLIENT
    assert client_address(asked(PROXY, CLIENT)) == PROXY  # no longer named


def test_signing_a_paper_has_no_address():
    assert client_address(without_address()) is None
