"""Every knob of the application, read once from the environment or ``.env``. Safe by default.

Local mode (the default) makes its own secrets and data under ``var/``. ``PRODUCTION=true`` takes nothing for granted:
it refuses to start without a real secret key, named hosts and a database.
"""

from datetime import timedelta
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from interviewprep.environment import count, dollars, env, flag, named, networks, rate, required
from interviewprep.secrets import load_or_create_secret

BASE_DIR = Path(__file__).resolve().parent.parent

# ------------------------------------------------------------------ mode
PRODUCTION = flag("PRODUCTION", default=False)
DEBUG = flag("DEBUG", default=False)
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
PORT: int = env.int("PORT", default=8000)
HOST: str = env.str("HOST", default="127.0.0.1")
WEB_WORKERS: int = env.int("WEB_WORKERS", default=2)
WEB_THREADS: int = env.int("WEB_THREADS", default=32)

if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("DEBUG=true shows code and settings to visitors: it can't be used with PRODUCTION=true.")


# ------------------------------------------------------------------ secrets and hosts
MIN_SECRET_CHARACTERS = 50
if PRODUCTION:
    SECRET_KEY = required("SECRET_KEY", "at least 50 random characters.")
    if len(SECRET_KEY) < MIN_SECRET_CHARACTERS:
        raise ImproperlyConfigured(f"SECRET_KEY has {len(SECRET_KEY)} characters: it needs at least 50 random ones.")
    ALLOWED_HOSTS = [host for host in required("ALLOWED_HOSTS", "the names you serve, by comma.").split(",") if host]
    if "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured("ALLOWED_HOSTS=* accepts forged Host headers: name your hosts.")
else:
    SECRET_KEY = env.str("SECRET_KEY", default="") or load_or_create_secret(VAR_DIR / "secret_key")
    ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])
_here = f"https://{ALLOWED_HOSTS[0].lstrip('.')}" if PRODUCTION else f"http://{HOST}:{PORT}"
PUBLIC_URL: str = (env.str("PUBLIC_URL", default="") or _here).rstrip("/")  # where links in mail lead

# ------------------------------------------------------------------ database
if PRODUCTION:
    required("DATABASE_URL", "for example postgres://user:password@host:5432/interviewprep")
DATABASE: dict[str, Any] = environ.Env.db_url_config(
    env.str("DATABASE_URL", default="") or f"sqlite:///{VAR_DIR / 'db.sqlite3'}"
)
DATABASE_POOL_SIZE: int = env.int("DATABASE_POOL_SIZE", default=16)
if DATABASE["ENGINE"] == "django.db.backends.sqlite3":
    DATABASE["OPTIONS"] = {
        # Writers queue up at BEGIN instead of failing half-way: 0 lock errors of 1,600 against 1,466 (measured).
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
else:
    DATABASE["OPTIONS"] = {"pool": {"min_size": 0, "max_size": DATABASE_POOL_SIZE, "timeout": 10}}
DATABASE["CONN_MAX_AGE"] = 0  # the pool keeps the connections
DATABASES = {"default": DATABASE}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ------------------------------------------------------------------ applications
INSTALLED_APPS = [
    "interviewprep.apps.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_ace",
    "csp",
    "interviewprep.apps.InterviewprepConfig",
    "accounts",
    "interviews",
    "scoring",
]
MIDDLEWARE = [
    "interviewprep.middleware.add_request_id",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "interviewprep.middleware.add_permissions_policy",
    "interviewprep.middleware.forbid_caching",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "interviewprep.middleware.RequireLogin",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "interviewprep.urls"
WSGI_APPLICATION = "interviewprep.wsgi.application"
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
                "interviewprep.context.describe_mode",
                "accounts.context.add_preferences",
                "interviews.context.describe_model",
            ],
        },
    }
]

