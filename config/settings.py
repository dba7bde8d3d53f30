"""Every setting of the installation, in one file.

Embedded by default: SQLite (WAL), a filesystem broker, local files, demonstration data.
`DATABASE_URL` and `REDIS_URL` switch to PostgreSQL and Redis; `ROGATORY_PRODUCTION=1` refuses to
start with anything that is only fit for a demonstration.
"""

from pathlib import Path

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from accounts.choices import Role
from config import env, languages
from network247 import pagers

BASE_DIR = Path(__file__).resolve().parent.parent

# --- what kind of installation this is ------------------------------------------------------------

PRODUCTION = env.boolean("ROGATORY_PRODUCTION", default=False)
DEMONSTRATION = env.boolean("ROGATORY_DEMONSTRATION", default=not PRODUCTION)
DEBUG = env.boolean("ROGATORY_DEBUG", default=False)
DATA_DIR = Path(env.text("ROGATORY_DATA") or BASE_DIR / "var").resolve()

DEMONSTRATION_SECRET = "demonstration-only-not-a-secret-" + "0" * 32
SECRET_KEY = env.text("SECRET_KEY") or ("" if PRODUCTION else DEMONSTRATION_SECRET)
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "" if PRODUCTION else "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
# Where people reach the pages: links in e-mails begin with it.
SITE_ADDRESS = env.address(
    "SITE_ADDRESS",
    ["https"] if PRODUCTION else ["http", "https"],
    default="" if PRODUCTION else "http://localhost:8000",
    path="none",
).rstrip("/")

if PRODUCTION:
    if len(SECRET_KEY) < 50 or SECRET_KEY == DEMONSTRATION_SECRET:
        raise ImproperlyConfigured("Set SECRET_KEY (or SECRET_KEY_FILE): 50 characters or more.")
    if DEBUG or DEMONSTRATION:
        raise ImproperlyConfigured("Production runs without ROGATORY_DEBUG and demonstration data.")
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured("Set ALLOWED_HOSTS to the names this installation answers to.")
    if not SITE_ADDRESS:
        raise ImproperlyConfigured("Set SITE_ADDRESS to where people reach it: https://NAME.")

# --- parts ----------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.Person"
INSTALLED_APPS = [
    "config.apps.RogatoryConfig",
    "desk",
    "oversight",
    "network247",
    "requests_mla",
    "evidence",
    "accounts",
    "convention",
    "workflow",
    "documents",
    "audit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "guardian",
    "rest_framework",
    "drf_spectacular",
    "csp",
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",  # allauth's page of passkeys loads it
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.ActingMiddleware",
    "workflow.middleware.RefusalMiddleware",
    "csp.middleware.CSPMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.context.acting",
                "desk.context.navigation",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- database -------------------------------------------------------------------------------------

DATABASE_URL = env.address("DATABASE_URL", ["postgres", "postgresql"], path="some")
if DATABASE_URL:
    DATABASES = {
        "default": {
            **environ.Env.db_url_config(DATABASE_URL),
            "CONN_MAX_AGE": env.whole("DATABASE_CONN_MAX_AGE", default=60),
            "CONN_HEALTH_CHECKS": True,
        }
    }
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA_DIR / "rogatory.sqlite3",
            "OPTIONS": {
                # IMMEDIATE: a transaction that will write must not start as a reader (T8).
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;",
            },
            "TEST": {"NAME": DATA_DIR / "test.sqlite3"},
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- worker and beat ------------------------------------------------------------------------------

REDIS_URL = env.address("REDIS_URL", ["redis", "rediss"])
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
QUEUE_DIR = DATA_DIR / "queue"
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"visibility_timeout": 600, "socket_keepalive": True}
    if REDIS_URL
    else {
        "data_folder_in": str(QUEUE_DIR / "messages"),
        "data_folder_out": str(QUEUE_DIR / "messages"),
        "control_folder": str(QUEUE_DIR / "control"),
        "store_processed": False,
    }
)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "celery"
# Read by a worker of its own, which does nothing else.
ALARM_QUEUE = "alarms"
CELERY_TASK_ROUTES = {"network247.tasks.page_people": {"queue": ALARM_QUEUE}}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = "UTC"
# Wake-ups only: what is due stands in the database, so a lost message costs one interval.
CELERY_BEAT_SCHEDULE = {
    "letters": {"task": "requests_mla.tasks.render_letters", "schedule": 5.0},
    "notices": {"task": "desk.tasks.deliver_notices", "schedule": 10.0},
    "reminders": {"task": "desk.tasks.fire_reminders", "schedule": 30.0},
    "recomputations": {"task": "desk.tasks.recompute_clocks", "schedule": 15.0},
    "alarms": {"task": "network247.tasks.page_people", "schedule": 5.0},
    "heartbeat": {"task": "desk.tasks.heartbeat", "schedule": 30.0},
    "drills": {
        "task": "network247.tasks.tell_of_drills",
        "schedule": 3600.0,
        "options": {"expires": 30 * 60},
    },
    "keys": {
        "task": "accounts.tasks.tell_of_keys",
        "schedule": 3600.0,
        "options": {"expires": 30 * 60},
    },
    "vault": {
        "task": "evidence.tasks.sweep_vault",
        "schedule": crontab(hour=2, minute=40),
        "options": {"expires": 6 * 60 * 60},
    },
}
for _wake_up in CELERY_BEAT_SCHEDULE.values():
    # Nobody there to hear it: the next one comes soon enough, and none pile up.
    _wake_up.setdefault("options", {"expires": 60})
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")

# --- counters of failed sign-ins and API calls ----------------------------------------------------

