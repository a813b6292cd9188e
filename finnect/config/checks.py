"""Combinations of settings that cannot work are refused before anything starts."""

from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

SHORTEST_SECRET = 32
EXAMPLES = ("change-me", "changeme", "your-secret", "your_secret", "django-insecure", "example", "secret-key", "secret_key")
SCHEMES = {
    "DATABASE_URL": {"sqlite", "postgres", "postgresql"},
    "BROKER_URL": {"memory", "redis", "rediss"},
    "STORAGE_URL": {"file", "s3"},
    "CACHE_URL": {"locmem", "redis", "rediss"},
}


@register()
def secrets_are_secret(**_: Any) -> list[CheckMessage]:
    """Long enough to sign with (RFC 7518, 3.2), and not from an example file."""
    found: list[CheckMessage] = []
    # From the environment: Django's own SECRET_KEY refuses to be read while it is empty.
    for name, secret in (("SECRET_KEY", settings.ENV.secret_key), ("DJANGO_SECRET_KEY", settings.ENV.django_secret_key)):
        value = secret.get_secret_value()
        if len(value.encode()) < SHORTEST_SECRET:
            hint = "Make one: python -c 'import secrets; print(secrets.token_urlsafe(48))'"
            found.append(Error(f"{name} must have at least {SHORTEST_SECRET} bytes.", hint=hint, id="finnect.E001"))
        elif any(example in value.lower() for example in EXAMPLES) or len(set(value)) < 8:
            found.append(Error(f"{name} is an example, not a secret.", hint="Make your own.", id="finnect.E002"))
    return found


@register()
def addresses_are_known(**_: Any) -> list[CheckMessage]:
    given = {
        "DATABASE_URL": settings.ENV.database_url,
        "BROKER_URL": settings.BROKER_URL,
        "STORAGE_URL": settings.STORAGE_URL,
        "CACHE_URL": settings.CACHE_URL,
    }
    return [
        Error(f"{name} begins with {urlsplit(url).scheme}:, but must be one of {', '.join(sorted(SCHEMES[name]))}.", id="finnect.E003")
        for name, url in given.items()
        if urlsplit(url).scheme not in SCHEMES[name]
    ]


@register()
def processes_can_meet(**_: Any) -> list[CheckMessage]:
    """A queue inside one process reaches no other; counts of wrong passwords must not split over many processes."""
    found: list[CheckMessage] = []
    if settings.IS_SEPARATE_WORKER and settings.BROKER_URL.startswith("memory"):
        found.append(Error("A worker of its own needs a BROKER_URL that it can reach, such as redis://….", id="finnect.E004"))
    if not settings.BROKER_URL.startswith("memory") and settings.CACHE_URL.startswith("locmem"):
        found.append(Error("With a BROKER_URL of its own, CACHE_URL must be shared too, such as redis://….", id="finnect.E005"))
    return found


@register()
def dask_can_be_asked(**_: Any) -> list[CheckMessage]:
    scheduler = settings.DASK_SCHEDULER
    found: list[CheckMessage] = []
    if scheduler and urlsplit(scheduler).scheme not in ("tcp", "tls"):
        found.append(Error(f"FINNECT_DASK_SCHEDULER is {scheduler}, but must be like tcp://dask-scheduler:8786.", id="finnect.E006"))
    if scheduler and find_spec("distributed") is None:
        found.append(Error("FINNECT_DASK_SCHEDULER is set, but Dask is not installed.", hint="Install it: make dask", id="finnect.E007"))
    return found