# ------------------------------------------------------------------ mail
EMAIL_URL: str = env.str("EMAIL_URL", default="")
MAIL_CONFIGURED = bool(EMAIL_URL)  # else nothing is sent, and what needs a mail says so
vars().update(env.email_url_config(EMAIL_URL or "consolemail://"))
MAIL_BACKEND: str = vars()["EMAIL_BACKEND"]  # what the postman hands it to
EMAIL_BACKEND = "interviewprep.mail.OutboxBackend"
EMAIL_TIMEOUT = 10  # at each step: far below the time that the postman keeps a mail to himself
DEFAULT_FROM_EMAIL: str = env.str("DEFAULT_FROM_EMAIL", default="interviewprep@localhost")

# ------------------------------------------------------------------ accounts
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "scoring:dashboard"
LOGOUT_REDIRECT_URL = "landing"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "accounts.validators.MaximumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
    {"NAME": "accounts.validators.ContextWordsValidator"},
]
# allauth: logging in with all its steps, resets, second factors, the list of sessions. Signing up is our own, in accounts.sign_ups.
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.allauth_forms.LogInForm",
    "reset_password": "accounts.allauth_forms.AskForResetForm",
    "confirm_password_reset_code": "accounts.allauth_forms.ResetCodeForm",
    "reset_password_from_key": "accounts.allauth_forms.NewPasswordForm",
    "reauthenticate": "accounts.allauth_forms.PasswordAgainForm",
    "add_email": "accounts.allauth_forms.NewAddressForm",
    "confirm_email_verification_code": "accounts.allauth_forms.AddressCodeForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = MAIL_CONFIGURED
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_METHODS = ["password", "mfa"]
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if MAIL_CONFIGURED else "none"
ACCOUNT_RATE_LIMITS = False  # ours are exact, and hold across processes: see RATE_LIMITS
MFA_RATE_LIMITS = False
MFA_ADAPTER = "accounts.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "accounts.allauth_forms.SecondFactorForm",
    "reauthenticate": "accounts.allauth_forms.SecondFactorAgainForm",
    "activate_totp": "accounts.allauth_forms.ConnectAppForm",
    "authenticate_webauthn": "accounts.allauth_forms.PasskeyForm",
    "reauthenticate_webauthn": "accounts.allauth_forms.PasskeyAgainForm",
    "login_webauthn": "accounts.allauth_forms.PasskeyLogInForm",
    "add_webauthn": "accounts.allauth_forms.AddPasskeyForm",
    "edit_webauthn": "accounts.allauth_forms.RenamePasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = not MAIL_CONFIGURED
MFA_TOTP_ISSUER = "Interviewprep"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION  # http://localhost
STAFF_IDLE_MINUTES: int = env.int("STAFF_IDLE_MINUTES", default=30)  # then the admin asks for the second factor again
SIGN_UP_CODE_LIFETIME = timedelta(minutes=30)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "interviewprep.error_pages.csrf_failure"

# ------------------------------------------------------------------ API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.EpochAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PARSER_CLASSES": ["interviewprep.api.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "interviewprep.api.JSONOrEvents",
    "EXCEPTION_HANDLER": "interviewprep.api.handle_exception",
    "DEFAULT_PAGINATION_CLASS": "interviewprep.api.NewestFirstPagination",
    "DEFAULT_SCHEMA_CLASS": "interviewprep.api_schema.HouseSchema",
    "DEFAULT_METADATA_CLASS": None,  # OPTIONS describes nothing: the contract does
    "DEFAULT_THROTTLE_CLASSES": ["interviewprep.throttle.ApiThrottle"],
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Interviewprep",
    "VERSION": "1",
    "DESCRIPTION": "Mock interviews for programs. How to begin, with an example client: docs/api.md.",
    "OAS_VERSION": "3.1.1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_PATCH": False,  # a PATCH names all that may be changed
    "ENFORCE_NON_BLANK_FIELDS": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "Stage": "interviews.enums.Stage",
        "Difficulty": ["easy", "medium", "hard"],
        "QuestionKind": "interviews.enums.Kind",
        "MessageKind": "interviews.enums.MessageKind",
        "CandidateKind": ["text", "code"],
        "Intent": "interviews.enums.Intent",
        "Speaker": "interviews.enums.Speaker",
        "MessageSource": "interviews.enums.Source",
        "EvaluationSource": "scoring.models.Source",
    },
    "ENUM_SUFFIX": "Choice",
}
SIMPLE_JWT = {
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=10),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=14),
    "UPDATE_LAST_LOGIN": False,
}
REFRESH_FAMILY_LIFETIME = timedelta(days=60)  # however often a program refreshes, it signs in again after this
API_MAX_BODY_BYTES = 256 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 512 * 1024

