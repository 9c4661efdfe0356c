"""The port `./dev` answers on: well formed and free, or told in words. Tests: tests/config/test_up.py."""

import argparse
import errno
import socket

from . import Stop

LOWEST, HIGHEST = 1, 65535


def port_number(text: str) -> int:
    """`text` as a port, for argparse. Raises ArgumentTypeError."""
    if not (text.isascii() and text.isdigit() and LOWEST <= int(text) <= HIGHEST):
        raise argparse.ArgumentTypeError(f"“{text}” is no port: choose a number from {LOWEST} to {HIGHEST}")
    return int(text)


def refuse_port(port: int) -> None:
    """Raises Stop unless a server can listen on `port` of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno in (errno.EACCES, errno.EPERM):
                raise Stop(f"Port {port} is for root alone. Choose one from 1024 on: ./dev up --port 8000") from None
            free = port + 1 if port < HIGHEST else port - 1
            raise Stop(f"Port {port} is in use by another program. Choose another: ./dev up --port {free}") from None
