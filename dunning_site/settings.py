"""All settings, read from the environment; with nothing set the program runs on its own.

Every variable is described in docs/operations.md.
"""

from pathlib import Path
from typing import Any

import dj_database_url

from dunning_site.env import (
    DeliveryTimes,
    env_bool,
    env_int,
    env_list,
    env_recipients,
    env_seconds,
    env_str,
    parse_mail_url,
)
from dunning_site.mailbox_env import (
    parse_bounce_address,
    parse_mail_provider,
    parse_mailbox_url,
)
from dunning_site.secret_key import read_or_make_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env_str("DATA_DIR", str(BASE_DIR / "var"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = env_bool("DEBUG")
DEMO = env_bool("MAHNWERK_DEMO")
SECRET_KEY = env_str("SECRET_KEY") or read_or_make_secret_key(DATA_DIR / "secret_key")
SECRET_KEY_FALLBACKS = env_list("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", ("localhost", "127.0.0.1", "[::1]", "testserver"))
# What debtors type or scan: the address of this site from outside; without it no payment pages.
PUBLIC_URL = env_str("PUBLIC_URL").rstrip("/")
# How many proxies of ours stand before the program, each telling whom it heard.
PROXY_COUNT = env_int("PROXY_COUNT", 0)
# Links that open nothing, in ten minutes: from one network until it must wait, in total until the
# alarm.
ACCESS_MISSES_PER_NETWORK = env_int("ACCESS_MISSES_PER_NETWORK", 30, at_least=1)
ACCESS_MISSES_TOTAL = env_int("ACCESS_MISSES_TOTAL", 1000, at_least=1)
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "dunning_site",
    "inkasso",
    "reminders",
    "orders",
    "common",
    "dunning_site.admin_config.MahnwerkAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_filters",
    "django_tables2",
    "django_q",
]

MIDDLEWARE = [
    "dunning_site.probes.ProbesMiddleware",
    "dunning_site.debtor.middleware.DebtorAnswersMiddleware",
    "dunning_site.api.middleware.ApiAnswersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "dunning_site.middleware.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "dunning_site.middleware.ReturningLoginMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "dunning_site.middleware.FormAddressMiddleware",
]

ROOT_URLCONF = "dunning_site.urls"
WSGI_APPLICATION = "dunning_site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "dunning_site.context_processors.shell",
            ],
        },
    },
]
DJANGO_TABLES2_TEMPLATE = "components/table.html"

# IMMEDIATE: a transaction that will write takes the write lock at its start, so it never fails
# half-way with "database is locked". FULL: a committed intent to send survives a power cut.
SQLITE_OPTIONS = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
}
POSTGRES_OPTIONS = (
    "-c synchronous_commit=on -c lock_timeout=5s -c idle_in_transaction_session_timeout=30s"
)


def _database(url: str) -> dict[str, Any]:
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA_DIR / "mahnwerk.sqlite3",
            "OPTIONS": SQLITE_OPTIONS,
        }
    database: dict[str, Any] = dict(dj_database_url.parse(url))
    if database["ENGINE"] == "django.db.backends.sqlite3":
        return {**database, "OPTIONS": SQLITE_OPTIONS}
    database["OPTIONS"] = {"options": POSTGRES_OPTIONS, **database.get("OPTIONS", {})}
    return {**database, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}


DATABASES = {"default": _database(env_str("DATABASE_URL"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def _broker(redis_url: str) -> dict[str, str]:
    """Where the queue is: in Redis for workers on several hosts, else in the database."""
    if not redis_url:
        return {"orm": "default"}
    # Without limits a silent Redis would hold a clerk's page for ever.
    limits = "" if "socket_timeout=" in redis_url else "socket_timeout=10&socket_connect_timeout=5"
    return {"redis": redis_url + ("&" if "?" in redis_url else "?") * bool(limits) + limits}


# A task is only a doorbell; attempts and results live in our own rows. queue_limit equals workers
# because the retry clock starts when a task is fetched, not when it starts.
_WORKERS = env_int("Q_WORKERS", 2, at_least=1)
Q_CLUSTER = {
    "name": "mahnwerk",
    "label": "Hintergrundaufgaben",
    **_broker(env_str("REDIS_URL")),
    "workers": _WORKERS,
    "queue_limit": _WORKERS,
    "bulk": 1,
    "timeout": 900,
    "retry": 3600,
    "max_attempts": 1,
    "ack_failures": True,
    "catch_up": False,
    "save_limit": 50,
    "recycle": 100,
    "max_rss": 400_000,
    "poll": 1.0,
    "time_zone": "Europe/Berlin",
}

LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
_PASSWORDS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_PASSWORDS}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_PASSWORDS}.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{_PASSWORDS}.CommonPasswordValidator"},
    {"NAME": f"{_PASSWORDS}.NumericPasswordValidator"},
]

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
if env_bool("HTTPS"):
    # Behind a proxy that speaks TLS and sets X-Forwarded-Proto itself.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SESSION_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_SECURE = True
    CSRF_COOKIE_NAME = "__Host-csrftoken"