# ------------------------------------------------------------------ limits
CACHES = {
    # allauth remembers here which one-time codes were used: shared by all processes, or a code would serve once in each.
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "accounts_cacheentry"},
    "counters": {"BACKEND": "interviewprep.counters.CounterCache", "LOCATION": "accounts_ratecounter"},
}
RATELIMIT_USE_CACHE = "counters"


RATE_LIMITS = {
    "log_in": rate("RATE_LIMIT_LOG_IN", "10/10m"),  # one account from one address
    "log_in_address": rate("RATE_LIMIT_LOG_IN_ADDRESS", "60/10m"),  # any accounts from one address
    "sign_up": rate("RATE_LIMIT_SIGN_UP", "20/h"),  # from one address
    "mail": rate("RATE_LIMIT_MAIL", "5/h"),  # mails to one mailbox that are asked for from one address
    "mailbox": rate("RATE_LIMIT_MAILBOX", "20/h"),  # mails to one mailbox, whoever asks
    "code": rate("RATE_LIMIT_CODE", "30/10m"),  # codes and passwords asked for on the way, tried from one address
    "second_factor": rate("RATE_LIMIT_SECOND_FACTOR", "10/10m"),  # of one user, and whatever they are asked for again
    "admin": rate("RATE_LIMIT_ADMIN", "120/m"),  # changes made by one curator
    "messages": rate("RATE_LIMIT_MESSAGES", "60/m"),  # of one user
    "speech": rate("RATE_LIMIT_SPEECH", "20/m"),  # recordings of one user
    "reading": rate("RATE_LIMIT_READING", "60/m"),  # messages of the interviewer that a server speaks for one user
    "judging": rate("RATE_LIMIT_JUDGING", "30/10m"),  # finishing, scoring again, answering again: of one user
    "api": rate("RATE_LIMIT_API", "600/m"),  # all requests of one user, or of one address
}


TRUSTED_PROXIES = networks("TRUSTED_PROXIES")  # only these may say whom they speak for


# ------------------------------------------------------------------ budgets
USER_DAY_INTERVIEWS = count("USER_DAY_INTERVIEWS", 50)
USER_DAY_TURNS = count("USER_DAY_TURNS", 2_000)
USER_DAY_TOKENS = count("USER_DAY_TOKENS", 0)
USER_DAY_SPOKEN_CHARACTERS = count("USER_DAY_SPOKEN_CHARACTERS", 60_000)
USER_DAY_DICTATED_SECONDS = 60 * count("USER_DAY_DICTATION_MINUTES", 60)
INTERVIEW_TURNS = count("INTERVIEW_TURNS", 200)
INTERVIEW_TOKENS = count("INTERVIEW_TOKENS", 0)

# ------------------------------------------------------------------ interviews
MESSAGE_BUDGET_SECONDS: float = env.float("MESSAGE_BUDGET_SECONDS", default=45)
FINALIZE_BUDGET_SECONDS: float = env.float("FINALIZE_BUDGET_SECONDS", default=60)
LEASE_MARGIN_SECONDS: float = env.float("LEASE_MARGIN_SECONDS", default=20)

