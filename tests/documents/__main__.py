"""`python -m tests.documents FOLDER` draws one of each paper into a folder; devtools/validating.py runs it."""

import sys
from pathlib import Path

import django

django.setup()

from .sample_papers import draw_into  # noqa: E402  it reads models

draw_into(Path(sys.argv[1]))
