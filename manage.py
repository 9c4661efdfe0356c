#!/usr/bin/env python
"""Django's command line. `./dev help` lists what an office or a developer needs."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        from config.start import command_line
    except ModuleNotFoundError as error:
        sys.exit(
            f"{error.name} is not installed for this Python. Use .venv/bin/python manage.py; ./dev up makes .venv."
        )
    sys.exit(command_line(sys.argv))
