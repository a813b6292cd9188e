"""Lists in pages, newest first, with a cursor that stays right while rows are added."""

import base64
import binascii
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from finnect.kit.errors import Invalid
from finnect.kit.words import N_

M = TypeVar("M", bound=Model)
PAGE = 50


def page(rows: QuerySet[M], cursor: str | None, show: Callable[[M], Any], size: int = PAGE) -> dict[str, Any]:
    """`{items, next_cursor}` of rows that have `created_at` and `id`."""
    rows = rows.order_by("-created_at", "-id")
    if cursor:
        when, last = _read(cursor)
        rows = rows.filter(Q(created_at__lt=when) | Q(created_at=when, id__lt=last))
    found = list(rows[: size + 1])
    more = len(found) > size
    return {"items": [show(row) for row in found[:size]], "next_cursor": _write(found[size - 1]) if more else None}


def _write(row: Any) -> str:
    return base64.urlsafe_b64encode(f"{row.created_at.isoformat()}|{row.id}".encode()).decode()


def _read(cursor: str) -> tuple[datetime, UUID]:
    try:
        when, last = base64.urlsafe_b64decode(cursor.encode()).decode().split("|")
        return datetime.fromisoformat(when).astimezone(UTC), UUID(last)
    except (ValueError, OverflowError, binascii.Error) as error:
        raise Invalid(where="cursor", reason=N_("take next_cursor from an earlier answer as it is")) from error
