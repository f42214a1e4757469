"""Django's settings, read from the instance's folder and from the environment.

| variable | default | meaning |
|---|---|---|
| `ALIENOR_DIR` | `var` | the instance's folder (see `config/instance.py`) |
| `DATABASE_URL` | SQLite in the folder | the assembly's tables; PostgreSQL 15 or later for a city |
| `KEYS_DATABASE_URL` | SQLite in the folder | the key store; in a city, its own database |
| `ALIENOR_HOSTS` | `127.0.0.1,localhost` | the names under which the site answers |
| `ALIENOR_PAGE_CACHE` | `true` | keep public pages in memory until the next act |
| `ALIENOR_ORIGIN` | `http://127.0.0.1:8000` | the site's public address, in messages and feeds |
| `EMAIL_URL` | none: messages stay in the outbox | the mail server, as django-environ writes it |
| `ALIENOR_BEACON_SERVERS` | four of drand's | servers asked for a round of drand, by commas |
| `ALIENOR_LIVE` | the database | a Redis or Valkey server that wakes live pages (`redis://...`) |
| `ALIENOR_DEBUG` | `0` | Django's debug pages; never on a real instance |
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import environ
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from alienor.config.instance import instance_folder, open_instance

env = environ.Env()
PACKAGE = Path(__file__).resolve().parent.parent
INSTANCE = open_instance(instance_folder())
DEMO = INSTANCE.demo
REHEARSAL = INSTANCE.rehearsal
DEBUG = env.bool("ALIENOR_DEBUG", default=False)
SECRET_KEY = INSTANCE.secrets.django
ALLOWED_HOSTS = env.list("ALIENOR_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
ORIGIN = env.str("ALIENOR_ORIGIN", default="http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [ORIGIN]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",  # pages of the second factor
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "alienor.platform",
    "alienor.platform.keystore",
    "alienor.platform.people",
    "alienor.platform.accounts",
    "alienor.platform.access",
    "alienor.platform.register",
    "alienor.platform.texts",
    "alienor.platform.live",
    "alienor.platform.messages",
    "alienor.stages.founding",
    "alienor.stages.bodies",
    "alienor.stages.draw",
    "alienor.stages.recruitment",
    "alienor.stages.topics",
    "alienor.stages.polls",
    "alienor.stages.sessions",
    "alienor.stages.hearings",
    "alienor.stages.proposals",
    "alienor.stages.followup",
    "alienor.stages.dialogue",
    "alienor.surfaces",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "alienor.surfaces.live.LivePosition",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "alienor.surfaces.errors.ActErrorMiddleware",
    "alienor.surfaces.public.cached.PageCache",
    "alienor.surfaces.typography.Typography",
]

ROOT_URLCONF = "alienor.config.urls"
WSGI_APPLICATION = "alienor.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "surfaces" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "alienor.surfaces.context.site",
            ],
        },
    }
]

# --- Databases: the assembly's tables, and beside them the keys of people ---


_DURABLE = "OFF" if REHEARSAL else "FULL"  # a rehearsal has nothing to lose, and begins sooner


def _database(variable: str, file: str) -> dict[str, Any]:
    config: dict[str, Any] = env.db_url(variable, default=f"sqlite:///{INSTANCE.folder / file}")
    if config["ENGINE"] == "django.db.backends.sqlite3":
        config["TEST"] = {"NAME": str(INSTANCE.folder / f"test-{file}")}
        # IMMEDIATE: a writer queues for its turn instead of failing half-way. FULL: what has been
        # acknowledged survives a power cut. secure_delete: an erased row leaves no bytes behind.
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": f"PRAGMA journal_mode=WAL; PRAGMA synchronous={_DURABLE};"
            "PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON;",
        }
    else:
        config["CONN_HEALTH_CHECKS"] = True
    # In seconds: to connect anew for each page costs as much as to make it.
    config["CONN_MAX_AGE"] = 60
    return config


DATABASES = {
    "default": _database("DATABASE_URL", "db.sqlite3"),
    "keys": _database("KEYS_DATABASE_URL", "keys.sqlite3"),
}
DATABASE_ROUTERS = ["alienor.platform.keystore.router.KeyStoreRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000  # a paper day of a hundred tables, on one page

# --- Language and time ---

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("Français")), ("en", _("Anglais"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_TZ = True
TIME_ZONE = "Europe/Paris"  # shown; stored in UTC

# --- Sign-in: e-mail code, password, passkey, TOTP. The tables hold keyed hashes, no address ---

AUTH_USER_MODEL = "alienor_accounts.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "member:home"
LOGOUT_REDIRECT_URL = "public:home"
ACCOUNT_ADAPTER = "alienor.platform.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "alienor.platform.accounts.forms.LoginForm",
    "request_login_code": "alienor.platform.accounts.forms.RequestLoginCodeForm",
    "reset_password": "alienor.platform.accounts.forms.ResetPasswordForm",
    "confirm_login_code": "alienor.platform.accounts.forms.ConfirmLoginCodeForm",
    "change_password": "alienor.platform.accounts.forms.ChangePasswordForm",
    "set_password": "alienor.platform.accounts.forms.SetPasswordForm",
    "reset_password_from_key": "alienor.platform.accounts.forms.ResetPasswordKeyForm",
    "reauthenticate": "alienor.platform.accounts.forms.ReauthenticateForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = (
    "none"  # an address is entered by its owner or by the city, never by a stranger
)
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # an address that was only typed in a form gets no notice
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 900
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
# Limits count attempts on an account, never on an address alone: 300 phones in a hall share one.
ACCOUNT_RATE_LIMITS = {
    "login": "3000/m/ip",
    "login_failed": "8/5m/key",
    "request_login_code": "3000/m/ip,6/10m/key",
    "reset_password": "3000/m/ip,6/10m/key",
    "reset_password_from_key": "3000/m/ip",
    "confirm_email": "6/10m/key",
    "reauthenticate": "20/m/user",
    "change_password": "6/m/user",
    "manage_email": "20/m/user",
}
MFA_ADAPTER = "alienor.platform.accounts.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Aliénor"
MFA_TOTP_TOLERANCE = 1  # a code stays good for half a minute more: hands are slow, clocks drift
MFA_RATE_LIMITS = {"webauthn_login": "3000/m/ip"}
MFA_FORMS = {
    "authenticate": "alienor.platform.accounts.forms.AuthenticateForm",
    "reauthenticate": "alienor.platform.accounts.forms.ReauthenticateCodeForm",
    "activate_totp": "alienor.platform.accounts.forms.ActivateTOTPForm",
    "add_webauthn": "alienor.platform.accounts.forms.AddKeyForm",
    "edit_webauthn": "alienor.platform.accounts.forms.EditKeyForm",
}

# --- Sessions, cookies, headers ---

SESSION_ENGINE = "alienor.platform.accounts.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ORIGIN.startswith("https://")
SESSION_COOKIE_SAMESITE = "Lax"
OWN_COOKIES = ""  # what the names of the room's cookies begin with
if REHEARSAL:
    # Behind the site, under an address of its own, beside the site's cookies: none is shared.
    FORCE_SCRIPT_NAME = REHEARSAL.address
    OWN_COOKIES = "repetition_"
    SESSION_COOKIE_NAME = f"{OWN_COOKIES}session"
    CSRF_COOKIE_NAME = f"{OWN_COOKIES}csrf"
    LANGUAGE_COOKIE_NAME = f"{OWN_COOKIES}language"
    SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = LANGUAGE_COOKIE_PATH = f"{REHEARSAL.address}/"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- Files ---

STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "surfaces" / "static"]
STATIC_ROOT = INSTANCE.folder / "static"
if REHEARSAL and Path(REHEARSAL.static, "staticfiles.json").exists():
    STATIC_ROOT = Path(REHEARSAL.static)  # those of the site, gathered when it began
STORAGES = {
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

# --- Jobs, mail, cache ---

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
MAIL_SERVER = env.str("EMAIL_URL", default="")
if MAIL_SERVER:
    vars().update(env.email_url("EMAIL_URL"))
EMAIL_BACKEND_OUTBOX = not MAIL_SERVER
DEFAULT_FROM_EMAIL = env.str("ALIENOR_FROM", default="ne-pas-repondre@localhost")
PAGE_CACHE = env.bool("ALIENOR_PAGE_CACHE", default=True)
_MEMORY = "django.core.cache.backends.locmem.LocMemCache"
CACHES = {
    "default": {"BACKEND": _MEMORY},
    "pages": {
        "BACKEND": _MEMORY,
        "LOCATION": "pages",
        "TIMEOUT": 3600,
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
}

# --- The public beacon: asked when an organiser asks, never by a demonstration ---

_DRAND = [
    "https://api.drand.sh",
    "https://api2.drand.sh",
    "https://api3.drand.sh",
    "https://drand.cloudflare.com",
]
BEACON_SERVERS = [] if DEMO else env.list("ALIENOR_BEACON_SERVERS", default=_DRAND)

# --- Live pages: which bus rings (`platform/live/buses.py`) ---

LIVE_BUS = env.str("ALIENOR_LIVE", default="")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
TEST_RUNNER = "django.test.runner.DiscoverRunner"
