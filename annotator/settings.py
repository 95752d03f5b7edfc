"""Every setting of the product, read from the environment once, here and nowhere else.

A bad value stops the start with one sentence that names the variable, its value and what is expected.
`docs/settings.md` lists all variables; a contract test keeps that list complete. The embedded default (SQLite, the
filesystem as broker, everything under `TETHER_DATA`) needs none of them but a secret key, which `make run` writes
outside git.
"""

from __future__ import annotations

import os
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

from annotator.connections import POOL
from annotator.environment import (
    boolean,
    choice,
    networks,
    number,
    origins,
    refuse,
    refuse_address,
    secret,
    secret_in,
    unless_unset,
    with_password,
    words,
)
from annotator.logs import written
from annotator.openapi import SPECTACULAR
from annotator.page_policy import fingerprinted, page_policy
from annotator.storage.options import kept_in


def secret_key() -> str:
    """The signing key: TETHER_SECRET_KEY, or the file that TETHER_SECRET_KEY_FILE names, or what `make run` wrote.

    There is no default.
    """
    written = DATA_DIR / "secret_key"
    value = secret("TETHER_SECRET_KEY")
    if not value and written.exists():
        value = secret_in("TETHER_SECRET_KEY_FILE", str(written))
    if len(value) < 32:
        raise ImproperlyConfigured(
            f"TETHER_SECRET_KEY has {len(value)} characters: set it, or TETHER_SECRET_KEY_FILE, to a random secret of "
            "at least 32. `make run` writes one to var/secret_key."
        )
    return value


BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("TETHER_DATA", BASE_DIR / "var")).resolve()
MEDIA_ROOT = DATA_DIR / "media"
RELEASES_ROOT = DATA_DIR / "releases"
CHECKPOINTS_ROOT = DATA_DIR / "checkpoints"
UPLOADS_ROOT = DATA_DIR / "uploads"
CACHE_ROOT = DATA_DIR / "cache"
for folder in (MEDIA_ROOT, RELEASES_ROOT, CHECKPOINTS_ROOT, UPLOADS_ROOT, DATA_DIR / "broker", DATA_DIR / "static"):
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise refuse("TETHER_DATA", str(DATA_DIR), f"expected a folder we may write to ({error.strerror})") from None

STORAGE = choice("TETHER_STORAGE", "disk", ("disk", "s3"))
S3 = {
    "ENDPOINT": os.environ.get("TETHER_S3_ENDPOINT", "").rstrip("/"),
    "BUCKET": os.environ.get("TETHER_S3_BUCKET", ""),
    "REGION": os.environ.get("TETHER_S3_REGION", ""),
    "ACCESS_KEY": secret("TETHER_S3_ACCESS_KEY"),
    "SECRET_KEY": secret("TETHER_S3_SECRET_KEY"),
    "ADDRESS": os.environ.get("TETHER_S3_ADDRESS", "").rstrip("/"),
}
STORAGES = kept_in(STORAGE, S3)
CACHE_BYTES = int(number("TETHER_CACHE_BYTES", 20 << 30, least=0, most=1e15))

