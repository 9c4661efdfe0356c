"""gunicorn's settings for a server: `gunicorn -c deploy/gunicorn.conf.py --no-control-socket config.wsgi`."""

import os

bind = os.environ.get("LISTEN", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", 2 * (os.cpu_count() or 1) + 1))
threads = 4
timeout = 60
# A worker that grew is replaced now and then, not all at the same time.
max_requests, max_requests_jitter = 5000, 500
# Requests are logged by the application (config/logs.py); an access log would hold query strings and addresses.
accesslog = None
loglevel = "warning"
