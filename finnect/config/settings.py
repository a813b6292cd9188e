"""Django's settings, made from the environment (`env.py`). Everybody reads them through `django.conf.settings`."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF

from finnect.config.env import Environment
from finnect.config.logs import logging_config

ENV = Environment.load()
PACKAGE = Path(__file__).resolve().parent.parent

# Django itself
DEBUG = False
SECRET_KEY = ENV.django_secret_key.get_secret_value()
ROOT_URLCONF = "finnect.config.urls"
ASGI_APPLICATION = "finnect.config.asgi.app"
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "csp",
    "finnect.accounts",
    "finnect.jobs",
    "finnect.uploads",
    "finnect.inspection",
    "finnect.sales",
    "finnect.assistant",
    "finnect.dashboard",
    "finnect.config",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
STATIC_URL = "/static/"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
LOGGING_CONFIG = None
logging_config(level=ENV.log_level, style=ENV.log_format)

# The four addresses
_url = urlsplit(ENV.database_url)
DATABASES = {"default": dj_database_url.parse(ENV.database_url, conn_max_age=0, conn_health_checks=True)}
_options: dict[str, Any]
if _url.scheme == "sqlite":
    DATABASES["default"]["CONN_MAX_AGE"] = 60  # opening it takes longer than asking it; PostgreSQL's are the pool's
    # IMMEDIATE: a transaction that reads first and writes later fails at once under DEFERRED when another one wrote.
    _options = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-8000;",
    }
else:
    _options = {
        "pool": {"min_size": 0, "max_size": ENV.database_pool, "timeout": 10, "max_idle": 60},
        "connect_timeout": 5,
        # A process frozen inside a transaction must not hold a row for ever.
        "options": "-c idle_in_transaction_session_timeout=60000",
    }
DATABASES["default"].setdefault("OPTIONS", {}).update(_options)
CACHE_URL = ENV.cache_url
CACHES: dict[str, dict[str, Any]] = {"default": {"KEY_PREFIX": "finnect", "TIMEOUT": 24 * 3600}}
if CACHE_URL.startswith("redis"):
    _options = {"socket_timeout": 1, "socket_connect_timeout": 1}
    CACHES["default"] |= {"BACKEND": "finnect.kit.cache.ForgivingRedisCache", "LOCATION": CACHE_URL, "OPTIONS": _options}
else:  # an unknown scheme is refused by config/checks.py, in words
    CACHES["default"] |= {"BACKEND": "finnect.kit.memory_cache.BoundedMemoryCache", "OPTIONS": {"MAX_ENTRIES": 3000}}
BROKER_URL = ENV.broker_url
STORAGE_URL = ENV.storage_url
STORAGE_OPTIONS = {
    "endpoint": ENV.s3_endpoint,
    "region": ENV.region,
    "access_key_id": ENV.aws_access_key.get_secret_value(),
    "secret_access_key": ENV.aws_secret_key.get_secret_value(),
}

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["finnect.accounts.backends.ThrottledBackend"]
PASSWORD_HASHERS = ["finnect.accounts.passwords.BoundedArgon2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ["email"]}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "finnect.accounts.passwords.ContextWords"},
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
JWT_SECRET = ENV.secret_key.get_secret_value()
ACCESS_TOKEN_SECONDS = ENV.access_token_minutes * 60
REFRESH_TOKEN_SECONDS = ENV.refresh_token_days * 86400
SIGN_IN_ATTEMPTS = ENV.sign_in_attempts
API_DOCS_PUBLIC = ENV.api_docs_public
METRICS_TOKEN = ENV.metrics_token.get_secret_value()

# The web
PUBLIC_URL = ENV.public_url.rstrip("/") or f"http://{ENV.host}:{ENV.port}"
_public = urlsplit(PUBLIC_URL)
_own = {"localhost", "127.0.0.1", "[::1]", _public.hostname or "", ENV.host if ENV.host != "0.0.0.0" else ""}
ALLOWED_HOSTS = sorted(_own.union(name.strip() for name in ENV.allowed_hosts.split(",")) - {""})
IS_HTTPS = _public.scheme == "https"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
SESSION_COOKIE_AGE = ENV.session_hours * 3600
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_NAME = "__Host-session" if IS_HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if IS_HTTPS else "csrf"
LANGUAGE_COOKIE_SAMESITE = "Lax"
# A proxy that is trusted is believed by the server itself (uvicorn), which then sets the scheme.
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "blob:", "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
LANGUAGE_CODE = "en"
LANGUAGES = [("ko", "한국어"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_TZ = True
TIME_ZONE = "Asia/Seoul"  # what administrators read; times are kept, and told by the API, in UTC

# Storage prefixes, by the prototype's names
RAW_DATASET_FOLDER = ENV.raw_dataset_folder
TRAINING_DATA_FOLDER = ENV.training_data_folder
RAW_FOLDER = ENV.raw_folder
PROCESSED_FOLDER = ENV.processed_folder
MODEL_FOLDER = ENV.model_folder

# Uploads
MAX_IMAGE_BYTES = ENV.max_image_bytes
MAX_IMAGE_PIXELS = ENV.max_image_pixels
MAX_TABLE_BYTES = ENV.max_table_bytes
MAX_DATASET_BYTES = ENV.max_dataset_bytes
MAX_ARCHIVE_MEMBERS = ENV.max_archive_members
MAX_ARCHIVE_RATIO = ENV.max_archive_ratio
MAX_BAD_ROW_SHARE = ENV.max_bad_row_share
UPLOAD_QUOTA_BYTES = ENV.upload_quota_bytes
UPLOAD_QUOTA_FILES = ENV.upload_quota_files
MAX_OPEN_JOBS = ENV.max_open_jobs

# Jobs
WORKER_CONCURRENCY = ENV.worker_concurrency
JOB_MEMORY_BYTES = ENV.job_memory_bytes
JOB_SECONDS = ENV.job_seconds
JOB_ATTEMPTS = ENV.job_attempts
LEASE_SECONDS = ENV.lease_seconds
RESEND_SECONDS = ENV.resend_seconds
REAPER_SECONDS = ENV.reaper_seconds

# Inspection
BACKBONE = ENV.finnect_backbone
BACKBONE_URL = ENV.backbone_url
BACKBONE_FETCH = ENV.backbone_fetch
INFERENCE_THREADS = ENV.inference_threads
DETECTORS_IN_MEMORY = ENV.detectors_in_memory

# Tables
DASK_SCHEDULER = ENV.finnect_dask_scheduler
DASK_ROWS = ENV.finnect_dask_rows
DASK_SECONDS = ENV.finnect_dask_seconds

# Assistant
OPENAI_API_KEY = ENV.openai_api_key.get_secret_value()
OPENAI_BASE_URL = ENV.openai_base_url
OPENAI_MODEL = ENV.openai_model
OPENAI_SECONDS = ENV.openai_seconds
OPENAI_TOKENS = ENV.openai_tokens
OPENAI_TOKENS_PER_DAY = ENV.openai_tokens_per_day
EMBEDDING_MODEL = ENV.embedding_model
EMBEDDING_BASE_URL = ENV.embedding_base_url
EMBEDDING_API_KEY = ENV.embedding_api_key.get_secret_value()
EMBEDDING_SECONDS = ENV.embedding_seconds
CHAT_QUESTION_CHARS = ENV.chat_question_chars
CHAT_PER_MINUTE = ENV.chat_per_minute

# A worker that is not in the web process sets this; see config/checks.py.
IS_SEPARATE_WORKER = os.environ.get("FINNECT_ROLE") == "worker"
