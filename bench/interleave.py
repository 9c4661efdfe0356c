"""Rounds in turn, A B C A B C …, so that whatever else the machine does meets all contenders alike."""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median

# One turn. A contender in another process looks at the clock itself and answers with its seconds, a float.
# One turn. A contender in another process looks at the clock itself and answers with its seconds, a float.
Contender = Callable[[], object]


@contextmanager
def _collecting_between_turns() -> Iterator[None]:
    """No collection but those asked for, and these look only at what is new since: they are short."""
    was_on = gc.isenabled()
    gc.disable()
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        if was_on:
            gc.enable()


def interleave(
    contenders: dict[str, Contender],
    *,
    rounds: int,
    warm_up: int = 3,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, float]:
    """The median milliseconds of each contender over `rounds` rounds; the first `warm_up` rounds are not counted.

    Rubbish is collected before each turn and not during it: nobody pays for what another one left behind.
    """
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    with _collecting_between_turns():
        for number in range(warm_up + rounds):
            for name, run in contenders.items():
                gc.collect()
                started = clock()
                answer = run()
                spent = answer if isinstance(answer, float) else clock() - started
                if number >= warm_up:
                    taken[name].append(spent * 1000)
    return {name: median(times) for name, times in taken.items()}
