"""Django's settings, from `web_settings`. Short on purpose: what is not here is Django's default."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from atesta.store.databases import database_settings
from atesta.web_settings import read_web_settings

HERE = Path(__file__).resolve().parent
WEB = read_web_settings()

SECRET_KEY = WEB.secret
DEBUG = False
ALLOWED_HOSTS = list(WEB.hosts)
ROOT_URLCONF = "atesta.web.urls"
WSGI_APPLICATION = "atesta.web.wsgi.application"
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False  # one catalogue for terminal and page: atesta.locale (docs/decisions/029)
APPEND_SLASH = False

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "atesta.store",
    "atesta.web",
]
MIDDLEWARE = [
    "atesta.web.middleware.Answered",
    "atesta.web.middleware.Bounded",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "OPTIONS": {"builtins": ["atesta.web.templatetags.say"], "context_processors": [], "string_if_invalid": ""},
    }
]

DATABASES = {"default": database_settings(WEB.database)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "store.Staff"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
OTP_TOTP_ISSUER = "Atesta"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

if WEB.mail is not None:  # nothing is ever sent without it: atesta.web.post asks for it first
    EMAIL_HOST, EMAIL_PORT = WEB.mail.host, WEB.mail.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = WEB.mail.user, WEB.mail.password
    EMAIL_USE_TLS, EMAIL_USE_SSL = WEB.mail.security == "starttls", WEB.mail.security == "tls"
    DEFAULT_FROM_EMAIL = WEB.mail.sender
EMAIL_TIMEOUT = 10  # seconds, for each step of the conversation

SESSION_COOKIE_NAME = "atesta"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = WEB.secure
CSRF_COOKIE_SAMESITE = "Lax"  # a stricter one is made anew by each link from elsewhere, and every open form is refused
CSRF_FAILURE_VIEW = "atesta.web.failures.form_expired"
CSRF_TRUSTED_ORIGINS = [WEB.origin] if WEB.secure else []
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"  # "no-referrer" makes browsers send `Origin: null`, and no form would be taken
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if WEB.secure else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if WEB.behind_proxy else None
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True  # our files are few and lie in the package: no step that collects them
WHITENOISE_MAX_AGE = 600  # seconds; their names do not change with their contents
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024

LOGGING = {  # Django's own lines carry paths and values of forms; ours (middleware.Answered) carry neither
    "version": 1,
    "disable_existing_loggers": True,
    "formatters": {"line": {"format": "%(message)s"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line"},
        "none": {"class": "logging.NullHandler"},
    },
    "loggers": {
        "atesta": {"handlers": ["stderr"], "level": "INFO"},
        "django": {"handlers": ["none"], "propagate": False},
    },
}
