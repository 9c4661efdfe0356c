"""Everything that can be said about the code without running its tests, in one table."""

import os
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass

from . import PYTHON, ROOT, VENV, environment
from .installing import install_for_developing
from .locking import lines_with_address

PACKAGES = ("config", "workflows", "approvals", "documents", "members", "devtools")


@dataclass(frozen=True)
class Check:
    """One line of the table. `run` returns what is wrong, or "" if nothing is; `remedy` is shown when it fails."""

    name: str
    run: Callable[[], str]
    remedy: str = ""


def output_of(command: list[str], variables: dict[str, str]) -> str:
    """What a failed command printed; "" if it succeeded."""
    done = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else (done.stdout + done.stderr).strip() or f"exit status {done.returncode}"


def templates() -> list[str]:
    found = [path for package in ("templates", *PACKAGES) for path in (ROOT / package).rglob("*.html")]
    return [str(path.relative_to(ROOT)) for path in sorted(found)]


def texts() -> list[str]:
    """The English texts: every Markdown file of the project."""
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "deploy").rglob("*.md")]
    return [str(path.relative_to(ROOT)) for path in sorted(found)]


def addresses_in_locks() -> str:
    return "\n".join(f"{line}: names an address" for line in lines_with_address())


def checks(variables: dict[str, str]) -> list[Check]:
    production = variables | {"HTTPS": "1", "DEMO": "0", "DEBUG": "0", "ALLOWED_HOSTS": "liangdi.example.org"}

    def tool(name: str, *args: str) -> Callable[[], str]:
        return lambda: output_of([str(VENV / "bin" / name), *args], variables)

    def manage(*args: str, env: dict[str, str] = variables) -> Callable[[], str]:
        return lambda: output_of([PYTHON, "manage.py", *args], env)

    return [
        Check("ruff: faults", tool("ruff", "check"), "ruff check --fix"),
        Check("ruff: layout", tool("ruff", "format", "--check"), "ruff format"),
        Check("mypy: types", tool("mypy", *PACKAGES)),
        Check("import-linter: layers", tool("lint-imports")),
        Check("djade: templates", tool("djade", "--check", "--target-version", "5.2", *templates()), "djade TEMPLATE"),
        Check("migrations complete", manage("makemigrations", "--check", "--dry-run"), "./manage.py makemigrations"),
        Check("fit for production", manage("check", "--deploy", "--fail-level", "WARNING", env=production)),
        Check("English catalogue", manage("catalogue", "check"), "./dev catalogue, then translate"),
        Check("no address in the locks", addresses_in_locks, "./dev lock"),
        Check("spelling", tool("codespell", *texts())),
    ]


def check(args: list[str]) -> int:
    """Check style, types, layers, templates, migrations, deployment settings, translations, lock and spelling."""
    install_for_developing()
    results: list[tuple[Check, str, float]] = []
    with environment.throwaway() as variables:
        for item in checks(variables | {"PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ['PATH']}"}):
            if args and not any(word in item.name for word in args):
                continue
            started = time.monotonic()
            fault = item.run()
            results.append((item, fault, time.monotonic() - started))
            if fault:
                print(f"\n-- {item.name} --\n{fault}", flush=True)
    print()
    for item, fault, seconds in results:
        print(f"{'FAILED' if fault else 'passed'}  {seconds:5.1f} s  {item.name}{remedy(item, fault)}")
    return 1 if not results or any(fault for _, fault, _ in results) else 0


def remedy(item: Check, fault: str) -> str:
    return f"  → {item.remedy}" if fault and item.remedy else ""
