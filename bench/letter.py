"""One introduction letter (F-01, reference print) as the worker draws it, against WeasyPrint as it comes.

The same page, stylesheets, PDF/A-3a and attachment. Each side draws in a process of its own that is warm already:
which fonts Pango knows is settled once a process. The plain one is `HTML(string=…).write_pdf()` with system fonts.
"""

import shutil
import subprocess
import sys
from contextlib import ExitStack
from statistics import median

from .database import Unfit
from .figures import Figure, ratio
from .interleave import interleave

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


def measure() -> list[Figure]:
    _need_system_font()
    with ExitStack() as stack:
        ours, naive = (Worker(name, stack) for name in ("documents", "naive-weasyprint"))
        taken = interleave({"ours": ours.draw, "naive": naive.draw}, rounds=ROUNDS, warm_up=WARM_UP)
    figure = ratio(
        "letter", "naive-weasyprint", limit=">= 2", ours=taken["ours"], theirs=taken["naive"], n=ROUNDS, faster=True
    )
    figure.about["cpu_ratio"] = median(naive.cpu[WARM_UP:]) / median(ours.cpu[WARM_UP:])
    return [figure]


def _need_system_font() -> None:
    """Without a Chinese font of the system the plain page would be blank, and fast."""
    lister = shutil.which("fc-list")
    if lister is None or not subprocess.run([lister, ":lang=zh"], capture_output=True, check=False).stdout:  # noqa: S603  fixed words
        raise Unfit("No Chinese system font to compare with. As root: apt-get install -y fontconfig fonts-noto-cjk")
