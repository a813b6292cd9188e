"""Structured logs: one JSON object a line, with the request's id and without secrets."""

import logging
import logging.config
import re
from collections.abc import MutableMapping
from typing import Any

import structlog

SECRET_NAME = re.compile(r"pass(word)?|secret|token|authorization|cookie|api_?key|access_?key", re.I)
SECRET_TEXT = re.compile(
    r"(?P<url>\w+://[^\s:/@]*:)[^\s@/]+@"  # a password inside an address
    r"|\bey[\w-]{8,}\.[\w-]+\.[\w-]*"  # a JSON web token
    r"|\bBearer\s+\S+"
    r"|\bsk-[\w-]{8,}"
    r"|(?<=/setup/)[^/\s]+"  # the link that makes an administrator
)
KEPT_NAMES = {"event", "level", "timestamp", "logger"}


def redact(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Blank whatever is named like a secret or looks like one."""
    for name, value in event.items():
        if name not in KEPT_NAMES and SECRET_NAME.search(name):
            event[name] = "[hidden]"
        elif isinstance(value, str):
            event[name] = SECRET_TEXT.sub(lambda m: f"{m['url'] or ''}[hidden]{'@' if m['url'] else ''}", value)
    return event


def logging_config(*, level: str, style: str) -> None:
    """Send the logs of everybody, libraries included, to standard error in one form."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        redact,
    ]
    shown = structlog.processors.JSONRenderer(ensure_ascii=False) if style == "json" else structlog.dev.ConsoleRenderer()
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": shared,
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, shown],
    }
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"lines": formatter},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
            "root": {"handlers": ["stderr"], "level": level},
            "loggers": {
                # Each would say again, at length, what our own line says.
                "uvicorn.access": {"level": "ERROR"},
                "uvicorn.error": {"level": "WARNING"},
                "django.request": {"level": "ERROR"},
                "celery": {"level": "WARNING"},
                "kombu": {"level": "WARNING"},
                "kombu.connection": {"level": "ERROR"},  # memory:// has no host name, and that is all it would say
                "multipart": {"level": "WARNING"},
            },
        }
    )
