"""Django's settings, made from the installation's (`kernel.settings`). What a city may set is there, not here."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import django_stubs_ext

from yihao.kernel.crypto import keys
from yihao.kernel.logs import configuration
from yihao.kernel.settings import settings

django_stubs_ext.monkeypatch()  # generic admin classes at run time

_S = settings()

SECRET_KEY = keys().secret
DEBUG = False
ALLOWED_HOSTS = _S.allowed_hosts
ROOT_URLCONF = "yihao.app.urls"
AUTH_USER_MODEL = "organisation.Account"

INSTALLED_APPS = [
    "yihao.app.apps.Admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "procrastinate.contrib.django",
    "yihao.kernel",
    "yihao.organisation",
    "yihao.catalogue",
    "yihao.hotlines",
    "yihao.orders",
    "yihao.calls",
    "yihao.followups",
    "yihao.notices",
    "yihao.centre",
    "yihao.auditing",
    "yihao.portal",
    "yihao.simulation",
    "yihao.app.apps.App",
]

MIDDLEWARE = [
    "yihao.app.metrics.requests.Measure",
    "yihao.app.middleware.Boundary",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]


def _database(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]) or "yihao",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", None) or parts.hostname or "",
        "PORT": parts.port or "",
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        # jit off: peers lost a factor of four to it on short queries. No parallel plans: starting a worker costs more than
        # a page of a list does. Prepared statements: no transaction pooler between.
        "OPTIONS": {
            "options": "-c jit=off -c max_parallel_workers_per_gather=0",
            "server_side_binding": True,
            "prepare_threshold": 3,
            "connect_timeout": 5,
            **query,
        },
    }


DATABASES = {
    "default": _database(_S.database_url or "postgresql:///yihao"),
    # The same database once more: what must stand whatever becomes of the caller's transaction (number draws).
    "side": {**_database(_S.database_url or "postgresql:///yihao"), "TEST": {"MIRROR": "default"}},
}
if _S.replica_url:
    DATABASES["replica"] = {**_database(_S.replica_url), "TEST": {"MIRROR": "default"}}
    # A list does not wait for it long.
    DATABASES["replica"]["OPTIONS"] |= {"connect_timeout": 2, "tcp_user_timeout": 3000}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "yihao.organisation.passwords.EnoughCharacters", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "yihao.organisation.sessions.Accounts"]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
# Both together: a centre's people share one address, and nobody may lock out a colleague from elsewhere.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "yihao.app.middleware.locked"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_IPWARE_PROXY_COUNT = _S.trusted_proxies or None
AXES_DISABLE_ACCESS_LOG = True
AXES_SENSITIVE_PARAMETERS = ["username"]
LOGIN_URL = "/desk/"

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

SESSION_ENGINE = "yihao.organisation.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _S.secure_cookies
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _S.trusted_proxies else None
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "yihao.app.middleware.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = (_S.upload_megabytes + 1) * 1024 * 1024

LANGUAGE_CODE = "zh-hans"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_INDEX_FILE = False

SILENCED_SYSTEM_CHECKS = ["axes.W003"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGGING = configuration(_S.log_level)
