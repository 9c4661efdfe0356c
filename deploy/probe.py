"""Ask this container's web server whether it answers; the exit status says so. Used by the image's HEALTHCHECK."""

import os
import sys
from http.client import HTTPConnection

# A name the office answers to: a request under any other is refused.
host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].lstrip(".")
connection = HTTPConnection("127.0.0.1", 8000, timeout=5)
try:
    connection.request("GET", "/healthz", headers={"Host": host})
    sys.exit(0 if connection.getresponse().status == 200 else 1)
except OSError:
    sys.exit(1)
