"""One introduction letter (F-01, reference print) as the worker draws it, against WeasyPrint as it comes.

The same page, stylesheets, PDF/A-3a and attachment. Each side draws in a process of its own that is warm already:
which fonts Pango knows is settled once a process. The plain one is `HTML(string=…).write_pdf()` with system fonts.

Judged by processor time, the middle one of three runs with fresh processes: what else the machine does counts least.
"""

import os
import shutil
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median

from .database import Unfit
from .figures import Figure, rounded
from .interleave import interleave

RUNS = 3
ROUNDS = 25
WARM_UP = 5


class Worker:
    """A process that draws a letter for each line it is sent. `cpu` collects the seconds of processor time it took."""

    def __init__(self, name: str, stack: ExitStack) -> None:
        command = [sys.executable, "-m", "bench.letter_worker", name]
        started = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603  fixed words
        self.process = stack.enter_context(started)
        self.cpu: list[float] = []

    def draw(self) -> float:
        """Have one letter drawn; the seconds it took."""
        self.process.stdin.write(b"\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the process that draws ended with status {self.process.wait()}")
        seconds, working = map(float, answer.split())
        self.cpu.append(working)
        return seconds


@dataclass(frozen=True)
class Run:
    """Medians of one run, in milliseconds: by the clock, and of processor time."""

    ours: float
    naive: float
    ours_cpu: float
    naive_cpu: float


def measure() -> list[Figure]:
    _need_system_font()
    load = os.getloadavg()[0]
    return [figure_of([_run() for _ in range(RUNS)], load=load)]


def _run() -> Run:
    with ExitStack() as stack:
        ours, naive = (Worker(name, stack) for name in ("documents", "naive-weasyprint"))
        taken = interleave({"ours": ours.draw, "naive": naive.draw}, rounds=ROUNDS, warm_up=WARM_UP)
    working = (median(worker.cpu[WARM_UP:]) * 1000 for worker in (ours, naive))
    return Run(taken["ours"], taken["naive"], *working)


def figure_of(runs: list[Run], *, load: float) -> Figure:
    """How many times as long plain WeasyPrint works on a letter; `load`: what the machine did before the first run."""
    by_cpu = sorted(run.naive_cpu / run.ours_cpu for run in runs)
    about = {
        "runs": [rounded(value) for value in by_cpu],
        "ratio": median(run.naive / run.ours for run in runs),
        "n": ROUNDS,
        "median_ms": median(run.ours for run in runs),
        "other_median_ms": median(run.naive for run in runs),
        "cpu_ms": median(run.ours_cpu for run in runs),
        "other_cpu_ms": median(run.naive_cpu for run in runs),
        "load": load,
    }
    return Figure("letter", "naive-weasyprint", median(by_cpu), "cpu_ratio", ">= 2", about)


def _need_system_font() -> None:
    """Without a Chinese font of the system the plain page would be blank, and fast."""
    lister = shutil.which("fc-list")
    if lister is None or not subprocess.run([lister, ":lang=zh"], capture_output=True, check=False).stdout:  # noqa: S603  fixed words
        raise Unfit("No Chinese system font to compare with. As root: apt-get install -y fontconfig fonts-noto-cjk")
