"""Imports a workbook into a named database and prints its own peak memory in MB. Used by bench/roster.py alone."""

import resource
import sys

import django


def main(name: str, workbook: str) -> None:
    django.setup()
    from members import roster

    from .database import named

    with named(name).entered():
        roster.run(workbook)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    main(*sys.argv[1:])
