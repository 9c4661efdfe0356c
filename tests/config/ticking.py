"""The clock of an office in a process of its own, at moments of the past: run by test_tick_late.py.

`python -m tests.config.ticking MOMENT…` waits for a line, then runs `tick` once at each moment (ISO, with its zone),
started by somebody who says that the time is right.
"""

import sys
from datetime import datetime


def main(moments: list[str]) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from config.past import clock_at

    sys.stdin.readline()  # everybody starts at the same line
    for moment in moments:
        with clock_at(datetime.fromisoformat(moment)):
            call_command("tick", confirm_jump=True)


if __name__ == "__main__":
    main(sys.argv[1:])
