"""`./dev up`: set everything up, then run web server, worker and clock until Ctrl-C."""

import argparse
import os
import subprocess
import time
import urllib.error
import urllib.request

from . import PYTHON, ROOT, Stop, environment, single
from .children import RESTARTS, RESTARTS_SECONDS, Children
from .installing import install, run
from .ports import port_number, refuse_port

TICK_SECONDS = 60
START_SECONDS = 60
APART = "For an office of its own, name other places: ENV_FILE=/…/office.env DATA_DIR=/…/office ./dev up --empty"
ANEW = "To begin anew with nothing, move the data away first (DATA_DIR, var/ without one; or another DATABASE_URL)."


def up(args: list[str]) -> int:
    """Set up and run everything: web server, worker, clock; prints the address and the demo accounts (--port N).

    --empty sets up an office without the demo and prints the one-time address its first administrator opens."""
    parser = argparse.ArgumentParser("./dev up")
    parser.add_argument("--port", type=port_number, default=8000, help="port of this machine to answer on (8000)")
    parser.add_argument("--empty", action="store_true", help="no demo: an empty office, set up in the browser")
    asked = parser.parse_args(args)
    port = asked.port
    if asked.empty and environment.ENV_FILE.exists() and environment.wants_demo(environment.read_env()):
        raise Stop(f"{environment.ENV_FILE} asks for the demo (DEMO=1). {APART}")
    with single.running(environment.data_dir(environment.read_env()), port):
        refuse_port(port)
        install()
        settle_keys(demo=not asked.empty)
        accounts = prepare(port)
        return serve(port, accounts)


def settle_keys(*, demo: bool = True) -> None:
    """Write .env with new keys for an office without data. Raises Stop where data needs other keys than there are."""
    path, asked = environment.ENV_FILE, [PYTHON, "manage.py", "keys", "--check"]
    if path.exists():
        run(asked, "Liangdi is not started.", stdout=subprocess.DEVNULL)
        return
    tried = environment.new_keys() | os.environ | {"ENV_FILE": os.devnull}
    run(
        asked,
        f"There is no {path}, and new keys would not open the data that is there. {ANEW}",
        env=tried,
        stdout=subprocess.DEVNULL,
    )
    if environment.write_env(path) if demo else environment.write_env(path, demo=False, local=True):
        print(f"Wrote {path} with random keys. Keep a copy in a safe place; `manage.py keys` prints a sheet for it.")


def prepare(port: int) -> str:
    """Catalogues, database, static files, demo. Returns what the demo says about its accounts, or without a demo where
    the first account is made, as long as there is none."""
    manage("catalogue", "compile", failure="The catalogues could not be compiled.")
    manage("migrate", "--verbosity", "0", failure="The database could not be brought up to date.")
    manage("collectstatic", "--noinput", "--verbosity", "0", failure="The static files could not be gathered.")
    if not environment.wants_demo(environment.read_env()):
        manage("seed_calendar", failure="The calendar could not be filled.", stdout=subprocess.DEVNULL)
        command = [PYTHON, "manage.py", "setup_address", "--base", f"http://127.0.0.1:{port}"]
        return subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout
    print("Loading the demo …", flush=True)
    demo = subprocess.run([PYTHON, "manage.py", "loaddemo"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if demo.returncode:
        raise Stop(f"{demo.stdout}The demo could not be loaded.")
    return demo.stdout


def manage(*args: str, failure: str, stdout: int | None = None) -> None:
    run([PYTHON, "manage.py", *args], failure, stdout=stdout)


def serve(port: int, accounts: str) -> int:
    """Run until Ctrl-C (0) or until one of the programs has ended by itself too often (1); the others are ended too."""
    address = f"http://127.0.0.1:{port}/"
    # Each request is a log line; in this window they would carry the address and the accounts away.
    with Children({"LOG_LEVEL": "WARNING"} | os.environ) as children:
        children.start("web server", web_server(port))
        children.start("worker", [PYTHON, "manage.py", "worker"])
        children.start("clock", [PYTHON, "manage.py", "tick", "--every", str(TICK_SECONDS)])
        wait_for(address + "healthz", children)
        print(f"\n{accounts}\nLiangdi 两地 answers at {address}   (Ctrl-C ends it)\n", flush=True)
        try:
            ended = children.keep_running()
        except KeyboardInterrupt:
            print("\nEnding …", flush=True)
            return 0
        print(given_up(ended, children), flush=True)
        return 1


def given_up(name: str, children: Children) -> str:
    """Which program could not be kept running, and what it said last."""
    said = "\n".join(f"  {line}" for line in children.by_name[name].last_lines()) or "  (nothing)"
    minutes = RESTARTS_SECONDS // 60
    often = f"The {name} has ended by itself {RESTARTS + 1} times within {minutes} minutes; ending the rest."
    return f"\n{often} It said last:\n{said}"


def web_server(port: int) -> list[str]:
    """The command of the web server: two processes of four threads, on this machine alone.

    No access log: addresses may hold what must not be written down; the application logs each request itself."""
    server = ["-m", "gunicorn", "config.wsgi:application", "--no-control-socket", "--log-level", "warning"]
    return [PYTHON, *server, "--workers", "2", "--threads", "4", "--bind", f"127.0.0.1:{port}"]


def wait_for(address: str, children: Children) -> None:
    """Wait until the server answers. Raises Stop if a program ends or the server stays silent for a minute."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if ended := children.first_ended():
            raise Stop(f"The {ended} ended while starting; its message is above.")
        try:
            urllib.request.urlopen(address, timeout=2).close()  # noqa: S310 - our own address on this machine
            return
        except urllib.error.HTTPError:
            return  # it answers, which is all that is asked here
        except OSError:
            time.sleep(0.2)
    raise Stop(f"The web server did not answer at {address} within {START_SECONDS} seconds.")
