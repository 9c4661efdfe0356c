"""Settings of Liangdi 两地. Everything an office may change comes from the environment or `.env`.

`./dev up` writes a `.env` with random keys on the first run; `docs/deployment.md` lists every variable.
"""

import logging
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from config import logs
from config.variables import Variables

BASE_DIR = Path(__file__).resolve().parent.parent
env = Variables()
env.read_file(Path(env("ENV_FILE", default=str(BASE_DIR / ".env"))))

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
ADMIN = env.bool("ADMIN", default=False)  # Django's admin, for looking at rows only: members/admin.py
SECRET_KEY = env("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
HTTPS = env.bool("HTTPS", default=not (DEBUG or DEMO))
DATA_DIR = Path(env("DATA_DIR", default=str(BASE_DIR / "var")))
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)

# Identity numbers (R-I1…R-I4). FIELD_KEYS is "id:key,id:key", the first seals, all unseal; keys are 32 bytes, base64.
FIELD_KEYS = env.field_keys("FIELD_KEYS")
INDEX_KEY = env("INDEX_KEY")

INSTALLED_APPS = [
    "members",
    "documents",
    "approvals",
    "workflows",
    "config",
    "viewflow",
    "viewflow.workflow",
    "django_filters",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "axes",
    "csp",
    "django_structlog",
    "django.contrib.admin.apps.SimpleAdminConfig",  # without what other packages register: members/admin.py
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "config.apps.StaticFiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "config.logs.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "members.hostile_input.HostileInput",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "members.middleware.SignInFirst",
    "members.middleware.HatMiddleware",
    "members.middleware.NeverStored",
    "members.middleware.DutiesFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "members.typed.TypedCharacters",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "members.method_page.MethodPage",
    "approvals.clock_views.DoubtedPage",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "approvals.context.desk",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["approvals.templatetags.office"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS += ["django.forms"]

DATABASES = {"default": env.database("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'liangdi.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Without IMMEDIATE the second writer fails at once with "database is locked" instead of waiting its turn.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": env.int("SQLITE_WAIT_SECONDS", default=20),
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    # A server that is gone without a word must not hold a page for minutes; it says "busy" instead.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 10)
    if (pooler := env("POOLER", default="")) not in {"", "session", "transaction"}:
        raise ImproperlyConfigured("POOLER must be empty, session or transaction.")
    if pooler == "transaction":
        # The server's connection changes after each transaction: neither cursors nor prepared statements outlive one.
        DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True
        DATABASES["default"].setdefault("OPTIONS", {})["prepare_threshold"] = None
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "members.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "members.password_rules.UnlikeTheName"},
    {
        "NAME": "members.password_rules.LongEnough",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "members.password_rules.Uncommon"},
    {"NAME": "members.password_rules.NotOnlyDigits"},
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "inbox"
LOGOUT_REDIRECT_URL = "sign_in"
TOTP_REQUIRED = env.bool("TOTP_REQUIRED", default=False)
OTP_TOTP_ISSUER = "Liangdi"
# Whose word about a client's address counts (members/client_address.py). On one machine that is the proxy beside us.
TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES", default=["127.0.0.1", "::1"])
AXES_CLIENT_IP_CALLABLE = "members.client_address.client_address"
AXES_USERNAME_CALLABLE = "members.attempts.name_tried"
AXES_HANDLER = "members.attempts.AttemptHandler"
AXES_FAILURE_LIMIT = env.int("SIGN_IN_ATTEMPTS", default=5)
SIGN_IN_ATTEMPTS_PER_ADDRESS = env.int("SIGN_IN_ATTEMPTS_PER_ADDRESS", default=50)
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "members.sign_in_views.locked_out"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the page says until when: that must stay true
AXES_RESET_ON_SUCCESS = True
# What axes never writes to its tables or the log: names, addresses, and every secret one of the doors takes.
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code", "secret", "new_password1", "new_password2"]
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False
TRUST_FORWARDED_FOR = env.bool("TRUST_FORWARDED_FOR", default=False)  # no longer heeded: config/checks.py says so

# What a page says after an act may name people: it waits on the server, not in a cookie.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_AGE = env.int("SESSION_SECONDS", default=4 * 3600)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True  # desks are shared; SESSION_SECONDS still ends it on the server
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$"]  # probes come from inside, without TLS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
if proxy_header := env("PROXY_SSL_HEADER", default=""):
    SECURE_PROXY_SSL_HEADER = (proxy_header, "https")
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "members.error_views.page_too_old"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
UPLOAD_LIMIT = 32 * 2**20  # bytes; a roster of 140,000 rows is about 20 MiB

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "files"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},  # letters, scans: ours alone
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# How long an object store may be silent before a page says "busy" and a paper waits for its next try.
S3_CONNECT_SECONDS = env.float("S3_CONNECT_SECONDS", default=3)
S3_READ_SECONDS = env.float("S3_READ_SECONDS", default=5)
if bucket := env("S3_BUCKET", default=""):
    STORAGES["default"] = {
        "BACKEND": "documents.object_store.ObjectStore",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": env("S3_ENDPOINT", default=None),
            "file_overwrite": False,
        },
    }

# Days after which `/readyz` and the administrator's page ask for a backup; 0 where backups are made in another way.
BACKUP_DAYS = env.int("BACKUP_DAYS", default=3)

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

FONT_DIR = BASE_DIR / "fonts"
PDF_EXTRA_FONT_DIR = env("PDF_EXTRA_FONT_DIR", default="")
# The office's own typefaces in that folder, by role (documents/fonts.py): "title=方正小标宋简体;body=仿宋_GB2312".
PDF_TYPEFACES = env("PDF_TYPEFACES", default="")
# Where the office is reached from outside (https://…): printed into the square code of papers. Empty: the check code.
PUBLIC_URL = env("PUBLIC_URL", default="")

# Where users get the source of the version that runs here (AGPL, section 13): a link at the foot of every page.
SOURCE_URL = env("SOURCE_URL", default="")

# A sweep or step further beyond the last sweep waits for an administrator's word; longer than any holiday.
CLOCK_JUMP_DAYS = env.int("CLOCK_JUMP_DAYS", default=15)

# What never reaches a log, and why: config/logs.py.
DJANGO_STRUCTLOG_COMMAND_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG
LOG_EXCEPTION_TEXT = env.bool("LOG_EXCEPTION_TEXT", default=False)
LOGGING = logs.logging_settings(env("LOG_LEVEL", default="INFO"))
logs.configure()