SECRET_KEY = secret_key()
DEBUG = boolean("TETHER_DEBUG", False)
ALLOWED_HOSTS = words("TETHER_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = origins("TETHER_ORIGINS")
if DEBUG and not set(ALLOWED_HOSTS) <= {"127.0.0.1", "localhost", "[::1]"}:
    raise refuse(
        "TETHER_DEBUG", "1", f"not together with TETHER_HOSTS={','.join(ALLOWED_HOSTS)}; debug is for loopback"
    )

# ---- people -------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AXES_FAILURE_LIMIT = int(number("TETHER_SIGN_IN_TRIES", 10, least=1, most=1000))
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # together: or anybody could lock out anybody else
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = AXES_VERBOSE = False
SILENCED_SYSTEM_CHECKS = ["axes.W002"]  # our own view tells who is locked out, in the API's words
MFA_ADAPTER, MFA_TOTP_ISSUER = "annotator.accounts.second_factor.Encrypted", "Tether"
MFA_TOTP_TOLERANCE = 1  # half-minutes by which a telephone's clock may be wrong
SOCIALACCOUNT_ADAPTER = "annotator.accounts.oidc.Doorkeeper"


def oidc() -> dict[str, str]:
    """The organisation through which people may sign in; empty: none. An address in plain text only on this machine."""
    issuer, client = os.environ.get("TETHER_OIDC_ISSUER", "").rstrip("/"), os.environ.get("TETHER_OIDC_CLIENT_ID", "")
    safe = r"https://[^/\s?#]+[^\s?#]*|http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(/[^\s?#]*)?"
    if issuer and (len(issuer) > 200 or not re.fullmatch(safe, issuer)):
        raise refuse("TETHER_OIDC_ISSUER", issuer, "expected an address like https://login.example.org, or nothing")
    given = {"ISSUER": issuer, "CLIENT_ID": client, "CLIENT_SECRET": secret("TETHER_OIDC_CLIENT_SECRET")}
    there = [f"TETHER_OIDC_{name}" for name, value in given.items() if value]
    if not there:
        return {}
    for name, value in given.items():
        if not value:
            raise refuse(f"TETHER_OIDC_{name}", "", f"expected it beside {' and '.join(there)}")
    return {
        "issuer": issuer,
        "client_id": client,
        "secret": given["CLIENT_SECRET"],
        "name": os.environ.get("TETHER_OIDC_NAME", "") or "your organisation",
    }


OIDC = oidc()
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "counted"}}
HTTPS = boolean("TETHER_HTTPS", False)
PROXIES = networks("FORWARDED_ALLOW_IPS", "127.0.0.1,::1")
LOG_ADDRESSES = boolean("TETHER_LOG_ADDRESSES", False)
SESSION_ENGINE = "annotator.accounts.sessions"
SESSION_COOKIE_AGE = int(number("TETHER_SESSION_SECONDS", 14 * 86400, least=60, most=366 * 86400))
SESSION_IDLE_SECONDS = number("TETHER_SESSION_IDLE_SECONDS", 14 * 86400, least=60, most=366 * 86400)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# ---- parts --------------------------------------------------------------------------------------------------------
ROOMS = (  # lower ones first, as the walls have them
    "events", "accounts", "jobs", "videos", "checkpoints", "guidelines", "work", "annotations",
    "wordings", "review", "releases", "assist", "notices", "benchmark", "operations",
)  # fmt: skip
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "channels",
    "csp",
    "django_vite",
    "drf_spectacular",
    "rest_framework",
]
INSTALLED_APPS += [f"annotator.{room}" for room in ROOMS]
MIDDLEWARE = [
    "annotator.operations.measures.measured",
    "annotator.accounts.middleware.note_whence",
    "annotator.accounts.brake.slowed",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "annotator.urls"
ASGI_APPLICATION = "annotator.asgi.application"
WSGI_APPLICATION = "annotator.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "annotator" / "templates"],
        "OPTIONS": {
            "context_processors": ["django.template.context_processors.request", "csp.context_processors.nonce"]
        },
    }
]

# ---- rows ---------------------------------------------------------------------------------------------------------
told_url = secret("DATABASE_URL") or os.environ.get("DATABASE_URL")
database_url = with_password("DATABASE_PASSWORD", told_url or "")
beside_media = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(DATA_DIR / "db.sqlite3")}  # no URL: any path works
try:
    DATABASES: dict[str, dict[str, Any]] = {
        "default": beside_media if told_url is None else environ.Env.db_url_config(database_url)
    }
    engine = DATABASES["default"]["ENGINE"]
except Exception:
    raise refuse_address("DATABASE_URL", database_url, "expected postgresql://… or sqlite:///…") from None
if engine == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
        "PRAGMA cache_size=-32000;",
    }
elif engine == "django.db.backends.postgresql":
    DATABASES["default"]["OPTIONS"] = {
        "pool": POOL,
        # A frozen process must not keep its row locks; compiling a statement takes longer than any of ours runs.
        "options": "-c idle_in_transaction_session_timeout=20s -c jit=off",
    }
else:
    raise refuse_address("DATABASE_URL", database_url, "expected postgresql://… or sqlite:///…")
