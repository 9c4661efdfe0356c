"""`./dev pictures`: draw docs/pictures/ anew, from the demo in a throw-away data folder, with a real Chromium.

What is photographed is in devtools/photographs.py. The demo lives on today's date, so pictures of another day differ.
"""

import argparse
import subprocess

from . import PYTHON, ROOT, Stop, environment
from .children import Children, port_is_free
from .finding import CHROMIUM_LINE, find_chromium
from .installing import install_for_developing, run
from .ports import port_number
from .serving import wait_for

PREPARATION = {
    "catalogue compile": "The catalogues could not be compiled.",
    "migrate --verbosity 0": "The database could not be made.",
    "collectstatic --noinput --verbosity 0": "The static files could not be gathered.",
    "loaddemo": "The demo could not be loaded.",
    "db_worker --batch --no-reload --queue-name *": "The demo's papers could not be drawn.",
}


def pictures(args: list[str]) -> int:
    """Draw the pictures of docs/pictures anew, or only those NAMED (inbox case …), with a real Chromium."""
    parser = argparse.ArgumentParser("./dev pictures")
    parser.add_argument("names", nargs="*", help="beginnings of file names; all without one")
    parser.add_argument("--port", type=port_number, default=8765, help="port of this machine for the demo (8765)")
    chosen = parser.parse_args(args)
    chromium = find_chromium()
    if chromium is None:
        raise Stop(f"There is no Chromium. As root, run:\n  {CHROMIUM_LINE}")
    if not port_is_free(chosen.port):
        raise Stop(f"Port {chosen.port} is in use by another program. Choose another with --port.")

    install_for_developing()
    with environment.throwaway() as variables:
        variables |= {"DEMO": "1", "HTTPS": "0", "LOG_LEVEL": "ERROR", "LIANGDI_CHROMIUM": chromium}
        for command, failure in PREPARATION.items():
            run([PYTHON, "manage.py", *command.split()], failure, env=variables)
        address = f"http://127.0.0.1:{chosen.port}/"
        with Children(variables) as children:
            server = ["-m", "gunicorn", "config.wsgi:application", "--no-control-socket", "--log-level", "warning"]
            children.start("web server", [PYTHON, *server, "--threads", "4", "--bind", f"127.0.0.1:{chosen.port}"])
            children.start("worker", [PYTHON, "manage.py", "db_worker", "--no-reload", "--queue-name", "*"])
            wait_for(address + "healthz", children)
            photographs = [PYTHON, "-m", "devtools.photographs", address, *chosen.names]
            return subprocess.run(photographs, cwd=ROOT, env=variables, check=False).returncode