LANGUAGE_CODE = "de"
TIME_ZONE = "Europe/Berlin"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False
FORMAT_MODULE_PATH = ["dunning_site.formats"]

STATIC_URL = "static/"
STATIC_ROOT = Path(env_str("STATIC_ROOT", str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "media"
# Names without a hash: the pages work before anybody has run collectstatic.
WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
API_REQUESTS_PER_MINUTE = env_int("API_REQUESTS_PER_MINUTE", 600, at_least=1)
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "common.web.uploads.CappedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Whom a trial installation may mail to, addresses and @domains; everybody when empty.
MAIL_ALLOWLIST = env_recipients("MAIL_ALLOWLIST")
# None when unset: sending then refuses, and says so.
MAIL_SERVER = parse_mail_url(env_str("EMAIL_URL"), allowed=MAIL_ALLOWLIST)
# What the mail server has accepted, one line each, written before the database knows. It may lie
# on another disk than the database, so that a restored backup cannot forget what was sent.
JOURNAL_PATH = Path(env_str("JOURNAL_PATH", str(DATA_DIR / "delivery.journal")))
# RFC 5321 section 4.5.3.2.6 asks for ten minutes until a reply to the final dot is given up; the
# lease of who waits for it must be longer.
DELIVERY = DeliveryTimes(
    preparing_lease=env_seconds("PREPARING_LEASE_SECONDS", [300])[0],
    sending_lease=env_seconds("SENDING_LEASE_SECONDS", [720])[0],
    reply_timeout=env_seconds("MAIL_REPLY_SECONDS", [600])[0],
    retries=env_seconds("MAIL_RETRY_SECONDS", [60, 300, 900, 3600, 14400]),
)
# What one letter may take of its child process, before it counts as too heavy.
LETTER_MEMORY_MB = env_int("LETTER_MEMORY_MB", 1024, at_least=512)
LETTER_SECONDS = env_int("LETTER_SECONDS", 20, at_least=5)
# Below it every reminder gets a return address of its own, so that a bounce says what it is about;
# "" when unset: then mails come back to their sender.
BOUNCE_ADDRESS = parse_bounce_address(env_str("BOUNCE_ADDRESS"))
# The mailboxes of what came back, and of the copies of what went out; None when unset.
BOUNCE_MAILBOX = parse_mailbox_url("BOUNCE_MAILBOX_URL", env_str("BOUNCE_MAILBOX_URL"))
ARCHIVE_MAILBOX = parse_mailbox_url("ARCHIVE_MAILBOX_URL", env_str("ARCHIVE_MAILBOX_URL"))
# A provider that reports by web what became of a mail; its secret is read by django-anymail.
MAIL_PROVIDER, ANYMAIL = parse_mail_provider(
    env_str("MAIL_PROVIDER"), env_str("MAIL_PROVIDER_SECRET")
)
# Where a bank's program puts its statements; None when unset: then only uploads are read.
STATEMENT_FOLDER = Path(folder) if (folder := env_str("STATEMENT_FOLDER")) else None
# Another address for Stripe's interface, for tests and trials: https, or this computer.
PROVIDER_STRIPE_URL = env_str("PROVIDER_STRIPE_URL")
# What notes that a task of the timetable got its work done: the task's path and the instant.
NOTE_WORK = "reminders.services.beats.note_work"
# The bearer token that reads /metrics; unset: there is no such page.
METRICS_TOKEN = env_str("METRICS_TOKEN")
# What check_ledger looks at besides the ledger itself; the apps above it know.
LEDGER_CHECKS = [
    "orders.services.online_payment_check.check_online_payments",
    "reminders.services.charge_check.check_charges",
    "inkasso.services.booking_check.check_case_bookings",
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {"links": {"()": "dunning_site.log_masks.LinkMask"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["links"],
        }
    },
    "root": {"handlers": ["stderr"], "level": env_str("LOG_LEVEL", "INFO")},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "django.server": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "fontTools": {"level": "WARNING"},
        # aiosmtpd names every recipient.
        "mail.log": {"level": "WARNING"},
        "weasyprint": {"level": "WARNING"},
        # stripe tells of every request.
        "stripe": {"level": "WARNING"},
    },
}