POSTGRES_BIN = os.environ.get("TETHER_POSTGRES_BIN", "")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ---- the bell -----------------------------------------------------------------------------------------------------
CELERY_BROKER_URL = with_password(
    "CELERY_BROKER_PASSWORD", secret("CELERY_BROKER_URL") or os.environ.get("CELERY_BROKER_URL", "filesystem://")
)
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {}
if CELERY_BROKER_URL.startswith("filesystem://"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(DATA_DIR / "broker"),
        "data_folder_out": str(DATA_DIR / "broker"),
        "control_folder": str(DATA_DIR / "broker" / "control"),
        "polling_interval": 0.05,  # a click waits for it; a look at an empty folder costs 0.1 ms
    }
elif CELERY_BROKER_URL.startswith(("redis://", "rediss://")):
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 3600,
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
    }
elif not CELERY_BROKER_URL.startswith(("amqp://", "amqps://")):
    raise refuse_address("CELERY_BROKER_URL", CELERY_BROKER_URL, "expected filesystem://, redis://… or amqp://…")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_DEFAULT_QUEUE = "machine"
JOB_LEASE_SECONDS = number("TETHER_JOB_LEASE_SECONDS", 30, least=1, most=3600)
JOB_RING_SECONDS = number("TETHER_JOB_RING_SECONDS", 10, least=0.1, most=600)
JOB_ATTEMPTS = int(number("TETHER_JOB_ATTEMPTS", 5, least=1, most=100))
IDLE_SECONDS = int(number("TETHER_IDLE_SECONDS", 60, least=5, most=600))
WORK_LEASE_SECONDS = number("TETHER_WORK_LEASE_SECONDS", 1800, least=1, most=86400)

# ---- propagation --------------------------------------------------------------------------------------------------
PREDICTOR = choice("TETHER_PREDICTOR", "flow", ("flow", "flow-fast", "sam2"))
COUNT = "[1-9][0-9]{0,2}"
PREDICTOR_OPTIONS = {
    "size": choice("TETHER_SAM2_SIZE", "small", ("tiny", "small", "base+", "large")),
    "weights": os.environ.get("TETHER_SAM2_WEIGHTS", ""),
    "sha256": os.environ.get("TETHER_SAM2_SHA256", ""),
    "folder": str(DATA_DIR / "weights"),
    "device": os.environ.get("TETHER_DEVICE", "cpu"),
    "batch": unless_unset("TETHER_SAM2_BATCH", COUNT, "a whole number from 1 to 999"),
    "segments": unless_unset("TETHER_SAM2_SEGMENTS", COUNT, "a whole number from 1 to 999"),
    "precision": unless_unset("TETHER_SAM2_PRECISION", "fp32|bf16", "fp32 or bf16"),
    "compile": unless_unset("TETHER_SAM2_COMPILE", "on|off", "on or off"),
    "graphs": unless_unset("TETHER_SAM2_GRAPHS", "on|off", "on or off"),
    "exact": unless_unset("TETHER_SAM2_EXACT", "on|off", "on or off"),
    "memory": unless_unset("TETHER_SAM2_MEMORY", "one|two", "one or two"),
}
CONFIGURED_PREDICTOR = f"sam2:{PREDICTOR_OPTIONS['size']}" if PREDICTOR == "sam2" else PREDICTOR


def run_predictors() -> list[str]:
    """The predictors that an inspector may have compute a clip anew: all that need no weights, and the configured."""
    known = ("flow", "flow-fast", "sam2:tiny", "sam2:small", "sam2:base+", "sam2:large")
    offered = words("TETHER_RUN_PREDICTORS", ",".join(dict.fromkeys(["flow", "flow-fast", CONFIGURED_PREDICTOR])))
    for name in offered:
        if name not in known:
            raise refuse("TETHER_RUN_PREDICTORS", name, "expected some of " + ", ".join(known))
    return offered


RUN_PREDICTORS = run_predictors()

WEBHOOK_HOSTS = words("TETHER_WEBHOOK_HOSTS", "")