if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "OPTIONS": {"serializer": "config.cache.JsonSerializer"},
        }
    }

# --- files ----------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MANIFEST_STRICT = False
VAULT_DIR = Path(env.text("VAULT_DIR") or DATA_DIR / "vault")
EVIDENCE_LIMIT_BYTES = env.whole("EVIDENCE_LIMIT_MIB", default=4096, least=1) * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["evidence.uploads.LimitedUploadHandler"]
FILE_UPLOAD_TEMP_DIR = env.text("UPLOAD_TEMP_DIR") or None
# Long facts and pasted lists must not be lost to the default of 2.5 MB; files do not count here.
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# --- signing --------------------------------------------------------------------------------------

# Protects the authorities' key files at rest.
SIGNING_PASSPHRASE = env.text("SIGNING_PASSPHRASE") or ("" if PRODUCTION else "demonstration")
if PRODUCTION and SIGNING_PASSPHRASE in {"", "demonstration"}:
    raise ImproperlyConfigured("Set SIGNING_PASSPHRASE (or SIGNING_PASSPHRASE_FILE).")

# Keys that stay in a device: the library of its maker, and the PIN that opens it.
PKCS11_MODULE = env.text("PKCS11_MODULE")
PKCS11_PIN = env.text("PKCS11_PIN")

# Who stamps the time on letters (RFC 3161); without one a signature says only its own time. Where
# one is set, no letter leaves without its stamp, unless that is allowed.
TIMESTAMP_URL = env.address("TIMESTAMP_URL", ["http", "https"])
TIMESTAMP_SECONDS = env.whole("TIMESTAMP_SECONDS", default=5, least=1)
TIMESTAMP_REQUIRED = env.boolean("TIMESTAMP_REQUIRED", default=bool(TIMESTAMP_URL))
# Whether whoever releases a letter needs a signing key of their own; else it signs if there is one.
OFFICERS_SIGN = env.boolean("OFFICERS_SIGN", default=False)
# How many letters of strangers are read at the same time: each takes a second of a processor.
CHECKS_AT_ONCE = env.whole("CHECKS_AT_ONCE", default=2, least=1)
CHECKS_DIR = DATA_DIR / "checks"

# --- people and sessions --------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = ["accounts.backends.PersonBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
# Roles that may act only after a second factor, for example "liaison_officer,auditor".
SECOND_FACTOR_ROLES = frozenset(env.some_of("SECOND_FACTOR_ROLES", Role.values))
ANONYMOUS_USER_NAME = None  # django-guardian: nobody acts anonymously
GUARDIAN_RAISE_403 = False
# Exceptional grants are merged into `visible_to`; no permission backend may open a second door.
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SECURE_SSL_REDIRECT = env.boolean("SECURE_SSL_REDIRECT", default=True)
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    if env.boolean("BEHIND_PROXY", default=False):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
        # Failed sign-ins are counted per client address, not per proxy.
        ALLAUTH_TRUSTED_PROXY_COUNT = 1
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# --- mail -----------------------------------------------------------------------------------------

EMAIL_URL = env.address("EMAIL_URL", ["smtp", "smtps", "smtp+tls", "smtp+ssl"])
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL") or "rogatory@localhost"
if EMAIL_URL:
    _mail = environ.Env.email_url_config(EMAIL_URL)
    EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
    EMAIL_HOST, EMAIL_PORT = _mail.get("EMAIL_HOST"), _mail.get("EMAIL_PORT")
    EMAIL_HOST_USER = _mail.get("EMAIL_HOST_USER")
    EMAIL_HOST_PASSWORD = _mail.get("EMAIL_HOST_PASSWORD")
    EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.get("EMAIL_USE_TLS"), _mail.get("EMAIL_USE_SSL")
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(DATA_DIR / "mail")

# --- paging for urgent matters --------------------------------------------------------------------

# Between two rounds of paging. A target of this house: the Convention sets no answering time.
ALARM_SECONDS = env.whole("ROGATORY_ALARM_SECONDS", default=180, least=1)
# What pages the desks of a State besides e-mail, by its code: see network247/pagers.py.
PAGERS = pagers.read("ROGATORY_PAGERS", env.json_object("ROGATORY_PAGERS"))

# --- language and time ----------------------------------------------------------------------------

LANGUAGE_CODE = "en"
# What languages are called, whether or not pages are offered in them.
LANGUAGE_NAMES = [
    ("ar", _("Arabic")),
    ("zh-hans", _("Chinese")),
    ("en", _("English")),
    ("fr", _("French")),
    ("ru", _("Russian")),
    ("es", _("Spanish")),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGES = languages.offered(LANGUAGE_NAMES, LOCALE_PATHS)
# The texts of letters are translated apart: a letter is in six languages before the pages are.
LOCALE_PATHS.append(BASE_DIR / "locale" / "letters")
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- API ------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.api.HasActor"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "requests_mla.api.refusal_as_problem",
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.UserRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"user": "600/min"},
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Rogatory",
    "DESCRIPTION": (
        "Requests for mutual legal assistance: what the person signed in may see and do."
    ),
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_NAME_OVERRIDES": {"SideEnum": "workflow.choices.Side"},
}

LOG_LEVEL = env.one_of(
    "LOG_LEVEL", ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"], default="WARNING"
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    # It logs a traceback whenever a signature is not trusted; our report says so in words.
    "loggers": {"pyhanko": {"level": "ERROR"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}

# The folders the embedded installation needs; made here so that every command finds them.
for _folder in (DATA_DIR, VAULT_DIR, QUEUE_DIR / "messages", QUEUE_DIR / "control"):
    _folder.mkdir(parents=True, exist_ok=True)