# ------------------------------------------------------------------ the model
LLM_BASE_URL: str = env.str("LLM_BASE_URL", default="")
LLM_API_KEY: str = env.str("LLM_API_KEY", default="")
LLM_MODEL: str = env.str("LLM_MODEL", default="")
LLM_JUDGE_MODEL: str = env.str("LLM_JUDGE_MODEL", default="")
LLM_MAX_CONCURRENT: int = env.int("LLM_MAX_CONCURRENT", default=max(1, WEB_THREADS - 4))  # so that pages never starve
LLM_RAW_REPLY_DAYS: int = env.int("LLM_RAW_REPLY_DAYS", default=30)
LLM_USER_DAY_CALLS = count("LLM_USER_DAY_CALLS", 600)


LLM_PRICE_INPUT_USD_PER_MILLION_TOKENS = dollars("LLM_PRICE_INPUT_USD_PER_MILLION_TOKENS")
LLM_PRICE_OUTPUT_USD_PER_MILLION_TOKENS = dollars("LLM_PRICE_OUTPUT_USD_PER_MILLION_TOKENS")
LLM_DAY_BUDGET_USD = dollars("LLM_DAY_BUDGET_USD")
LLM_USER_DAY_BUDGET_USD = dollars("LLM_USER_DAY_BUDGET_USD")

# ------------------------------------------------------------------ speech
SPEECH_BASE_URL: str = env.str("SPEECH_BASE_URL", default="")
SPEECH_API_KEY: str = env.str("SPEECH_API_KEY", default="")
SPEECH_TRANSCRIPTION_MODEL: str = env.str("SPEECH_TRANSCRIPTION_MODEL", default="")
SPEECH_SYNTHESIS_MODEL: str = env.str("SPEECH_SYNTHESIS_MODEL", default="")
SPEECH_VOICES = named("SPEECH_VOICES")  # by interviewer, where the server calls its voices otherwise than the catalogue
SPEECH_MAX_CONCURRENT: int = env.int("SPEECH_MAX_CONCURRENT", default=3)
SPEECH_BUDGET_SECONDS: float = env.float("SPEECH_BUDGET_SECONDS", default=60)
SPEECH_MAX_SECONDS: int = env.int("SPEECH_MAX_SECONDS", default=300)  # of one recording
SPEECH_MAX_BYTES: int = 1_000_000 * env.int("SPEECH_MAX_MEGABYTES", default=10)

# ------------------------------------------------------------------ web platform
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    (
        "interpreter",
        str(distribution("brython").locate_file("brython/data")),
    ),  # Python for browsers, where its package keeps it
]
STATICFILES_FINDERS = ["interviewprep.static_files.FolderFinder", "interviewprep.static_files.AppFinder"]
# Of these packages nothing else is collected: they bring 2,700 files, each to be hashed and compressed at every start.
PACKAGED_FILES = {
    "django_ace": [
        "ace/ace.js",
        *(
            f"ace/mode-{mode}.js"
            for mode in ("c_cpp", "golang", "java", "javascript", "python", "rust", "sh", "sql", "typescript")
        ),
        "ace/css/ace.css",
        "ace/css/main-*",  # what the style sheet names has to be there
    ],
    "drf_spectacular_sidecar": ["swagger-ui-dist/swagger-ui.css*", "swagger-ui-dist/swagger-ui-bundle.js*"],
    "interpreter": ["brython.js", "brython_stdlib.js"],
    "rest_framework": [],  # the API answers in JSON alone
}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],  # the sandbox alone, which has a policy of its own
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if PRODUCTION:
    SECURE_SSL_REDIRECT = flag("SECURE_SSL_REDIRECT", default=True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("BEHIND_TLS_PROXY", default=False) else None
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = flag("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=True)
    SECURE_HSTS_PRELOAD = flag("SECURE_HSTS_PRELOAD", default=True)
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"

# ------------------------------------------------------------------ language and time
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = False

# ------------------------------------------------------------------ logs
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "interviewprep.logging.JSONFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {"django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False}},
}