def language() -> dict[str, Any]:
    """The language endpoint, as `annotator.language.endpoint.Endpoint` takes it; empty: none, and nothing is sent."""
    url, model = os.environ.get("TETHER_LANGUAGE_URL", ""), os.environ.get("TETHER_LANGUAGE_MODEL", "")
    if url and not re.fullmatch(r"https?://[^/\s?#@]+(/[^\s?#@]*)?", url):
        raise refuse_address(
            "TETHER_LANGUAGE_URL", url, "expected an address like http://127.0.0.1:8000/v1, or nothing"
        )
    if bool(url) != bool(model):
        there, missing = ("URL", "MODEL") if url else ("MODEL", "URL")
        raise refuse(f"TETHER_LANGUAGE_{missing}", "", f"expected beside TETHER_LANGUAGE_{there}")
    told = {
        "url": url.rstrip("/"),
        "model": model,
        "key": secret("TETHER_LANGUAGE_KEY"),
        "price_in": number("TETHER_LANGUAGE_PRICE_IN", 0, least=0, most=1e6),
        "price_out": number("TETHER_LANGUAGE_PRICE_OUT", 0, least=0, most=1e6),
        "seconds": number("TETHER_LANGUAGE_SECONDS", 60, least=0.1, most=3600),
    }
    return told if url else {}


LANGUAGE = language()
LANGUAGE_CAP = number("TETHER_LANGUAGE_CAP", 10, least=0, most=1e9)

MAIL: dict[str, Any] = {}
if mail_url := secret("TETHER_EMAIL_URL"):
    try:
        MAIL = environ.Env.email_url_config(mail_url)
    except Exception:
        raise refuse_address("TETHER_EMAIL_URL", mail_url, "expected smtp://… or smtp+tls://…, or nothing") from None
MAIL_FROM = os.environ.get("TETHER_EMAIL_FROM", "tether@localhost")
ADDRESS = (origins("TETHER_ADDRESS") or [""])[0]

# ---- looking after it ---------------------------------------------------------------------------------------------
ALIVE_FILE = os.environ.get("TETHER_ALIVE_FILE", "")
METRICS = choice("TETHER_METRICS", "off", ("off", "loopback", "token"))
METRICS_TOKEN = secret("TETHER_METRICS_TOKEN")
if METRICS == "token" and len(METRICS_TOKEN) < 24:
    raise refuse(
        "TETHER_METRICS", METRICS, "expected TETHER_METRICS_TOKEN_FILE to name a file with 24 characters or more"
    )

# ---- limits -------------------------------------------------------------------------------------------------------
FREE_SPACE_BYTES = int(number("TETHER_FREE_SPACE_BYTES", 1_073_741_824, least=0, most=1e15))
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
ACCEL = boolean("TETHER_ACCEL", False)
REQUESTS_PER_PERSON = number("TETHER_REQUESTS_PER_PERSON", 6000, least=0, most=1e9)
REQUESTS_PER_STRANGER = number("TETHER_REQUESTS_PER_STRANGER", 600, least=0, most=1e9)

# ---- the page -----------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
FRONTEND_DIST = BASE_DIR / "frontend" / "dist"
STATICFILES_DIRS = [("app", FRONTEND_DIST)] if FRONTEND_DIST.is_dir() else []
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_IMMUTABLE_FILE_TEST = fingerprinted
DJANGO_VITE = {
    "default": {
        "dev_mode": False,
        "manifest_path": str(FRONTEND_DIST / ".vite" / "manifest.json"),
        "static_url_prefix": "app",
    }
}
CONTENT_SECURITY_POLICY = page_policy(*filter(None, [S3["ADDRESS"]]))
YEAR = 365 * 24 * 3600  # seconds; the layer's own limits would let a slow socket, or one open for a day, fall silent
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels.layers.InMemoryChannelLayer",
        "CONFIG": {"capacity": 10_000, "expiry": YEAR, "group_expiry": YEAR},
    }
}
EVENT_POLL_SECONDS = number("TETHER_EVENT_POLL_SECONDS", 0.2, least=0.02, most=10)

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "annotator.accounts.authentication.TokenAuthentication",
        "annotator.accounts.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": [
        "rest_framework.permissions.IsAuthenticated",
        "annotator.accounts.authentication.HasScope",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["annotator.rest.BoundedJSON"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_RATES": {"login": "20/min"},
    "NUM_PROXIES": 0,  # X-Forwarded-For is for the server in front to believe, or everybody could write it
    "EXCEPTION_HANDLER": "annotator.rest.answer_error",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = SPECTACULAR

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = False
LOGGING = written(
    as_json=choice("TETHER_LOG_FORMAT", "text", ("text", "json")) == "json",
    level=choice("TETHER_LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")),
)
