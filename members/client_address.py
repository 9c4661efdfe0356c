"""The address a request came from, as far as it can be believed. Tests: tests/members/test_client_address.py.

`X-Forwarded-For` is a claim that anybody can make. It counts only where the connection comes from one of
`TRUSTED_PROXIES`, and only as far to the left as trusted proxies wrote it.
"""

from ipaddress import IPv4Address, IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "0.0.0.0"  # noqa: S104 - no address to listen on: what all clients of a silent proxy are counted under


def client_address(request: HttpRequest) -> str | None:
    """The client's address, or None for a request that came from nowhere (`attempts.without_address`).

    An IPv6 address is answered as the first of its /64: its holder can choose the other half anew for each try."""
    if (peer := request.META.get("REMOTE_ADDR")) is None:
        return None
    client = _read(peer)
    if peer == "" or _is_proxy(client):  # empty: a Unix socket, which only programs of this machine can reach
        for written in reversed(request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")):
            if (before := _read(written)) is None:
                break
            client = before
            if not _is_proxy(client):
                break
    if isinstance(client, IPv6Address):
        return str(IPv6Address(int(client) >> 64 << 64))
    return str(client) if client else UNKNOWN


def _read(text: str) -> IPv4Address | IPv6Address | None:
    """The address that `text` is; IPv4 in the clothes of IPv6 (`::ffff:…`) as IPv4."""
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


def _is_proxy(address: IPv4Address | IPv6Address | None) -> bool:
    return address is not None and any(address in network for network in settings.TRUSTED_PROXIES)
