"""Everything that can be said about the code without running its tests, in one table."""

import os
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass

from . import PYTHON, ROOT, VENV, environment
from .finding import VALIDATOR_LINE, find_pdf_validator
from .installing import install_for_developing
from .locking import lines_with_address
from .validating import papers_validated

PASSED, SKIPPED, FAILED = "passed", "skipped", "FAILED"
PACKAGES = ("config", "workflows", "approvals", "documents", "members", "devtools")


@dataclass(frozen=True)
class Check:
    """One line of the table. `run` returns what is wrong, or "" if nothing is; `remedy` is shown when it fails.

    `lacking` returns the line that installs what the check needs and the machine has not; it is then skipped.
    """

    name: str
    run: Callable[[], str]
    remedy: str = ""
    lacking: Callable[[], str] = lambda: ""


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


def full_checks(variables: dict[str, str]) -> list[Check]:
    """What takes half a minute and needs more than Python."""
    return [
        Check(
            "papers are PDF/A-3a",
            lambda: papers_validated(variables),
            lacking=lambda: "" if find_pdf_validator() else VALIDATOR_LINE,
        )
    ]


def check(args: list[str]) -> int:
    """Check style, types, layers, templates, settings, translations, lock, spelling (--full: papers as PDF/A too)."""
    install_for_developing()
    full, words = "--full" in args, [arg for arg in args if arg != "--full"]
    results: list[tuple[str, float, str]] = []
    with environment.throwaway() as throwaway:
        variables = throwaway | {"PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ['PATH']}"}
        for item in [*checks(variables), *(full_checks(variables) if full else [])]:
            if words and not any(word in item.name for word in words):
                continue
            started = time.monotonic()
            outcome, hint = carried_out(item)
            results.append((outcome, time.monotonic() - started, f"{item.name}{hint}"))
    print()
    for outcome, seconds, line in results:
        print(f"{outcome:<7}  {seconds:5.1f} s  {line}")
    return 1 if not results or any(outcome == FAILED for outcome, *_ in results) else 0


def carried_out(item: Check) -> tuple[str, str]:
    """Run one check, printing what is wrong: how it ended, and what to do about it."""
    if line := item.lacking():
        return SKIPPED, f"  → as root: {line}"
    if fault := item.run():
        print(f"\n-- {item.name} --\n{fault}", flush=True)
        return FAILED, f"  → {item.remedy}" if item.remedy else ""
    return PASSED, ""
